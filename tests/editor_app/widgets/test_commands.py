from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from editor_app.actions import ACTIONS, MENUS, action, keys_of
from editor_app.widgets.commands import colour, command, describe, fill_menus, hint, menu_title
from editor_app.widgets.theme import load_theme


class Window(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        keys = keys_of({})
        self.made = {one.id: command(one, keys[one.id], self) for one in ACTIONS}
        self.menus = fill_menus(self.menuBar(), self.made)
        self.asked: list[str] = []
        for name, made in self.made.items():
            made.triggered.connect(lambda _=False, name=name: self.asked.append(name))


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_every_action_is_in_a_menu_once(window: Window) -> None:
    found: list[str] = []
    for menu in window.menus.values():
        found += [one.objectName() for one in menu.actions() if not one.isSeparator()]
    assert sorted(found) == sorted(one.id for one in ACTIONS)
    assert [one.text() for one in window.menuBar().actions()] == [menu_title(n) for n in MENUS]


def test_menus_are_parted_by_lines_but_begin_and_end_with_none(window: Window) -> None:
    for menu in window.menus.values():
        lines = [one.isSeparator() for one in menu.actions()]
        assert not lines or not (lines[0] or lines[-1])
    assert any(one.isSeparator() for one in window.menus["file"].actions())


@pytest.mark.parametrize(
    ("key", "held", "asked"),
    [
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "play"),
        (Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier, "suggest"),
        (Qt.Key.Key_7, Qt.KeyboardModifier.NoModifier, "audition_7"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "place"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "place"),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, "second_forward"),
        (Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "shortcuts"),
        (
            Qt.Key.Key_Z,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            "redo",
        ),
        (Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier, "zoom_in"),
    ],
)
def test_keys_start_what_the_table_says(
    window: Window, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier, asked: str
) -> None:
    qtbot.keyClick(window, key, held)
    assert window.asked == [asked]


def test_letters_typed_into_a_field_start_nothing(window: Window, qtbot: QtBot) -> None:
    field = QLineEdit()
    window.setCentralWidget(field)
    field.setFocus()
    qtbot.keyClicks(field, "salsa 12")
    assert field.text() == "salsa 12"
    assert window.asked == []


def test_new_keys_take_the_place_of_the_old_ones(window: Window, qtbot: QtBot) -> None:
    describe(window.made["suggest"], action("suggest"), ["Ctrl+G"])
    qtbot.keyClick(window, Qt.Key.Key_S)
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert window.asked == ["suggest"]


def test_a_tooltip_says_what_it_does_and_the_key(window: Window) -> None:
    suggest = window.made["suggest"]
    assert suggest.toolTip() == "List the songs that fit the film and the scene (S)"
    assert hint(action("reset_layout"), ()) == "Put every panel back where it was at first"
    assert window.made["export"].iconText() == "Export"


def test_keys_of_the_timeline_are_shown_but_not_taken_from_it(window: Window) -> None:
    nudge = window.made["nudge_left"]
    assert nudge.shortcuts() == []
    assert nudge.text().endswith("\tAlt+Left")


def test_icons_come_with_the_theme(window: Window) -> None:
    made: QAction = window.made["suggest"]
    assert made.icon().isNull()
    colour(made, action("suggest"), load_theme("dark"))
    assert not made.icon().isNull()
