from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from editor_app.notices import Notice, Offer
from editor_app.widgets import notices
from editor_app.widgets.notices import AT_MOST, NoticeRow, NoticesBar
from editor_app.widgets.theme import load_theme

LEFT = Qt.MouseButton.LeftButton
LOST = Notice("error", "clip.mp4 is gone.", "Find it again.", "/films/clip.mp4")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 400)
    window.show()
    qtbot.mouseMove(window, QPoint(20, 390))
    return window


@pytest.fixture
def bar(window: QWidget) -> NoticesBar:
    bar = NoticesBar(load_theme("dark"))
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addStretch(1)
    return bar


def rows(bar: NoticesBar) -> list[NoticeRow]:
    return [one for one in bar.findChildren(NoticeRow) if not one.isHidden()]


def test_nothing_to_tell_takes_no_room(bar: NoticesBar) -> None:
    assert bar.isHidden()


def test_a_notice_says_what_and_what_to_do(bar: NoticesBar) -> None:
    bar.tell(LOST)
    assert bar.isVisible()
    words = [one.text() for one in bar.findChildren(QLabel) if one.text()]
    assert LOST.what in words
    assert LOST.remedy in words
    assert rows(bar)[0].accessibleName() == "Error: clip.mp4 is gone. Find it again."


def test_the_button_of_an_offer_does_it_and_closes_the_notice(
    bar: NoticesBar, qtbot: QtBot
) -> None:
    done: list[str] = []
    bar.tell(LOST, Offer("Find…", lambda: done.append("find")), Offer("Forget", done.clear))
    button = bar.findChild(QPushButton, "notice_offer_0")
    assert button.text() == "Find…"
    with qtbot.waitSignal(bar.emptied):
        qtbot.mouseClick(button, LEFT)
    assert done == ["find"]
    assert bar.told == ()
    assert bar.isHidden()


def test_a_notice_is_closed_with_the_keyboard(bar: NoticesBar, qtbot: QtBot) -> None:
    bar.tell(LOST)
    close = bar.findChild(QToolButton, "notice_close")
    close.setFocus()
    qtbot.keyClick(close, Qt.Key.Key_Space)
    assert bar.told == ()


def test_the_same_thing_is_told_once_and_comes_to_the_top(bar: NoticesBar) -> None:
    other = Notice("warning", "No sound device was found.")
    for notice in (LOST, other, LOST):
        bar.tell(notice)
    assert bar.told == (LOST, other)


def test_many_notices_wait_behind_the_newest(bar: NoticesBar, qtbot: QtBot) -> None:
    for number in range(AT_MOST + 2):
        bar.tell(Notice("warning", f"Number {number}"))
    assert len(rows(bar)) == AT_MOST
    waiting = bar.findChild(QLabel, "notices_waiting")
    assert waiting.text() == "2 more"
    qtbot.mouseClick(rows(bar)[0].findChild(QToolButton, "notice_close"), LEFT)
    assert len(rows(bar)) == AT_MOST
    assert waiting.text() == "1 more"


def test_only_a_note_leaves_by_itself(
    bar: NoticesBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "INFO_MS", 30)
    bar.tell(LOST)
    bar.tell(Notice("info", "Saved."))
    qtbot.waitUntil(lambda: bar.told == (LOST,))
    qtbot.wait(60)
    assert bar.told == (LOST,)


def test_a_note_stays_while_it_is_read(
    bar: NoticesBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "INFO_MS", 150)
    bar.tell(Notice("info", "Saved."))
    row = rows(bar)[0]
    qtbot.mouseMove(row, QPoint(20, 10))
    qtbot.waitUntil(row.underMouse)
    qtbot.wait(300)
    assert len(bar.told) == 1
    qtbot.mouseMove(bar.window(), QPoint(20, 390))
    qtbot.waitUntil(lambda: bar.told == ())


def test_what_no_longer_holds_is_withdrawn(bar: NoticesBar) -> None:
    bar.tell(LOST)
    bar.withdraw(LOST)
    bar.withdraw(LOST)
    assert bar.told == ()


def test_long_words_are_wrapped_and_colours_follow_the_theme(bar: NoticesBar) -> None:
    bar.tell(Notice("error", "A very long sentence. " * 20, "Do something about it. " * 20))
    row = rows(bar)[0]
    assert row.heightForWidth(500) > row.heightForWidth(1500) > 0
    light = load_theme("light")
    bar.set_theme(light)
    strip = row.grab().toImage().pixelColor(1, row.height() // 2)
    assert strip == light.danger
