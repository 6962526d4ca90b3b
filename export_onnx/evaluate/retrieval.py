"""Does the true partner come first? Retrieval over a pool, both ways, and relevance by class.

Conventions, the same for every model family:

- *Pool.* N pairs are drawn once by the seed (N = 2000 in MVPt, section 4, or all there are). Each
  is query and candidate; exactly one candidate is right.
- *Rank.* 1 = best; candidates with an equal score share their mean rank, so a model that answers
  everything alike is at chance and not at the top.
- *Recall@k.* 100 where the rank is k or less, else 0, as the papers print it, in %.
- *Average recall.* Mean of both directions, as the last column of MVPt's tables.
- *Average precision.* Mean, over the relevant candidates, of the precision at each of them in the
  full order (the 2018 paper's equation 13); ties stay in the order of the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export_onnx.evaluate.metrics import Ranks, Scores, true_ranks
from inference.values import Floats

POOL = 2000
"""Candidates of MVPt's tables (after Prétet et al. 2021)."""

Rows = NDArray[np.intp]
Relevance = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TwoWay:
    """Ranks (n,) of the true partner both ways, and which rows (n,) were drawn into the pool."""

    to_music: Ranks
    to_picture: Ranks
    rows: Rows

    @property
    def pool(self) -> int:
        return len(self.rows)

    def recall(self, k: int) -> tuple[Ranks, Ranks]:
        """Recall@k of each query, picture -> music and music -> picture: 0 or 100, (n,)."""
        return hits(self.to_music, k), hits(self.to_picture, k)

    def average_recall(self, k: int) -> Ranks:
        """Mean of both directions for each pair, (n,)."""
        return np.asarray(np.mean(self.recall(k), axis=0), dtype=np.float64)


def two_way(pictures: Floats, music: Floats, *, pool: int = POOL, seed: int = 0) -> TwoWay:
    """Rank true partners by cosine; row i of pictures (n, E) belongs to row i of music (n, E)."""
    rows = draw_pool(len(pictures), pool, seed=seed)
    scores = unit(pictures[rows]) @ unit(music[rows]).T
    return TwoWay(true_ranks(scores), true_ranks(scores.T), rows)


def draw_pool(count: int, pool: int, *, seed: int) -> Rows:
    """Numbers of the pairs that make the pool, rising; all of them when there are no more."""
    if count <= pool:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).permutation(count)[:pool])


def hits(ranks: Ranks, k: int) -> Ranks:
    """100 where the truth is among the first k, else 0; a shared rank above k misses."""
    return np.asarray(100.0 * (ranks <= k), dtype=np.float64)


def chance_recall(k: int, pool: int) -> float:
    """Recall@k, in %, of a random order."""
    return 100.0 * min(k, pool) / pool


def average_precision(scores: Scores, relevant: Relevance) -> Ranks:
    """Average precision of every query in %, (n,); NaN for a query to which nothing is relevant.

    `scores` and `relevant` are (n, m).
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    right = np.take_along_axis(relevant, order, axis=1)
    precision = right.cumsum(1) / np.arange(1, scores.shape[1] + 1)
    count = right.sum(1)
    total = (precision * right).sum(1)
    with np.errstate(invalid="ignore"):
        return np.asarray(100.0 * total / np.where(count > 0, count, np.nan), dtype=np.float64)


def precision_recall(scores: Scores, relevant: Relevance) -> tuple[Ranks, Ranks]:
    """Mean precision and mean recall, in %, after 1, 2 … m answers: two arrays (m,).

    Queries to which nothing is relevant are left out. `scores` and `relevant` are (n, m).
    """
    asked = relevant.any(1)
    precision, recall = precision_recall_of_each(scores[asked], relevant[asked])
    return precision.mean(0), recall.mean(0)


def precision_recall_of_each(scores: Scores, relevant: Relevance) -> tuple[Ranks, Ranks]:
    """Precision and recall of every query, in %, after 1, 2 … m answers: two arrays (n, m).

    NaN for a query to which nothing is relevant. `scores` and `relevant` are (n, m).
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    right = np.take_along_axis(relevant, order, axis=1).cumsum(1).astype(np.float64)
    # One where anything is relevant: what has no recall has no precision either.
    asked = np.where(right[:, -1:] > 0, 1.0, np.nan)
    precision = asked * right / np.arange(1, scores.shape[1] + 1)
    recall = right / (asked * right[:, -1:])
    return 100.0 * precision, 100.0 * recall


def unit(rows: Floats) -> Floats:
    """Rows (n, E) of length one; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)
