"""The measures of the emotion paper: do tags fit, do pairs fit, is the first answer relevant.

Li & Kumar, ISMIR 2019, sections 5.1 to 5.4. All shares are in % as the paper prints them. Every
function takes plain arrays; `export_onnx.train.tasks.emotion` makes them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from export_onnx.evaluate.metrics import mean_ranks
from inference.values import Floats

THRESHOLD = 0.5
"""Pairs nearer than this are said to match (section 5.3); half the margin of their training."""
SCORE_MARGIN = 0.25
"""Soft labels that differ by less than this are not compared (section 5.2)."""


def auc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Chance that a random positive is scored above a random negative, in %; a tie counts half.

    NaN when there are no positives or no negatives. `scores` and `positive` are (n,).
    """
    ranks = mean_ranks(scores)
    up = int(positive.sum())
    down = len(scores) - up
    if not up or not down:
        return float("nan")
    return float(100 * (ranks[positive].sum() - up * (up + 1) / 2) / (up * down))


def auc_per_tag(scores: Floats, tags: Floats) -> dict[int, float]:
    """AUC of each tag by its column; tags (n, T) are positive from 0.5 on, NaN = not known.

    Tags that everything or nothing carries have no AUC and are left out.
    """
    found = {}
    for i in range(tags.shape[1]):
        known = ~np.isnan(tags[:, i])
        value = auc(scores[known, i], tags[known, i] >= 0.5)
        if np.isfinite(value):
            found[i] = value
    return found


def margin_auc(scores: Floats, truth: Floats, *, margin: float = SCORE_MARGIN) -> float:
    """Share of the pairs of items whose truth differs by more than `margin` that are ordered so.

    In %, ties count half, NaN when no two differ enough (section 5.2, after its refs. 35 and 37).
    `scores` and `truth` are (n,).
    """
    rows, columns = np.nonzero(truth[:, None] - truth[None] > margin)
    if not len(rows):
        return float("nan")
    difference = scores[rows] - scores[columns]
    return float(100 * ((difference > 0) + 0.5 * (difference == 0)).mean())


def margin_auc_per_tag(
    scores: Floats, tags: Floats, *, margin: float = SCORE_MARGIN
) -> dict[int, float]:
    """Give the margin AUC of each soft tag (n, T) by its column, where it has one."""
    found = {}
    for i in range(tags.shape[1]):
        known = ~np.isnan(tags[:, i])
        value = margin_auc(scores[known, i], tags[known, i], margin=margin)
        if np.isfinite(value):
            found[i] = value
    return found


def pair_hits(
    distance: Floats, matches: NDArray[np.bool_], *, threshold: float = THRESHOLD
) -> Floats:
    """For each pair 100 where "nearer than the threshold" is what was judged, else 0: (P,)."""
    return np.asarray(100.0 * ((distance < threshold) == matches), dtype=np.float32)


def best_threshold(distance: Floats, matches: NDArray[np.bool_]) -> float:
    """The threshold that parts these pairs best; to be found on held-out pairs, not on the test.

    The baselines without a margin (valence and arousal) have no 0.5 of their own.
    """
    order = np.argsort(distance, kind="stable")
    right = np.concatenate([[0], np.cumsum(np.where(matches[order], 1, -1))])
    cut = int(right.argmax())
    edges = np.concatenate([[-np.inf], distance[order], [np.inf]])
    return float((edges[cut] + edges[cut + 1]) / 2)


def first_answers(distance: Floats, relevant: NDArray[np.bool_]) -> Floats:
    """For each query 100 where the nearest candidate is relevant, else 0: (n,) (section 5.4).

    `distance` and `relevant` are (n, m). Candidates equally near share the verdict. Queries to
    which nothing is relevant are left out.
    """
    asked = relevant.any(1)
    near = distance[asked]
    nearest = near == near.min(1, keepdims=True)
    return np.asarray(100.0 * (nearest & relevant[asked]).sum(1) / nearest.sum(1), dtype=np.float32)


def all_distances(pictures: Floats, music: Floats) -> Floats:
    """Euclidean distance of every picture (n, E) to every piece of music (m, E), (n, m)."""
    squares = np.square(pictures).sum(1)[:, None] + np.square(music).sum(1) - 2 * pictures @ music.T
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)), dtype=np.float32)
