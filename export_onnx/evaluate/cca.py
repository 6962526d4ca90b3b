"""The probe to beat: PCA on each side, then canonical correlation, with whole sources left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from export_onnx.evaluate.retrieval import unit
from inference.values import Floats

PRINCIPAL = 16
COMPONENTS = 8
RIDGE = 0.1


def left_out_cca(
    pictures: Floats, music: Floats, sources: Sequence[str], *, folds: int = 7
) -> Floats:
    """Scores (n, n) whose rows come from models that never saw the row's source."""
    fold_of = {name: i % folds for i, name in enumerate(sorted(set(sources)))}
    fold = np.array([fold_of[s] for s in sources])
    scores = np.zeros((len(pictures), len(music)), np.float32)
    for k in range(folds):
        rows = fold == k
        scores[rows] = cca_scores(pictures[~rows], music[~rows], pictures[rows], music)
    return scores


def cca_scores(x: Floats, y: Floats, queries: Floats, pool: Floats) -> Floats:
    """Fit on true pairs x (n, p), y (n, q); cosine of queries (a, p) with pool (b, q), (a, b)."""
    x_in, y_in = _whitened(x), _whitened(y)
    left, strength, right = np.linalg.svd(x_in(x).T @ y_in(y) / len(x))
    k = COMPONENTS
    u = x_in(queries) @ (left[:, :k] * strength[:k])
    v = y_in(pool) @ right[:k].T
    return np.asarray(unit(u) @ unit(v).T, dtype=np.float32)


class _whitened:  # noqa: N801 - a function with memory
    """Standardise, keep the principal directions, scale each to variance one (softened)."""

    def __init__(self, rows: Floats) -> None:
        self.centre, self.spread = rows.mean(0), rows.std(0) + 1e-6
        scaled = (rows - self.centre) / self.spread
        _, strength, right = np.linalg.svd(scaled, full_matrices=False)
        variance = np.square(strength[:PRINCIPAL]) / len(rows)
        self.map = right[:PRINCIPAL].T / np.sqrt(variance + RIDGE * variance[0])

    def __call__(self, rows: Floats) -> Floats:
        return np.asarray((rows - self.centre) / self.spread @ self.map, dtype=np.float32)
