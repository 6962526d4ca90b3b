"""Painter of the music lanes and the cues on them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from editor_app.project.timeline import Laid, Timeline
from editor_app.widgets.theme import Theme, mixed
from editor_app.widgets.timeline.boxes import Box, box_of
from editor_app.widgets.timeline.hits import Part
from editor_app.widgets.timeline.rows import Row
from editor_app.widgets.timeline.sheet import Sheet, faded, fine_pen
from editor_app.widgets.timeline.sureness import SURE, UNSURE, percent
from editor_app.widgets.timeline.wave_tiles import Stretch, WaveTiles

_PLAIN_PX = 24.0  # a narrower cue has no round corners, handles or fades
_SOUND_PX = 6.0
_NAMED_PX = 30.0
_BEAT_PX, _BAR_PX = 7.0, 6.0  # beats and bars closer together than this are left out
_FADE_PX = 1.5
_POINT_PX = 3.5
_LEVELS = frozenset({Part.GAIN, Part.POINT})
_ROUND = 4.0
_ARC = tuple((step / 12, math.sin(math.pi / 2 * step / 12)) for step in range(13))
_SILENT = 0.38  # opacity of what is not heard


@dataclass(frozen=True, slots=True)
class CueState:
    """What about the cues is not in the timeline: what is selected, focused, pointed at."""

    selected: frozenset[int] = frozenset()
    focused: int | None = None
    hovered: int | None = None
    part: Part | None = None
    proposed: frozenset[int] = frozenset()


def paint_lanes(sheet: Sheet, timeline: Timeline, state: CueState, waves: WaveTiles) -> None:
    """Paint all music lanes with their cues."""
    soloed = any(lane.solo for lane in timeline.lanes)
    for row in filter(sheet.shows, sheet.rows.music):
        lane = timeline.lanes[row.lane]
        heard = not (lane.muted or timeline.music.muted or (soloed and not lane.solo))
        sheet.painter.setOpacity(1.0 if heard else _SILENT)
        _paint_lane(sheet, row, timeline.on_lane(row.lane), state, waves)
    sheet.painter.setOpacity(1.0)


def _paint_lane(
    sheet: Sheet, row: Row, laid: Sequence[Laid], state: CueState, waves: WaveTiles
) -> None:
    shown = [
        one for one in laid if one.cue.end_s >= sheet.start_s and one.cue.start_s <= sheet.end_s
    ]
    boxes = [box_of(one, row, sheet.scale) for one in shown]
    before: Box | None = None
    for box in boxes:
        _paint_cue(
            sheet, box, state, waves, covered_to=before.rect.right() if before else -math.inf
        )
        before = box
    for left, right in pairwise(boxes):
        _paint_joint(sheet, left, right)


def _paint_cue(
    sheet: Sheet, box: Box, state: CueState, waves: WaveTiles, *, covered_to: float
) -> None:
    """Paint a cue; what lies left of `covered_to` is shared with the one before it."""
    selected = box.laid.id in state.selected
    theme, painter = sheet.theme, sheet.painter
    fill = theme.cue_selected if selected else theme.cue
    body = box.rect.adjusted(max(0.0, covered_to - box.rect.left()), 0, 0, 0)
    if box.rect.width() < _PLAIN_PX:
        _paint_plain(sheet, box, waves, selected=selected)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_body(sheet, body, fill, selected=selected)
    _paint_title(sheet, box, body.adjusted(1, 1, -1, 0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    _paint_sound(sheet, box, waves)
    _paint_beats(sheet, box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_fades(sheet, box, shaded_from=covered_to)
    _paint_gain(sheet, box, strong=state.hovered == box.laid.id and state.part in _LEVELS)
    _paint_marks(
        sheet, box, framed=selected and body != box.rect, focused=box.laid.id == state.focused
    )
    if box.laid.id in state.proposed:
        _paint_proposed(sheet, box)
    if box.laid.id == state.hovered:
        _paint_handles(sheet, box, state.part)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_body(sheet: Sheet, body: QRectF, fill: QColor, *, selected: bool) -> None:
    """Fill a cue with its edge around it: two fills, which cost a third of a smooth stroke."""
    theme, painter = sheet.theme, sheet.painter
    wide = 1.5 if selected else 1.0
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent if selected else mixed(fill, theme.cue_edge, 0.6))
    painter.drawRoundedRect(body, _ROUND, _ROUND)
    painter.setBrush(fill)
    painter.drawRoundedRect(body.adjusted(wide, wide, -wide, -wide), _ROUND - 1, _ROUND - 1)


def _paint_plain(sheet: Sheet, box: Box, waves: WaveTiles, *, selected: bool) -> None:
    """Paint a cue that is too narrow for anything to be seen or caught in it."""
    theme, painter, rect = sheet.theme, sheet.painter, box.rect
    ground = theme.cue_selected if selected else theme.cue
    painter.fillRect(rect, ground)
    if rect.width() >= _SOUND_PX:
        _paint_sound(sheet, box, waves)
    edge = theme.accent if selected else theme.cue_edge
    title = QRectF(rect.left(), rect.top(), rect.width() - 1, box.sound.top() - rect.top())
    painter.fillRect(title, mixed(ground, edge, 0.4))
    painter.fillRect(QRectF(rect.left(), rect.top(), 1, rect.height()), edge)


def _paint_sound(sheet: Sheet, box: Box, waves: WaveTiles) -> None:
    cue = box.laid.cue
    left = max(box.rect.left() + 1, sheet.left)
    right = min(box.rect.right() - 1, sheet.right)
    if right - left < 1:
        return
    source_s = cue.source_in_s + sheet.scale.length_s(left - box.rect.left()) * cue.speed
    rect = QRectF(left, box.sound.top() + 1, right - left, box.sound.height() - 2)
    gain = 10 ** (cue.gain_db / 20)
    stretch = Stretch(cue.track_path, source_s, rect, sheet.scale.px_per_s / cue.speed, gain)
    if not waves.draw(sheet.painter, stretch, sheet.theme.wave_music):
        middle = round(rect.center().y())
        sheet.painter.fillRect(QRectF(left, middle, right - left, 1), sheet.theme.wave_music)


def _paint_beats(sheet: Sheet, box: Box) -> None:
    """Tick the beats at the lower edge, and the bars higher, where there is room for them."""
    song = box.laid.song
    bars = _ticks(sheet, box, song.downbeats_s, apart_px=_BAR_PX)
    beats = _ticks(sheet, box, song.beats_s, apart_px=_BEAT_PX)
    bottom = box.rect.bottom() - 1
    sheet.bars(beats, bottom - 4, bottom, sheet.theme.beat)
    sheet.bars(bars, bottom - 8, bottom, sheet.theme.downbeat)


def _ticks(sheet: Sheet, box: Box, times_s: Sequence[float], *, apart_px: float) -> list[float]:
    cue = box.laid.cue
    first = bisect_left(times_s, max(cue.source_in_s, cue.source_at_s(sheet.start_s)))
    last = bisect_left(times_s, min(cue.source_out_s, cue.source_at_s(sheet.end_s)))
    if last - first < 1 or len(times_s) < 2:
        return []
    step_s = (times_s[-1] - times_s[0]) / (len(times_s) - 1)
    if sheet.scale.width(step_s) < apart_px:
        return []
    return [round(sheet.scale.x(cue.timeline_at_s(one))) for one in times_s[first:last]]


def _paint_fades(sheet: Sheet, box: Box, *, shaded_from: float) -> None:
    rect = box.sound
    if box.fade_in_x - rect.left() >= _FADE_PX:
        curve = _arc(rect.left(), box.fade_in_x, rect)
        _paint_fade(sheet, curve, rect.topLeft(), shaded=shaded_from <= rect.left())
    if rect.right() - box.fade_out_x >= _FADE_PX:
        curve = _arc(rect.right(), box.fade_out_x, rect)
        _paint_fade(sheet, curve, rect.topRight(), shaded=True)


def _arc(silent_x: float, full_x: float, rect: QRectF) -> list[QPointF]:
    """Return the quarter sine from silence to full level."""
    return [
        QPointF(
            silent_x + (full_x - silent_x) * share,
            rect.bottom() - rect.height() * level,
        )
        for share, level in _ARC
    ]


def _paint_fade(sheet: Sheet, curve: list[QPointF], corner: QPointF, *, shaded: bool) -> None:
    painter = sheet.painter
    if shaded:
        # Its edge lies under the line, so it need not be smooth, and is filled much faster.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(sheet.theme.lane, 0.62))
        painter.drawPolygon(QPolygonF([corner, *curve]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(fine_pen(sheet.theme.downbeat))
    painter.drawPolyline(QPolygonF(curve))


def _paint_gain(sheet: Sheet, box: Box, *, strong: bool) -> None:
    if box.rect.width() < _NAMED_PX:
        return
    sheet.painter.setPen(QPen(faded(sheet.theme.downbeat, 1.0 if strong else 0.55), 1.0))
    if not box.points:
        y = round(box.gain_y) + 0.5
        sheet.painter.drawLine(QLineF(box.rect.left() + 2, y, box.rect.right() - 2, y))
        return
    sheet.painter.drawPolyline(QPolygonF(list(box.gain_line)))
    sheet.painter.setPen(QPen(sheet.theme.cue, 1))
    sheet.painter.setBrush(sheet.theme.downbeat)
    for point in _apart(box.points):
        sheet.painter.drawEllipse(point, _POINT_PX, _POINT_PX)


def _apart(points: Sequence[QPointF]) -> list[QPointF]:
    """Leave out points too near to others to be caught: those that even out a crossfade."""
    xs = [-math.inf, *(point.x() for point in points), math.inf]
    return [
        point
        for point, before, after in zip(points, xs, xs[2:], strict=False)
        if min(point.x() - before, after - point.x()) > _POINT_PX
    ]


def _paint_title(sheet: Sheet, box: Box, body: QRectF) -> None:
    strip = QRectF(body.left(), box.rect.top(), body.width(), box.sound.top() - box.rect.top())
    if strip.height() < 1:
        return
    theme, painter = sheet.theme, sheet.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.cue_edge, 0.26))
    painter.drawRoundedRect(strip, _ROUND - 1, _ROUND - 1)
    words = sheet.hold(strip).adjusted(6, 0, -6, 0)
    if words.width() < _NAMED_PX - 12:
        return
    cue = box.laid.cue
    words = _paint_notes(sheet, box.laid, words)
    sheet.text(words, cue.title, theme.text, bold=True)
    used = sheet.fonts.bold_metrics.horizontalAdvance(cue.title) + 8
    if cue.artist and words.width() - used > 24:
        dim = mixed(theme.text, theme.cue, 0.3)
        sheet.text(words.adjusted(used, 0, 0, 0), cue.artist, dim)


def _paint_notes(sheet: Sheet, laid: Laid, words: QRectF) -> QRectF:
    """Note at the right that a cue is pinned, or its speed; return what room is left."""
    speed = percent(laid.cue.speed)
    if speed and words.width() > 2 * _NAMED_PX:
        wide = sheet.fonts.bold_metrics.horizontalAdvance(speed) + 6
        room = QRectF(words.right() - wide, words.top(), wide, words.height())
        sheet.text(room, speed, sheet.theme.snap, bold=True)
        words = words.adjusted(0, 0, -wide - 6, 0)
    if laid.pinned and words.width() > _NAMED_PX:
        _paint_pin(sheet, QPointF(words.right() - 4, words.center().y()))
        words = words.adjusted(0, 0, -14, 0)
    return words


def _paint_pin(sheet: Sheet, at: QPointF) -> None:
    """Draw a drawing pin: a head, and its needle."""
    painter, theme = sheet.painter, sheet.theme
    painter.setPen(QPen(theme.text, 1.2))
    painter.drawLine(QLineF(at.x(), at.y(), at.x(), at.y() + 5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text)
    painter.drawRoundedRect(QRectF(at.x() - 2, at.y() - 5, 4, 5), 1, 1)
    painter.drawRoundedRect(QRectF(at.x() - 4, at.y() - 0.5, 8, 2), 1, 1)


def _paint_marks(sheet: Sheet, box: Box, *, framed: bool, focused: bool) -> None:
    """Frame a selected cue that shares a crossfade; mark the one the keyboard is on."""
    sheet.painter.setBrush(Qt.BrushStyle.NoBrush)
    if framed:
        sheet.painter.setPen(QPen(sheet.theme.accent, 1.5))
        frame = box.rect.adjusted(0.75, 0.75, -0.75, -0.75)
        sheet.painter.drawRoundedRect(frame, _ROUND, _ROUND)
    if focused:
        sheet.painter.setPen(QPen(sheet.theme.text, 1.0, Qt.PenStyle.DotLine))
        sheet.painter.drawRoundedRect(box.rect.adjusted(2.5, 2.5, -2.5, -2.5), 2, 2)


def _paint_proposed(sheet: Sheet, box: Box) -> None:
    """Frame a cue that is not there yet."""
    sheet.painter.setBrush(Qt.BrushStyle.NoBrush)
    sheet.painter.setPen(QPen(sheet.theme.accent, 1.5, Qt.PenStyle.DashLine))
    sheet.painter.drawRoundedRect(box.rect.adjusted(0.75, 0.75, -0.75, -0.75), _ROUND, _ROUND)


def _paint_handles(sheet: Sheet, box: Box, part: Part | None) -> None:
    """Show what can be caught of the cue under the pointer, and which of it would be."""
    theme, painter = sheet.theme, sheet.painter
    painter.setPen(Qt.PenStyle.NoPen)
    for edge, x in ((Part.START, box.rect.left()), (Part.END, box.rect.right() - 3)):
        if part is edge:
            painter.setBrush(theme.text)
            painter.drawRoundedRect(QRectF(x, box.rect.top(), 3, box.rect.height()), 1.5, 1.5)
    if box.rect.width() < _NAMED_PX:
        return
    for knob, x in ((Part.FADE_IN, box.fade_in_x), (Part.FADE_OUT, box.fade_out_x)):
        painter.setBrush(theme.text if part is knob else mixed(theme.text, theme.cue, 0.35))
        painter.setPen(QPen(theme.cue, 1))
        radius = 4.5 if part is knob else 3.5
        within_x = min(max(x, box.rect.left() + 5), box.rect.right() - 5)
        painter.drawEllipse(QPointF(within_x, box.sound.top() + 1), radius, radius)


def _paint_joint(sheet: Sheet, left: Box, right: Box) -> None:
    """Mark where two cues overlap, and where one song goes on in another place of itself."""
    overlap = left.rect.intersected(right.rect)
    one_song = left.laid.cue.track_path == right.laid.cue.track_path
    painter, theme = sheet.painter, sheet.theme
    if overlap.width() >= 3:
        painter.fillRect(
            QRectF(overlap.left(), left.rect.top(), 1, left.rect.height()), theme.text_dim
        )
        painter.fillRect(
            QRectF(overlap.right(), left.rect.top(), 1, left.rect.height()), theme.text_dim
        )
    if one_song and right.rect.left() <= left.rect.right() + 1 and right.rect.width() > _PLAIN_PX:
        x = overlap.center().x() if overlap.width() >= 1 else right.rect.left()
        _paint_seam(sheet, x, right.rect.top(), sure=right.laid.seam)


def seam_colour(theme: Theme, sure: float | None) -> QColor:
    """Return the colour of a seam: green where nobody will hear it, red where it may be heard."""
    if sure is None:
        return theme.snap
    return theme.good if sure >= SURE else theme.warning if sure >= UNSURE else theme.danger


def _paint_seam(sheet: Sheet, x: float, top: float, *, sure: float | None) -> None:
    painter = sheet.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(sheet.theme.cue, 1))
    painter.setBrush(seam_colour(sheet.theme, sure))
    middle = top + 8
    painter.drawPolygon(QPolygonF(_diamond(x, middle, 5.0)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _diamond(x: float, y: float, radius: float) -> list[QPointF]:
    return [
        QPointF(x - radius, y),
        QPointF(x, y - radius),
        QPointF(x + radius, y),
        QPointF(x, y + radius),
    ]
