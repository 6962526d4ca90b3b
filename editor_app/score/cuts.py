"""Which cuts of the picture are events, and how strong each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inference.values import Floats, Shot, Span

APART_S = 1.0
"""Of two cuts nearer to each other than this only the stronger is an event."""

WEAK = 0.5
"""Share of the strongest cut's strength below which another is no event beside it."""

MOST_CUTS = 40
EDGE_S = 0.02  # a cut this close to the stretch's end is its end

_MOTION_SHARE = 0.6  # a standstill after a chase counts as much as quite another picture
_AROUND_S = 2.0


def with_motion(shots: Sequence[Shot], motion: Floats) -> tuple[Shot, ...]:
    """Return the shots with cuts that are stronger where the movement changes across them.

    `motion` is float32 (n,), one value a second of film, 0 to 1. With s the strength of the cut
    as a change of picture and d the step of the mean motion, within 2 s and the two shots, the
    strength becomes 1 - (1 - s)(1 - 0.6 d): a hard cut stays one, and a soft cut from rest into
    movement becomes one.
    """
    if not len(motion):
        return tuple(shots)
    befores = (None, *shots)
    return tuple(
        shot if before is None or shot.cut_strength <= 0 else _moved(before, shot, motion)
        for before, shot in zip(befores, shots, strict=False)
    )


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


def _moved(before: Shot, shot: Shot, motion: Floats) -> Shot:
    at_s = shot.span.start_s
    earlier = _mean(motion, Span(max(before.span.start_s, at_s - _AROUND_S), at_s))
    later = _mean(motion, Span(at_s, min(shot.span.end_s, at_s + _AROUND_S)))
    step = min(1.0, abs(later - earlier))
    strength = 1 - (1 - shot.cut_strength) * (1 - _MOTION_SHARE * step)
    return replace(shot, cut_strength=strength)


def _mean(motion: Floats, span: Span) -> float:
    """Mean motion over a span, each second weighed by how much of it lies within."""
    seconds = np.arange(len(motion))
    shares = np.clip(np.minimum(seconds + 1, span.end_s) - np.maximum(seconds, span.start_s), 0, 1)
    total = float(shares.sum())
    return float(shares @ motion) / total if total > 0 else float(motion[-1])
