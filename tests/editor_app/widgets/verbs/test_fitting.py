"""The tools that make music fit, opened and used by keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSlider

from editor_app.project import edits
from editor_app.project.cue import Cue
from editor_app.score.duck import PRESETS
from editor_app.score.moment import Song
from editor_app.widgets.tools.rows import Rows
from editor_app.widgets.tray import Tray
from tests.end_to_end.window.conftest import Program


def tray(program: Program) -> Tray:
    return program.furniture.bench.tray


def test_room_for_speech_is_chosen_and_taken_back(opened: Program) -> None:
    document, person = opened.desk.document, opened.person
    person.press("D")
    assert "speech" in tray(opened).accessibleName()
    way = person.see(QComboBox, "tray_duck_way")
    person.wait(way.hasFocus)
    person.press("End")
    assert document.timeline.ducking == list(PRESETS)[-1]
    assert document.timeline.duck_depth_db == PRESETS[document.timeline.ducking].depth_db
    slider = person.see(QSlider, "tray_duck")
    slider.setFocus()
    person.press("Right")
    assert document.timeline.duck_depth_db == PRESETS["trailer"].depth_db + 1
    person.see(QCheckBox, "tray_duck_music").setFocus()
    person.press("Space")
    assert document.timeline.duck_music
    person.press("Ctrl+Z")
    assert (document.timeline.ducking, document.timeline.duck_music) == ("dialogue", False)
    assert slider.value() == round(PRESETS["dialogue"].depth_db)


def test_escape_closes_the_tool_and_shows_the_sliders_again(opened: Program) -> None:
    actions = opened.cuesmith.window.actions_by_id
    assert not actions["put_aside"].isEnabled()
    opened.person.press("D")
    assert tray(opened).isVisible()
    assert actions["put_aside"].isEnabled()
    opened.person.press("Escape")
    assert not tray(opened).isVisible()
    assert opened.furniture.bench.shape.isVisible()
    assert not actions["put_aside"].isEnabled()


def test_a_hidden_panel_is_hidden_again(opened: Program) -> None:
    opened.person.press("Ctrl+3")
    assert opened.furniture.bench.right.isHidden()
    opened.person.press("D")
    assert tray(opened).isVisible()
    opened.person.press("Escape")
    assert opened.furniture.bench.right.isHidden()


def lay_beat(program: Program) -> None:
    """Lay a song with a beat over all of the film, its bars not on the cuts."""
    document = program.desk.document
    beats = tuple(0.5 * one for one in range(100))
    song = Song(Path("/song.ogg"), 50.0, title="Song", beats_s=beats, downbeats_s=beats[::4])
    cue = Cue(song.path, song.title, "", 0.0, 8.0, 5.3, downbeats_s=beats[::4])
    after, laid_id = edits.add(document.timeline, cue, song, lane=0)
    document.edit("Place", after, select=[laid_id])


def test_align_says_which_cuts_meet_a_beat_and_which_do_not(opened: Program) -> None:
    lay_beat(opened)
    document, person = opened.desk.document, opened.person
    person.press("A")
    cuts = person.see(Rows, "align_cuts")
    assert len(cuts.rows) == 4
    assert any(row.mark == "good" and "falls on the cut" in row.below for row in cuts.rows)
    assert person.see(QLabel, "align_done").text()
    summed = person.see(QLabel, "align_sum").text()
    assert "of 4 strong cuts" in summed
    # What is done by hand is followed.
    document.edit("Slip", edits.slip(document.timeline, 1, by_s=0.21))
    assert not any(row.mark == "good" for row in cuts.rows)
    person.press("Ctrl+Z")
    assert person.see(QLabel, "align_sum").text() == summed
    cuts.setCurrentRow(2)
    assert opened.desk.player.position_s == 4.0
    # Aligning again, with a stretch allowed, stays one step.
    steps = document.stack.count()
    person.see(QCheckBox, "align_stretch").setFocus()
    person.press("Space")
    assert document.stack.count() <= steps
    assert 0.97 <= document.timeline.laid[0].cue.speed <= 1.03


def test_the_report_goes_with_the_cue(opened: Program) -> None:
    lay_beat(opened)
    opened.person.press("A")
    assert tray(opened).isVisible()
    opened.furniture.bench.timeline.commands.delete()
    assert not tray(opened).isVisible()
