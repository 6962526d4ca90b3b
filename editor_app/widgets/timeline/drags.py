"""What dragging a cue, or a part of it, makes of the timeline while the mouse is still down.

Each drag remembers the timeline it began with and answers for any place of the pointer what would
be if it were let go there. Nothing is changed before that.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from editor_app.project import edits
from editor_app.project.cue import level_db
from editor_app.project.snapping import Target, Targets, snap_edge, snap_move, snap_slip
from editor_app.project.timeline import Laid, Timeline
from editor_app.translatable import QT_TRANSLATE_NOOP
from editor_app.widgets.timeline.hits import Part

_DETENT_DB = 0.5  # the gain line rests at 0 dB and at where it began
_APART_S = 0.02  # how near two points of the level may come


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is. `tolerance_s` is how near it must come to snap; 0 for not at all."""

    time_s: float
    y: float
    lane: int
    tolerance_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be if the pointer were let go: the timeline, what it snapped to, some numbers."""

    timeline: Timeline
    target: Target | None = None
    told: str = ""


class Drag(Protocol):
    """A drag of cues. `text` names the step in the history, in English."""

    text: str

    def to(self, pointer: Pointer) -> Outcome: ...


class Move:
    """Cues moved together in time and across lanes."""

    text = QT_TRANSLATE_NOOP("timeline", "Move")

    def __init__(
        self,
        timeline: Timeline,
        held: Laid,
        ids: Collection[int],
        start: Pointer,
        targets: Targets,
    ) -> None:
        self.ids = frozenset((*ids, held.id))
        self._timeline = timeline
        self._laid = _leading([one for one in timeline.laid if one.id in self.ids], held)
        self._start = start
        self._targets = targets

    def to(self, pointer: Pointer) -> Outcome:
        earliest_s = min(one.cue.start_s for one in self._laid)
        by_s = max(pointer.time_s - self._start.time_s, -earliest_s)
        snapped = snap_move(self._targets, self._laid, by_s=by_s, tolerance_s=pointer.tolerance_s)
        by_lanes = pointer.lane - self._start.lane
        moved = edits.move(self._timeline, self.ids, by_s=snapped.by_s, by_lanes=by_lanes)
        return Outcome(moved, snapped.target, f"{snapped.by_s:+.2f} s")


def _leading(laid: list[Laid], held: Laid) -> tuple[Laid, ...]:
    """Return which of cues that move together look for something to snap to."""
    last = max(laid, key=lambda one: one.cue.end_s)
    return tuple({one.id: one for one in (laid[0], held, last)}.values())


class Trim:
    """One edge of a cue."""

    text = QT_TRANSLATE_NOOP("timeline", "Trim")

    def __init__(
        self, timeline: Timeline, laid: Laid, start: Pointer, targets: Targets, *, at_end: bool
    ) -> None:
        self.ids = frozenset((laid.id,))
        self._timeline = timeline
        self._edge_s = laid.cue.end_s if at_end else laid.cue.start_s
        self._start = start
        self._targets = targets
        self._trim = edits.trim_end if at_end else edits.trim_start

    def to(self, pointer: Pointer) -> Outcome:
        by_s = pointer.time_s - self._start.time_s
        snapped = snap_edge(self._targets, self._edge_s, by_s=by_s, tolerance_s=pointer.tolerance_s)
        (laid_id,) = self.ids
        trimmed = self._trim(self._timeline, laid_id, to_s=self._edge_s + snapped.by_s)
        laid = trimmed.find(laid_id)
        return Outcome(trimmed, snapped.target, f"{laid.cue.duration_s:.2f} s" if laid else "")


class Slip:
    """The song under a cue that stays where it is."""

    text = QT_TRANSLATE_NOOP("timeline", "Slip")

    def __init__(self, timeline: Timeline, laid: Laid, start: Pointer, targets: Targets) -> None:
        self.ids = frozenset((laid.id,))
        self._timeline = timeline
        self._laid = laid
        self._start = start
        self._targets = targets

    def to(self, pointer: Pointer) -> Outcome:
        # The song goes with the hand: drawn to the right, an earlier part of it is heard.
        by_s = self._start.time_s - pointer.time_s
        snapped = snap_slip(self._targets, self._laid, by_s=by_s, tolerance_s=pointer.tolerance_s)
        slipped = edits.slip(self._timeline, self._laid.id, by_s=snapped.by_s)
        laid = slipped.find(self._laid.id)
        by_s = laid.cue.source_in_s - self._laid.cue.source_in_s if laid else 0.0
        return Outcome(slipped, snapped.target if by_s == snapped.by_s else None, f"{by_s:+.2f} s")


class Fade:
    """The fade at one end of a cue."""

    text = QT_TRANSLATE_NOOP("timeline", "Fade")

    def __init__(self, timeline: Timeline, laid: Laid, start: Pointer, *, at_end: bool) -> None:
        self.ids = frozenset((laid.id,))
        self._timeline = timeline
        self._laid = laid
        self._start = start
        self._at_end = at_end

    def to(self, pointer: Pointer) -> Outcome:
        cue, by_s = self._laid.cue, pointer.time_s - self._start.time_s
        wanted_s = cue.fade_out_s - by_s if self._at_end else cue.fade_in_s + by_s
        fade = edits.set_fade_out if self._at_end else edits.set_fade_in
        faded = fade(self._timeline, self._laid.id, fade_s=max(0.0, wanted_s))
        laid = faded.find(self._laid.id)
        if laid is None:
            return Outcome(faded)
        fade_s = laid.cue.fade_out_s if self._at_end else laid.cue.fade_in_s
        return Outcome(faded, None, f"{fade_s:.2f} s")


class Gain:
    """The level of cues: those selected change together, by as much as the one that is held."""

    text = QT_TRANSLATE_NOOP("timeline", "Level")

    def __init__(
        self,
        timeline: Timeline,
        held: Laid,
        ids: Collection[int],
        start: Pointer,
        *,
        db_per_px: float,
    ) -> None:
        self.ids = frozenset((*ids, held.id))
        self._timeline = timeline
        self._held = held
        self._start = start
        self._db_per_px = db_per_px

    def to(self, pointer: Pointer) -> Outcome:
        before_db = self._held.cue.gain_db
        wanted_db = before_db + (self._start.y - pointer.y) * self._db_per_px
        rest_db = 0.0 if pointer.tolerance_s and abs(wanted_db) < _DETENT_DB else wanted_db
        by_db = round(rest_db, 1) - before_db
        timeline = self._timeline
        for one in timeline.laid:
            if one.id in self.ids:
                timeline = edits.set_gain(timeline, (one.id,), gain_db=one.cue.gain_db + by_db)
        held = timeline.find(self._held.id)
        return Outcome(timeline, None, decibels(held.cue.gain_db) if held else "")


class GainPoint:
    """A point of a cue's level: one of those it has, or with no `number` a new one."""

    text = QT_TRANSLATE_NOOP("timeline", "Level point")

    def __init__(
        self,
        timeline: Timeline,
        laid: Laid,
        start: Pointer,
        *,
        db_per_px: float,
        number: int | None,
    ) -> None:
        self.ids = frozenset((laid.id,))
        self._timeline = timeline
        self._laid = laid
        self._start = start
        self._db_per_px = db_per_px
        at_s = min(max(0.0, start.time_s - laid.cue.start_s), laid.cue.duration_s)
        points = laid.cue.gain_points
        self._held = (at_s, level_db(points, at_s)) if number is None else points[number]
        self._before = tuple(one for one in points if one[0] < self._held[0])
        self._after = tuple(one for one in points if one[0] > self._held[0])

    def to(self, pointer: Pointer) -> Outcome:
        at_s = self._within(self._held[0] + pointer.time_s - self._start.time_s)
        wanted_db = self._held[1] + (self._start.y - pointer.y) * self._db_per_px
        rests = pointer.tolerance_s and abs(wanted_db) < _DETENT_DB
        gain_db = 0.0 if rests else round(wanted_db, 1)
        points = (*self._before, (at_s, gain_db), *self._after)
        timeline = edits.set_gain_points(self._timeline, self._laid.id, points)
        return Outcome(timeline, None, decibels(self._laid.cue.gain_db + gain_db))

    def _within(self, at_s: float) -> float:
        """Keep a point between its neighbours."""
        least = self._before[-1][0] + _APART_S if self._before else 0.0
        most = self._after[0][0] - _APART_S if self._after else self._laid.cue.duration_s
        return max(least, min(at_s, most))


def decibels(gain_db: float) -> str:
    """Write a gain as mixers do: `−6.0 dB`, `+2.5 dB`, `0.0 dB`."""
    size = f"{abs(gain_db):.1f} dB"
    if math.isclose(gain_db, 0.0, abs_tol=0.05):
        return size
    return f"+{size}" if gain_db > 0 else f"\N{MINUS SIGN}{size}"


def trims_end(part: Part) -> bool:
    return part in {Part.END, Part.FADE_OUT}
