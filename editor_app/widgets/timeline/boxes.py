"""Where a cue and its handles lie on the screen: the same for painting and for the mouse."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from editor_app.project.cue import level_db
from editor_app.project.timeline import Laid, Timeline
from editor_app.widgets.timeline.rows import Row
from editor_app.widgets.timeline.scale import Scale
from inference.values import Span

TITLE_PX = 16
LOUDEST_DB, SOFTEST_DB = 12.0, -36.0
"""What the height of a cue means for its gain line."""

_TITLED_PX = 40  # a row less high than this gives all of it to the sound


@dataclass(frozen=True, slots=True)
class Box:
    """A cue on the screen. `sound` is the part below the title, `points` those of its level."""

    laid: Laid
    rect: QRectF
    sound: QRectF
    fade_in_x: float
    fade_out_x: float
    gain_y: float
    points: tuple[QPointF, ...] = ()

    @property
    def gain_line(self) -> tuple[QPointF, ...]:
        """The gain line from edge to edge: level before its first point and after its last."""
        first = self.points[0].y() if self.points else self.gain_y
        last = self.points[-1].y() if self.points else self.gain_y
        left, right = self.rect.left() + 2, self.rect.right() - 2
        return QPointF(left, first), *self.points, QPointF(right, last)

    def gain_y_at(self, x: float) -> float:
        """Return the height of the gain line at `x`."""
        cue = self.laid.cue
        at_s = (x - self.rect.left()) / max(1.0, self.rect.width()) * cue.duration_s
        return gain_y(self.sound, cue.gain_db + level_db(cue.gain_points, at_s))


def box_of(laid: Laid, row: Row, scale: Scale) -> Box:
    """Return where a cue of this row lies; its edges are on whole pixels."""
    cue = laid.cue
    left = round(scale.x(cue.start_s))
    width = max(2, round(scale.x(cue.end_s)) - left)
    rect = QRectF(left, row.top + 2, width, row.height - 4)
    sound = rect.adjusted(0, TITLE_PX if row.height >= _TITLED_PX else 0, 0, 0)
    return Box(
        laid,
        rect,
        sound,
        fade_in_x=left + scale.width(cue.fade_in_s),
        fade_out_x=left + width - scale.width(cue.fade_out_s),
        gain_y=gain_y(sound, cue.gain_db),
        points=tuple(
            QPointF(left + scale.width(at_s), gain_y(sound, cue.gain_db + gain_db))
            for at_s, gain_db in cue.gain_points
        ),
    )


def changed_span(before: Timeline, after: Timeline) -> Span | None:
    """Return the stretch of time in which the cues of two timelines differ."""
    kept = {id(one) for one in before.laid} & {id(one) for one in after.laid}
    cues = [one.cue for one in (*before.laid, *after.laid) if id(one) not in kept]
    if not cues:
        return None
    return Span(min(cue.start_s for cue in cues), max(cue.end_s for cue in cues))


def gain_y(sound: QRectF, gain_db: float) -> float:
    """Return the height of the gain line."""
    share = (LOUDEST_DB - gain_db) / (LOUDEST_DB - SOFTEST_DB)
    return sound.top() + 2 + (sound.height() - 4) * min(1.0, max(0.0, share))


def gain_db_of(sound: QRectF, pixels: float) -> float:
    """Return how many dB the gain line goes up when it is drawn up by so many pixels."""
    return pixels * (LOUDEST_DB - SOFTEST_DB) / max(1.0, sound.height() - 4)
