"""The cheapest sequence of songs over pieces of film, for every number of changes.

With pieces i of length d_i, songs c of length L_c, and a sequence that holds song c from piece a to
before piece b as one stretch, the cost is

    Σ stretches [ Σ_{a ≤ i < b} loss_ic + r · max(0, (t_b - t_a) / L_c - 1) ]
  + Σ changes [ edge_a + follow_{c'c} ]  +  Σ returns  g · (1 - gap / 600 s)  +  λ · changes:

the losses of the songs, a price for repeating a song that is too short, for each change what its
place costs and how badly the two songs go together, and a price for a song that comes back within
ten minutes. All but the returns is minimised exactly by dynamic programming over (piece, song),
the stretches being of any length (a semi-Markov Viterbi search). Returns are priced in: what came
back is made dearer there, and the search runs again.

λ is what one more change costs. For growing λ the cheapest sequences have ever fewer changes, so
one number leads from "per scene" to "one song for all" without ever going back; for the numbers of
changes that no λ gives, a longer sequence loses the changes it can best do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from editor_app.score.runs import NEVER, REPEAT, Doubles, Run, Task, cheapest
from inference.progress import Progress, Work

AGAIN_S = 600.0
AGAIN = 0.6
RATES = (
    1e5, 40.0, 26.0, 17.0, 11.0, 7.4, 4.8, 3.2, 2.1, 1.4, 0.9, 0.6, 0.4, 0.25, 0.15, 0.07, 0.0,
)  # fmt: skip
"""Prices of a change, in spreads of fit over 20 s of film."""

EASES = (0.75, 0.5, 0.25, 0.0)
"""Beyond the price of 0, shares of what the place of a change and two songs that do not go together
cost. At the last a change costs nothing at all: each scene has the song that fits it best."""

_SAME = 1e-9
_PRICED = 2  # rounds of pricing what comes back too soon


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence of songs and what it costs without its changes being priced."""

    runs: tuple[Run, ...]
    cost: float

    @property
    def changes(self) -> int:
        return len(self.runs) - 1


def sequences(task: Task) -> Work[tuple[Sequence, ...]]:
    """Return the sequences worth choosing from, those with fewer changes first.

    The songs of each fit better than those of all before it.
    """
    pool: dict[tuple[Run, ...], Sequence] = {}
    ways = [*((rate, 1.0) for rate in RATES), *((0.0, ease) for ease in EASES)]
    for number, (rate, ease) in enumerate(ways):
        yield Progress(number / len(ways), "Choosing the songs")
        for found in _found(task, rate, ease):
            pool[found.runs] = found
    best = _worthwhile(task, pool.values())
    return _worthwhile(task, (*best, *_between(task, best)))


def chosen(found: tuple[Sequence, ...], change: float) -> Sequence:
    """Return the sequence for a position of the slider, 0 (fewest changes) to 1 (most).

    A higher position never has fewer changes.
    """
    least, most = found[0].changes, found[-1].changes
    wanted = least + min(1.0, max(0.0, change)) * (most - least)
    return next(one for one in reversed(found) if one.changes <= wanted + 0.5)


def returns(task: Task, runs: tuple[Run, ...]) -> Iterator[tuple[Run, Run, float]]:
    """Give each run of a song with the one before it of the same song, and what that costs."""
    last: dict[int, Run] = {}
    for run in runs:
        before = last.get(run.song)
        last[run.song] = run
        if before is None or np.isinf(task.lengths_s[run.song]):
            continue
        gap_s = float(task.times_s[run.first] - task.times_s[before.last])
        if gap_s < AGAIN_S:
            yield before, run, AGAIN * (1 - gap_s / AGAIN_S)


def _found(task: Task, rate: float, ease: float = 1.0) -> Iterator[Sequence]:
    """Give the cheapest sequence, and those found when its returns were made dearer."""
    enter = np.zeros_like(task.loss)
    edge = np.where(task.edge < NEVER, task.edge * ease, task.edge)
    eased = replace(task, edge=edge, follow=task.follow * ease)
    for _ in range(_PRICED + 1):
        runs = cheapest(eased, rate, enter)
        yield Sequence(runs, _cost(task, runs))
        again = list(returns(task, runs))
        if not again:
            return
        for before, run, price in again:
            weaker = min((before, run), key=lambda one: _regret(task, one))
            enter[weaker.first : weaker.last, weaker.song] += price


