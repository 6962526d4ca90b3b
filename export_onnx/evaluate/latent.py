"""t-SNE: a map of the latent space in two dimensions (van der Maaten & Hinton 2008).

Figure 6 of the emotion paper. Exact and in numpy: for up to some 1000 points it takes seconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

PERPLEXITY = 30.0
STEPS = 500
EXAGGERATED_STEPS, EXAGGERATION = 100, 12.0
Table = NDArray[np.float64]


def tsne(
    rows: Floats, *, perplexity: float = PERPLEXITY, steps: int = STEPS, seed: int = 0
) -> Floats:
    """Place rows (n, E) in the plane, (n, 2), so that neighbours stay neighbours.

    It starts from the first two principal components, so that far structure is kept as well.

    Raises
    ------
    ValueError
        If there are not more than 3 * perplexity rows, which is what a perplexity needs.
    """
    if len(rows) <= 3 * perplexity:
        raise ValueError(f"{len(rows)} rows are too few for a perplexity of {perplexity:g}")
    near = _joint(_squared(rows.astype(np.float64)), perplexity)
    place = _start(rows, seed)
    speed, gain = np.zeros_like(place), np.ones_like(place)
    rate = max(len(rows) / EXAGGERATION / 4, 50.0)
    for step in range(steps):
        early = step < EXAGGERATED_STEPS
        slope = _slope(near * (EXAGGERATION if early else 1.0), place)
        same = np.sign(slope) == np.sign(speed)
        gain = np.maximum(np.where(same, gain * 0.8, gain + 0.2), 0.01)
        speed = (0.5 if early else 0.8) * speed - rate * gain * slope
        place = place + speed
    return np.asarray(place - place.mean(0), dtype=np.float32)


def _start(rows: Floats, seed: int) -> Table:
    centred = rows - rows.mean(0)
    left, strength, _ = np.linalg.svd(centred.astype(np.float64), full_matrices=False)
    place = left[:, :2] * strength[:2]
    jitter = 1e-6 * np.random.default_rng(seed).standard_normal((len(rows), 2))
    if place.shape[1] < 2:
        place = np.pad(place, ((0, 0), (0, 2 - place.shape[1])))
    return np.asarray(1e-4 * place / max(place[:, 0].std(), 1e-12) + jitter, dtype=np.float64)


def _squared(rows: Table) -> Table:
    square = np.square(rows).sum(1)
    squares = square[:, None] + square - 2 * rows @ rows.T
    return np.asarray(np.maximum(squares, 0.0), dtype=np.float64)


def _joint(distances: Table, perplexity: float) -> Table:
    """Symmetric neighbourhoods (n, n) that add up to 1."""
    wanted, n = np.log(perplexity), len(distances)
    chances = np.zeros((n, n))
    for i in range(n):
        others = np.delete(distances[i], i)
        chances[i, np.arange(n) != i] = _neighbourhood(others - others.min(), wanted)
    return np.maximum((chances + chances.T) / (2 * n), 1e-12)


def _neighbourhood(distances: Table, wanted: float) -> Table:
    """Gaussian weights whose entropy is `wanted`, found by halving."""
    low, high, beta = 0.0, np.inf, 1.0 / max(float(distances.mean()), 1e-12)
    for _ in range(60):
        weights = np.exp(-distances * beta)
        weights /= weights.sum()
        entropy = -(weights * np.log(np.maximum(weights, 1e-300))).sum()
        if abs(entropy - wanted) < 1e-5:
            break
        if entropy > wanted:
            low, beta = beta, beta * 2 if np.isinf(high) else (beta + high) / 2
        else:
            high, beta = beta, (beta + low) / 2
    return np.asarray(weights, dtype=np.float64)


def _slope(near: Table, place: Table) -> Table:
    closeness = 1.0 / (1.0 + _squared(place))
    np.fill_diagonal(closeness, 0.0)
    pull = (near - closeness / closeness.sum()) * closeness
    return np.asarray(4.0 * (pull.sum(1)[:, None] * place - pull @ place), dtype=np.float64)
