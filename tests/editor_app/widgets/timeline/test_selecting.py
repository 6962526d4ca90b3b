"""Choosing cues with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from tests.editor_app.widgets.timeline.conftest import World

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_click_selects_one_cue(world: World) -> None:
    world.click(world.body(1))
    world.click(world.body(3))
    assert world.document.selected == {3}


def test_ctrl_adds_and_takes_away(world: World) -> None:
    world.click(world.body(1))
    world.click(world.body(3), CTRL)
    assert world.document.selected == {1, 3}
    world.click(world.body(1), CTRL)
    assert world.document.selected == {3}


def test_shift_selects_up_to_the_clicked_one(world: World) -> None:
    world.click(world.body(1))
    world.click(world.body(2), SHIFT)
    assert world.document.selected == {1, 2, 3}


def test_a_click_on_one_of_several_leaves_that_one(world: World) -> None:
    world.view.commands.select_all()
    world.click(world.body(2))
    assert world.document.selected == {2}


def test_a_click_beside_the_cues_selects_nothing(world: World) -> None:
    world.click(world.body(1))
    world.click(world.at(55.0, 1))
    assert world.document.selected == frozenset()


def test_a_click_beside_them_forgets_the_click_before(world: World) -> None:
    world.click(world.body(1))
    world.click(world.body(1))
    world.click(world.at(55.0, 1))
    assert world.document.selected == frozenset()


def test_the_rubber_band_selects_what_it_touches(world: World) -> None:
    start = world.at(18.0, 1)
    to = world.at(12.0, 0)
    world.drag(start, to - start)
    assert world.document.selected == {1}
    end = world.at(24.0, 1)
    start = world.at(36.0, 0)
    world.drag(start, end - start, SHIFT)
    assert world.document.selected == {1, 3}


def test_escape_takes_the_rubber_band_back(world: World) -> None:
    world.click(world.body(2))
    start = world.at(18.0, 1)
    world.drag(start, world.at(12.0, 0) - start, SHIFT, let_go=False)
    assert world.document.selected == {1, 2}
    world.key(Qt.Key.Key_Escape)
    assert world.document.selected == {2}


def test_escape_deselects(world: World) -> None:
    world.click(world.body(2))
    world.key(Qt.Key.Key_Escape)
    assert world.document.selected == frozenset()


def test_the_screen_reader_hears_what_is_selected(world: World) -> None:
    assert world.canvas.accessibleDescription() == "No cue selected, 3 on the timeline"
    world.click(world.body(1))
    heard = world.canvas.accessibleDescription()
    assert heard == "a by x, from 00:05.0 to 00:15.0 on M1, level 0.0 dB"
    world.view.commands.select_all()
    assert world.canvas.accessibleDescription() == "3 of 3 cues selected"


def test_what_can_be_done_is_said_and_shown(world: World) -> None:
    told: list[str] = []
    world.view.status.connect(told.append)
    world.hover(world.body(1))
    assert told[-1].startswith("Drag to move")
    box = world.box(1)
    world.hover(QPoint(round(box.rect.left()) + 1, round(box.rect.bottom()) - 4))
    assert told[-1] == "Drag to change where it begins"
    assert world.port.cursor().shape() == Qt.CursorShape.SizeHorCursor
    world.hover(world.at(55.0, 1))
    assert world.port.cursor().shape() == Qt.CursorShape.ArrowCursor
