"""Sound ready ahead of time: what the device takes from and the mixing thread adds to."""

from __future__ import annotations

from collections import deque

import numpy as np

from inference.values import Floats

_SPLICE = 480
"""Samples over which one sound becomes the other: 10 ms, too short to hear and long enough."""


class Buffer:
    """Stereo samples waiting to be taken, numbered along the route. Not thread-safe."""

    def __init__(self) -> None:
        self._blocks: deque[Floats] = deque()
        self._begin = 0
        self._end = 0

    @property
    def end(self) -> int:
        """Number of the sample that is to be added next."""
        return self._end

    def ready(self, at: int) -> int:
        """Return how many samples can be taken at `at`."""
        return self._end - at if self._begin <= at else 0

    def restart(self) -> None:
        """Throw everything away; what comes next has the number 0."""
        self._blocks.clear()
        self._begin = self._end = 0

    def add(self, block: Floats) -> None:
        self._blocks.append(block)
        self._end += len(block)

    def add_to(self, out: Floats, at: int, gain: Floats | np.float32) -> None:
        """Add the samples from `at` on to `out`, (n, 2); `gain` is one number or (n, 1).

        What lies before `at` is forgotten.
        """
        self._drop(at)
        filled = 0
        for block in self._blocks:
            part = block[max(0, at - self._begin) if not filled else 0 :][: len(out) - filled]
            level = gain[filled : filled + len(part)] if isinstance(gain, np.ndarray) else gain
            out[filled : filled + len(part)] += part * level
            filled += len(part)
            if filled == len(out):
                return

    def splice(self, at: int, first: int, sound: Floats, *, old_gain: np.float32) -> None:
        """From `at` on put `sound`, whose first sample is number `first`, gliding into it.

        `first` lies at or before `at`, and the end of `sound` behind it. `old_gain` is how loud
        the sound before it was played.
        """
        fresh = sound[at - first :].copy()
        old = np.zeros((min(_SPLICE, len(fresh)), 2), np.float32)
        known = min(len(old), self.ready(at))
        self.add_to(old[:known], at, old_gain)
        weight = np.linspace(0, 1, len(old), endpoint=False, dtype=np.float32)[:, None]
        fresh[: len(old)] *= weight
        fresh[: len(old)] += old * (1 - weight)
        self._blocks.clear()
        self._blocks.append(fresh)
        self._begin, self._end = at, at + len(fresh)

    def _drop(self, before: int) -> None:
        while self._blocks and self._begin + len(self._blocks[0]) <= before:
            self._begin += len(self._blocks.popleft())
