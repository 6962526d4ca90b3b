"""A song a little faster or slower at the same pitch, by leaving out or repeating short pieces.

For the 3 % that a cue may be stretched, nothing has to be taken apart: between two splices the
sound is the song's own, sample for sample, so that drums keep their attack. A splice leaps by a
few milliseconds, at the place, and by the length, where the sounds on its two sides are most
alike; the song is never further than `MAX_AWAY_S` from where it should be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

MAX_AWAY_S = 0.013
"""The furthest that a moment of the song lies from its place: a third of a frame of film."""

LOOK_AHEAD_S = 1.0
"""How far behind the last wanted moment the stream should go on."""

_READY_S = 0.003  # as far away as this, a splice may be made
_SHORTEST_S = 0.004  # shorter leaps would have to come all the time
_FADE_S = 0.024  # of one side into the other: a period of a deep bass
_WINDOW_S = 0.5  # the longest wait for a good place
_STEP_S = 0.005  # between places that are tried
_PIECE = 16_384  # samples given at a time where nothing is spliced
_COARSE = 8  # samples that count as one when places are compared
# A splice is covered by what sounds around it: this share of the mean energy there.
_COVERED = 0.1


def stretched(blocks: Iterator[Floats], speed: float, *, rate_hz: int) -> Iterator[Floats]:
    """Give a sound, float32 (n, 2) in blocks of any length, at another speed.

    The first sample stays the first. How the blocks come changes no bit of what is given, only
    its blocks. `speed` is 0.97 to 1.03, seconds of the sound in one that is given.
    """
    if speed == 1.0:
        yield from blocks
        return
    source, ear = _Source(blocks), _Ear(speed, rate_hz)
    given = 0
    while True:
        for piece in source.pieces(ear.ready_in(given, source.cursor), keep=ear.kept):
            yield piece
            given += len(piece)
        splice = ear.best_splice(source, given)
        if splice is None:
            break
        before = source.at(source.cursor, splice.at - source.cursor)
        sides = source.at(splice.at, ear.fade), source.at(splice.to, ear.fade)
        yield np.concatenate((before, _melted(*sides)))
        given += len(before) + ear.fade
        source.go_to(splice.to + ear.fade, keep=ear.kept)
    yield from source.rest()


@dataclass(frozen=True, slots=True)
class _Splice:
    """From `at` on the sound melts into that from `to` on; samples of the source."""

    at: int
    to: int


class _Source:
    """A stream, some of it read ahead and some not yet forgotten; positions are samples of it."""

    def __init__(self, blocks: Iterator[Floats]) -> None:
        self._blocks = blocks
        self._held = np.zeros((0, 2), np.float32)
        self._first = 0
        self.cursor = 0

    def reaches(self, end: int) -> bool:
        """Read on; say whether there is sound up to `end`."""
        parts, missing = [self._held], end - self._first - len(self._held)
        while missing > 0 and (fresh := next(self._blocks, None)) is not None:
            parts.append(fresh)
            missing -= len(fresh)
        self._held = np.concatenate(parts) if len(parts) > 1 else self._held
        return missing <= 0

    def at(self, start: int, length: int) -> Floats:
        """Return samples that were reached and not yet forgotten; fewer where they end."""
        first = start - self._first
        return self._held[first : first + length]

    def pieces(self, length: int, *, keep: int) -> Iterator[Floats]:
        """Give the next samples, up to the end of the stream."""
        end = self.cursor + length
        while self.cursor < end:
            self.reaches(min(end, self.cursor + _PIECE))
            piece = self.at(self.cursor, min(_PIECE, end - self.cursor))
            if not len(piece):
                return
            yield piece
            self.go_to(self.cursor + len(piece), keep=keep)

    def go_to(self, cursor: int, *, keep: int) -> None:
        """Forget what comes more than `keep` before `cursor`."""
        first = max(self._first, cursor - keep)
        self._held = self._held[first - self._first :]
        self._first, self.cursor = first, cursor

    def rest(self) -> Iterator[Floats]:
        yield self._held[self.cursor - self._first :]
        yield from self._blocks


class _Ear:
    """Finds where, and by how much, a sound can leap without its being heard."""

    def __init__(self, speed: float, rate_hz: int) -> None:
        self.fade = round(_FADE_S * rate_hz)
        self.longest = round(2 * MAX_AWAY_S * rate_hz)
        # One leap back may be followed by another from the same place.
        self.kept = 2 * self.longest + _COARSE
        self._speed = speed
        self._way = 1 if speed > 1 else -1
        self._ready, self._most = _READY_S * rate_hz, MAX_AWAY_S * rate_hz
        self._shortest = round(_SHORTEST_S * rate_hz)
        self._step = round(_STEP_S * rate_hz)
        self._window = round(_WINDOW_S * rate_hz)

    def ready_in(self, given: int, cursor: int) -> int:
        """Return for how many samples more the sound just goes on."""
        return max(0, math.ceil((self._ready - self._away(given, cursor)) / abs(self._speed - 1)))

    def best_splice(self, source: _Source, given: int) -> _Splice | None:
        """Choose the next splice; None at the end of the stream."""
        away = self._away(given, source.cursor)
        wait = (self._most - away) / abs(self._speed - 1)
        places = np.arange(0, max(1, min(wait, self._window)), self._step, dtype=np.intp)
        if not source.reaches(source.cursor + places[-1] + self.fade + self.longest + _COARSE):
            return None
        # By how much it may leap at most, later more than sooner.
        leaps = (away + places * abs(self._speed - 1) + self._most).astype(np.intp)
        at, leap = self._search(source, places, leaps)
        return self._refined(source, source.cursor + at, leap)

    def _away(self, given: int, cursor: int) -> float:
        """Return how many samples the sound is behind its place, or ahead when it is slowed."""
        return self._way * (given * self._speed - cursor)

    def _search(
        self, source: _Source, places: NDArray[np.intp], leaps: NDArray[np.intp]
    ) -> tuple[int, int]:
        """Return where after the cursor, and how far, to leap; right to a few samples."""
        back = min(self.longest, source.cursor) if self._way < 0 else 0
        length = back + int(places[-1]) + self.fade + self.longest
        heard = _Coarse(source.at(source.cursor - back, length), self.fade)
        best = (np.inf, 0, self._shortest)
        for place, longest in zip(places.tolist(), leaps.tolist(), strict=True):
            cost, leap = heard.best_leap(place + back, (self._shortest, longest), self._way)
            best = min(best, (cost, place, leap))
        return best[1:]

    def _refined(self, source: _Source, at: int, leap: int) -> _Splice:
        """Choose to the sample, among the leaps near one, the one whose two sides differ least."""
        left = source.at(at, self.fade)
        tried = range(at + self._way * leap - _COARSE, at + self._way * leap + _COARSE + 1)
        rights = {to: source.at(to, self.fade) for to in tried}
        return _Splice(at, min(rights, key=lambda to: float(np.square(left - rights[to]).sum())))


class _Coarse:
    """A sound at an eighth of its rate, in which splices are looked for."""

    def __init__(self, sound: Floats, fade: int) -> None:
        whole = len(sound) // _COARSE * _COARSE
        self._sound = sound[:whole].reshape(-1, _COARSE, 2).mean(axis=1, dtype=np.float32)
        self._fade = fade // _COARSE
        powers = np.cumsum(np.square(self._sound, dtype=np.float64).sum(axis=1))
        self._energies = powers[self._fade :] - powers[: -self._fade]
        self._around = _COVERED * float(self._energies.mean()) + 1e-12
        # What begins inside a splice would lose its attack.
        halfway = powers[self._fade // 2 : -(self._fade - self._fade // 2)]
        rises = powers[self._fade :] + powers[: -self._fade] - 2 * halfway
        self._attacks = np.maximum(rises, 0.0) / (self._energies + self._around)

    def best_leap(self, place: int, lengths: tuple[int, int], way: int) -> tuple[float, int]:
        """Return what the least audible leap from a place costs, and its length."""
        at = place // _COARSE
        shortest, longest = lengths[0] // _COARSE, max(lengths) // _COARSE
        low, high = at + way * (shortest if way > 0 else longest), at
        high += way * (longest if way > 0 else shortest)
        left, right = self._sound[at : at + self._fade], self._sound[low : high + self._fade]
        sides = zip(right.T, left.T, strict=True)
        alike = np.sum([np.correlate(*pair) for pair in sides], axis=0)
        power = self._energies[at] + self._energies[low : low + len(alike)]
        attacks = self._attacks[at] + self._attacks[low : low + len(alike)]
        costs = (power - 2 * alike) / (power + self._around) + attacks
        best = int(np.argmin(costs))
        return float(costs[best]), abs(low + best - at) * _COARSE


def _melted(left: Floats, right: Floats) -> Floats:
    """Fade from one sound into another that is like it, at the same level all the way."""
    fade_in = np.sin(np.linspace(0, np.pi / 2, len(left), dtype=np.float32))[:, None] ** 2
    fade_out = 1 - fade_in
    both = float(np.sqrt(np.vdot(left, left) * np.vdot(right, right)))
    alike = max(0.0, float(np.vdot(left, right)) / both) if both > 0 else 1.0
    level = np.sqrt(fade_in**2 + fade_out**2 + 2 * alike * fade_in * fade_out)
    melted: Floats = (left * fade_out + right * fade_in) / level
    return melted
