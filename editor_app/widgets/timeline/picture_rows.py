"""Painters of the rows that belong to the picture: ruler, scenes, filmstrip, feeling."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from editor_app.widgets.theme import mixed
from editor_app.widgets.timeline.rows import Kind
from editor_app.widgets.timeline.scale import clock, division
from editor_app.widgets.timeline.seen import Feeling, Seen, within
from editor_app.widgets.timeline.sheet import Sheet, faded, fine_pen

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QImage

    from inference.values import Span

_LABEL_PX = 84.0
_PAD = 6.0
_POINT_PX = 6.0  # one point of the energy curve for about so many pixels
_ROUND_PX = 24.0  # a narrower scene has no round corners
_CUT_PX = 14.0  # cuts closer together than this on average are ticks only
_CUT_TICK_PX = 7
_RUN_PX = 6.0  # feelings narrower than this are drawn as one with those beside them


class Filmstrip(Protocol):
    """Where small pictures of the film come from; `ready` says that there are new ones."""

    ready: SignalInstance

    def image(self, time_s: float) -> QImage | None:
        """Return the picture at a time, or None and fetch it."""


def paint_ruler(sheet: Sheet, kept: Span | None) -> None:
    """Paint the ruler with its times, and the stretch of the film that is wanted."""
    row, painter, theme = sheet.rows.ruler, sheet.painter, sheet.theme
    painter.fillRect(
        QRectF(sheet.left, row.top, sheet.right - sheet.left, row.height), sheet.theme.ruler
    )
    if kept is not None:
        _paint_kept(sheet, kept)
    steps = division(sheet.scale.px_per_s, label_px=_LABEL_PX)
    part_s = steps.step_s / steps.parts
    first = max(0, math.floor(sheet.scale.time_s(sheet.left - _LABEL_PX) / part_s))
    count = math.ceil(sheet.end_s / part_s) + 1
    short, long = [], []
    for tick in range(first, count):
        x = round(sheet.scale.x(tick * part_s))
        if tick % steps.parts:
            short.append(x)
            continue
        long.append(x)
        box = QRectF(x + 5, row.top, _LABEL_PX - 8, row.height - 6)
        sheet.text(box, clock(tick * part_s, steps.step_s), sheet.theme.text_dim)
    sheet.bars(short, row.bottom - 6, row.bottom, mixed(theme.ruler, theme.text_dim, 0.45))
    sheet.bars(long, row.bottom - 14, row.bottom, mixed(theme.ruler, theme.text_dim, 0.8))
    painter.fillRect(QRectF(sheet.left, row.bottom, sheet.right - sheet.left, 1), sheet.theme.line)


def _paint_kept(sheet: Sheet, kept: Span) -> None:
    row = sheet.rows.ruler
    box = sheet.band(row, kept.start_s, kept.end_s)
    sheet.painter.fillRect(box, faded(sheet.theme.accent, 0.22))
    sheet.painter.fillRect(QRectF(box.left(), row.top, box.width(), 3), sheet.theme.accent)


def paint_scenes(sheet: Sheet, seen: Seen, names: tuple[str, ...], *, chosen: Span | None) -> None:
    """Paint the scenes as a row of labels; the one that suggestions are shown for stands out."""
    row, theme, painter = sheet.rows.of(Kind.SCENES), sheet.theme, sheet.painter
    places = within(seen.scenes, sheet.start_s, sheet.end_s)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place in places:
        scene = seen.scenes[place]
        box = sheet.band(row, scene.start_s, scene.end_s).adjusted(1, 3, 0, -3)
        is_chosen = scene == chosen
        ground = theme.accent if is_chosen else theme.raised
        if box.width() < _ROUND_PX:
            painter.fillRect(box, ground)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 3, 3)
        words = sheet.hold(box).adjusted(_PAD, 0, -_PAD, 0)
        sheet.text(words, names[place], theme.text_on_accent if is_chosen else theme.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_picture(sheet: Sheet, seen: Seen, pictures: Filmstrip, duration_s: float) -> None:
    """Paint the filmstrip and the edges of the shots on it."""
    row, theme, painter = sheet.rows.of(Kind.PICTURE), sheet.theme, sheet.painter
    end_s = min(sheet.end_s, duration_s)
    film = sheet.band(row, max(0.0, sheet.start_s), end_s).adjusted(0, 1, 0, -1)
    painter.fillRect(film, theme.raised)
    step_s = thumbnail_step_s(sheet.scale.px_per_s, row.height)
    for place in range(max(0, int(sheet.start_s / step_s)), math.ceil(end_s / step_s)):
        image = pictures.image(place * step_s)
        if image is not None:
            slot = sheet.band(row, place * step_s, min((place + 1) * step_s, duration_s))
            _paint_thumbnail(painter, slot.adjusted(0, 1, 0, -1), image)
    _paint_cuts(sheet, seen)


def thumbnail_step_s(px_per_s: float, height: int) -> float:
    """Return how far apart pictures are taken: a power of two, so that zooming finds them again."""
    return float(2.0 ** math.floor(math.log2(height * 16 / 9 / px_per_s)))


def _paint_thumbnail(painter: QPainter, slot: QRectF, image: QImage) -> None:
    """Draw the middle of a picture into its slot, which is never wider than it for long."""
    height = float(image.height())
    width = min(float(image.width()), height * slot.width() / slot.height())
    source = QRectF((image.width() - width) / 2, 0, width, height)
    painter.drawImage(slot, image, source)


def _paint_cuts(sheet: Sheet, seen: Seen) -> None:
    row = sheet.rows.of(Kind.PICTURE)
    first = bisect_left(seen.cuts_s, sheet.start_s)
    last = bisect_left(seen.cuts_s, sheet.end_s)
    xs = dict.fromkeys(round(sheet.scale.x(one)) for one in seen.cuts_s[first:last])
    # Where there are many they leave the pictures to be seen.
    film_px = sheet.scale.width(seen.shots[-1].span.end_s) if seen.shots else 0.0
    dense = len(seen.cuts_s) * _CUT_PX > film_px
    top = row.bottom - _CUT_TICK_PX if dense else row.top
    # Dark beside light, to be seen on any picture.
    sheet.bars((x - 1 for x in xs), top, row.bottom, QColor(20, 20, 20))
    sheet.bars(xs, top, row.bottom, QColor(225, 225, 225))


def paint_feeling(sheet: Sheet, seen: Seen, words: dict[str, str]) -> None:
    """Paint how the picture feels, and the course of its energy."""
    least_s = sheet.scale.length_s(_RUN_PX)
    shown = seen.feelings_within(sheet.start_s, sheet.end_s, least_s=least_s)
    names = {one.name for one in shown}
    bright = {name: sheet.theme.emotion(name) for name in names}
    pale = {name: mixed(sheet.theme.lane, bright[name], 0.16) for name in names}
    for feeling in shown:
        _paint_run(sheet, feeling, bright[feeling.name], pale[feeling.name])
    _paint_energy(sheet, seen)
    least_s = sheet.scale.length_s(3 * _PAD)
    for feeling in shown:
        if feeling.span.duration_s >= least_s:
            _paint_word(sheet, feeling, words)


def _paint_run(sheet: Sheet, feeling: Feeling, bright: QColor, pale: QColor) -> None:
    row, painter = sheet.rows.of(Kind.FEELING), sheet.painter
    box = sheet.band(row, feeling.span.start_s, feeling.span.end_s)
    painter.fillRect(box.adjusted(0, 1, 0, -4), pale)
    painter.fillRect(QRectF(box.left(), row.bottom - 4, box.width(), 3), bright)


def _paint_word(sheet: Sheet, feeling: Feeling, words: dict[str, str]) -> None:
    row = sheet.rows.of(Kind.FEELING)
    box = sheet.hold(sheet.band(row, feeling.span.start_s, feeling.span.end_s))
    line = QRectF(box.left() + _PAD, row.top + 3, box.width() - _PAD, 16)
    text = words.get(feeling.name, feeling.name)
    # A part of so short a word says nothing.
    if sheet.fonts.small_metrics.horizontalAdvance(text) <= line.width():
        colour = mixed(sheet.theme.emotion(feeling.name), sheet.theme.text, 0.55)
        sheet.text(line, text, colour)


def _paint_energy(sheet: Sheet, seen: Seen) -> None:
    if not seen.energy or not seen.energy[0]:
        return
    curve = _curve(sheet, seen)
    painter, theme, row = sheet.painter, sheet.theme, sheet.rows.of(Kind.FEELING)
    bottom = row.bottom - 4.0
    area = [QPointF(curve[0].x(), bottom), *curve, QPointF(curve[-1].x(), bottom)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.energy, 0.25))
    painter.drawPolygon(QPolygonF(area))
    # Only the line needs smooth edges, and a large smooth area is slow to fill.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(fine_pen(theme.energy))
    painter.drawPolyline(QPolygonF(curve))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _curve(sheet: Sheet, seen: Seen) -> list[QPointF]:
    row = sheet.rows.of(Kind.FEELING)
    level, step_s = 0, 1.0
    while step_s * sheet.scale.px_per_s < _POINT_PX and level + 1 < len(seen.energy):
        level, step_s = level + 1, step_s * 2
    values = seen.energy[level]
    first = max(0, int(sheet.start_s / step_s) - 1)
    last = min(len(values), math.ceil(sheet.end_s / step_s) + 1)
    first = min(first, max(0, last - 1))
    bottom, room = row.bottom - 4.0, row.height - 10.0
    return [
        QPointF(sheet.scale.x((i + 0.5) * step_s), bottom - room * min(1.0, values[i]))
        for i in range(first, last)
    ]
