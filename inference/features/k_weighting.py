"""The K-weighting of ITU-R BS.1770-4, a recursive filter run as matrix products.

numpy has no fast recursive filter. But any such filter is linear: 32 samples of output are a fixed
mix of 32 samples of input and of the filter's four state values before them, and the states of 32
such rows are a fixed mix of one another. So all rows are computed at once by products, and only the
state of every 1,024th sample is carried on in a loop. Exact up to rounding, and several times
faster than convolution by FFT.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inference.features.products import product
from inference.values import Floats

SPAN = 1024
"""Blocks are filtered in whole multiples of this many samples."""

_ROW = 32
_ROWS = SPAN // _ROW
_ORDER = 4

Doubles = NDArray[np.float64]


def k_weighting(rate_hz: int) -> tuple[Doubles, Doubles]:
    """Numerator and denominator of the weighting at `rate_hz`, float64 (5,) each.

    BS.1770-4 tabulates the filter for 48 kHz only. The analogue prototypes used here are those of
    B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement" (AES 2018); at
    48 kHz they give the table back.
    """
    shelf_b, shelf_a = _shelf(rate_hz)
    high_b, high_a = _high_pass(rate_hz)
    return np.convolve(shelf_b, high_b), np.convolve(shelf_a, high_a)


def _shelf(rate_hz: int) -> tuple[Doubles, Doubles]:
    k = np.tan(np.pi * 1681.974450955533 / rate_hz)
    q = 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    b = [high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k]
    a = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    return np.array(b) / a[0], np.array(a) / a[0]


def _high_pass(rate_hz: int) -> tuple[Doubles, Doubles]:
    k = np.tan(np.pi * 38.13547087602444 / rate_hz)
    q = 0.5003270373238773
    a = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    return np.array([1.0, -2.0, 1.0]), np.array(a) / a[0]


class KWeighting:
    """The filter over a stream of `channels` channels."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        b, a = k_weighting(rate_hz)
        step, drive = _state_space(b, a)
        powers = _powers(step, _ROW)
        kernel = np.concatenate(([b[0]], [float(drive @ p[:, 0]) for p in powers[: _ROW - 1]]))
        free = np.stack([p[:, 0] for p in powers[:_ROW]], axis=1)
        driven = np.stack([drive @ powers[_ROW - 1 - n] for n in range(_ROW)])
        # States scaled so that each adds a unit-length answer: float32 is then enough for them.
        _, scale = np.linalg.qr(free.T)
        rescale = scale.T
        self._driven = (driven @ rescale).astype(np.float32)
        row_step = np.linalg.solve(rescale, powers[_ROW] @ rescale)
        self._answer = np.concatenate(
            (_toeplitz(kernel), np.linalg.solve(rescale, free)), axis=0
        ).astype(np.float32)
        self._spread, self._mix, self._span_step = _chain(row_step)
        self._state = np.zeros((channels, _ORDER))

    def filter(self, block: Floats) -> Floats:
        """Filter the next float32 (channels, n), n a multiple of `SPAN`."""
        channels, count = block.shape
        rows = np.empty((channels, count // _ROW, _ROW + _ORDER), np.float32)
        rows[..., :_ROW] = block.reshape(channels, -1, _ROW)
        flat = rows.reshape(-1, _ROW + _ORDER)
        driven = product(flat[:, :_ROW], self._driven)
        rows[..., _ROW:] = self._states(driven.reshape(channels, -1, _ROWS * _ORDER))
        return product(flat, self._answer).reshape(channels, count)

    def _states(self, driven: Floats) -> Doubles:
        """States before each row; `driven` is what each row adds, (channels, spans, rows * 4)."""
        channels, spans, width = driven.shape
        own = product(driven.reshape(-1, width).astype(np.float64), self._mix)
        own = own.reshape(channels, spans, -1)
        before = np.empty((channels, spans, _ORDER))
        for span in range(before.shape[1]):
            before[:, span] = self._state
            self._state = self._state @ self._span_step + own[:, span, -_ORDER:]
        states = own[..., :-_ORDER] + before @ self._spread
        return states.reshape(channels, -1, _ORDER)


def _state_space(b: Doubles, a: Doubles) -> tuple[Doubles, Doubles]:
    """Transposed direct form II: state' = state @ step + x * drive, y = b[0] * x + state[0]."""
    step = np.eye(_ORDER, k=-1)
    step[0] -= a[1:]
    return step, b[1:] - a[1:] * b[0]


def _powers(matrix: Doubles, highest: int) -> list[Doubles]:
    powers = [np.eye(len(matrix))]
    for _ in range(highest):
        powers.append(powers[-1] @ matrix)
    return powers


def _toeplitz(kernel: Doubles) -> Doubles:
    """Upper triangular (row, row): answer of a row to its own samples."""
    matrix = np.zeros((_ROW, _ROW))
    for sample in range(_ROW):
        matrix[sample, sample:] = kernel[: _ROW - sample]
    return matrix


def _chain(row_step: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """Tie the rows of a span together.

    Returns what the state before the span gives to the states before its rows (4, 4 * rows), what
    each row adds to the states before all rows and after the last (4 * rows, 4 * rows + 4), and
    the step of the state over a whole span (4, 4).
    """
    powers = _powers(row_step, _ROWS)
    mix = np.zeros((_ROWS, _ORDER, _ROWS + 1, _ORDER))
    for row in range(_ROWS):
        for later in range(row + 1, _ROWS + 1):
            mix[row, :, later] = powers[later - row - 1]
    spread = np.concatenate(powers[:_ROWS], axis=1)
    return spread, mix.reshape(_ROWS * _ORDER, -1), powers[_ROWS]