def _worthwhile(task: Task, pool: Iterable[Sequence]) -> tuple[Sequence, ...]:
    """Keep, by rising number of changes, what fits better than all with fewer."""
    kept: list[Sequence] = []
    least = np.inf
    for one in sorted(pool, key=lambda one: (one.changes, one.cost)):
        lost = sum(float(task.loss[run.first : run.last, run.song].sum()) for run in one.runs)
        if lost < least - _SAME and (not kept or one.changes > kept[-1].changes):
            kept.append(one)
            least = lost
    return tuple(kept)


def _between(task: Task, found: Iterable[Sequence]) -> Iterator[Sequence]:
    """Give sequences for the numbers of changes between those found.

    No price of a change makes them the cheapest, but a slider has to pass through them: the next
    longer sequence loses, one by one, the change that it loses least by.
    """
    merger = _Merger(task)
    for shorter, longer in pairwise(found):
        runs = longer.runs
        for _ in range(longer.changes - shorter.changes - 1):
            runs = merger.merged(runs)
            cost = _cost(task, runs)
            if cost < NEVER:
                yield Sequence(runs, cost)


class _Merger:
    """Makes one run of two neighbours, those and with that song by which least is lost."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._sums = np.vstack([np.zeros(task.loss.shape[1]), np.cumsum(task.loss, axis=0)])
        self._known: dict[tuple[int, ...], tuple[float, int]] = {}

    def merged(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        ways = [(*self._way(runs, at), at) for at in range(len(runs) - 1)]
        _, song, at = min(ways)
        one = Run(runs[at].first, runs[at + 1].last, song)
        return (*runs[:at], one, *runs[at + 2 :])

    def _way(self, runs: tuple[Run, ...], at: int) -> tuple[float, int]:
        """Return what is lost by joining a run with the next, and the song for both."""
        left, right = runs[at], runs[at + 1]
        before = runs[at - 1].song if at else -1
        after = runs[at + 2].song if at + 2 < len(runs) else -1
        key = (left.first, right.first, right.last, left.song, right.song, before, after)
        if key not in self._known:
            costs = self._costs(left.first, right.last, before, after)
            song = int(costs.argmin())
            own = self._costs(left.first, left.last, before, right.song)[left.song]
            own += self._costs(right.first, right.last, -1, after)[right.song]
            own += self._task.edge[right.first]
            self._known[key] = (float(costs[song] - own), song)
        return self._known[key]

    def _costs(self, first: int, last: int, before: int, after: int) -> Doubles:
        """Cost of a run with each song between two others (-1: none), float64 (m,)."""
        task = self._task
        length_s = task.times_s[last] - task.times_s[first]
        costs = self._sums[last] - self._sums[first]
        costs += REPEAT * np.maximum(length_s / task.lengths_s - 1, 0.0)
        for other, follow in ((before, task.follow), (after, task.follow.T)):
            if other >= 0:
                costs += follow[other]
                costs[other] = np.inf
        return np.asarray(costs)


def _length_s(task: Task, run: Run) -> float:
    return float(task.times_s[run.last] - task.times_s[run.first])


def _regret(task: Task, run: Run) -> float:
    """How much worse the next best song is there."""
    losses = task.loss[run.first : run.last].sum(axis=0)
    own, losses[run.song] = float(losses[run.song]), np.inf
    return float(losses.min()) - own


def _cost(task: Task, runs: tuple[Run, ...]) -> float:
    """What a sequence costs in truth, its changes not priced."""
    total = sum(price for _, _, price in returns(task, runs))
    for before, run in zip((None, *runs), runs, strict=False):
        total += float(task.loss[run.first : run.last, run.song].sum())
        total += REPEAT * max(0.0, _length_s(task, run) / float(task.lengths_s[run.song]) - 1)
        if before is not None:
            total += float(task.edge[run.first] + task.follow[before.song, run.song])
    return total
