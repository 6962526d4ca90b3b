from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalog.library import LibraryStats
from catalog.marks import Marks
from editor_app.item_models.tracks import COLUMNS, TracksModel
from editor_app.operations.listing import Folder, Overview
from editor_app.widgets.library_panel import LibraryPanel
from editor_app.widgets.theme import load_theme
from tests.editor_app.songs import track

LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)
SONGS = (track(1), track(2), track(3, missing=True))
FOLDERS = (Folder(Path("/m/films"), 2, True), Folder(Path("/m/gone"), 1, False))


def overview(failed: tuple[tuple[Path, str], ...] = ()) -> Overview:
    return Overview(FOLDERS, LibraryStats(3, 0, len(failed), 606.0, {}, 0), failed)


@pytest.fixture
def model() -> TracksModel:
    return TracksModel()


@pytest.fixture
def panel(model: TracksModel, qtbot: QtBot) -> LibraryPanel:
    panel = LibraryPanel(model, theme=load_theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(320, 500)
    panel.show()
    return panel


@pytest.fixture
def table(panel: LibraryPanel, model: TracksModel) -> QTableView:
    model.reset(len(SONGS))
    model.put(0, SONGS)
    return child(panel, QTableView, "library_table")


def child(panel: QWidget, kind: type[W], name: str) -> W:
    found = panel.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def place(table: QTableView, row: int) -> QPoint:
    return table.visualRect(table.model().index(row, 0)).center()


def test_an_empty_library_asks_for_a_folder(panel: LibraryPanel, qtbot: QtBot) -> None:
    assert child(panel, QLabel, "empty_title").text() == "No music yet"
    with qtbot.waitSignal(panel.add_folder):
        qtbot.mouseClick(child(panel, QPushButton, "empty_step"), LEFT)


def test_while_listening_the_list_says_so(panel: LibraryPanel, qtbot: QtBot) -> None:
    panel.set_progress(0.41, "Listening to “Sea”", 185.0)
    assert child(panel, QLabel, "empty_title").text() == "Listening to your music"
    assert child(panel, QProgressBar, "library_progress").value() == 410
    assert child(panel, QLabel, "library_doing").text() == "41 % · 3:05 left · Listening to “Sea”"
    assert not child(panel, QToolButton, "library_rescan").isEnabled()
    with qtbot.waitSignal(panel.cancel_wanted):
        qtbot.mouseClick(child(panel, QToolButton, "library_cancel"), LEFT)
    panel.set_idle()
    assert not child(panel, QProgressBar, "library_progress").isVisible()
    assert child(panel, QLabel, "empty_title").text() == "No music yet"


def test_a_search_without_result_can_be_cleared(panel: LibraryPanel, qtbot: QtBot) -> None:
    search = child(panel, QLineEdit, "library_search")
    with qtbot.waitSignal(panel.search_changed) as changed:
        qtbot.keyClicks(search, "nowhere")
    assert changed.args == ["nowhere"]
    panel.show_overview(overview())
    assert child(panel, QLabel, "empty_title").text() == "Nothing found"
    with qtbot.waitSignal(panel.search_changed) as changed:
        qtbot.mouseClick(child(panel, QPushButton, "empty_step"), LEFT)
    assert changed.args == [""]


def test_folders_without_music_are_said(panel: LibraryPanel) -> None:
    panel.show_overview(overview())
    assert child(panel, QLabel, "empty_title").text() == "No songs found"


def test_return_places_and_a_double_click_plays(
    panel: LibraryPanel, table: QTableView, qtbot: QtBot
) -> None:
    qtbot.mouseClick(table.viewport(), LEFT, pos=place(table, 1))
    with qtbot.waitSignal(panel.place) as placed:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert placed.args == [SONGS[1]]
    with qtbot.waitSignal(panel.audition) as played:
        qtbot.mouseDClick(table.viewport(), LEFT, pos=place(table, 1))
    assert played.args == [SONGS[1]]


def test_a_heading_sorts(model: TracksModel, table: QTableView, qtbot: QtBot) -> None:
    head = table.horizontalHeader()
    column = COLUMNS.index("duration")
    at = QPoint(head.sectionViewportPosition(column) + 10, head.height() // 2)
    with qtbot.waitSignal(model.sort_wanted) as wanted:
        qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    assert wanted.args[0] == "duration"


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (300, {"title", "bpm", "duration"}),
        (400, {"title", "bpm", "duration", "licence"}),
        (800, set(COLUMNS)),
    ],
)
def test_columns_go_where_there_is_no_room(
    panel: LibraryPanel, table: QTableView, width: int, shown: set[str]
) -> None:
    panel.resize(width, 400)
    panel.grab()
    assert {n for i, n in enumerate(COLUMNS) if not table.isColumnHidden(i)} == shown


