"""How well one side finds its true partner on the other: rank, recall, and how sure we are.

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


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Median rank and recall at 10 % of the pool, both in % of the pool; chance is 50 and 10."""

    queries: int
    median_rank_percent: Interval
    recall_at_tenth_percent: Interval


def true_ranks(scores: Scores) -> Ranks:
    """Rank of the truth for each query (n,), 1 = best; equal scores share their mean rank."""
    truth = np.diag(scores)[:, None]
    above = (scores > truth).sum(1)
    level = (scores == truth).sum(1)
    return np.asarray(above + (level + 1) / 2, dtype=np.float64)


def median_rank(ranks: Ranks) -> float:
    """The middle rank, 1 = best."""
    return float(np.median(ranks))


def recall_at(ranks: Ranks, k: float) -> float:
    """Share of the queries whose truth is among the first k."""
    return float((ranks <= k).mean())


def pool_percent(ranks: Ranks, pool: int) -> Ranks:
    """Ranks as a place in the pool, 0 to 100; a random order is at 50 whatever the size."""
    return np.asarray(100.0 * (ranks - 0.5) / pool, dtype=np.float64)


def tenth_recall(ranks: Ranks, pool: int) -> Ranks:
    """For each query how much of it lies in the best tenth of the pool, in % (0 to 100).

    A tenth of a small pool is no whole number of candidates; the last one counts by its
    fraction, so that a random order has exactly 10 %.
    """
    return np.asarray(100.0 * np.clip(0.1 * pool - (ranks - 1.0), 0.0, 1.0), dtype=np.float64)


def bootstrap(
    values: Ranks, groups: Sequence[str], *, statistic: str, repeats: int = 2000, seed: int = 0
) -> Interval:
    """95 % interval of the "median" or "mean" of `values`, drawing whole groups again.

    Clips of one source resemble one another, so single clips are not independent draws.
    """
    measure = np.median if statistic == "median" else np.mean
    members = [np.flatnonzero(np.asarray(groups) == name) for name in sorted(set(groups))]
    rng = np.random.default_rng(seed)
    draws = [
        measure(
            values[
                np.concatenate([members[i] for i in rng.integers(len(members), size=len(members))])
            ]
        )
        for _ in range(repeats)
    ]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(float(measure(values)), float(low), float(high))


def retrieval(scores: Scores, sources: Sequence[str], *, seed: int = 0) -> Retrieval:
    """Judge a square score matrix; `sources` (n,) names where each pair comes from."""
    ranks, pool = true_ranks(scores), scores.shape[1]
    return Retrieval(
        queries=len(ranks),
        median_rank_percent=bootstrap(
            pool_percent(ranks, pool), sources, statistic="median", seed=seed
        ),
        recall_at_tenth_percent=bootstrap(
            tenth_recall(ranks, pool), sources, statistic="mean", seed=seed
        ),
    )


def both_directions(scores: Scores, sources: Sequence[str]) -> tuple[Retrieval, Retrieval]:
    """Judge picture -> music (rows) and music -> picture (columns)."""
    return retrieval(scores, sources), retrieval(scores.T, sources)


def one_per_cluster(
    clusters: Sequence[str], *, draws: int = 50, seed: int = 0
) -> list[NDArray[np.intp]]:
    """Index sets that keep one random member of every look-alike cluster."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(np.asarray(clusters) == name) for name in sorted(set(clusters))]
    return [np.sort([rng.choice(group) for group in members]) for _ in range(draws)]
