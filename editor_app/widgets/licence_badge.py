"""The licence of a song as a badge, in the colour of what it allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from editor_app.item_models import formats
from editor_app.widgets.theme import Theme, mixed

if TYPE_CHECKING:
    from catalog.tracks import Track


def licence_colour(track: Track, theme: Theme) -> QColor:
    """Return the colour that says whether a song may go into work for a client."""
    colours = {"yes": theme.good, "care": theme.warning, "no": theme.danger}
    return colours.get(track.cleared, theme.text_dim)


def paint_licence(
    painter: QPainter, track: Track, box: QRectF, *, font: QFont, theme: Theme
) -> float:
    """Draw the badge at the right end of `box` and return how wide it is."""
    text, metrics = formats.licence(track), QFontMetricsF(font)
    wide = min(box.width(), metrics.horizontalAdvance(text) + 12)
    badge = QRectF(box.right() - wide, box.top(), wide, box.height())
    colour = licence_colour(track, theme)
    painter.setPen(QPen(mixed(colour, theme.panel, 0.45), 1))
    painter.setBrush(mixed(colour, theme.panel, 0.86))
    painter.drawRoundedRect(badge.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(colour)
    painter.setFont(font)
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide - 8)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, short)
    return wide
