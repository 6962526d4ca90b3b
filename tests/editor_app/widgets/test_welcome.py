from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from editor_app.widgets.theme import load_theme
from editor_app.widgets.welcome import RECENT_SHOWN, Welcome

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def welcome(qtbot: QtBot) -> Welcome:
    welcome = Welcome(load_theme("dark"))
    qtbot.addWidget(welcome)
    welcome.resize(1280, 620)
    welcome.show()
    return welcome


@pytest.mark.parametrize(
    ("button", "asked"),
    [
        ("welcome_open", "open_wanted"),
        ("welcome_add_music", "add_music_wanted"),
        ("welcome_demo", "demo_wanted"),
    ],
)
def test_each_button_asks_for_one_thing(
    welcome: Welcome, qtbot: QtBot, button: str, asked: str
) -> None:
    for press in ("mouse", "keyboard"):
        with qtbot.waitSignal(getattr(welcome, asked), timeout=500):
            found = welcome.findChild(QPushButton, button)
            if press == "mouse":
                qtbot.mouseClick(found, LEFT)
            else:
                found.setFocus()
                qtbot.keyClick(found, Qt.Key.Key_Space)


def test_what_was_open_lately_is_opened_again(welcome: Welcome, qtbot: QtBot) -> None:
    title = welcome.findChild(QLabel, "welcome_recent")
    assert not title.isVisible()
    paths = [Path(f"/films/cut & {number}.mp4") for number in range(RECENT_SHOWN + 2)]
    welcome.set_recent(paths)
    assert title.isVisible()
    buttons = welcome.findChildren(QPushButton, "welcome_recent_file")
    assert [one.accessibleName() for one in buttons] == [p.name for p in paths[:RECENT_SHOWN]]
    with qtbot.waitSignal(welcome.recent_wanted) as asked:
        qtbot.mouseClick(buttons[2], LEFT)
    assert asked.args == [paths[2]]
    welcome.set_recent([])
    assert not welcome.findChildren(QPushButton, "welcome_recent_file")
    assert not title.isVisible()


def test_a_library_with_songs_needs_no_first_step(welcome: Welcome) -> None:
    state = welcome.findChild(QLabel, "welcome_add_music_state")
    button = welcome.findChild(QPushButton, "welcome_add_music")
    assert button.property("primary")
    welcome.set_songs(12)
    assert state.text() == "12 songs are ready"
    assert not button.property("primary")
    assert button.accessibleName() == "Add your music: Add another folder…"
    welcome.set_songs(0)
    assert state.text() == ""
    assert button.property("primary")


def test_it_promises_that_nothing_is_sent(welcome: Welcome) -> None:
    assert "0 bytes sent" in welcome.findChild(QLabel, "welcome_promise").text()


def test_in_a_small_window_it_scrolls_instead_of_being_cut_off(welcome: Welcome) -> None:
    welcome.set_recent([Path(f"/films/{number}.mp4") for number in range(5)])
    welcome.resize(700, 300)
    assert welcome.verticalScrollBar().maximum() > 0


def test_it_takes_another_look(welcome: Welcome) -> None:
    before = welcome.grab().toImage()
    welcome.set_theme(load_theme("light"))
    assert welcome.grab().toImage() != before
