"""A list of findings or proposals: each a headline with what speaks for it below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from editor_app.widgets.icons import icon
from editor_app.widgets.theme import Theme, mixed

Mark = Literal["", "good", "unsure", "bad", "none"]

Index = QModelIndex | QPersistentModelIndex

_MOST_PX = 160
_ICON_PX, _PAD_PX, _LEFT_PX, _GAP_PX = 16, 7, 30, 2
_WRAP = int(Qt.TextFlag.TextWordWrap)
_IMAGES = {"good": "check", "unsure": "warning", "bad": "warning", "none": "close"}


@dataclass(frozen=True, slots=True)
class Row:
    """A headline, and what is said below it; `mark` is what to think of it.

    `details` follow, for the row that is chosen.
    """

    text: str
    below: str = ""
    mark: Mark = ""
    details: str = ""

    @property
    def spoken(self) -> str:
        """All of it, for who cannot see it."""
        parts = (self.text, self.below, self.details)
        return ". ".join(part.replace("\n", " ").rstrip(".") for part in parts if part)

    def told(self, *, is_current: bool) -> str:
        """What is written below the headline."""
        return "\n".join(filter(None, (self.below, self.details if is_current else "")))


class Rows(QListWidget):
    """As high as its rows, to a limit. `gone_to(row)` when one is clicked or come to by keys."""

    gone_to = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._delegate = _RowDelegate(self, theme)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.currentRowChanged.connect(self._go)
        self.itemClicked.connect(lambda item: self.gone_to.emit(self.row(item)))

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.viewport().update()

    def show_rows(self, rows: Sequence[Row], *, current: int = -1) -> None:
        """Show other rows, without telling of it."""
        self.blockSignals(True)
        self.clear()
        self._rows = tuple(rows)
        for row in rows:
            item = QListWidgetItem(row.text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
            self.addItem(item)
        self.setCurrentRow(current)
        self.blockSignals(False)
        self.setVisible(bool(rows))
        self._lay_out_anew()

    def sizeHint(self) -> QSize:
        height = sum(self.sizeHintForRow(number) for number in range(self.count()))
        return QSize(200, min(_MOST_PX, height + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(64, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out_anew()

    def _go(self, row: int) -> None:
        self._lay_out_anew()
        if row >= 0:
            self.gone_to.emit(row)

    def _lay_out_anew(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()


class _RowDelegate(QStyledItemDelegate):
    """Paints a mark, a headline, and the rest of a row below it, as high as that needs."""

    def __init__(self, rows: Rows, theme: Theme) -> None:
        super().__init__(rows)
        self._rows = rows
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._rows.viewport().width() - _LEFT_PX - _PAD_PX
        below = self._below(index)
        height = QFontMetrics(_bold(option.font)).height()
        if below:
            height += _wrapped(option.font, width, below).height() + _GAP_PX
        return QSize(width, height + 2 * _PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme, box = self._rows.rows[index.row()], self.theme, option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.accent_dim)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, mixed(theme.panel, theme.raised, 0.6))
        painter.fillRect(
            box.left(), box.bottom(), box.width(), 1, mixed(theme.line, theme.panel, 0.5)
        )
        self._paint_mark(painter, row, box)
        words = box.adjusted(_LEFT_PX, _PAD_PX, -_PAD_PX, -_PAD_PX)
        bold = _bold(option.font)
        tall = QFontMetrics(bold).height()
        painter.setFont(bold)
        painter.setPen(theme.text)
        short = QFontMetrics(bold).elidedText(row.text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, short)
        painter.setFont(option.font)
        chosen = option.state & QStyle.StateFlag.State_Selected
        painter.setPen(theme.text if chosen else theme.text_dim)
        painter.drawText(words.adjusted(0, tall + _GAP_PX, 0, 0), _WRAP, self._below(index))
        painter.restore()

    def _paint_mark(self, painter: QPainter, row: Row, box: QRect) -> None:
        if row.mark:
            inks = {
                "good": self.theme.good,
                "unsure": self.theme.warning,
                "bad": self.theme.danger,
                "none": self.theme.text_dim,
            }
            at = QRect(box.left() + _PAD_PX, box.top() + _PAD_PX, _ICON_PX, _ICON_PX)
            icon(_IMAGES[row.mark], self.theme, colour=inks[row.mark]).paint(painter, at)

    def _below(self, index: Index) -> str:
        rows = self._rows
        return rows.rows[index.row()].told(is_current=rows.currentRow() == index.row())


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _wrapped(font: QFont, width: int, words: str) -> QRect:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(1, width), 100_000), _WRAP, words)
