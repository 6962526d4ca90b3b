"""Where one shot ends and the next begins: hard cuts and dissolves, from `changes.Changes`.

A hard cut is a step that stands out from the steps around it, as in PySceneDetect's adaptive
detector, and that lasts: after a flash the old picture is back. A dissolve is a stretch in which
the picture half-way is the mean of the pictures at its two ends; movement never looks like that.
"""

from __future__ import annotations

import math

import numpy as np

from inference.features.changes import Changes
from inference.values import Shot, Span

SHORTEST_SHOT_S = 0.25

_Cut = tuple[float, float]
"""Time in seconds, difference in levels."""

# Set on clips assembled with known cuts; levels of 255 (luma, and chroma at 1.5).
_LEAST_STEP = 8.0
_NEIGHBOURS_S = 0.22
_CALM_LEVELS = 2.0
_CLEAR_STEP = 14.0
_TIMES_THE_MEAN, _TIMES_THE_MEAN_IF_CLEAR = 3.0, 2.5
_TIMES_THE_NEXT = 1.3
_LASTS_FROM_S, _LASTS_TO_S, _LASTS_SHARE = 0.1, 0.35, 0.6
_LEAST_BLEND = 10.0
_LEAST_STRAIGHTNESS = 0.52
_DISSOLVE_APART_S = 0.75
_DISSOLVE_OVER_S, _AROUND_SHARE = 1.2, 0.6
# Frames further apart than this are compared on their own: keyframes, slides.
_SPARSE_S = 0.4
_SPARSE_STEP = 18.0
_STRENGTH_LEVELS = 30.0


def detect_shots(changes: Changes, duration_s: float) -> tuple[Shot, ...]:
    """Cut [0, duration_s) into shots of at least 0.25 s, without gaps.

    A cut is placed at the first frame of the new shot (of those that were decoded), a dissolve
    at its middle. `cut_strength` is `1 - exp(-d / 30)` with d the difference of the pictures on
    the two sides in levels of 255 (luma, and chroma at 1.5, mean of the three).
    """
    hard = _hard_cuts(changes)
    soft = [cut for cut in _dissolves(changes) if _distance(cut[0], hard) >= _DISSOLVE_APART_S]
    cuts = _spaced(sorted(hard + soft), duration_s)
    starts = [(0.0, 0.0), *cuts]
    ends = [time_s for time_s, _ in cuts] + [duration_s]
    return tuple(
        Shot(Span(start_s, end_s), 1 - math.exp(-levels / _STRENGTH_LEVELS) if start_s else 0.0)
        for (start_s, levels), end_s in zip(starts, ends, strict=True)
    )


def _hard_cuts(changes: Changes) -> list[_Cut]:
    candidates = np.flatnonzero(changes.step >= _LEAST_STEP)
    return [
        (float(changes.times_s[i]), float(changes.step[i]))
        for i in candidates
        if _stands_out(changes, int(i)) and _lasts(changes, int(i))
    ]


def _stands_out(changes: Changes, i: int) -> bool:
    times, step = changes.times_s, changes.step
    if times[i] - times[i - 1] > _SPARSE_S:
        return bool(step[i] >= _SPARSE_STEP)
    low, high = np.searchsorted(times, [times[i] - _NEIGHBOURS_S, times[i] + _NEIGHBOURS_S])
    around = np.concatenate([step[max(1, low) : i], step[i + 1 : high]])
    if not len(around):
        return bool(step[i] >= _SPARSE_STEP)
    calm = max(float(around.mean()), _CALM_LEVELS)
    times_mean = _TIMES_THE_MEAN_IF_CLEAR if step[i] >= _CLEAR_STEP else _TIMES_THE_MEAN
    return bool(step[i] >= times_mean * calm and step[i] >= _TIMES_THE_NEXT * around.max())


def _lasts(changes: Changes, i: int) -> bool:
    """Check that soon after the step the picture is still unlike the one before it."""
    times, at = changes.times_s, changes.times_s[i]
    low, high = np.searchsorted(times, [at + _LASTS_FROM_S, at + _LASTS_TO_S])
    across = changes.far_from_s[low:high] < at
    far = changes.far[low:high][across]
    return not len(far) or bool(far.min() >= _LASTS_SHARE * changes.step[i])


def _dissolves(changes: Changes) -> list[_Cut]:
    score = changes.blend * changes.straightness
    clear = (changes.blend >= _LEAST_BLEND) & (changes.straightness >= _LEAST_STRAIGHTNESS)
    found: list[_Cut] = []
    for i in sorted(np.flatnonzero(clear), key=lambda i: -score[i]):
        apart = _distance(float(changes.blend_s[i]), found) >= _DISSOLVE_APART_S
        if apart and _passes(changes, int(i)):
            found.append((float(changes.blend_s[i]), float(changes.blend[i])))
    return found


def _passes(changes: Changes, i: int) -> bool:
    """Check that it is over soon: a slow pan over soft shapes is as straight, but goes on."""
    away_s = np.abs(changes.blend_s - changes.blend_s[i])
    around = changes.blend[(away_s >= _DISSOLVE_OVER_S) & (away_s <= 2 * _DISSOLVE_OVER_S)]
    return not len(around) or bool(np.median(around) <= _AROUND_SHARE * changes.blend[i])


def _distance(time_s: float, cuts: list[_Cut]) -> float:
    return min((abs(time_s - cut[0]) for cut in cuts), default=math.inf)


def _spaced(cuts: list[_Cut], duration_s: float) -> list[_Cut]:
    """Drop the weaker of two cuts less than the shortest shot apart, and those at the ends."""
    kept: list[_Cut] = []
    for cut in cuts:
        if not SHORTEST_SHOT_S <= cut[0] <= duration_s - SHORTEST_SHOT_S:
            continue
        if kept and cut[0] - kept[-1][0] < SHORTEST_SHOT_S:
            kept[-1] = max(kept[-1], cut, key=lambda c: c[1])
        else:
            kept.append(cut)
    return kept
