"""The column of names and switches."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from tests.editor_app.widgets.timeline.conftest import World


def press(world: World, name: str) -> QToolButton:
    button = world.view.findChild(QToolButton, name)
    world.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    return button


def test_a_lane_is_muted_and_soloed(world: World) -> None:
    press(world, "mute_0")
    press(world, "solo_1")
    first, second = world.document.timeline.lanes
    assert (first.muted, first.solo, second.muted, second.solo) == (True, False, False, True)
    assert world.document.stack.undoText() == "Solo lane"


def test_the_film_is_muted(world: World) -> None:
    button = press(world, "mute_original")
    assert world.document.timeline.original.muted
    world.document.stack.undo()
    assert not button.isChecked()


@pytest.mark.parametrize("name", ["mute_original", "mute_0", "solo_0", "mute_1", "solo_1"])
def test_switches_can_be_reached_and_heard(world: World, name: str) -> None:
    button = world.view.findChild(QToolButton, name)
    assert button.accessibleName()
    assert button.toolTip()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_switches_lie_beside_their_rows(world: World) -> None:
    row = world.canvas.rows.music[1]
    button = world.view.findChild(QToolButton, "mute_1")
    middle = button.geometry().center().y()
    assert row.top <= middle <= row.bottom


def test_rows_scroll_with_their_switches_in_a_low_window(world: World) -> None:
    world.view.resize(1100, 200)
    bar = world.canvas.verticalScrollBar()
    world.bot.waitUntil(lambda: bar.maximum() > 0)
    button = world.view.findChild(QToolButton, "mute_1")
    before = button.y()
    bar.setValue(bar.maximum())
    assert button.y() == before - bar.maximum()


def test_what_lies_in_a_scrolled_row_is_caught_there(world: World) -> None:
    world.view.resize(1100, 200)
    bar = world.canvas.verticalScrollBar()
    world.bot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    at = world.body(3)
    at.setY(at.y() - bar.value())
    world.click(at)
    assert world.document.selected == {3}
