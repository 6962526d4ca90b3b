"""What a press of the mouse has begun: it follows the pointer until it is let go or cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt

from editor_app.widgets.timeline.boxes import box_of
from editor_app.widgets.timeline.canvas import Canvas
from editor_app.widgets.timeline.drags import Drag, Outcome, Pointer
from editor_app.widgets.timeline.words import translated

SNAP_PX = 8.0


class Gesture(Protocol):
    """`at` is a point of the viewport. `frees` is whether snapping is held off."""

    cursor: Qt.CursorShape

    def drag(self, at: QPointF, *, frees: bool) -> None: ...

    def finish(self) -> None: ...

    def cancel(self) -> None: ...


def pointer_at(canvas: Canvas, at: QPointF, *, frees: bool) -> Pointer:
    """Return where a point of the viewport is in time and lanes."""
    point = canvas.content_point(at)
    tolerance_s = 0.0 if frees else canvas.scale.length_s(SNAP_PX)
    lane = canvas.rows.lane_at(point.y())
    return Pointer(canvas.scale.time_s(at.x()), at.y(), lane, tolerance_s)


class Edit:
    """Drags cues; the document is changed once, when the mouse is let go."""

    def __init__(self, canvas: Canvas, drag: Drag, cursor: Qt.CursorShape) -> None:
        self.cursor = cursor
        self._canvas = canvas
        self._drag = drag
        self._outcome: Outcome | None = None

    def drag(self, at: QPointF, *, frees: bool) -> None:
        self._outcome = self._drag.to(pointer_at(self._canvas, at, frees=frees))
        self._canvas.show_outcome(self._outcome, at)

    def finish(self) -> None:
        outcome = self._outcome
        self.cancel()
        if outcome is not None:
            self._canvas.document.edit(translated(self._drag.text), outcome.timeline)

    def cancel(self) -> None:
        self._outcome = None
        self._canvas.show_outcome(None)


class Scrub:
    """Moves the playhead, never snapping: every frame must be reached."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(
        self, canvas: Canvas, seek: Callable[[float, bool], None], ended: Callable[[], None]
    ) -> None:
        self._canvas = canvas
        self._seek = seek
        self._ended = ended
        self._time_s: float | None = None

    def drag(self, at: QPointF, *, frees: bool) -> None:
        frame_s, last_s = self._canvas.frame_s, self._canvas.document.timeline.duration_s
        wanted_s = min(max(0.0, self._canvas.scale.time_s(at.x())), last_s)
        time_s = round(wanted_s / frame_s) * frame_s
        if time_s != self._time_s:
            self._time_s = time_s
            self._canvas.set_playhead(time_s)
            self._seek(time_s, False)

    def finish(self) -> None:
        if self._time_s is not None:
            self._seek(self._time_s, True)
        self._ended()

    cancel = finish


class Band:
    """Selects the cues that a rectangle touches, together with those in `kept`."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas, start: QPointF, kept: frozenset[int]) -> None:
        self._canvas = canvas
        # Held in time, so that it stays where it began when the view scrolls under it.
        self._start_s = canvas.scale.time_s(start.x())
        self._start_y = canvas.content_point(start).y()
        self._kept = kept
        self._before = canvas.document.selected

    def drag(self, at: QPointF, *, frees: bool) -> None:
        start = QPointF(self._canvas.scale.x(self._start_s), self._start_y)
        band = QRectF(start, self._canvas.content_point(at)).normalized()
        self._canvas.show_band(band)
        self._canvas.document.select(self._kept.union(self._touched(band)))

    def finish(self) -> None:
        self._canvas.show_band(None)

    def cancel(self) -> None:
        self._canvas.document.select(self._before)
        self.finish()

    def _touched(self, band: QRectF) -> list[int]:
        rows = {row.lane: row for row in self._canvas.rows.music}
        return [
            one.id
            for one in self._canvas.document.timeline.laid
            if box_of(one, rows[one.lane], self._canvas.scale).rect.intersects(band)
        ]


class Pan:
    """Draws the view along with the hand."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: Canvas, start: QPointF) -> None:
        self._canvas = canvas
        self._last = start

    def drag(self, at: QPointF, *, frees: bool) -> None:
        bar = self._canvas.verticalScrollBar()
        self._canvas.scroll_by(self._last.x() - at.x())
        bar.setValue(bar.value() + round(self._last.y() - at.y()))
        self._last = at

    def finish(self) -> None:
        pass

    def cancel(self) -> None:
        pass
