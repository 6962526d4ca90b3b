"""The music folders, and the files among them that could not be used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from editor_app.widgets.icons import icon, pixmap
from editor_app.widgets.parts import ElidedLabel, label, named, tool_button
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from editor_app.operations.listing import Folder

MOST_HEIGHT = 220
MOST_FAILED = 50
"""So many files that failed are listed; the rest is counted."""


class LibraryFolders(QScrollArea):
    """`remove_wanted(Path)` for a folder, `retry_wanted` for the files that failed."""

    remove_wanted = Signal(object)
    retry_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folders: tuple[Folder, ...] = ()
        self._failed: tuple[tuple[Path, str], ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMaximumHeight(MOST_HEIGHT)
        self._rebuild()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._rebuild()

    def show_what(self, folders: Iterable[Folder], failed: Iterable[tuple[Path, str]]) -> None:
        """Show folders, and files that could not be used with the reason."""
        self._folders, self._failed = tuple(folders), tuple(failed)
        self._rebuild()

    def _rebuild(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 0, 8, 8)
        column.setSpacing(4)
        for folder in self._folders:
            column.addWidget(self._folder(folder))
        if self._failed:
            column.addWidget(self._failed_head())
        for path, reason in self._failed[:MOST_FAILED]:
            column.addWidget(_failure(path, reason))
        if len(self._failed) > MOST_FAILED:
            column.addWidget(label(self.tr("… and %n more", "", len(self._failed) - MOST_FAILED)))
        column.addStretch()
        self.setWidget(inside)
        self.setFixedHeight(min(MOST_HEIGHT, inside.sizeHint().height()))

    def _folder(self, folder: Folder) -> QWidget:
        words = (folder.path.name or str(folder.path), self._songs(folder))
        remove = tool_button(
            "", f"remove_{words[0]}", tip=self.tr("Take this folder out of the library")
        )
        spoken = self.tr("Take {folder} out of the library").format(folder=words[0])
        remove.setAccessibleName(spoken)
        remove.setIcon(icon("close", self._theme))
        remove.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        remove.clicked.connect(lambda: self.remove_wanted.emit(folder.path))
        name = ElidedLabel(words[0])
        name.setToolTip(str(folder.path))
        mark = self._mark("folder" if folder.is_there else "warning")
        row = _row(mark, name, label(words[1], kind="dim"), remove)
        return named(row, "library_folder", spoken=f"{folder.path}, {words[1]}")

    def _songs(self, folder: Folder) -> str:
        if not folder.is_there:
            return self.tr("not found")
        return self.tr("1 song") if folder.songs == 1 else self.tr("%n songs", "", folder.songs)

    def _failed_head(self) -> QWidget:
        retry = tool_button(
            self.tr("Try again"), "library_retry", tip=self.tr("Try to hear these files again")
        )
        retry.clicked.connect(self.retry_wanted)
        count = len(self._failed)
        text = self.tr("%n files could not be used", "", count)
        if count == 1:
            text = self.tr("1 file could not be used")
        return _row(self._mark("warning"), ElidedLabel(text), retry)

    def _mark(self, name: str) -> QLabel:
        mark = QLabel()
        ink = self._theme.warning if name == "warning" else self._theme.text_dim
        mark.setPixmap(pixmap(name, ink, 16, self.devicePixelRatioF()))
        mark.setFixedWidth(20)
        return mark


def _failure(path: Path, reason: str) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(28, 0, 0, 4)
    column.setSpacing(0)
    name = ElidedLabel(path.name, elide=Qt.TextElideMode.ElideMiddle)
    name.setToolTip(str(path))
    column.addWidget(name)
    column.addWidget(label(reason, kind="dim", wraps=True))
    return named(box, "library_failure", spoken=f"{path.name}: {reason}")


def _row(*parts: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, ElidedLabel) else 0)
    return box
