"""Columns brought to one spread, and ridge regression of ratings on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.values import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """Centre and spread per column, both (n,)."""

    centre: Floats
    spread: Floats

    def __call__(self, values: Floats) -> Floats:
        return np.asarray((values - self.centre) / self.spread, dtype=np.float32)


def standard_of(values: Floats) -> Standard:
    """Mean and standard deviation of the columns of `values` (m, n)."""
    return Standard(
        values.mean(0).astype(np.float32), np.maximum(values.std(0), 1e-3).astype(np.float32)
    )


@dataclass(frozen=True, slots=True, eq=False)
class AffectRidge:
    """Ridge regression from picture embeddings to a rating, in deviations of that rating."""

    inputs: Standard
    slope: Floats
    spread: float

    def __call__(self, embeddings: Floats) -> Floats:
        """Predict (n,) from (n, D), so that the training pictures have deviation 1."""
        return np.asarray(self.inputs(embeddings) @ self.slope / self.spread, dtype=np.float32)


def fit_ridge(embeddings: Floats, ratings: Floats, *, penalty: float) -> AffectRidge:
    """Ridge in the dual: (n, D) and (n,) -> slope (D,); D is larger than n here."""
    inputs = standard_of(embeddings)
    x = inputs(embeddings).astype(np.float64)
    y = (ratings - ratings.mean()).astype(np.float64)
    dual = np.linalg.solve(x @ x.T + penalty * np.eye(len(x)), y)
    slope = (x.T @ dual).astype(np.float32)
    return AffectRidge(inputs, slope, float((x @ slope).std()))


def held_out_correlation(
    embeddings: Floats, ratings: Floats, themes: Sequence[str], *, penalty: float, folds: int = 5
) -> float:
    """Pearson r of ratings and predictions made by models that never saw the picture's theme."""
    fold_of = {name: i % folds for i, name in enumerate(sorted(set(themes)))}
    fold = np.array([fold_of[name] for name in themes])
    predicted = np.zeros(len(ratings))
    for k in range(folds):
        model = fit_ridge(embeddings[fold != k], ratings[fold != k], penalty=penalty)
        # The spread differs from fold to fold; undo it, so that folds are on one scale.
        predicted[fold == k] = model(embeddings[fold == k]) * model.spread
    return float(np.corrcoef(predicted, ratings)[0, 1])
