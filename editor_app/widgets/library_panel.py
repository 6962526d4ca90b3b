"""The user's own music: its folders, what is being heard of it, and every song."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from editor_app.item_models import formats
from editor_app.widgets.empty_state import Emptiness, EmptyState
from editor_app.widgets.icons import icon
from editor_app.widgets.library_folders import LibraryFolders
from editor_app.widgets.library_table import LibraryTable
from editor_app.widgets.parts import icon_button, named, rule, tool_button
from editor_app.widgets.progress_line import ProgressLine
from editor_app.widgets.song_menu import SongMenu

if TYPE_CHECKING:
    from catalog.tracks import Track
    from editor_app.item_models.tracks import TracksModel
    from editor_app.operations.listing import Overview
    from editor_app.widgets.theme import Theme

TYPING_MS = 200


class LibraryPanel(QFrame):
    """The library, as far as it has been shown to the panel.

    Signals
    -------
    add_folder, rescan, retry_failed, cancel_wanted : of the listening
    remove_folder(Path)
    search_changed(str)
    audition(Track), place(Track)
    mark_wanted(track_id, name, value), show_file_wanted(Path), said(str) : see `SongMenu`
    """

    add_folder = Signal()
    rescan = Signal()
    retry_failed = Signal()
    cancel_wanted = Signal()
    remove_folder = Signal(object)
    search_changed = Signal(str)
    audition = Signal(object)
    place = Signal(object)
    mark_wanted = Signal(int, str, object)
    show_file_wanted = Signal(object)
    said = Signal(str)

    def __init__(self, model: TracksModel, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_panel")
        self.setProperty("panel", True)
        self._model = model
        self._theme = theme
        self._overview: Overview | None = None
        self._search = named(QLineEdit(), "library_search", spoken=self.tr("Search the library"))
        self._add = tool_button(self.tr("Add"), "library_add", tip=self.tr("Add a music folder"))
        self._rescan = icon_button("library_rescan", self.tr("Look for new and changed songs"))
        self._progress = ProgressLine("library", self.tr("Stop listening"))
        self._progress.setContentsMargins(12, 0, 8, 8)
        self._table = named(LibraryTable(model, theme), "library_table", spoken=self.tr("Songs"))
        self._empty = EmptyState(theme)
        self._stack = QStackedWidget()
        self._fold = tool_button("", "library_fold", tip=self.tr("Show the music folders"))
        self._folders_view = LibraryFolders(theme)
        self._menu = SongMenu(self)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._build()
        self._connect()
        self.set_theme(theme)
        self.set_idle()

    @property
    def current_track(self) -> Track | None:
        """The song chosen in the table, None where none is."""
        return self._model.track(self._table.currentIndex().row())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._add.setIcon(icon("folder-add", theme))
        self._rescan.setIcon(icon("refresh", theme))
        self._progress.set_theme(theme)
        self._empty.set_theme(theme)
        self._table.set_theme(theme)
        self._folders_view.set_theme(theme)
        for action in self._search.actions():
            self._search.removeAction(action)
        self._search.addAction(
            icon("search", theme, colour=theme.text_dim), QLineEdit.ActionPosition.LeadingPosition
        )
        self._turn(self._fold.isChecked())

    def show_overview(self, overview: Overview) -> None:
        """Show the folders, how many songs there are, and what could not be used."""
        self._overview = overview
        self._folders_view.show_what(overview.folders, overview.failed)
        self._say()

    def set_progress(self, fraction: float, doing: str, left_s: float | None = None) -> None:
        """Say how far the listening has come, 0 to 1, what it is at, and how long it will take."""
        self._progress.set_progress(fraction, doing, left_s)
        self._rescan.setEnabled(False)
        self._say()

    def set_idle(self) -> None:
        """Say that nothing is being listened to."""
        self._progress.hide()
        self._rescan.setEnabled(True)
        self._say()

    def focus_search(self) -> None:
        """Let the user type what to look for."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _build(self) -> None:
        self._search.setPlaceholderText(self.tr("Search songs"))
        self._search.setClearButtonEnabled(True)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._fold.setCheckable(True)
        self._fold.setStyleSheet("QToolButton:checked { background: transparent; }")
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts: tuple[QWidget, ...] = (_line(self._search, self._add, self._rescan), self._progress)
        for part in (*parts, rule(), self._stack, rule(), self._fold, self._folders_view):
            column.addWidget(part, 1 if part is self._stack else 0)

    def _connect(self) -> None:
        self._add.clicked.connect(self.add_folder)
        self._rescan.clicked.connect(self.rescan)
        self._progress.cancel_wanted.connect(self.cancel_wanted)
        self._search.textChanged.connect(lambda _: self._typing.start())
        self._typing.timeout.connect(lambda: self.search_changed.emit(self._search.text().strip()))
        self._model.modelReset.connect(self._say)
        self._table.audition_wanted.connect(lambda row: self._emit_track(self.audition, row))
        self._table.place_wanted.connect(lambda row: self._emit_track(self.place, row))
        self._table.customContextMenuRequested.connect(self._open_menu)
        self._empty.step_wanted.connect(self._take_step)
        self._fold.toggled.connect(self._turn)
        self._folders_view.remove_wanted.connect(self.remove_folder)
        self._folders_view.retry_wanted.connect(self.retry_failed)
        self._menu.mark_wanted.connect(self.mark_wanted)
        self._menu.show_file_wanted.connect(self.show_file_wanted)
        self._menu.said.connect(self.said)
        current = self._table.currentIndex
        self._menu.audition_wanted.connect(lambda: self._emit_track(self.audition, current().row()))
        self._menu.place_wanted.connect(lambda: self._emit_track(self.place, current().row()))

    def _emit_track(self, signal: SignalInstance, row: int) -> None:
        track = self._model.track(row)
        if track is not None:
            signal.emit(track)

    def _open_menu(self, at: QPoint) -> None:
        index = self._table.indexAt(at)
        track = self._model.track(index.row()) if index.isValid() else None
        if track is None:
            return
        self._table.setCurrentIndex(index)
        menu = self._menu.menu(track, self._model.marks_of(track), key="", parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._table.viewport().mapToGlobal(at))

    def _take_step(self, step: str) -> None:
        if step == "add_music":
            self.add_folder.emit()
        else:
            self._search.clear()

    def _turn(self, is_open: bool) -> None:
        self._fold.setIcon(icon("chevron-down" if is_open else "chevron-right", self._theme))
        self._folders_view.setVisible(is_open)

    def _say(self) -> None:
        seen = self._overview
        self._fold.setText(" · ".join(self._numbers(seen)) if seen else "")
        self._fold.setAccessibleName(self._fold.text())
        self._fold.setVisible(bool(self._fold.text()))
        self._folders_view.setVisible(self._fold.isChecked() and bool(self._fold.text()))
        is_empty = self._model.rowCount() == 0
        self._empty.turn(self._stack, is_empty=is_empty)
        if is_empty:
            self._empty.show_state(self._emptiness())

    def _numbers(self, seen: Overview) -> Iterator[str]:
        folders, songs, failed = len(seen.folders), seen.stats.tracks, len(seen.failed)
        if folders:
            yield self.tr("1 folder") if folders == 1 else self.tr("%n folders", "", folders)
        if songs:
            yield self.tr("1 song") if songs == 1 else self.tr("%n songs", "", songs)
            yield formats.clock(seen.stats.duration_s)
        if failed:
            yield self.tr("%n failed", "", failed)

    def _emptiness(self) -> Emptiness:
        if self._search.text().strip():
            return Emptiness(
                "search",
                self.tr("Nothing found"),
                self.tr("No song has these words in its title, artist, album or tags."),
                "clear_search",
                self.tr("Clear search"),
            )
        if not self._progress.isHidden():
            return Emptiness(
                "headphones",
                self.tr("Listening to your music"),
                self.tr("Songs appear here as they are heard. You can go on working."),
            )
        if self._overview is not None and self._overview.folders:
            return Emptiness(
                "folder",
                self.tr("No songs found"),
                self.tr("There is no music that can be used in your folders."),
                "add_music",
                self.tr("Add another folder…"),
            )
        return Emptiness(
            "add-music",
            self.tr("No music yet"),
            self.tr("Add a folder with your music. It stays where it is, on this computer."),
            "add_music",
            self.tr("Add music…"),
        )


def _line(*parts: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(8, 8, 8, 8)
    row.setSpacing(4)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, QLineEdit) else 0)
    return box
