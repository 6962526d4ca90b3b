from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QSlider,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from editor_app.widgets.focus_keys import FocusKeys

KEYS = ("Left", "Right", "Up", "Home", "Space", "S", "Shift+Right")


class Window(QMainWindow):
    """A window with a shortcut on every key, and something to hold the focus."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.heard: list[str] = []
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.addWidget(widget)
        column.addWidget(QLabel("below"))
        self.setCentralWidget(centre)
        for key in KEYS:
            action = QAction(self)
            action.setShortcut(key)
            action.triggered.connect(lambda _=False, key=key: self.heard.append(key))
            self.addAction(action)
        self.keys = FocusKeys(self)


def slider() -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setRange(-50, 50)
    return made


def songs() -> QListWidget:
    made = QListWidget()
    made.addItems(["one", "two", "three"])
    made.setCurrentRow(1)
    return made


def tabs() -> QTabBar:
    made = QTabBar()
    for name in ("one", "two"):
        made.addTab(name)
    return made


@pytest.mark.parametrize(
    ("make", "kept"),
    [
        (slider, {"Left", "Right", "Up", "Home"}),
        (songs, {"Up", "Home"}),
        (tabs, {"Left", "Right", "Up"}),
        (lambda: QPushButton("press"), {"Space"}),
        (QLineEdit, {"Left", "Right", "Home", "Space", "S", "Shift+Right"}),
    ],
)
def test_what_has_the_focus_keeps_its_keys(qtbot, make, kept) -> None:
    widget = make()
    window = Window(widget)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    widget.setFocus()
    for key in KEYS:
        pressed = window.actions()[KEYS.index(key)].shortcut()[0]
        QTest.keyClick(window.windowHandle(), pressed.key(), pressed.keyboardModifiers())
    assert set(window.heard) == set(KEYS) - kept


def test_without_a_focus_every_key_is_a_shortcut(qtbot) -> None:
    window = Window(QLabel("nothing to press"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Left)
    assert window.heard == ["Left"]
