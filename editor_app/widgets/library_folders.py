"""The music folders, and the files among them that could not be used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from editor_app.widgets.icons import icon, pixmap
from editor_app.widgets.parts import ElidedLabel, label, named, tool_button
from editor_app.widgets.theme import Theme

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
        self._folders: tuple[tuple[Path, int], ...] = ()
        self._failed: tuple[tuple[Path, str], ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMaximumHeight(MOST_HEIGHT)
        self._rebuild()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._rebuild()

    def set_folders(self, folders: Iterable[tuple[Path, int]]) -> None:
        """Show these folders, each with how many songs lie in it."""
        self._folders = tuple(folders)
        self._rebuild()

    def set_failed(self, failed: Iterable[tuple[Path, str]]) -> None:
        """Show these files, each with why it could not be used."""
        self._failed = tuple(failed)
        self._rebuild()

    def _rebuild(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 0, 8, 8)
        column.setSpacing(4)
        for folder, count in self._folders:
            column.addWidget(self._folder(folder, count))
        if self._failed:
            column.addWidget(self._failed_head())
        for path, reason in self._failed[:MOST_FAILED]:
            column.addWidget(_failure(path, reason))
        if len(self._failed) > MOST_FAILED:
            column.addWidget(label(self.tr("… and %n more", "", len(self._failed) - MOST_FAILED)))
        column.addStretch()
        self.setWidget(inside)
        self.setFixedHeight(min(MOST_HEIGHT, inside.sizeHint().height()))

    def _folder(self, folder: Path, count: int) -> QWidget:
        words = (folder.name or str(folder), self.tr("%n songs", "", count))
        remove = tool_button(
            "", f"remove_{folder.name}", tip=self.tr("Take this folder out of the library")
        )
        spoken = self.tr("Take {folder} out of the library").format(folder=folder.name)
        remove.setAccessibleName(spoken)
        remove.setIcon(icon("close", self._theme))
        remove.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        remove.clicked.connect(lambda: self.remove_wanted.emit(folder))
        name = ElidedLabel(words[0])
        name.setToolTip(str(folder))
        row = _row(self._mark("folder"), name, label(words[1], kind="dim"), remove)
        return named(row, "library_folder", spoken=f"{folder}, {words[1]}")

    def _failed_head(self) -> QWidget:
        retry = tool_button(
            self.tr("Try again"), "library_retry", tip=self.tr("Try to hear these files again")
        )
        retry.clicked.connect(self.retry_wanted)
        text = self.tr("%n files could not be used", "", len(self._failed))
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
    name = ElidedLabel(path.name)
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
