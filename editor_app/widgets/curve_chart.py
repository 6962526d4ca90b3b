"""The energy of a song over that of the picture, and what of the picture counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from editor_app.item_models import formats
from editor_app.widgets.suggestion_places import Fonts
from editor_app.widgets.theme import Theme, mixed

if TYPE_CHECKING:
    from editor_app.curves import Curves

CHART_HEIGHT = 78
WEIGHT_HEIGHT = 6.0
INSET = 8


class CurveChart(QWidget):
    """Two curves over one stretch, and below them what of the picture counted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves: Curves | None = None
        self._small = Fonts.of(self.font()).small
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Energy of the song over that of the picture"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_curves(self, curves: Curves | None) -> None:
        self._curves = curves
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._curves is not None:
            at = cast(QHelpEvent, event)
            QToolTip.showText(at.globalPos(), self._told(self._curves, at.pos().x()), self)
            return True
        return super().event(event)

    def _told(self, curves: Curves, x: float) -> str:
        """Say what the curves mean, and what they are under the pointer."""
        share = min(1.0, max(0.0, (x - INSET) / max(1.0, self.width() - 2 * INSET)))
        lines = [formats.clock(curves.span.start_s + share * curves.span.duration_s)]
        words = (
            (self.tr("{share} % moves in the picture"), curves.picture),
            (self.tr("{share} % of the song's energy"), curves.song),
            (self.tr("counted {share} % of what counted most"), curves.weight),
        )
        steps = max(map(len, (curves.picture, curves.weight)), default=0)
        place = min(int(share * steps), steps - 1)
        for word, values in words:
            if 0 <= place < len(values):
                lines.append(word.format(share=round(100 * values[place])))
        return "\n".join(lines)

    def sizeHint(self) -> QSize:
        return QSize(200, CHART_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.lane)
        painter.drawRoundedRect(box, 4, 4)
        if self._curves is not None:
            inside = box.adjusted(INSET, 4, -INSET, -6)
            tall = QFontMetricsF(self._small).height()
            legend = QRectF(inside.topLeft(), QSizeF(inside.width(), tall))
            self._paint_legend(painter, legend, self._curves)
            self._paint(painter, inside.adjusted(0, tall + 4, 0, 0), self._curves)

    def _paint(self, painter: QPainter, box: QRectF, curves: Curves) -> None:
        plot = box.adjusted(0, 0, 0, -WEIGHT_HEIGHT - 4)
        steps = max(2, len(curves.picture), len(curves.weight))
        _paint_area(painter, plot, curves.picture, steps, self._theme.energy)
        _paint_line(painter, plot, curves.song, steps, self._theme.wave_music)
        weights = QRectF(box.left(), box.bottom() - WEIGHT_HEIGHT, box.width(), WEIGHT_HEIGHT)
        for number, weight in enumerate(curves.weight):
            part = weights.width() / steps
            ink = mixed(self._theme.lane, self._theme.accent, 0.1 + 0.9 * weight)
            left = weights.left() + number * part
            painter.fillRect(QRectF(left, weights.top(), part + 0.5, WEIGHT_HEIGHT), ink)

    def _paint_legend(self, painter: QPainter, box: QRectF, curves: Curves) -> None:
        painter.setFont(self._small)
        metrics = QFontMetricsF(self._small)
        left = box.left()
        words = [
            (self.tr("picture"), self._theme.energy),
            (self.tr("song"), self._theme.wave_music),
        ]
        if curves.weight:
            words.append((self.tr("what counted"), self._theme.accent))
        for text, colour in words:
            painter.fillRect(QRectF(left, box.center().y() - 1, 8, 3), colour)
            room = QRectF(left + 12, box.top(), box.width(), box.height())
            painter.setPen(self._theme.text_dim)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
            left += 12 + metrics.horizontalAdvance(text) + 12


def _points(box: QRectF, values: Sequence[float], steps: int) -> QPolygonF:
    part = box.width() / (steps - 1)
    return QPolygonF(
        [
            QPointF(box.left() + number * part, box.bottom() - value * box.height())
            for number, value in enumerate(values)
        ]
    )


def _paint_line(
    painter: QPainter, box: QRectF, values: Sequence[float], steps: int, colour: QColor
) -> None:
    painter.setPen(QPen(colour, 2))
    painter.drawPolyline(_points(box, values, steps))


def _paint_area(
    painter: QPainter, box: QRectF, values: Sequence[float], steps: int, colour: QColor
) -> None:
    if not values:
        return
    line = _points(box, values, steps)
    pale = QColor(colour)
    pale.setAlphaF(0.25)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pale)
    area = QPolygonF(line)
    area.append(QPointF(line.last().x(), box.bottom()))
    area.append(QPointF(box.left(), box.bottom()))
    painter.drawPolygon(area)
    painter.setPen(QPen(colour, 1.5))
    painter.drawPolyline(line)
