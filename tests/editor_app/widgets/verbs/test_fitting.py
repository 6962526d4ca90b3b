"""The tools that make music fit, opened and used by keys."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QSlider

from editor_app.score.duck import PRESETS
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
