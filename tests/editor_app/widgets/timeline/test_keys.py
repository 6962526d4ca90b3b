"""The keys of the timeline."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from tests.editor_app.widgets.timeline.conftest import World

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_down_and_up_go_through_the_cues(world: World) -> None:
    world.key(Qt.Key.Key_Down)
    assert world.document.selected == {1}
    world.key(Qt.Key.Key_Down)
    assert world.document.selected == {3}
    world.key(Qt.Key.Key_Down)
    world.key(Qt.Key.Key_Down)
    assert world.document.selected == {2}
    world.key(Qt.Key.Key_Up, SHIFT)
    assert world.document.selected == {2, 3}


def test_nudges_by_frames_are_one_step_of_the_history(world: World) -> None:
    world.click(world.body(1))
    for _ in range(3):
        world.key(Qt.Key.Key_Right, ALT)
    world.key(Qt.Key.Key_Left, ALT)
    assert world.laid(1).cue.start_s == pytest.approx(5.08)
    assert world.document.stack.count() == 1
    world.document.stack.undo()
    assert world.laid(1).cue.start_s == 5.0


def test_nudges_of_another_cue_are_another_step(world: World) -> None:
    world.click(world.body(1))
    world.key(Qt.Key.Key_Right, ALT)
    world.click(world.body(3))
    world.key(Qt.Key.Key_Right, ALT)
    assert world.document.stack.count() == 2


def test_alt_and_shift_nudge_by_ten_frames(world: World) -> None:
    world.click(world.body(1))
    world.key(Qt.Key.Key_Right, ALT | SHIFT)
    assert world.laid(1).cue.start_s == pytest.approx(5.4)


def test_alt_down_changes_the_lane(world: World) -> None:
    world.click(world.body(1))
    world.key(Qt.Key.Key_Down, ALT)
    assert world.laid(1).lane == 1


def test_brackets_trim_to_the_playhead(world: World) -> None:
    world.click(world.body(1))
    world.view.set_playhead(7.0)
    world.key("[")
    world.view.set_playhead(12.0)
    world.key("]")
    assert (world.laid(1).cue.start_s, world.laid(1).cue.end_s) == (7.0, 12.0)


def test_comma_and_full_stop_slip_by_frames(world: World) -> None:
    world.click(world.body(1))
    world.key(".")
    world.key(".")
    world.key(",")
    assert world.laid(1).cue.source_in_s == pytest.approx(20.04)


def test_plus_and_minus_change_the_level(world: World) -> None:
    world.click(world.body(1))
    world.key("-")
    world.key("-")
    world.key("+", SHIFT)
    assert world.laid(1).cue.gain_db == -0.5
    assert world.document.stack.count() == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete(world: World, key: Qt.Key) -> None:
    world.click(world.body(1))
    world.key(key)
    assert [one.id for one in world.document.timeline.laid] == [3, 2]
    world.document.stack.undo()
    assert world.document.selected == {1}


def test_copy_and_paste_at_the_playhead(world: World) -> None:
    world.click(world.body(1))
    world.key(Qt.Key.Key_C, CTRL)
    world.view.set_playhead(25.0)
    world.key(Qt.Key.Key_V, CTRL)
    (pasted,) = world.document.selected
    assert pasted == 4
    assert (world.laid(4).cue.start_s, world.laid(4).lane) == (25.0, 0)


def test_cut_takes_away_what_paste_brings_back(world: World) -> None:
    world.key(Qt.Key.Key_A, CTRL)
    world.key(Qt.Key.Key_X, CTRL)
    assert world.document.timeline.laid == ()
    world.view.set_playhead(5.0)
    world.key(Qt.Key.Key_V, CTRL)
    starts = [one.cue.start_s for one in world.document.timeline.laid]
    assert starts == [5.0, 22.0, 40.0]


def test_paste_without_a_copy_does_nothing(world: World) -> None:
    world.key(Qt.Key.Key_V, CTRL)
    assert world.document.stack.count() == 0


def test_split_at_the_playhead(world: World) -> None:
    world.view.set_playhead(10.0)
    world.key(Qt.Key.Key_B, CTRL)
    assert [one.cue.end_s for one in world.document.timeline.laid][:2] == [10.0, 15.0]


def test_keys_of_the_window_are_left_to_it(world: World) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_S, Qt.Key.Key_1):
        event = QKeyEvent(
            QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key & 127)
        )
        event.setAccepted(False)
        QApplication.sendEvent(world.canvas, event)
        assert not event.isAccepted(), key


def test_the_menu_does_the_same(world: World) -> None:
    mine = QAction("Align", world.view)
    world.view.set_cue_actions([mine])
    at = world.body(2)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, world.port.mapToGlobal(at))
    QApplication.sendEvent(world.port, event)
    menu = world.view.findChild(QMenu, "cue_menu")
    assert world.document.selected == {2}
    assert mine in menu.actions()
    by_text = {action.text(): action for action in menu.actions()}
    assert not by_text["Paste at the playhead"].isEnabled()
    by_text["Delete"].trigger()
    menu.close()
    assert [one.id for one in world.document.timeline.laid] == [1, 3]


def test_the_menu_key_opens_the_menu_on_the_selected_cue(world: World) -> None:
    world.view.commands.step_selection(1)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard,
        world.port.rect().center(),
        world.port.mapToGlobal(world.port.rect().center()),
    )
    QApplication.sendEvent(world.canvas, event)
    menu = world.view.findChild(QMenu, "cue_menu")
    assert menu.isVisible()
    assert world.document.selected == {1}
    menu.close()
