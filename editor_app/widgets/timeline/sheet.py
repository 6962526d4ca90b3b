"""What every painter of a row is given: the painter, where things lie, and what part is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPen

from editor_app.widgets.timeline.rows import Row, Rows
from editor_app.widgets.timeline.scale import Scale

if TYPE_CHECKING:
    from editor_app.widgets.theme import Theme

HELD_PX = 240

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of the timeline, smaller than the window's by a little, and their measures."""

    small: QFont
    small_bold: QFont
    small_metrics: QFontMetricsF
    bold_metrics: QFontMetricsF


def fonts_for(font: QFont) -> Fonts:
    """Return the timeline's fonts beside a window that is set in `font`."""
    small = QFont(font)
    small.setPixelSize(max(10, round(QFontInfo(font).pixelSize() * 0.85)))
    bold = QFont(small)
    bold.setWeight(QFont.Weight.DemiBold)
    return Fonts(small, bold, QFontMetricsF(small), QFontMetricsF(bold))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One painting of a part of the view: `left` to `right`, rows between `top` and `bottom`."""

    painter: QPainter
    scale: Scale
    rows: Rows
    theme: Theme
    fonts: Fonts
    left: float
    right: float
    top: float
    bottom: float

    @property
    def start_s(self) -> float:
        return self.scale.time_s(self.left)

    @property
    def end_s(self) -> float:
        return self.scale.time_s(self.right)

    def shows(self, row: Row) -> bool:
        return row.bottom >= self.top and row.top <= self.bottom

    def band(self, row: Row, start_s: float, end_s: float) -> QRectF:
        """Return the rectangle of a stretch of time in a row, on whole pixels."""
        left = round(self.scale.x(start_s))
        return QRectF(left, row.top, max(1, round(self.scale.x(end_s)) - left), row.height)

    def text(self, rect: QRectF, words: str, colour: QColor, *, bold: bool = False) -> None:
        """Write a line, left and centred in height, shortened with an ellipsis to its room."""
        metrics = self.fonts.bold_metrics if bold else self.fonts.small_metrics
        if rect.width() < metrics.averageCharWidth() * 2:
            return
        self.painter.setFont(self.fonts.small_bold if bold else self.fonts.small)
        self.painter.setPen(colour)
        short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        self.painter.drawText(rect, LEFT, short)

    def bars(self, xs: Iterable[float], top: float, bottom: float, colour: QColor) -> None:
        """Draw upright lines, one pixel wide: filled, which costs a tenth of a stroke.

        Many of them want an opaque colour: reading back what lies below costs ten times as much.
        """
        fill, y, height = self.painter.fillRect, round(top), round(bottom - top)
        for x in xs:
            fill(round(x), y, 1, height, colour)

    def hold(self, rect: QRectF) -> QRectF:
        """Return where the words of a rectangle go: what begins left of the view keeps them at
        its edge, in `HELD_PX` at most.
        """
        if rect.left() >= 0:
            return rect
        return QRectF(0.0, rect.top(), min(rect.right(), HELD_PX), rect.height())


def fine_pen(colour: QColor) -> QPen:
    """Return a pen one pixel of the screen wide: curves of it cost a fraction of wider ones."""
    pen = QPen(colour, 1.0)
    pen.setCosmetic(True)
    return pen


def faded(colour: QColor, alpha: float) -> QColor:
    """Return a colour with this share of its opacity."""
    other = QColor(colour)
    other.setAlphaF(alpha * colour.alphaF())
    return other