def test_the_artist_stands_below_where_it_has_no_column(
    panel: LibraryPanel, table: QTableView
) -> None:
    narrow = table.rowHeight(0)
    panel.resize(800, 400)
    panel.grab()
    assert table.rowHeight(0) < narrow


def test_folders_can_be_taken_out(panel: LibraryPanel, qtbot: QtBot) -> None:
    panel.show_overview(overview())
    fold = child(panel, QToolButton, "library_fold")
    assert fold.text() == "2 folders · 3 songs · 10:06"
    qtbot.mouseClick(fold, LEFT)
    texts = [one.text() for one in panel.findChildren(QLabel) if one.isVisible()]
    assert {"films", "2 songs", "gone", "not found"} <= set(texts)
    with qtbot.waitSignal(panel.remove_folder) as removed:
        qtbot.mouseClick(child(panel, QToolButton, "remove_gone"), LEFT)
    assert removed.args == [Path("/m/gone")]


def test_files_that_failed_say_why(panel: LibraryPanel, qtbot: QtBot) -> None:
    failed = tuple((Path(f"/m/{n}.mp3"), f"Reason {n}.") for n in range(60))
    panel.show_overview(overview(failed))
    fold = child(panel, QToolButton, "library_fold")
    assert fold.text().endswith("60 failed")
    qtbot.mouseClick(fold, LEFT)
    texts = {one.text() for one in panel.findChildren(QLabel)}
    assert {"0.mp3", "Reason 0.", "60 files could not be used", "… and 10 more"} <= texts
    with qtbot.waitSignal(panel.retry_failed):
        qtbot.mouseClick(child(panel, QToolButton, "library_retry"), LEFT)


def test_the_menu_marks_a_song(panel: LibraryPanel, table: QTableView, qtbot: QtBot) -> None:
    at = place(table, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, table.viewport().mapToGlobal(at))
    QCoreApplication.sendEvent(table.viewport(), event)
    menu = child(panel, QMenu, "song_menu")
    qtbot.addWidget(menu)
    action = menu.findChild(QAction, "never")
    assert isinstance(action, QAction)
    with qtbot.waitSignal(panel.mark_wanted) as marked:
        action.trigger()
    assert marked.args == [2, "never", True]


def test_marks_and_themes_are_drawn(
    panel: LibraryPanel, table: QTableView, model: TracksModel
) -> None:
    before = table.viewport().grab().toImage()
    model.note_marked(replace(SONGS[0], marks=Marks(favourite=True)))
    starred = table.viewport().grab().toImage()
    assert starred != before
    panel.set_theme(load_theme("light"))
    assert table.viewport().grab().toImage() != starred


@pytest.mark.parametrize(
    ("name", "signal"), [("library_add", "add_folder"), ("library_rescan", "rescan")]
)
def test_buttons(panel: LibraryPanel, qtbot: QtBot, name: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(panel, signal)):
        qtbot.mouseClick(child(panel, QToolButton, name), LEFT)


def test_pages_are_asked_for_as_they_are_scrolled_to(
    panel: LibraryPanel, model: TracksModel, qtbot: QtBot
) -> None:
    asked: list[int] = []
    model.page_wanted.connect(lambda offset, _: asked.append(offset))
    model.reset(10_000)
    panel.grab()
    assert asked == [0]
    child(panel, QTableView, "library_table").scrollToBottom()
    panel.grab()
    assert asked == [0, 9800]
