"""Room for speech: a gain curve that lowers the music while somebody talks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats, Span

MAX_DEPTH_DB = 40.0
"""From here on there is no music left."""


@dataclass(frozen=True, slots=True)
class Duck:
    """How the music makes room.

    It is down by `depth_db` from the first word on (the way down, `attack_s`, is over
    `lookahead_s` before it), stays down `hold_s` after the last and comes back within
    `release_s`. Silences shorter than `bridge_s`, and any too short to come all the way up and
    go down again, count as speech, so the music never pumps between two sentences. `clear_db` is
    how far speech should stand above the music: where both can be measured, the depth is chosen
    so (`editor_app.score.room`).
    """

    depth_db: float = 12.0
    bridge_s: float = 2.0
    lookahead_s: float = 0.05
    attack_s: float = 0.25
    hold_s: float = 0.3
    release_s: float = 0.7
    clear_db: float = 12.0

    def __post_init__(self) -> None:
        if self.depth_db < 0 or min(self.attack_s, self.release_s) <= 0:
            raise ValueError("ducking lowers the music, and not at once")


PRESETS: Mapping[str, Duck] = MappingProxyType(
    {
        # The music only leans back, as quickly as an editor's ducker does out of the box.
        "subtle": Duck(2.7, 1.0, 0.015, attack_s=0.01, hold_s=0.15, release_s=0.75, clear_db=0.0),
        # Speech on music that is to be felt all the time: travel, portraits.
        "gentle": Duck(6.0, 3.0, 0.05, attack_s=0.4, hold_s=0.5, release_s=1.5, clear_db=9.0),
        # Every word is understood, and the music is back between the stretches of talk.
        "dialogue": Duck(),
        # Talk that hardly stops: deep and slow to come back, so that breathing does not lift it.
        "podcast": Duck(14.0, 4.0, 0.1, attack_s=0.3, hold_s=0.6, release_s=1.5, clear_db=15.0),
        # Single lines between loud music: quick down, quick up.
        "trailer": Duck(8.0, 1.0, 0.03, attack_s=0.1, hold_s=0.15, release_s=0.4, clear_db=9.0),
    }
)
"""How the music makes room, by name; the depths are the usual ones."""

DEFAULT = "dialogue"

STEP_ASIDE = Duck(24.0, 4.0, 0.2, attack_s=1.0, hold_s=0.5, release_s=2.0)
"""How the music makes room for other music: two pieces at once are noise, and a change of one for
the other takes its time."""


def ducking(name: str, depth_db: float) -> Duck | None:
    """Return a preset at another depth; None for a depth of 0. A name unknown is the default's."""
    if depth_db <= 0:
        return None
    return replace(PRESETS.get(name, PRESETS[DEFAULT]), depth_db=depth_db)


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


def ducked_spans(speech: Iterable[Span], duck: Duck) -> tuple[Span, ...]:
    """Join `speech` to the stretches over which the music stays down, in order."""
    shortest = max(duck.bridge_s, duck.hold_s + duck.release_s + duck.attack_s + duck.lookahead_s)
    return joined(speech, bridge_s=shortest)


def joined(spans: Iterable[Span], *, bridge_s: float = 0.0) -> tuple[Span, ...]:
    """Put stretches in order and join those that overlap, or are no more than so far apart."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start_s):
        if found and span.start_s - found[-1].end_s <= bridge_s:
            found[-1] = Span(found[-1].start_s, max(found[-1].end_s, span.end_s))
        elif span.duration_s > 0:
            found.append(span)
    return tuple(found)


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
