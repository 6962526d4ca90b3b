"""Which cuts of the picture are events, and how strong each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats, Shot, Span

APART_S = 1.0
"""Of two cuts nearer to each other than this only the stronger is an event."""

WEAK = 0.5
"""Share of the strongest cut's strength below which another is no event beside it."""

MOST_CUTS = 40
EDGE_S = 0.02  # a cut this close to the stretch's end is its end

_MOTION_SHARE = 0.6  # a standstill after a chase counts as much as quite another picture
_AROUND_S = 2.0
_SHORTEST_S = 1e-3

Doubles = NDArray[np.float64]


def with_motion(shots: Sequence[Shot], motion: Floats) -> tuple[Shot, ...]:
    """Return the shots with cuts that are stronger where the movement changes across them.

    `motion` is float32 (n,), one value a second of film, 0 to 1. With s the strength of the cut
    as a change of picture and d the step of the mean motion, within 2 s and the two shots, the
    strength becomes 1 - (1 - s)(1 - 0.6 d): a hard cut stays one, and a soft cut from rest into
    movement becomes one.
    """
    if not len(motion) or not shots:
        return tuple(shots)
    at_s = np.array([shot.span.start_s for shot in shots])
    end_s = np.array([shot.span.end_s for shot in shots])
    begin_s = np.concatenate([at_s[:1], at_s[:-1]])
    earlier = _means(motion, np.maximum(begin_s, at_s - _AROUND_S), at_s)
    later = _means(motion, at_s, np.minimum(end_s, at_s + _AROUND_S))
    steps = np.minimum(1.0, np.abs(later - earlier)).tolist()
    return (shots[0], *map(_strengthened, shots[1:], steps[1:]))


def strong_cuts(shots: Sequence[Shot], stretch: Span) -> tuple[Shot, ...]:
    """Return the shots that begin with an event inside the stretch, in order of time.

    An event is a cut of at least half the strength of the strongest, with no stronger one within
    a second; at most 40, so that a film cut on every frame has some that matter too.
    """
    inside = [
        shot
        for shot in shots
        if shot.cut_strength > 0 and stretch.start_s <= shot.span.start_s < stretch.end_s - EDGE_S
    ]
    ordered = sorted(inside, key=lambda shot: (-shot.cut_strength, shot.span.start_s))
    kept: list[Shot] = []
    for shot in ordered:
        if len(kept) == MOST_CUTS or shot.cut_strength < WEAK * ordered[0].cut_strength:
            break
        if all(abs(shot.span.start_s - one.span.start_s) >= APART_S for one in kept):
            kept.append(shot)
    return tuple(sorted(kept, key=lambda shot: shot.span.start_s))


def _strengthened(shot: Shot, step: float) -> Shot:
    if shot.cut_strength <= 0:
        return shot
    strength = 1 - (1 - shot.cut_strength) * (1 - _MOTION_SHARE * step)
    return replace(shot, cut_strength=strength)


def _means(motion: Floats, starts_s: Doubles, ends_s: Doubles) -> Doubles:
    """Mean motion from each start to each end, float64 (n,); of nothing, the motion there."""
    total = np.concatenate([[0.0], np.cumsum(motion, dtype=np.float64)])
    # A stretch of some length, so that an empty one has the motion of its place.
    ends_s = np.clip(np.maximum(ends_s, starts_s + _SHORTEST_S), _SHORTEST_S, len(motion))
    starts_s = np.minimum(starts_s, ends_s - _SHORTEST_S)
    seconds = np.arange(len(total))
    sums = np.interp(ends_s, seconds, total) - np.interp(starts_s, seconds, total)
    return np.asarray(sums / (ends_s - starts_s))
