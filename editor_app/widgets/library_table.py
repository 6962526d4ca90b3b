"""The songs of the library in a table that leaves out what there is no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from editor_app.item_models.tracks import COLUMNS, TracksModel
from editor_app.widgets.icons import icon
from editor_app.widgets.licence_badge import paint_licence
from editor_app.widgets.own_keys import RETURN, is_own_key
from editor_app.widgets.suggestion_places import Fonts
from editor_app.widgets.theme import Theme, disabled, mixed

if TYPE_CHECKING:
    from catalog.marks import Marks
    from catalog.tracks import Track

SHOWN_FROM = {"bpm": 260, "licence": 360, "artist": 460, "key": 540, "vocals": 620}
"""Width of the table, in pixels, from which on a column is there; the others always are."""
WIDTHS = {
    "bpm": "888",
    "licence": "CC BY-NC-ND",
    "key": "G# maj",
    "duration": "88:88",
    "vocals": "none",
}
PAD = 8.0
STAR_SIDE = 14.0

Index = QModelIndex | QPersistentModelIndex
Middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class SongDelegate(QStyledItemDelegate):
    """Paints the title, with the artist below where there is no column for it, and the licence."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.artist_below = True
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._star = icon("star-filled", theme, colour=theme.warning)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        track = cast("Track | None", index.data(TracksModel.TRACK))
        if track is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        box = QRectF(option.rect).adjusted(PAD, 0, -PAD, 0)
        column = COLUMNS[index.column()]
        if column == "title":
            self._paint_title(painter, box, index, track, Fonts.of(option.font))
        elif column == "licence":
            self._paint_badge(painter, box, track, Fonts.of(option.font))
        else:
            self._paint_text(painter, box, option, index, track)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        row, theme = QRectF(option.rect), self._theme
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, theme.accent_dim)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, mixed(theme.panel, theme.raised, 0.6))
        line = mixed(theme.line, theme.panel, 0.6)
        painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), line)

    def _paint_title(
        self, painter: QPainter, box: QRectF, index: Index, track: Track, fonts: Fonts
    ) -> None:
        theme, marks = self._theme, cast("Marks", index.data(TracksModel.MARKS))
        if marks.favourite:
            star = QRectF(box.right() - STAR_SIDE, 0, STAR_SIDE, STAR_SIDE)
            star.moveTop(box.center().y() - STAR_SIDE / 2)
            self._star.paint(painter, star.toRect())
            box = box.adjusted(0, 0, -STAR_SIDE - PAD, 0)
        gone = track.missing or marks.never
        plain = disabled(theme) if gone else theme.text
        if not (self.artist_below and track.artist):
            _write(painter, box, track.title, fonts, colour=plain)
            return
        half = box.height() / 2
        above, below = box.adjusted(0, 3, 0, -half + 2), box.adjusted(0, half, 0, -3)
        _write(painter, above, track.title, fonts, colour=plain)
        dim = disabled(theme) if gone else theme.text_dim
        _write(painter, below, track.artist, fonts, colour=dim, is_small=True)

    def _paint_badge(self, painter: QPainter, box: QRectF, track: Track, fonts: Fonts) -> None:
        tall = QFontMetricsF(fonts.small).height() + 2
        badge = QRectF(box.left(), box.center().y() - tall / 2, box.width(), tall)
        paint_licence(painter, track, badge, font=fonts.small, theme=self._theme)

    def _paint_text(
        self,
        painter: QPainter,
        box: QRectF,
        option: QStyleOptionViewItem,
        index: Index,
        track: Track,
    ) -> None:
        painter.setPen(disabled(self._theme) if track.missing else self._theme.text)
        align = cast(Qt.AlignmentFlag, index.data(Qt.ItemDataRole.TextAlignmentRole))
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        short = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, align | Qt.TextFlag.TextSingleLine, short)


class LibraryTable(QTableView):
    """Songs by row; Return places one, a double click plays it. Browsing is silent."""

    place_wanted = Signal(int)
    audition_wanted = Signal(int)

    def __init__(self, model: TracksModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = SongDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView, QHeaderView { border: none; }")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.doubleClicked.connect(lambda index: self.audition_wanted.emit(index.row()))
        self._set_up_headers()

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        # Return is also a shortcut of the window, where it places the suggestion.
        return is_own_key(event, RETURN) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in RETURN:
            if self.currentIndex().isValid():
                self.place_wanted.emit(self.currentIndex().row())
        elif event.text().strip():
            # The table would jump to a title that begins so: letters are shortcuts of the window.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for name, least in SHOWN_FROM.items():
            self.setColumnHidden(COLUMNS.index(name), self.width() < least)
        below = self.isColumnHidden(COLUMNS.index("artist"))
        if below != self._delegate.artist_below:
            self._delegate.artist_below = below
            self._set_row_height()

    def _set_up_headers(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(COLUMNS.index("title"), QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(COLUMNS.index("artist"), QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(40)
        # The library lists by title until another heading is pressed.
        head.setSortIndicator(COLUMNS.index("title"), Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for number, name in enumerate(COLUMNS):
            widest = self.fontMetrics().horizontalAdvance(WIDTHS.get(name, ""))
            heading = str(self.model().headerData(number, Qt.Orientation.Horizontal))
            # Beside the words there is room for the arrow that says how it is sorted.
            words = self.fontMetrics().horizontalAdvance(heading) + 8
            self.setColumnWidth(number, max(widest, words) + round(2 * PAD))
        self.verticalHeader().hide()
        self._set_row_height()

    def _set_row_height(self) -> None:
        line = self.fontMetrics().height()
        tall = 2 * line + 10 if self._delegate.artist_below else line + 12
        self.verticalHeader().setMinimumSectionSize(tall)
        self.verticalHeader().setDefaultSectionSize(tall)


def _write(
    painter: QPainter,
    box: QRectF,
    text: str,
    fonts: Fonts,
    *,
    colour: object,
    is_small: bool = False,
) -> None:
    font = fonts.small if is_small else fonts.plain
    painter.setFont(font)
    painter.setPen(colour)
    short = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Middle, short)
