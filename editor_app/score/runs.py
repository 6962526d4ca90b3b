"""The cheapest runs of songs over pieces of film, at one price of a change."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REPEAT = 0.5
NEVER = 1e6
"""Cost of what must not be, small enough that sums of it keep their digits."""

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What a sequence is chosen by; n pieces, m songs.

    `times_s` float64 (n + 1,): where the pieces begin, and the end. `loss` float64 (n, m); `edge`
    float64 (n,): cost of changing at the start of each piece; `follow` float64 (m, m): of the
    column's song after the row's; `lengths_s` float64 (m,), infinity for what needs no repeating.
    """

    times_s: Doubles
    loss: Doubles
    edge: Doubles
    follow: Doubles
    lengths_s: Doubles


@dataclass(frozen=True, slots=True)
class Run:
    """One song from piece `first` to before piece `last`."""

    first: int
    last: int
    song: int


def cheapest(task: Task, rate: float, enter: Doubles) -> tuple[Run, ...]:
    """Return the runs of least cost at a price of a change and prices of entering, (n, m).

    best[j, c] is the least cost of the pieces before j when the last stretch holds song c:

        best[j, c] = min over i < j of  begun[i, c] + Σ_{i ≤ p < j} loss_pc + repeats(i, j, c),
        begun[i, c] = min over c' ≠ c of  best[i, c'] + follow_{c'c}  + edge_i + rate + enter_ic.

    Repeats cost nothing within a song's length and rise evenly after it: of all the starts further
    back than the longest song only the best one needs to be kept.
    """
    pieces, songs = task.loss.shape
    before = np.vstack([np.zeros(songs), np.cumsum(task.loss, axis=0)])
    starts = _Starts(task)
    came_from = np.zeros((pieces, songs), np.int64)
    began_at = np.zeros((pieces + 1, songs), np.int64)
    starts.begin(0, enter[0])
    for j in range(1, pieces + 1):
        began_at[j], held = starts.best_for(j)
        best = held + before[j]
        if j < pieces:
            came_from[j], least = _changed(best, task.follow)
            starts.begin(j, least + task.edge[j] + rate + enter[j] - before[j])
    return _traced(best, began_at, came_from, pieces)


class _Starts:
    """Where the stretch that ends at a piece best began, for each song."""

    def __init__(self, task: Task) -> None:
        pieces, songs = task.loss.shape
        self._times = task.times_s
        self._list = task.times_s.tolist()
        self._per_s = REPEAT / task.lengths_s
        finite = task.lengths_s[np.isfinite(task.lengths_s)]
        self._longest_s = float(finite.max()) if len(finite) else 0.0
        self._begun = np.empty((pieces, songs))
        # The best of the starts too far back for any song to reach without being repeated.
        self._far, self._far_at = np.full(songs, np.inf), np.zeros(songs, np.int64)
        self._folded = 0

    def begin(self, piece: int, cost: Doubles) -> None:
        """Note what it costs, less the losses before it, to have begun each song at a piece."""
        self._begun[piece] = cost

    def best_for(self, end: int) -> tuple[Ints, Doubles]:
        """Return the best starts of stretches that end before a piece, and their costs, (m,)."""
        now_s = self._list[end]
        first = min(bisect_left(self._list, now_s - self._longest_s), end - 1)
        self._fold(first)
        passed_s = (now_s - self._times[first:end])[:, None]
        tried = self._begun[first:end] + np.maximum(passed_s * self._per_s - REPEAT, 0.0)
        at = tried.argmin(axis=0)
        near = tried[at, np.arange(len(at))]
        far = self._far + self._per_s * now_s - REPEAT
        return np.where(far < near, self._far_at, at + first), np.minimum(near, far)

    def _fold(self, first: int) -> None:
        for piece in range(self._folded, first):
            cost = self._begun[piece] - self._per_s * self._list[piece]
            better = cost < self._far
            self._far = np.where(better, cost, self._far)
            self._far_at = np.where(better, piece, self._far_at)
        self._folded = max(self._folded, first)


def _changed(best: Doubles, follow: Doubles) -> tuple[Ints, Doubles]:
    """Which other song is best before each, and the cost with it; (m,) both."""
    if len(best) == 1:
        return np.zeros(1, np.int64), np.full(1, np.inf)
    second = np.partition(best, 1)[1]
    # What is dearer than the second best by more than any two songs clash is before none.
    rows = np.flatnonzero(best <= second + float(follow.max()))
    costs = best[rows, None] + follow[rows]
    costs[np.arange(len(rows)), rows] = np.inf
    at = costs.argmin(axis=0)
    return rows[at], costs[at, np.arange(len(best))]


def _traced(best: Doubles, began_at: Ints, came_from: Ints, pieces: int) -> tuple[Run, ...]:
    runs: list[Run] = []
    last, song = pieces, int(best.argmin())
    while last > 0:
        first = int(began_at[last, song])
        runs.append(Run(first, last, song))
        last, song = first, int(came_from[first, song])
    return tuple(runs[::-1])
