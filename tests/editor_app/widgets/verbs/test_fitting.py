"""The tools that make music fit, opened and used by keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSlider

from editor_app.project import edits
from editor_app.project.cue import Cue
from editor_app.score.arrange import chain
from editor_app.score.duck import PRESETS
from editor_app.score.moment import Song
from editor_app.widgets.tools.rows import Rows
from editor_app.widgets.tray import Tray
from resources import DEMO
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


def lay_song(program: Program) -> None:
    """Lay three seconds of a real song, as a grid of beats, at the start of the film."""
    document = program.desk.document
    path = DEMO / "music" / "Alexander Blu - Electricity.ogg"
    beats = tuple(round(0.48 * one, 2) for one in range(103))
    song = Song(path, 50.0, title="Electricity", beats_s=beats, downbeats_s=beats[::4])
    cue = Cue(path, song.title, "", 0.0, 3.0, 0.0, downbeats_s=beats[::4])
    after, laid_id = edits.add(document.timeline, cue, song, lane=0)
    document.edit("Place", after, select=[laid_id])


def test_fit_proposes_ways_and_takes_one_as_one_step(opened: Program) -> None:
    lay_song(opened)
    document, person = opened.desk.document, opened.person
    before, steps = document.timeline, document.stack.count()
    person.press("F")
    ways = person.see(Rows, "fit_ways")
    assert person.see(QDoubleSpinBox, "fit_length").value() == 8.0
    length = person.see(QDoubleSpinBox, "fit_length")
    length.setFocus()
    person.write("20")
    person.press("Return")
    person.wait(lambda: ways.count() and opened.desk.proposing.timeline, 30_000)
    assert document.timeline is before
    assert opened.canvas.has_proposal
    assert person.see(QComboBox, "fit_until").currentText() == "Own length"
    shown = opened.desk.proposing.timeline
    if ways.count() > 1:
        person.wait(ways.hasFocus)
        person.press("Down")
        assert opened.desk.proposing.timeline != shown
    person.press("Ctrl+Return")
    assert document.stack.count() == steps + 1
    assert document.stack.undoText() == "Fit"
    passes = chain(document.timeline, 1)
    assert round(passes[-1].cue.end_s, 3) == 20.0
    assert not tray(opened).isVisible()
    assert not opened.canvas.has_proposal
    person.press("Ctrl+Z")
    assert document.timeline == before


def test_fit_is_put_aside_without_a_trace(opened: Program) -> None:
    lay_song(opened)
    before = opened.desk.document.timeline
    opened.person.press("F")
    ways = opened.person.see(Rows, "fit_ways")
    opened.person.wait(ways.count, 30_000)
    opened.person.press("Escape")
    assert not opened.canvas.has_proposal
    assert opened.desk.document.timeline is before
    assert not tray(opened).isVisible()


def test_a_song_that_cannot_be_fitted_is_refused_with_the_reason(opened: Program) -> None:
    lay_beat(opened)
    opened.person.press("F")
    opened.person.wait(lambda: opened.notices, 30_000)
    assert "song.ogg" in opened.notices[0].what
    assert opened.person.see(QLabel, "fit_told").text()
    assert not opened.person.see(QPushButton, "tray_accept").isEnabled()
    opened.person.press("Ctrl+Return")
    assert tray(opened).isVisible()


def test_music_without_a_seam_says_how_to_get_one(opened: Program) -> None:
    lay_song(opened)
    opened.person.press("Alt+PgDown")
    assert "no seam" in opened.notices[0].what
    assert "Fit" in opened.notices[0].remedy


def test_filling_needs_songs_and_says_so(opened: Program) -> None:
    opened.person.press("Shift+F")
    opened.person.wait(lambda: opened.notices, 30_000)
    assert opened.notices[0].remedy
    assert opened.person.see(QLabel, "fill_changes").text()
    assert not opened.person.see(QPushButton, "tray_accept").isEnabled()
    opened.person.press("Escape")
    assert not tray(opened).isVisible()
