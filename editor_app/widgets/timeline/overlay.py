"""Painters of what lies over all rows: the film's end, in and out, snapping, playhead."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from editor_app.widgets.timeline.sheet import Sheet, faded
from inference.values import Span


@dataclass(frozen=True, slots=True)
class Ghost:
    """A song that is held over a lane and not let go yet."""

    title: str
    artist: str
    lane: int
    start_s: float
    duration_s: float


def paint_outside(sheet: Sheet, duration_s: float, kept: Span | None) -> None:
    """Dim what is not film, and what of the film is not wanted."""
    bottom = sheet.rows.height
    top = sheet.rows.ruler.bottom + 1
    dim = faded(sheet.theme.window, 0.72)
    end_x = round(sheet.scale.x(duration_s))
    sheet.painter.fillRect(QRectF(end_x, top, sheet.right - end_x, bottom - top), dim)
    start_x = round(sheet.scale.x(0.0))
    sheet.painter.fillRect(QRectF(sheet.left, top, start_x - sheet.left, bottom - top), dim)
    if kept is None:
        return
    dim = faded(sheet.theme.window, 0.55)
    in_x, out_x = round(sheet.scale.x(kept.start_s)), round(sheet.scale.x(kept.end_s))
    sheet.painter.fillRect(QRectF(start_x, top, in_x - start_x, bottom - top), dim)
    sheet.painter.fillRect(QRectF(out_x, top, end_x - out_x, bottom - top), dim)


def paint_ghost(sheet: Sheet, ghost: Ghost) -> None:
    """Paint where a song would lie."""
    row = next(row for row in sheet.rows.music if row.lane == ghost.lane)
    painter, theme = sheet.painter, sheet.theme
    rect = sheet.band(row, ghost.start_s, ghost.start_s + ghost.duration_s).adjusted(0, 2, 0, -2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(faded(theme.accent, 0.22))
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    words = QRectF(rect.left() + 8, rect.top(), rect.width() - 16, rect.height())
    name = f"{ghost.title} · {ghost.artist}" if ghost.artist else ghost.title
    sheet.text(sheet.hold(words), name, theme.text, bold=True)


def paint_snap(sheet: Sheet, time_s: float, label: str) -> None:
    """Show what a dragged edge has snapped to."""
    x = round(sheet.scale.x(time_s))
    top = sheet.rows.ruler.bottom
    colour = sheet.theme.snap
    sheet.painter.fillRect(QRectF(x, top, 1, sheet.rows.height - top), colour)
    paint_flag(sheet, x + 4.0, top + 4.0, label, colour)


def paint_flag(sheet: Sheet, x: float, y: float, words: str, colour: QColor) -> None:
    """Paint a small label that stays inside the view."""
    width = sheet.fonts.bold_metrics.horizontalAdvance(words) + 12
    height = sheet.fonts.bold_metrics.height() + 4
    view = sheet.painter.viewport().width()
    x = max(2.0, min(x, view - width - 2))
    rect = QRectF(x, y, width, height)
    sheet.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sheet.painter.setPen(Qt.PenStyle.NoPen)
    sheet.painter.setBrush(colour)
    sheet.painter.drawRoundedRect(rect, 3, 3)
    sheet.painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    dark = QColor(20, 22, 26) if colour.lightnessF() > 0.5 else QColor(255, 255, 255)
    sheet.text(rect.adjusted(6, 0, 0, 0), words, dark, bold=True)


def paint_band(sheet: Sheet, rect: QRectF) -> None:
    """Paint the rubber band."""
    sheet.painter.setPen(sheet.theme.accent)
    sheet.painter.setBrush(faded(sheet.theme.accent, 0.15))
    sheet.painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def paint_playhead(sheet: Sheet, time_s: float) -> None:
    x = round(sheet.scale.x(time_s))
    ruler, painter = sheet.rows.ruler, sheet.painter
    colour = sheet.theme.playhead
    painter.fillRect(QRectF(x, ruler.bottom - 10, 1, sheet.rows.height - ruler.bottom + 10), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    top, bottom = ruler.bottom - 17.0, ruler.bottom - 4.0
    points = [(-5.5, top), (6.5, top), (6.5, top + 7), (0.5, bottom), (-5.5, top + 7)]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in points]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
