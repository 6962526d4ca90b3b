"""Kernel CCA with a Gaussian kernel: each side through kernel PCA, then linear CCA.

Principal directions in feature space followed by regularised CCA are KCCA (Hardoon, Szedmak &
Shawe-Taylor 2004) restricted to those directions, which is what keeps it from fitting noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export_onnx.models.sdcca.linear import COMPONENTS, Projection, cca
from inference.values import Floats

BETA = 0.4
"""Of exp(-BETA d² / mean d²) (section IV-C; its unit of distance is not told)."""
MOST_LANDMARKS = 1000
DIRECTIONS = 100
RIDGE = 1e-2
LEAST_SHARE = 1e-6
"""Directions with less than this share of the largest variance are rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class GaussianView:
    """One side: landmark rows (l, D), the mean squared distance, centring and directions."""

    landmarks: Floats
    distance2: float
    column_means: NDArray[np.float64]
    directions: NDArray[np.float64]

    def __call__(self, rows: Floats) -> Floats:
        """Kernel principal components (n, r) of rows (n, D)."""
        kernel = _gaussian(rows, self.landmarks, self.distance2)
        centred = kernel - kernel.mean(1, keepdims=True) - self.column_means
        return np.asarray(centred @ self.directions, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class KernelProjection:
    """Both sides' views and the linear projection behind them."""

    music_view: GaussianView
    picture_view: GaussianView
    linear: Projection

    def music(self, rows: Floats) -> Floats:
        """Project music (n, Dm) to unit vectors (n, k)."""
        return self.linear.music(self.music_view(rows))

    def picture(self, rows: Floats) -> Floats:
        """Project pictures (n, Dv) to unit vectors (n, k)."""
        return self.linear.picture(self.picture_view(rows))


def kcca(
    music: Floats,
    picture: Floats,
    *,
    seed: int = 0,
    components: int = COMPONENTS,
    weighted: bool = False,
) -> KernelProjection:
    """Fit on true pairs music (n, Dm), picture (n, Dv); above 1000 pairs a seeded draw of them."""
    rng = np.random.default_rng(seed)
    kept = np.sort(rng.permutation(len(music))[:MOST_LANDMARKS])
    heard, seen = gaussian_view(music[kept]), gaussian_view(picture[kept])
    linear = cca(heard(music), seen(picture), components=components, ridge=RIDGE, weighted=weighted)
    return KernelProjection(heard, seen, linear)


def gaussian_view(landmarks: Floats) -> GaussianView:
    """Kernel PCA of rows (l, D)."""
    distance2 = float(_squared(landmarks, landmarks).mean()) or 1.0
    kernel = _gaussian(landmarks, landmarks, distance2)
    # Centred twice: rows by their own mean, columns by what is left of the training rows'.
    columns = (kernel - kernel.mean(1, keepdims=True)).mean(0)
    values, vectors = np.linalg.eigh(kernel - kernel.mean(1, keepdims=True) - columns)
    kept = np.flatnonzero(values > LEAST_SHARE * values[-1])[::-1][:DIRECTIONS]
    directions = vectors[:, kept] / np.sqrt(values[kept])
    return GaussianView(landmarks, distance2, columns, directions)


def _gaussian(x: Floats, y: Floats, distance2: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-BETA * _squared(x, y) / distance2))


def _squared(x: Floats, y: Floats) -> NDArray[np.float64]:
    a, b = x.astype(np.float64), y.astype(np.float64)
    squares = np.square(a).sum(1)[:, None] + np.square(b).sum(1) - 2 * a @ b.T
    return np.asarray(np.maximum(squares, 0.0))
