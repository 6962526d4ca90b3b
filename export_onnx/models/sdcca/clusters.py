"""Emotion clusters: k-means that starts from the means of annotated songs (section III-C)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

SEEDS_PER_CLUSTER = 3
MOST_ROUNDS = 300

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Centres (k, D) and what they are called."""

    names: tuple[str, ...]
    centres: Floats

    def of(self, rows: Floats) -> Labels:
        """Nearest centre of each row (n, D): (n,)."""
        return _nearest(rows.astype(np.float64), self.centres.astype(np.float64))


def seeded_means(rows: Floats, tags: Floats, *, seeds: int = SEEDS_PER_CLUSTER) -> Floats:
    """Start of the clusters (k, D): mean of the `seeds` rows that carry each tag most.

    `tags` is (n, k), NaN where nobody said. A row seeds one cluster only, so that two names that
    always come together do not begin as one.
    """
    free, starts = np.ones(len(rows), bool), []
    for column in np.nan_to_num(tags, nan=-1.0).T:
        lots = np.where(free, column, -2.0)
        chosen = np.argsort(-lots, kind="stable")[:seeds]
        free[chosen] = False
        starts.append(rows[chosen].mean(0))
    return np.asarray(starts, dtype=np.float32)


def spread_means(rows: Floats, k: int, *, seed: int) -> Floats:
    """Start for songs nobody annotated: k-means++ (Arthur & Vassilvitskii 2007)."""
    rng = np.random.default_rng(seed)
    chosen = [int(rng.integers(len(rows)))]
    while len(chosen) < k:
        far = np.square(rows[:, None] - rows[chosen][None]).sum(2).min(1).astype(np.float64)
        total = far.sum()
        shares = far / total if total > 0 else np.full(len(rows), 1 / len(rows))
        chosen.append(int(rng.choice(len(rows), p=shares)))
    return np.asarray(rows[chosen], dtype=np.float32)


def k_means(rows: Floats, start: Floats, names: Sequence[str]) -> Clusters:
    """Lloyd's rounds from `start` (k, D) until no row changes its cluster; (n, D) in.

    A cluster that loses all its rows stays where it was.
    """
    x, centres = rows.astype(np.float64), start.astype(np.float64)
    labels = _nearest(x, centres)
    for _ in range(MOST_ROUNDS):
        centres = _means(x, labels, centres)
        moved = _nearest(x, centres)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return Clusters(tuple(names), centres.astype(np.float32))


def _means(x: NDArray[np.float64], labels: Labels, old: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(labels, minlength=len(old))[:, None]
    sums = np.zeros_like(old)
    np.add.at(sums, labels, x)
    return np.where(counts > 0, sums / np.maximum(counts, 1), old)


def _nearest(x: NDArray[np.float64], centres: NDArray[np.float64]) -> Labels:
    distance = np.square(centres).sum(1) - 2 * x @ centres.T
    return np.asarray(distance.argmin(1), dtype=np.int64)
