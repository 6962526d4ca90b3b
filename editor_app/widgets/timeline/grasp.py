"""What a press on a cue takes hold of."""

from __future__ import annotations

from PySide6.QtCore import Qt

from editor_app.project.snapping import Targets, targets
from editor_app.widgets.timeline.boxes import gain_db_of
from editor_app.widgets.timeline.canvas import Canvas
from editor_app.widgets.timeline.drags import (
    Drag,
    Fade,
    Gain,
    GainPoint,
    Move,
    Pointer,
    Slip,
    Trim,
    trims_end,
)
from editor_app.widgets.timeline.gestures import Edit
from editor_app.widgets.timeline.hits import Hit, Part

CURSORS = {
    Part.BODY: Qt.CursorShape.ArrowCursor,
    Part.START: Qt.CursorShape.SizeHorCursor,
    Part.END: Qt.CursorShape.SizeHorCursor,
    Part.FADE_IN: Qt.CursorShape.PointingHandCursor,
    Part.FADE_OUT: Qt.CursorShape.PointingHandCursor,
    Part.GAIN: Qt.CursorShape.SizeVerCursor,
    Part.POINT: Qt.CursorShape.SizeAllCursor,
}
"""How the pointer looks over the parts of a cue."""


def grasp(canvas: Canvas, hit: Hit, start: Pointer, held: Qt.KeyboardModifier) -> Edit | None:
    """Return the gesture that dragging from here makes; None beside the cues."""
    if hit.box is None or hit.part is None:
        return None
    alt = bool(held & Qt.KeyboardModifier.AltModifier)
    bends = hit.part is Part.POINT or (hit.part is Part.GAIN and alt)
    drag = _point(canvas, hit, start) if bends else _drag(canvas, hit, start, slips=alt)
    return None if drag is None else Edit(canvas, drag, _cursor(drag, hit.part))


def _drag(canvas: Canvas, hit: Hit, start: Pointer, *, slips: bool) -> Drag | None:
    if hit.box is None or hit.part is None:
        return None
    timeline, laid = canvas.document.timeline, hit.box.laid
    selected = canvas.document.selected
    if hit.part in {Part.START, Part.END}:
        still = targets_on(canvas, trimming=laid.id)
        return Trim(timeline, laid, start, still, at_end=trims_end(hit.part))
    if hit.part in {Part.FADE_IN, Part.FADE_OUT}:
        return Fade(timeline, laid, start, at_end=trims_end(hit.part))
    if hit.part is Part.GAIN:
        per_px = gain_db_of(hit.box.sound, 1.0)
        return Gain(timeline, laid, selected, start, db_per_px=per_px)
    if slips:
        return Slip(timeline, laid, start, targets_on(canvas, moving=(laid.id,)))
    ids = (*selected, laid.id)
    return Move(timeline, laid, selected, start, targets_on(canvas, moving=ids))


def _point(canvas: Canvas, hit: Hit, start: Pointer) -> GainPoint | None:
    if hit.box is None:
        return None
    per_px = gain_db_of(hit.box.sound, 1.0)
    number = hit.point if hit.part is Part.POINT else None
    timeline = canvas.document.timeline
    return GainPoint(timeline, hit.box.laid, start, db_per_px=per_px, number=number)


def targets_on(
    canvas: Canvas, *, moving: tuple[int, ...] = (), trimming: int | None = None
) -> Targets:
    """Return what may be snapped to while these cues, or an edge of this one, are dragged."""
    return targets(
        canvas.document.timeline,
        shots=canvas.seen.shots,
        scenes=canvas.seen.scenes,
        segments=canvas.seen.segments,
        playhead_s=canvas.playhead_s,
        moving=moving,
        trimming=trimming,
    )


def _cursor(drag: Drag, part: Part) -> Qt.CursorShape:
    if isinstance(drag, Slip):
        return Qt.CursorShape.SplitHCursor
    return Qt.CursorShape.ClosedHandCursor if part is Part.BODY else CURSORS[part]
