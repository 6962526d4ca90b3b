"""How well one side finds its true partner on the other: its rank, and its place in the pool.

A score matrix is float (n, n): row = query, column = candidate, the truth on the diagonal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]
Ranks = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value and the 95 % bootstrap interval around it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.1f} [{self.low:.1f}, {self.high:.1f}]"


def true_ranks(scores: Scores) -> Ranks:
    """Rank of the truth for each query (n,), 1 = best; equal scores share their mean rank."""
    truth = np.diag(scores)[:, None]
    above = (scores > truth).sum(1)
    level = (scores == truth).sum(1)
    return np.asarray(above + (level + 1) / 2, dtype=np.float64)


def mean_ranks(values: Scores) -> Ranks:
    """Ranks (n,) from 1, lowest value first; equal values share their mean rank."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)


def pool_percent(ranks: Ranks, pool: int) -> Ranks:
    """Ranks as a place in the pool, 0 to 100; a random order is at 50 whatever the size."""
    return np.asarray(100.0 * (ranks - 0.5) / pool, dtype=np.float64)


def tenth_recall(ranks: Ranks, pool: int) -> Ranks:
    """For each query how much of it lies in the best tenth of the pool, in % (0 to 100).

    A tenth of a small pool is no whole number of candidates; the last one counts by its
    fraction, so that a random order has exactly 10 %.
    """
    return np.asarray(100.0 * np.clip(0.1 * pool - (ranks - 1.0), 0.0, 1.0), dtype=np.float64)


def one_per_cluster(
    clusters: Sequence[str], *, draws: int = 50, seed: int = 0
) -> list[NDArray[np.intp]]:
    """Index sets that keep one random member of every look-alike cluster."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(np.asarray(clusters) == name) for name in sorted(set(clusters))]
    return [np.sort([rng.choice(group) for group in members]) for _ in range(draws)]
