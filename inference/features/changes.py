"""What changes from frame to frame, measured while a film is decoded.

Only a second of tiny pictures is held; per frame a handful of numbers remain, from which shots
(`shots.py`) and motion (`motion.py`) are read afterwards. Pictures are compared over set spans of
time rather than from frame to frame, so that the numbers hardly depend on the frame rate.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.media.video import SMALL_WIDTH
from inference.values import Floats

_FAR_S = 0.3
_MOTION_S = 0.1
_DISSOLVE_S = 1.0
# Chroma moves in a smaller range than luma.
_CHROMA_WEIGHT = np.float32(1.5)
# Change of a cell that noise and coding make without movement, in levels of 255.
_NOISE_LEVELS = np.float32(1.0)
# Mean slope from cell to cell below which a picture says little about movement.
_FLAT_LEVELS = np.float32(3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """One row per decoded frame, float32 (n,) each; times in seconds from the start of the file.

    `step` is how different a frame is from the one before, `far` from the one `_FAR_S` before
    (which is at `far_from_s`), both in levels of 255. `blend` is how different the frames half
    `_DISSOLVE_S` before and after are, around the frame at `blend_s`, and `straightness` (0 to 1)
    how exactly that frame is the mean of those two: 1 in a dissolve. `motion` is the way the
    picture moves, in picture widths per second, since `motion_from_s`.
    """

    times_s: Floats
    step: Floats
    far: Floats
    far_from_s: Floats
    blend: Floats
    blend_s: Floats
    straightness: Floats
    motion: Floats
    motion_from_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """One recent picture, float32 (36, 64, 3) with weighted chroma, and its mean slope."""

    time_s: float
    picture: Floats
    slope: float


class ChangeMeter:
    """Takes the tiny pictures of a film one by one, in order of time; `changes` sums up."""

    def __init__(self) -> None:
        self._recent: deque[_Held] = deque()
        self._rows: list[tuple[float, ...]] = []

    def add(self, time_s: float, small: NDArray[np.uint8]) -> None:
        """Measure one more picture, uint8 (36, 64, 3) Y U V."""
        picture = np.ascontiguousarray(np.moveaxis(small, -1, 0), dtype=np.float32)
        picture[1:] *= _CHROMA_WEIGHT
        now = _Held(time_s, picture, _slope(picture[0]))
        self._recent.append(now)
        while len(self._recent) > 2 and self._recent[0].time_s < time_s - _DISSOLVE_S - _FAR_S:
            self._recent.popleft()
        self._rows.append(self._measured(now))

    def changes(self) -> Changes:
        """Return what was measured so far."""
        table = np.array(self._rows, np.float32).reshape(-1, 9).T
        return Changes(*(np.ascontiguousarray(column) for column in table))

    def _measured(self, now: _Held) -> tuple[float, ...]:
        before = self._recent[-2] if len(self._recent) > 1 else now
        far = self._back(now.time_s - _FAR_S)
        near = self._back(now.time_s - _MOTION_S)
        # Never the frame itself: with frames further apart, the one before.
        near = before if near is now else near
        middle = self._back(now.time_s - _DISSOLVE_S / 2)
        start = self._back(now.time_s - _DISSOLVE_S)
        blend = _difference(start.picture, now.picture)
        mean = (start.picture + now.picture) * np.float32(0.5)
        bent = _difference(mean, middle.picture)
        return (
            now.time_s,
            _difference(before.picture, now.picture),
            _difference(far.picture, now.picture),
            far.time_s,
            blend,
            middle.time_s,
            max(0.0, 1 - 2 * bent / blend) if blend > 0 else 0.0,
            _movement(near, now),
            near.time_s,
        )

    def _back(self, time_s: float) -> _Held:
        """Return the held picture nearest to `time_s`."""
        return min(self._recent, key=lambda held: abs(held.time_s - time_s))


def _difference(one: Floats, other: Floats) -> float:
    gap = one - other
    return float(np.abs(gap, out=gap).mean())


def _slope(luma: Floats) -> float:
    across = np.abs(np.diff(luma, axis=1)).mean()
    down = np.abs(np.diff(luma, axis=0)).mean()
    return float(across + down) / 2


def _movement(one: _Held, other: _Held) -> float:
    """Return the mean speed of the picture, in widths per second.

    The change of brightness over time, divided by the slope of brightness over space, is the
    way moved (the optical-flow constraint), here once for the whole picture; a change of
    exposure, the same everywhere, is taken off first.
    """
    gap_s = other.time_s - one.time_s
    if gap_s <= 0:
        return 0.0
    change = other.picture[0] - one.picture[0]
    change -= change.mean()
    moved = np.maximum(np.abs(change, out=change) - _NOISE_LEVELS, 0).mean()
    cells = float(moved) / max((one.slope + other.slope) / 2, float(_FLAT_LEVELS))
    return cells / SMALL_WIDTH / gap_s
