"""Where the parts of a suggestion lie in its row, and in which letters they are written."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

PAD_X, PAD_Y = 12.0, 8.0
GUTTER = 32.0
SPACE = 8.0
LINE_GAP = 4.0
WAVE_HEIGHT = 22.0
STAR_SIDE = 16.0
SMALL = 0.87
"""Size of the lines below the title, as a share of the title's."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The three voices of a row, made of the font of the list."""

    title: QFont
    plain: QFont
    small: QFont

    @classmethod
    def of(cls, base: QFont) -> Fonts:
        title, small = QFont(base), QFont(base)
        title.setWeight(QFont.Weight.DemiBold)
        if base.pointSizeF() > 0:
            small.setPointSizeF(base.pointSizeF() * SMALL)
        else:
            small.setPixelSize(round(base.pixelSize() * SMALL))
        return cls(title, base, small)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a row lie."""

    badge: QRectF
    title: QRectF
    star: QRectF
    fit: QRectF
    wave: QRectF
    moment: QRectF
    facts: QRectF
    why: QRectF

    @classmethod
    def within(cls, row: QRectF, fonts: Fonts, *, is_short: bool = False) -> Places:
        """Lay out a row; a short one does without the reasons."""
        title_m, small_m = QFontMetricsF(fonts.title), QFontMetricsF(fonts.small)
        left, right = row.left() + PAD_X + GUTTER, row.right() - PAD_X
        number = max(
            title_m.horizontalAdvance("0.00"), small_m.horizontalAdvance("00:00") + LINE_GAP
        )
        top, tall = row.top() + PAD_Y, title_m.height()
        fit = QRectF(right - number, top, number, tall)
        star = QRectF(fit.left() - STAR_SIDE - SPACE, top, STAR_SIDE, tall)
        wave_top = top + tall + LINE_GAP
        facts_top = wave_top + WAVE_HEIGHT + LINE_GAP
        line = small_m.height() + 2
        reasons = 0.0 if is_short else line
        return cls(
            badge=QRectF(row.left() + PAD_X, top - 1, 22.0, tall + 2),
            title=QRectF(left, top, star.left() - SPACE - left, tall),
            star=star,
            fit=fit,
            wave=QRectF(left, wave_top, fit.left() - SPACE - left, WAVE_HEIGHT),
            moment=QRectF(fit.left(), wave_top, number, WAVE_HEIGHT),
            facts=QRectF(left, facts_top, right - left, line),
            why=QRectF(left, facts_top + line + (0 if is_short else 2), right - left, reasons),
        )

    @property
    def bottom(self) -> float:
        return self.why.bottom() + PAD_Y
