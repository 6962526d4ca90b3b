from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from editor_app.about import About, Part
from editor_app.actions import ACTIONS, keys_of
from editor_app.notices import Bug
from editor_app.widgets.about_dialog import AboutDialog
from editor_app.widgets.error_dialog import ErrorDialog
from editor_app.widgets.shortcuts_dialog import ShortcutsDialog
from editor_app.widgets.theme import Theme, load_theme

LEFT = Qt.MouseButton.LeftButton
ABOUT = About(
    version="1.2.3",
    device="cpu",
    why_not_gpu="No NVIDIA driver was found.",
    pack="starter 0.1.0",
    pack_card="# Card\n\nIt **cannot** see irony.",
    parts=(Part("numpy", "2.0", "BSD-3-Clause"), Part("av", "18", "BSD-3-Clause")),
)


@pytest.fixture
def theme() -> Theme:
    return load_theme("dark")


def shown(widget: QWidget, kind: type[QWidget], name: str) -> list[str]:
    found = widget.findChildren(kind, name)
    return [one.text() for one in found if one.isVisibleTo(widget)]


def test_a_bug_is_owned_up_to_and_its_details_are_copied(qtbot: QtBot, theme: Theme) -> None:
    dialog = ErrorDialog(Bug("ValueError: seven", "line 1\nline 2"), None, theme)
    qtbot.addWidget(dialog)
    dialog.show()
    assert shown(dialog, QLabel, "error_summary") == ["ValueError: seven"]
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "line 1\nline 2"
    copy = dialog.findChild(QPushButton, "error_copy")
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == "line 1\nline 2"
    assert copy.text() == "Copied"
    assert dialog.findChild(QPushButton, "error_log") is None
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isHidden()


def test_the_folder_of_the_log_is_shown(
    qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog = ErrorDialog(Bug("a", "b"), tmp_path / "cuesmith.log", theme)
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.findChild(QPushButton, "error_log"), LEFT)
    assert [Path(one.toLocalFile()) for one in opened] == [tmp_path]


def test_about_says_device_reason_pack_and_licences(qtbot: QtBot, theme: Theme) -> None:
    dialog = AboutDialog(ABOUT, theme)
    qtbot.addWidget(dialog)
    dialog.show()
    assert shown(dialog, QLabel, "about_version") == ["Version 1.2.3"]
    assert shown(dialog, QLabel, "about_device") == ["The models run on: CPU"]
    assert shown(dialog, QLabel, "about_device_why") == [ABOUT.why_not_gpu]
    assert "0 bytes sent" in shown(dialog, QLabel, "about_fact")
    tabs = dialog.findChild(QTabWidget)
    qtbot.keyClick(tabs.tabBar(), Qt.Key.Key_Right)
    card = dialog.findChild(QTextBrowser)
    assert card.isVisible()
    assert card.toPlainText().startswith("Card")
    qtbot.keyClick(tabs.tabBar(), Qt.Key.Key_Right)
    table = dialog.findChild(QTableWidget)
    assert table.isVisible()
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["numpy", "av"]


def test_a_pack_without_a_card_says_why(qtbot: QtBot, theme: Theme) -> None:
    about = About("1", "cuda", "", "pack.toml cannot be read.", "", ())
    dialog = AboutDialog(about, theme)
    qtbot.addWidget(dialog)
    assert dialog.findChild(QTextBrowser).toPlainText() == "pack.toml cannot be read."
    assert shown(dialog, QLabel, "about_device_why") == []


def test_every_action_with_a_key_is_listed(qtbot: QtBot, theme: Theme) -> None:
    dialog = ShortcutsDialog(keys_of({}), theme)
    qtbot.addWidget(dialog)
    dialog.show()
    names = shown(dialog, QLabel, "shortcut_name")
    assert sorted(names) == sorted(one.text.rstrip("…") for one in ACTIONS if one.keys)
    keys = shown(dialog, QLabel, "shortcut_key")
    assert {"Ctrl+Shift+Z", "Ctrl+Y", "?"} < set(keys)
    assert "Shift+?" not in keys


def test_the_list_of_keys_is_searched_by_name_and_by_key(qtbot: QtBot, theme: Theme) -> None:
    dialog = ShortcutsDialog(keys_of({"suggest": ["Ctrl+G"]}), theme)
    qtbot.addWidget(dialog)
    dialog.show()
    field = dialog.findChild(QLineEdit, "shortcuts_search")
    nothing = dialog.findChild(QLabel, "shortcuts_nothing")
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "zoom")
    assert shown(dialog, QLabel, "shortcut_name") == ["Zoom in", "Zoom out"]
    assert not nothing.isVisible()
    field.clear()
    qtbot.keyClicks(field, "CTRL+G")
    assert shown(dialog, QLabel, "shortcut_name") == ["Suggest music"]
    field.clear()
    qtbot.keyClicks(field, "no such thing")
    assert shown(dialog, QLabel, "shortcut_name") == []
    assert nothing.isVisible()


def test_no_key_is_cut_off(qtbot: QtBot, theme: Theme) -> None:
    dialog = ShortcutsDialog(keys_of({}), theme)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.findChild(QLabel, "shortcut_key").width() > 1)
    for key in dialog.findChildren(QLabel, "shortcut_key"):
        assert key.width() >= key.sizeHint().width(), key.text()
