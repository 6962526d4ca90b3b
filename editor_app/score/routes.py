"""The cheapest way through a song: which steps to play, in which order, for how long.

Dynamic programming over (steps played, edge reached). A jump lands so many steps behind where it
goes on, so that no stretch is shorter than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from editor_app.score.seams import Ints
from inference.features.structure import Doubles, Structure
from inference.values import Floats

WORST = 0.71
"""No seam that costs more is ever made: one in five such would go unnoticed."""

_PER_EDGE, _UNPHASED_PER_EDGE = 16, 4
_JUMP_PRICE, _COST_PRICE = 0.12, 4.0
_SHORT_LOOP_PRICE, _LONG_LOOP_S = 0.6, 30.0
_NEVER = np.float32(np.inf)
_ON, _START = -1, -2

Jump: TypeAlias = tuple[int, int]
"""The edge that is left, and the edge gone on at."""


@dataclass(frozen=True, slots=True, eq=False)
class Jumps:
    """Jumps worth making, ordered by where they go on: int64 (k,) each, and their price (k,)."""

    out: Ints
    into: Ints
    price: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The cheapest way to each edge after each number of steps.

    `price` and `elapsed_s` are (steps + 1, edges); an edge that cannot be reached costs infinity.
    `via` is how it was reached: -1 by playing on, -2 from the start, else by that jump.
    """

    price: Floats
    elapsed_s: Floats
    via: NDArray[np.int32]
    jumps: Jumps
    least: int

    def jumps_to(self, steps: int, edge: int) -> tuple[tuple[Jump, ...], int]:
        """Return the jumps on the way to a state, in order, and the edge it began at."""
        found: list[Jump] = []
        while (via := int(self.via[steps, edge])) != _START:
            if via == _ON:
                steps, edge = steps - 1, edge - 1
                continue
            found.append((int(self.jumps.out[via]), int(self.jumps.into[via])))
            steps, edge = steps - self.least, found[-1][0]
        return tuple(reversed(found)), edge - self.least


def good_jumps(
    structure: Structure, costs: Floats, *, inner: tuple[int, int], again: Jump
) -> Jumps:
    """Choose, for each edge that may be gone on at, those it is best come to from.

    `inner` are the first and last edge that may be left or gone on at. `again`, from the end of
    the song to its beginning, may be made too.
    """
    edge = np.arange(len(costs))
    allowed = (edge >= inner[0]) & (edge <= inner[1])
    bar = structure.per_bar or round(2.0 / structure.step_s)
    apart = np.abs(edge[:, None] - edge) >= bar
    open_ = np.where(allowed[:, None] & allowed & apart & (costs < WORST), costs, _NEVER)
    same = structure.phase[:, None] == structure.phase
    chosen = _cheapest(np.where(same, open_, _NEVER), _PER_EDGE)
    chosen |= _cheapest(np.where(same, _NEVER, open_), _UNPHASED_PER_EDGE)
    chosen[again] = costs[again] < WORST
    into, out = np.nonzero(chosen.T)
    return Jumps(out, into, _price(structure, costs, out, into))


def _cheapest(costs: Floats, count: int) -> NDArray[np.bool_]:
    """Mark the cheapest so many of each column."""
    count = min(count, len(costs))
    limit = np.partition(costs, count - 1, axis=0)[count - 1]
    return np.asarray((costs <= limit) & (costs < _NEVER))


def _price(structure: Structure, costs: Floats, out: Ints, into: Ints) -> Floats:
    """Two seams that nobody hears are better than one that somebody may."""
    back_s = structure.times_s[out] - structure.times_s[into]
    short = np.where(back_s > 0, np.maximum(0, 1 - back_s / _LONG_LOOP_S), 0)
    price = _JUMP_PRICE + _COST_PRICE * np.square(costs[out, into]) + _SHORT_LOOP_PRICE * short
    return np.asarray(price, np.float32)


def explore(
    structure: Structure,
    jumps: Jumps,
    *,
    starts: Floats,
    begun_s: Doubles,
    steps: int,
    least: int,
    toll: Floats,
) -> Ways:
    """Find the cheapest way to each edge after up to `steps` steps.

    `starts` float32 (n + 1,) is what beginning at each edge costs, infinity where that may not be,
    and `begun_s` float64 (n + 1,) at what time of the song that is, at the edge or a little later;
    `toll` float32 (n,) what playing each step costs. No stretch is shorter than `least` steps.
    """
    times, count = structure.times_s, structure.steps
    ways = _unexplored(jumps, steps, count, least)
    _begin(ways, times, starts, begun_s, toll)
    kept = jumps.into + least <= count
    landing = jumps.into[kept] + least
    firsts = np.flatnonzero(np.diff(landing, prepend=-1)) if len(landing) else np.zeros(0, int)
    passed = np.concatenate(([0.0], np.cumsum(toll))).astype(np.float32)
    number = np.flatnonzero(kept)
    fixed = jumps.price[kept] + passed[landing] - passed[jumps.into[kept]]
    for step in range(1, steps + 1):
        _play_on(ways, times, toll, step)
        if step > least and len(firsts):
            _jump(ways, times, step, number, fixed, firsts)
    return ways


def _unexplored(jumps: Jumps, steps: int, count: int, least: int) -> Ways:
    shape = (steps + 1, count + 1)
    return Ways(
        price=np.full(shape, _NEVER, np.float32),
        elapsed_s=np.zeros(shape, np.float32),
        via=np.full(shape, _START, np.int32),
        jumps=jumps,
        least=least,
    )


def _begin(ways: Ways, times: Doubles, starts: Floats, begun_s: Doubles, toll: Floats) -> None:
    """Place the states that have just played their first stretch."""
    least, steps = ways.least, len(ways.price) - 1
    if steps < least or len(starts) <= least:
        return
    passed = np.concatenate(([0.0], np.cumsum(toll)))
    ways.price[least, least:] = starts[:-least] + (passed[least:] - passed[:-least])
    ways.elapsed_s[least, least:] = times[least:] - begun_s[:-least]


def _play_on(ways: Ways, times: Doubles, toll: Floats, step: int) -> None:
    cost = ways.price[step - 1, :-1] + toll
    better = cost < ways.price[step, 1:]
    ways.price[step, 1:][better] = cost[better]
    ways.elapsed_s[step, 1:][better] = (ways.elapsed_s[step - 1, :-1] + np.diff(times))[better]
    ways.via[step, 1:][better] = _ON


def _jump(
    ways: Ways, times: Doubles, step: int, number: Ints, fixed: Floats, firsts: NDArray[np.int64]
) -> None:
    """Take the cheapest jump to each edge, where it is cheaper than playing on."""
    jumps, least = ways.jumps, ways.least
    out = jumps.out[number]
    cost = ways.price[step - least, out] + fixed
    cheapest = np.minimum.reduceat(cost, firsts)
    lengths = np.diff(firsts, append=len(cost))
    hits = np.flatnonzero(cost == np.repeat(cheapest, lengths))
    landing = jumps.into[number[hits]] + least
    better = (cost[hits] < ways.price[step, landing]) & (cost[hits] < _NEVER)
    hits, landing = hits[better], landing[better]
    ways.price[step, landing] = cost[hits]
    ways.via[step, landing] = number[hits]
    stretch = times[landing] - times[jumps.into[number[hits]]]
    ways.elapsed_s[step, landing] = ways.elapsed_s[step - least, out[hits]] + stretch
