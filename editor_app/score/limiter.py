"""A look-ahead true-peak limiter whose whole gain curve is known before a sample is touched.

The finished mix lies in a file, so nothing has to be guessed: for every row of 64 samples the
highest value between the samples (BS.1770-4 annex 2, four-fold oversampling) says how much gain
it can take; the curve goes down ahead of a peak, never above what any row allows, and comes back
at a constant rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from numpy.typing import NDArray

from inference.values import Floats

ROW = 64
"""Samples (1.3 ms at 48 kHz) that share one value of the gain curve."""

HALF_TAPS = 12
"""Samples on either side that a value between two samples is interpolated from."""

_LOOK_AHEAD_ROWS = 4  # 5.3 ms: short enough not to dip audibly ahead of a drum, no click
_RELEASE_DB_PER_ROW = 0.06  # 45 dB/s: a 3 dB dip is over in 67 ms
# Products this small stay on one thread of the linear algebra library; larger ones wake all of
# them, and on a busy machine their waiting costs ten times the work. A stack of them at a time.
_TOGETHER = 14
_STACK = 18
_MARGIN_DB = 0.05  # the moving gain itself can lift a value between two samples


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Gain of a limiter, float32 (rows + 1,) at the edges of rows of `ROW` samples, linear."""

    edges: Floats

    @property
    def reduction_db(self) -> float:
        """By how much the most limited row is lowered."""
        return -20 * float(np.log10(self.edges.min(initial=1.0)))

    def apply(self, block: Floats, first_row: int) -> None:
        """Limit float32 (n, 2) that begins with row `first_row`, in place."""
        rows = -(-len(block) // ROW)
        edges = self.edges[first_row : first_row + rows + 1]
        if edges.min() >= 1.0:
            return
        ramp = np.arange(ROW, dtype=np.float32) / np.float32(ROW)
        gain = edges[:-1, None] + np.diff(edges)[:, None] * ramp
        block *= gain.reshape(-1, 1)[: len(block)]


def sample_peaks(block: Floats) -> Floats:
    """Highest absolute sample of every row of (n, channels), float32 (rows,)."""
    whole = len(block) // ROW * ROW
    cells = block[:whole].reshape(-1, ROW * block.shape[1])
    peaks: Floats = np.maximum(cells.max(axis=1), -cells.min(axis=1))
    if whole == len(block):
        return peaks
    return np.append(peaks, np.abs(block[whole:]).max())


class Interpolator:
    """Finds the peaks between the samples, of those rows only that may hide one."""

    def __init__(self) -> None:
        kernel = _kernel()
        self.bound = float(np.abs(kernel).sum(axis=0).max())
        self._toeplitz = _toeplitz(kernel)
        # Kept, because fresh memory for every product costs four times the product itself.
        shape = (_STACK, _TOGETHER, self._toeplitz.shape[1])
        self._between = np.empty(shape, np.float32)

    def suspects(self, peaks: Floats, ceiling: float) -> NDArray[np.bool_]:
        """Rows whose value between two samples could pass `ceiling`; bool, shape of `peaks`."""
        around = sliding_window_view(np.pad(peaks, 1), 3).max(axis=1)
        possible: NDArray[np.bool_] = around * self.bound > ceiling
        return possible

    def true_peaks(self, padded: Floats, rows: NDArray[np.intp]) -> Floats:
        """Highest value between samples in some rows, float32 (len(rows),).

        `padded` is float32 (HALF_TAPS + n + HALF_TAPS, channels), n a multiple of `ROW`.
        """
        found = np.zeros(len(rows), np.float32)
        together = _STACK * _TOGETHER
        for channel in range(padded.shape[1]):
            spans = self._spans(np.ascontiguousarray(padded[1:, channel]))
            for first in range(0, len(rows), together):
                part = rows[first : first + together]
                highest = self._highest(spans[np.resize(part, together)])[: len(part)]
                np.maximum(found[first : first + together], highest, out=found[first:][: len(part)])
        return found

    def _spans(self, samples: Floats) -> Floats:
        """View each row with the samples around it that its in-between values are made from."""
        count = (len(samples) + 1 - 2 * HALF_TAPS) // ROW
        step = samples.itemsize
        return as_strided(samples, (count, len(self._toeplitz)), (ROW * step, step))

    def _highest(self, spans: Floats) -> Floats:
        stack = spans.reshape(_STACK, _TOGETHER, -1)
        between = np.matmul(stack, self._toeplitz, out=self._between)
        np.abs(between, out=between)
        highest: Floats = between.max(axis=2).reshape(-1)
        return highest


def _kernel() -> Floats:
    """Windowed sinc for the three points between two samples, float32 (2 * HALF_TAPS, 3)."""
    taps = np.arange(2 * HALF_TAPS) - (HALF_TAPS - 1)
    distance = taps[:, None] - np.arange(1, 4) / 4
    window = np.i0(7.0 * np.sqrt(np.maximum(0, 1 - (distance / HALF_TAPS) ** 2))) / np.i0(7.0)
    kernel = np.sinc(distance) * window
    return np.asarray(kernel / kernel.sum(axis=0), np.float32)


def _toeplitz(kernel: Floats) -> Floats:
    """Lay the kernel out so that one product interpolates a row: (ROW + taps - 1, ROW * 3)."""
    taps, points = kernel.shape
    matrix = np.zeros((ROW + taps - 1, ROW, points), np.float32)
    for sample in range(ROW):
        matrix[sample : sample + taps, sample] = kernel
    return matrix.reshape(len(matrix), -1)


def envelope(peaks: Floats, ceiling: float) -> Envelope | None:
    """Gain curve that keeps rows with these true peaks under `ceiling`; None when none is over.

    `peaks` is float32 (rows,), linear like `ceiling`.
    """
    limit = ceiling * 10 ** (-_MARGIN_DB / 20)
    if peaks.max(initial=0.0) <= ceiling:
        return None
    allowed_db = np.minimum(0.0, 20 * np.log10(limit / np.maximum(peaks, limit)))
    released_db = _release(allowed_db)
    return Envelope(_smooth(released_db))


def _release(allowed_db: NDArray[np.floating]) -> NDArray[np.float64]:
    """Rise no faster than the release rate after every dip."""
    slope = np.arange(len(allowed_db)) * _RELEASE_DB_PER_ROW
    risen: NDArray[np.float64] = np.minimum.accumulate(allowed_db - slope) + slope
    return np.minimum(risen, 0.0)


def _smooth(gain_db: NDArray[np.float64]) -> Floats:
    """Go down ahead of each dip: lowest value of a window, then its mean over as long a window.

    Every edge averages minima whose windows all hold the rows on both its sides, so the line
    between two edges passes no row's limit.
    """
    look = _LOOK_AHEAD_ROWS
    padded = np.pad(gain_db, (look + 1, look + 1), mode="edge")
    lowest = sliding_window_view(padded, look + 2).min(axis=1)
    linear = 10 ** (lowest / 20)
    edges = sliding_window_view(linear, look + 1).mean(axis=1)
    return np.asarray(edges, np.float32)
