"""Loudness of a mix, row by row, so that a gain curve can be judged without playing it again.

The K-weighted energy of every row of 64 samples is kept. A gain that changes slowly against the
weighting's memory scales these energies by its square, so the loudness behind any limiter is a sum
over rows and not another pass over the samples.
"""

from __future__ import annotations

import numpy as np

from editor_app.score.limiter import ROW
from editor_app.score.mix import RATE_HZ
from inference.features.k_weighting import KWeighting
from inference.features.loudness import STEP_S, gated_lufs
from inference.values import Floats

_ROWS_PER_STEP = round(RATE_HZ * STEP_S / ROW)
# Samples filtered at once: larger products wake all threads of the linear algebra library.
_HOP = 8192


class RowMeter:
    """Takes a stereo stream in blocks of whole `_HOP`s; only the last may be of any length."""

    def __init__(self) -> None:
        self._weighting = KWeighting(RATE_HZ, 2)
        self._energies: list[Floats] = []

    def feed(self, block: Floats) -> None:
        """Take the next samples, float32 (2, n)."""
        rows = -(-block.shape[1] // ROW)
        for start in range(0, block.shape[1], _HOP):
            weighted = self._weighting.filter(_whole(block[:, start : start + _HOP]))
            np.square(weighted, out=weighted)
            self._energies.append(weighted.reshape(2, -1, ROW).sum(axis=(0, 2))[:rows])
            rows -= _HOP // ROW

    def energies(self) -> Floats:
        """Weighted energy of every row so far, channels added, float32 (rows,)."""
        return np.concatenate(self._energies) if self._energies else np.zeros(0, np.float32)


def _whole(part: Floats) -> Floats:
    """Lengthen the last part of a stream, float32 (2, n), to `_HOP` by silence."""
    return np.pad(part, ((0, 0), (0, _HOP - part.shape[1])))


def integrated_lufs(energies: Floats) -> float:
    """Programme loudness of a stream whose rows have these weighted energies, float32 (rows,)."""
    steps = energies[: len(energies) // _ROWS_PER_STEP * _ROWS_PER_STEP].astype(np.float64)
    return gated_lufs(steps.reshape(-1, _ROWS_PER_STEP).sum(axis=1) / (RATE_HZ * STEP_S))
