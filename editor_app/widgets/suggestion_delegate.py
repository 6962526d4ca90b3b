"""How a suggestion looks in the list, and what of it can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QIcon,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from editor_app.item_models import formats
from editor_app.item_models.reasons import reason_words
from editor_app.item_models.suggestions import Role
from editor_app.widgets.icons import icon
from editor_app.widgets.licence_badge import paint_licence
from editor_app.widgets.song_wave import SongBars, bar_count, paint_bars
from editor_app.widgets.suggestion_places import SPACE, STAR_SIDE, Fonts, Places
from editor_app.widgets.theme import Theme, mixed

if TYPE_CHECKING:
    from catalog.marks import Marks
    from catalog.tracks import Track
    from editor_app.session import Suggestion
    from inference.values import Span

CLICKED = ("badge", "star")

Index = QModelIndex | QPersistentModelIndex
Left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Centre = Qt.AlignmentFlag.AlignCenter


class SuggestionDelegate(QStyledItemDelegate):
    """Paints suggestions; a click on a number or a star says so."""

    badge_clicked = Signal(int)
    star_clicked = Signal(int)

    def __init__(self, bars: SongBars, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bars = bars
        self.is_short = False
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._star = icon("star", theme, colour=theme.text_dim)
        self._starred = icon("star-filled", theme, colour=theme.warning)
        self._play = icon("play", theme, colour=theme.text)
        self._heard = icon("volume", theme, colour=theme.text_on_accent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        places = self._places(QRectF(0, 0, 300, 0), Fonts.of(option.font))
        return QSize(200, round(places.bottom))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        suggestion = cast("Suggestion", index.data(Role.SUGGESTION))
        fonts = Fonts.of(option.font)
        places = self._places(QRectF(option.rect), fonts)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, auditioned=bool(index.data(Role.AUDITIONED)))
        self._paint_badge(painter, option, index, places.badge, fonts.small)
        self._paint_head(painter, option, index, suggestion, places, fonts)
        self._paint_wave(painter, index, suggestion, places, fonts.small)
        self._paint_facts(painter, index, suggestion.track, places.facts, fonts.small)
        if not self.is_short:
            why = " · ".join(map(reason_words, suggestion.reasons))
            self._write(painter, places.why, why, fonts.small, self._theme.text_dim)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease:
            mouse = cast(QMouseEvent, event)
            part = self._part_at(option, mouse.position())
            if part in CLICKED and mouse.button() == Qt.MouseButton.LeftButton:
                (self.badge_clicked if part == "badge" else self.star_clicked).emit(index.row())
                return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        suggestion = cast("Suggestion | None", index.data(Role.SUGGESTION))
        if event.type() != QEvent.Type.ToolTip or suggestion is None:
            return super().helpEvent(event, view, option, index)
        text = self._tip(option, index, suggestion, QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def _places(self, row: QRectF, fonts: Fonts) -> Places:
        return Places.within(row, fonts, is_short=self.is_short)

    def _tip(
        self, option: QStyleOptionViewItem, index: Index, suggestion: Suggestion, at: QPointF
    ) -> str:
        part = self._part_at(option, at)
        if part == "badge":
            tip = self.tr("Play it with the picture ({number})")
            return tip.format(number=index.row() + 1)
        if part == "star":
            return self.tr("Favourite")
        if part == "fit":
            return self.tr("How well it fits the picture; 1 would be perfect")
        track = suggestion.track
        lines = (
            f"{track.title} – {track.artist}" if track.artist else track.title,
            *map(reason_words, suggestion.reasons),
            self.tr("Licence: {licence}").format(licence=track.licence or self.tr("none found")),
        )
        return "\n".join(lines)

    def _part_at(self, option: QStyleOptionViewItem, at: QPointF) -> str:
        places = self._places(QRectF(option.rect), Fonts.of(option.font))
        if places.badge.adjusted(-4, -4, 4, 4).contains(at):
            return "badge"
        if places.star.adjusted(-4, -4, 4, 4).contains(at):
            return "star"
        return "fit" if places.fit.contains(at) else ""

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, *, auditioned: bool
    ) -> None:
        row, theme = QRectF(option.rect), self._theme
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, theme.accent_dim)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, mixed(theme.panel, theme.raised, 0.6))
        painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), _faint(theme))
        if auditioned:
            painter.fillRect(QRectF(row.left(), row.top(), 3, row.height()), theme.accent)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(row.adjusted(0.5, 0.5, -0.5, -1.5))

    def _paint_badge(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        box: QRectF,
        font: QFont,
    ) -> None:
        theme, heard = self._theme, bool(index.data(Role.AUDITIONED))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent if heard else mixed(theme.line, theme.panel, 0.35))
        painter.drawRoundedRect(box, 4, 4)
        if heard or option.state & QStyle.StateFlag.State_MouseOver:
            _paint_icon(painter, self._heard if heard else self._play, box, side=12)
        else:
            self._write(painter, box, str(index.row() + 1), font, theme.text_dim, Centre)

    def _paint_head(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        suggestion: Suggestion,
        places: Places,
        fonts: Fonts,
    ) -> None:
        theme, track = self._theme, suggestion.track
        used = self._write(painter, places.title, track.title, fonts.title, theme.text)
        rest = places.title.adjusted(used + SPACE, 0, 0, 0)
        if rest.width() > 40:
            self._write(painter, rest, track.artist, fonts.plain, theme.text_dim)
        marks = cast("Marks", index.data(Role.MARKS))
        if marks.favourite:
            _paint_icon(painter, self._starred, places.star, side=STAR_SIDE)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            _paint_icon(painter, self._star, places.star, side=STAR_SIDE)
        self._write(painter, places.fit, f"{suggestion.score:.2f}", fonts.plain, theme.text, Right)

    def _paint_wave(
        self, painter: QPainter, index: Index, suggestion: Suggestion, places: Places, font: QFont
    ) -> None:
        track, theme = suggestion.track, self._theme
        span = cast("Span", index.data(Role.SPAN))
        long_s = max(track.duration_s, 1e-3)
        start, end = suggestion.moment_s, suggestion.moment_s + span.duration_s
        paint_bars(
            painter,
            places.wave,
            self._bars.of(track.path, bar_count(places.wave.width())),
            marked=(start / long_s, end / long_s),
            ink=mixed(theme.wave_music, theme.panel, 0.65),
            strong=theme.wave_music,
        )
        for other in suggestion.moments:
            x = places.wave.left() + places.wave.width() * min(1.0, other.moment_s / long_s)
            tick = QRectF(x - 1, places.wave.bottom() - 3, 2, 5)
            painter.fillRect(tick, mixed(theme.accent, theme.panel, 0.35))
        at = places.wave.left() + places.wave.width() * min(1.0, start / long_s)
        mark = QRectF(at - 1, places.wave.top() - 1, 2, places.wave.height() + 2)
        painter.fillRect(mark, theme.accent)
        moment = formats.clock(suggestion.moment_s)
        self._write(painter, places.moment, moment, font, theme.accent, Right)

    def _paint_facts(
        self, painter: QPainter, index: Index, track: Track, box: QRectF, font: QFont
    ) -> None:
        badge = paint_licence(painter, track, box, font=font, theme=self._theme)
        marks = cast("Marks", index.data(Role.MARKS))
        facts = [
            self.tr("{bpm} BPM").format(
                bpm=formats.bpm(cast("float | None", index.data(Role.BPM)))
            ),
            formats.key(track.key),
            formats.clock(track.duration_s),
        ]
        if marks.used:
            facts.append(self.tr("used %n×", "", marks.used))
        room = box.adjusted(0, 0, -badge - SPACE, 0)
        words = " · ".join(facts)
        if QFontMetricsF(font).horizontalAdvance(words) > room.width():
            # The length says least: the wave shows where in the song the moment lies.
            words = " · ".join((*facts[:2], *facts[3:]))
        self._write(painter, room, words, font, self._theme.text)

    def _write(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        font: QFont,
        colour: QColor,
        align: Qt.AlignmentFlag = Left,
    ) -> float:
        """Write one line into `box`, shortened where it must be, and return how wide it is."""
        metrics = QFontMetricsF(font)
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(box, align | Qt.TextFlag.TextSingleLine, short)
        return metrics.horizontalAdvance(short)


def _faint(theme: Theme) -> QColor:
    return mixed(theme.line, theme.panel, 0.5)


def _paint_icon(painter: QPainter, drawing: QIcon, box: QRectF, *, side: float) -> None:
    square = QRectF(0, 0, side, side)
    square.moveCenter(box.center())
    drawing.paint(painter, square.toRect())
