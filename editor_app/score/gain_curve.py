"""Gains that follow straight lines in decibels: of automation, and of music that makes room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from editor_app.score.duck import Duck, ducked_spans
from inference.values import Floats, Span


@dataclass(frozen=True, slots=True, eq=False)
class GainCurve:
    """Straight lines in decibels between breakpoints; level before the first and after the last.

    `times_s` and `gain_db` are float64 (n,), times rising, n at least 1.
    """

    times_s: NDArray[np.float64]
    gain_db: NDArray[np.float64]

    def gain(self, start_s: float, count: int, *, rate_hz: int, first: int = 0) -> Floats:
        """Linear gain of `count` samples, float32 (count,), or (1,) if constant.

        They begin `first` samples after `start_s`; the same sample has the same gain, to the bit,
        wherever the block it is asked for in begins.
        """
        ends_s = start_s + np.array([first, first + count]) / rate_hz
        ends_db = np.interp(ends_s, self.times_s, self.gain_db)
        begin, end = np.searchsorted(self.times_s, ends_s)
        if np.ptp(np.concatenate((ends_db, self.gain_db[begin:end]))) == 0:
            return _linear(ends_db[:1])
        times = start_s + np.arange(first, first + count) / rate_hz
        return _linear(np.interp(times, self.times_s, self.gain_db))


def _linear(gain_db: NDArray[np.float64]) -> Floats:
    gain: Floats = (10 ** (gain_db / 20)).astype(np.float32)
    return gain


def duck_curve(speech: Iterable[Span], duck: Duck) -> GainCurve:
    """Gain for the music: 0 dB away from speech, `-depth_db` through every stretch of it."""
    points: list[tuple[float, float]] = []
    for span in ducked_spans(speech, duck):
        down_s, up_s = span.start_s - duck.lookahead_s, span.end_s + duck.hold_s
        points += [(down_s - duck.attack_s, 0.0), (down_s, -duck.depth_db)]
        points += [(up_s, -duck.depth_db), (up_s + duck.release_s, 0.0)]
    times_s, gain_db = np.array(points or [(0.0, 0.0)]).T
    return GainCurve(times_s, gain_db)


def lowest(left: GainCurve, right: GainCurve) -> GainCurve:
    """Return the curve that follows whichever of two is lower."""
    times_s = np.union1d(left.times_s, right.times_s)
    apart_db = np.interp(times_s, *_points(left)) - np.interp(times_s, *_points(right))
    # Where the two cross between their points, the lower one changes.
    at = np.flatnonzero(apart_db[:-1] * apart_db[1:] < 0)
    share = apart_db[at] / (apart_db[at] - apart_db[at + 1])
    times_s = np.union1d(times_s, times_s[at] + share * (times_s[at + 1] - times_s[at]))
    both_db = (np.interp(times_s, *_points(curve)) for curve in (left, right))
    return GainCurve(times_s, np.minimum(*both_db))


def _points(curve: GainCurve) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return curve.times_s, curve.gain_db
