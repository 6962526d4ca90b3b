"""How much the picture moves, second by second, whatever the frame rate."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from inference.features.changes import Changes
from inference.values import Floats, Shot

_HALF_WIDTHS_PER_S = 0.1
_SPARSE_S = 0.5


def motion_per_second(changes: Changes, shots: tuple[Shot, ...], duration_s: float) -> Floats:
    """Return float32 (n,), n = seconds begun, 0 (still) to 1.

    The scale is `v / (v + 0.1)` with v the mean speed of the picture in picture widths per
    second (`changes.Changes.motion`): 0.5 is a tenth of the width per second, a walking pan; a
    talking head has about 0.1 to 0.2, a hand-held chase 0.8. Frames compared across a cut, or
    with one more than 0.5 s before, do not count; a second without any takes its neighbours'.
    """
    count = max(1, math.ceil(duration_s - 1e-6))
    good = _within_shots(changes, shots)
    second = np.clip(changes.times_s[good].astype(np.intp), 0, count - 1)
    speed = changes.motion[good]
    sums = np.bincount(second, weights=speed, minlength=count)
    counts = np.bincount(second, minlength=count)
    if not counts.any():
        return np.zeros(count, np.float32)
    known = np.flatnonzero(counts)
    filled = np.interp(np.arange(count), known, sums[known] / counts[known])
    return (filled / (filled + _HALF_WIDTHS_PER_S)).astype(np.float32)


def _within_shots(changes: Changes, shots: tuple[Shot, ...]) -> NDArray[np.bool_]:
    """Say of each frame whether its motion was measured inside one shot and over a short time."""
    starts = np.array([shot.span.start_s for shot in shots[1:]], np.float32) - np.float32(1e-3)
    shot_now = np.searchsorted(starts, changes.times_s, side="right")
    shot_then = np.searchsorted(starts, changes.motion_from_s, side="right")
    gap_s = changes.times_s - changes.motion_from_s
    return np.asarray((shot_now == shot_then) & (gap_s > 0) & (gap_s <= _SPARSE_S))
