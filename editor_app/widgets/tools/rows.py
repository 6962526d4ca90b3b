"""A list of findings or proposals: each a headline with what speaks for it below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from editor_app.widgets.icons import icon
from editor_app.widgets.theme import Theme

Mark = Literal["", "good", "unsure", "bad", "none"]

ICON = QSize(16, 16)
_MOST_PX = 320
_IMAGES = {"good": "check", "unsure": "warning", "bad": "warning", "none": "close"}


@dataclass(frozen=True, slots=True)
class Row:
    """A headline and what is said below it; `mark` is what to think of it."""

    text: str
    below: str = ""
    mark: Mark = ""

    @property
    def words(self) -> str:
        return f"{self.text}\n{self.below}" if self.below else self.text


class Rows(QListWidget):
    """As high as its rows, to a limit. `gone_to(row)` when one is clicked or come to by keys."""

    gone_to = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[Row, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(ICON)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.currentRowChanged.connect(self._tell)
        self.itemClicked.connect(lambda item: self._tell(self.row(item)))

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for number, row in enumerate(self._rows):
            self.item(number).setIcon(self._icon(row))

    def show_rows(self, rows: Sequence[Row], *, current: int = -1) -> None:
        """Show other rows, without telling of it."""
        self.blockSignals(True)
        self.clear()
        self._rows = tuple(rows)
        for row in rows:
            item = QListWidgetItem(row.words)
            item.setIcon(self._icon(row))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.words.replace("\n", ". "))
            self.addItem(item)
        self.setCurrentRow(current)
        self.blockSignals(False)
        self.setVisible(bool(rows))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = sum(self.sizeHintForRow(number) for number in range(self.count()))
        return QSize(200, min(_MOST_PX, height + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(64, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def _tell(self, row: int) -> None:
        if row >= 0:
            self.gone_to.emit(row)

    def _icon(self, row: Row) -> QIcon:
        inks = {
            "good": self._theme.good,
            "unsure": self._theme.warning,
            "bad": self._theme.danger,
            "none": self._theme.text_dim,
        }
        if not row.mark:
            return icon("place", self._theme, colour=self._theme.text_dim)
        return icon(_IMAGES[row.mark], self._theme, colour=inks[row.mark])
