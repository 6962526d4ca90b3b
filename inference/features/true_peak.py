"""True peak: how high the sound gets between its samples (ITU-R BS.1770-4, annex 2).

Four-fold oversampling by a windowed sinc. Overshoots are looked for only where the samples are
high enough to hide one, which skips most of the work and changes no result.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from inference.features.products import product
from inference.values import Floats

ROW = 32
"""Samples whose neighbourhood is looked at or skipped together."""

_PHASES = 4
_HALF_TAPS = 12
_CHUNK = 48  # rows interpolated between two looks at the highest peak so far


class TruePeak:
    """Highest absolute value of a stream of `channels` channels after oversampling."""

    def __init__(self, channels: int) -> None:
        kernel = _interpolators()
        self._bound = float(np.abs(kernel).sum(axis=0).max())
        self._toeplitz = _toeplitz(kernel)
        self._tail = np.zeros((channels, 2 * _HALF_TAPS - 1), np.float32)
        self.peak = 0.0

    def add(self, block: Floats) -> None:
        """Add float32 (channels, n), n a multiple of `ROW`.

        A point lies between samples up to 12 later, so the last of them are judged with the next
        block: end a stream with silence.
        """
        joined = np.concatenate((self._tail, block), axis=1)
        self._tail = joined[:, -self._tail.shape[1] :].copy()
        for samples in joined:
            self._look(samples, block.shape[1] // ROW)

    def _look(self, samples: Floats, rows: int) -> None:
        highest = _row_peaks(samples, rows)
        self.peak = max(self.peak, float(highest.max()))
        worth = np.flatnonzero(highest * self._bound > self.peak)
        worth = worth[np.argsort(-highest[worth])]
        stride = samples.itemsize
        spans = as_strided(samples, (rows, len(self._toeplitz)), (ROW * stride, stride))
        for start in range(0, len(worth), _CHUNK):
            part = worth[start : start + _CHUNK]
            # No interpolated value can exceed the bound times the samples around it.
            part = part[highest[part] * self._bound > self.peak]
            if not part.size:
                return
            between = product(spans[part], self._toeplitz)
            self.peak = max(self.peak, float(between.max()), -float(between.min()))


def _row_peaks(samples: Floats, rows: int) -> Floats:
    """Highest absolute sample that any value of each row is made from; float32 (rows,)."""
    own: Floats = np.maximum.reduceat(np.abs(samples), np.arange(0, len(samples), ROW))
    return np.maximum(own[:-1], own[1:])[:rows]


def _interpolators() -> Floats:
    """Windowed sinc for the three points between two samples, float32 (2 * _HALF_TAPS, 3)."""
    distance = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)[:, None] - np.arange(1, _PHASES) / _PHASES
    window = np.i0(7.0 * np.sqrt(np.maximum(0, 1 - (distance / _HALF_TAPS) ** 2)))
    kernel = np.sinc(distance) * window
    kernel /= kernel.sum(axis=0)
    return np.asarray(kernel, np.float32)


def _toeplitz(kernel: Floats) -> Floats:
    """Lay the kernel out so that one product interpolates a whole row."""
    taps, points = kernel.shape
    matrix = np.zeros((ROW + taps - 1, ROW, points), np.float32)
    for sample in range(ROW):
        matrix[sample : sample + taps, sample] = kernel
    return matrix.reshape(len(matrix), -1)
