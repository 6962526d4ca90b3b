"""What lies under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF

from editor_app.project.timeline import Timeline
from editor_app.widgets.timeline.boxes import Box, box_of
from editor_app.widgets.timeline.rows import Kind, Rows
from editor_app.widgets.timeline.scale import Scale

_EDGE_PX = 6.0
_KNOB_PX = 7.0
_GAIN_PX = 3.0
_POINT_PX = 6.0
_GRASPED_PX = 30.0  # a narrower cue can be moved and trimmed, no more


class Part(Enum):
    """What of a cue would be caught."""

    BODY = auto()
    START = auto()
    END = auto()
    FADE_IN = auto()
    FADE_OUT = auto()
    GAIN = auto()
    POINT = auto()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of the timeline: its row, and the cue and part of it, where there is one.

    `point` is the number of the gain point, for that part.
    """

    kind: Kind | None
    box: Box | None = None
    part: Part | None = None
    point: int = -1

    @property
    def cue_id(self) -> int | None:
        return self.box.laid.id if self.box else None


def hit_at(point: QPointF, timeline: Timeline, rows: Rows, scale: Scale) -> Hit:
    """Return what lies at a point of the viewport (rows not scrolled)."""
    row = rows.at(point.y())
    if row is None:
        return Hit(None)
    if row.kind is not Kind.MUSIC:
        return Hit(row.kind)
    # The later cue lies on top where two overlap; a little beyond an edge still catches it.
    for laid in reversed(timeline.on_lane(row.lane)):
        box = box_of(laid, row, scale)
        if box.rect.left() - 2 <= point.x() <= box.rect.right() + 2:
            part = part_at(point, box)
            return Hit(row.kind, box, part, _point_at(point, box) if part is Part.POINT else -1)
    return Hit(row.kind)


def part_at(point: QPointF, box: Box) -> Part:
    """Return what of a cue is caught at a point in it."""
    x, y, rect = point.x(), point.y(), box.rect
    if rect.width() >= _GRASPED_PX and abs(y - box.sound.top() - 1) <= _KNOB_PX:
        knob = _knob_at(x, box)
        if knob is not None:
            return knob
    if rect.width() >= _GRASPED_PX and _point_at(point, box) >= 0:
        return Part.POINT
    edge_px = min(_EDGE_PX, rect.width() / 4)
    if x - rect.left() <= edge_px:
        return Part.START
    if rect.right() - x <= edge_px:
        return Part.END
    if rect.width() >= _GRASPED_PX and abs(y - box.gain_y_at(x)) <= _GAIN_PX:
        return Part.GAIN
    return Part.BODY


def _point_at(point: QPointF, box: Box) -> int:
    """Return which point of the gain line is caught, -1 for none."""
    near = [
        ((at - point).manhattanLength(), number)
        for number, at in enumerate(box.points)
        if max(abs(at.x() - point.x()), abs(at.y() - point.y())) <= _POINT_PX
    ]
    return min(near, default=(0.0, -1))[1]


def _knob_at(x: float, box: Box) -> Part | None:
    in_x = min(max(box.fade_in_x, box.rect.left() + 5), box.rect.right() - 5)
    out_x = min(max(box.fade_out_x, box.rect.left() + 5), box.rect.right() - 5)
    if abs(x - in_x) <= _KNOB_PX and abs(x - in_x) <= abs(x - out_x):
        return Part.FADE_IN
    return Part.FADE_OUT if abs(x - out_x) <= _KNOB_PX else None
