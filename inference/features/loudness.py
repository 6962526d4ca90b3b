"""How loud: a streaming meter after ITU-R BS.1770-4 and EBU Tech 3341, in numpy alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.features.k_weighting import SPAN, KWeighting
from inference.features.true_peak import TruePeak
from inference.values import Floats

FLOOR_LUFS = -70.0
"""What silence measures: the absolute gate of BS.1770; nothing below it is counted."""

FLOOR_DBTP = -120.0
"""True peak of digital silence."""

STEP_S = 0.1
"""Distance of two gating blocks: 400 ms blocks that overlap by 75 %."""

_OFFSET_DB = -0.691  # BS.1770: makes a 0 dBFS 997 Hz sine on one channel read -3.01 LKFS
_STEPS_PER_BLOCK = 4
_RELATIVE_GATE_LU = 10.0
_MIN_RATE_HZ = 32_000
_HOP = 32 * SPAN  # samples filtered at once: few enough to stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Loudness:
    """What one file measures.

    `integrated_lufs` and `momentary_max_lufs` are never below `FLOOR_LUFS`, `true_peak_dbtp` never
    below `FLOOR_DBTP`.
    """

    integrated_lufs: float
    momentary_max_lufs: float
    true_peak_dbtp: float


def energy_to_lufs(energy: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Loudness of K-weighted mean square energy, any shape; never below `FLOOR_LUFS`."""
    lufs = _OFFSET_DB + 10 * np.log10(np.maximum(np.asarray(energy, np.float64), 1e-30))
    return np.maximum(lufs, FLOOR_LUFS)


def gated_lufs(steps: NDArray[np.float64]) -> float:
    """Programme loudness (BS.1770-4) of the weighted mean squares of 100 ms steps, float64 (n,).

    `FLOOR_LUFS` when nothing passes the gate.
    """
    blocks = _gating_blocks(steps)
    loud = blocks[energy_to_lufs(blocks) > FLOOR_LUFS]
    if not loud.size:
        return FLOOR_LUFS
    gate = float(energy_to_lufs(loud.mean())) - _RELATIVE_GATE_LU
    return float(energy_to_lufs(loud[energy_to_lufs(loud) > gate].mean()))


class _StepEnergies:
    """Sums squares over 100 ms steps of a stream."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._position = 0
        self._open = 0.0
        self.done: list[float] = []

    def add(self, filtered: Floats) -> None:
        """Add float32 (channels, n)."""
        squares = np.square(filtered).sum(axis=0)
        edges = self._edges(len(squares))
        inner = edges[edges < len(squares)]
        sums = np.add.reduceat(squares, np.concatenate(([0], inner))).tolist()
        sums[0] += self._open
        if len(inner) < len(edges):
            sums.append(0.0)
        self.done.extend(sums[:-1])
        self._open = sums[-1]
        self._position += len(squares)

    def _edges(self, count: int) -> NDArray[np.int64]:
        """Ends of steps within the next `count` samples, counted from the first of them."""
        first, beyond = len(self.done) + 1, (self._position + count) * 10 // self._rate_hz + 2
        edges = np.arange(first, beyond) * self._rate_hz // 10 - self._position
        return edges[edges <= count]


class Meter:
    """Loudness and true peak of a stream that is fed block by block.

    Parameters
    ----------
    rate_hz : int
        At least 32,000. Feed a lower rate resampled: below it the K-weighting has no meaning and
        overshoots are missed.
    channels : int
        1 or 2.
    dual_mono : bool
        Measure one channel as it is heard from two loudspeakers, 3.01 LU above what BS.1770 says of
        a single channel. Only for one channel.
    """

    def __init__(self, rate_hz: int, channels: int, *, dual_mono: bool = False) -> None:
        if rate_hz < _MIN_RATE_HZ or channels not in (1, 2):
            raise ValueError(f"cannot meter {channels} channels at {rate_hz} Hz")
        self._weighting = KWeighting(rate_hz, channels)
        self._energies = _StepEnergies(rate_hz)
        self._peak = TruePeak(channels)
        self._waiting = np.zeros((channels, _HOP), np.float32)
        self._filled = 0
        self._fed = 0
        self._closed = False
        self._gain = (2.0 if dual_mono and channels == 1 else 1.0) / (rate_hz * STEP_S)
        self._rate_hz = rate_hz

    def feed(self, block: Floats) -> None:
        """Take the next samples, float32 (n,) or (n, channels), any n.

        Not allowed any more once a result was asked for.
        """
        if self._closed:
            raise ValueError("this meter has already been read")
        self._fed += len(block)
        rows = block.reshape(len(block), len(self._waiting)).T
        while rows.shape[1]:
            take = min(self._waiting.shape[1] - self._filled, rows.shape[1])
            self._waiting[:, self._filled : self._filled + take] = rows[:, :take]
            self._filled += take
            rows = rows[:, take:]
            if self._filled == self._waiting.shape[1]:
                self._measure()

    def step_energies(self) -> NDArray[np.float64]:
        """Mean square of the weighted sound, channels added, of each whole 100 ms; float64 (n,)."""
        self._close()
        whole = self._fed * 10 // self._rate_hz
        return np.asarray(self._energies.done[:whole], np.float64) * self._gain

    def integrated_lufs(self) -> float:
        """Gated programme loudness (BS.1770-4); `FLOOR_LUFS` when nothing passes the gate."""
        return gated_lufs(self.step_energies())

    def momentary_max_lufs(self) -> float:
        """Loudest 400 ms (EBU Tech 3341)."""
        return float(energy_to_lufs(_gating_blocks(self.step_energies()).max(initial=0.0)))

    def true_peak_dbtp(self) -> float:
        """Highest true peak of any channel; `FLOOR_DBTP` for digital silence."""
        self._close()
        return max(FLOOR_DBTP, 20 * float(np.log10(max(self._peak.peak, 1e-30))))

    def _measure(self) -> None:
        self._energies.add(self._weighting.filter(self._waiting))
        self._peak.add(self._waiting)
        self._filled = 0

    def _close(self) -> None:
        if not self._closed:
            self._closed = True
            self._waiting[:, self._filled :] = 0.0
            self._measure()


def measure(blocks: Iterable[Floats], rate_hz: int) -> Loudness:
    """Measure a whole stream of float32 (n,) or (n, 2) blocks at `rate_hz`."""
    meter: Meter | None = None
    for block in blocks:
        meter = meter or Meter(rate_hz, 1 if block.ndim == 1 else block.shape[1])
        meter.feed(block)
    if meter is None:
        return Loudness(FLOOR_LUFS, FLOOR_LUFS, FLOOR_DBTP)
    return Loudness(meter.integrated_lufs(), meter.momentary_max_lufs(), meter.true_peak_dbtp())


def _gating_blocks(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean energy of every whole 400 ms, one per 100 ms."""
    if len(steps) < _STEPS_PER_BLOCK:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(steps, _STEPS_PER_BLOCK)
    means: NDArray[np.float64] = windows.mean(axis=1)
    return means
