"""Canonical correlation over any table of pairs, and a multi-view baseline; all linear.

With the identity as table this is CCA (Hotelling 1936). With a table that joins all pairs of a
cluster it is Cluster-CCA (Rasiwasia et al., "Cluster Canonical Correlation Analysis", AISTATS
2014): each side is weighted by how often it is paired, and the cross covariance runs over pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

COMPONENTS = 30
"""Components kept (section IV-B of the paper)."""
RIDGE = 1e-3
"""Added to both covariances, as a share of their mean variance."""
LEAST_STRENGTH = 1e-4
"""Components below this correlate by rounding only: ten clusters carry no more than nine."""

SONGS_AT_ONCE = 512

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Linear maps of both sides into one space.

    `music_map` is (Dm, k), `picture_map` (Dv, k); the means are taken off first. `strengths`
    (k,) are the correlations (for `multi_view` covariances), falling.
    """

    music_mean: Floats
    music_map: Floats
    picture_mean: Floats
    picture_map: Floats
    strengths: Floats

    def music(self, rows: Floats) -> Floats:
        """Project music (n, Dm) to unit vectors (n, k)."""
        return unit((rows - self.music_mean) @ self.music_map)

    def picture(self, rows: Floats) -> Floats:
        """Project pictures (n, Dv) to unit vectors (n, k)."""
        return unit((rows - self.picture_mean) @ self.picture_map)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Means and covariances over the pairs of a table."""

    music_mean: Table
    picture_mean: Table
    music: Table
    picture: Table
    cross: Table


def moments(music: Floats, picture: Floats, table: Floats | None = None) -> Moments:
    """Moments of music (n, Dm) and picture (m, Dv) over the pairs of `table` (n, m).

    No table means the n true pairs.
    """
    x, y = music.astype(np.float64), picture.astype(np.float64)
    if table is None:
        rows = columns = np.full(len(x), 1 / len(x))
    else:
        total = table.sum(dtype=np.float64)
        rows = table.sum(1, dtype=np.float64) / total
        columns = table.sum(0, dtype=np.float64) / total
    x_mean, y_mean = rows @ x, columns @ y
    x, y = x - x_mean, y - y_mean
    return Moments(
        music_mean=x_mean,
        picture_mean=y_mean,
        music=(x * rows[:, None]).T @ x,
        picture=(y * columns[:, None]).T @ y,
        cross=x.T @ y / len(x) if table is None else _cross(x, y, table),
    )


def _cross(x: Table, y: Table, table: Floats) -> Table:
    """Sum over pairs, some songs at a time: a table of all pairs is large in double precision."""
    total = np.zeros((x.shape[1], y.shape[1]))
    for start in range(0, len(x), SONGS_AT_ONCE):
        part = slice(start, start + SONGS_AT_ONCE)
        total += x[part].T @ (table[part].astype(np.float64) @ y)
    return np.asarray(total / table.sum(dtype=np.float64))


def cca(
    music: Floats,
    picture: Floats,
    table: Floats | None = None,
    *,
    components: int = COMPONENTS,
    ridge: float = RIDGE,
    weighted: bool = False,
) -> Projection:
    """Directions of greatest correlation between music (n, Dm) and picture (n, Dv).

    With `weighted` each component counts by its correlation in the cosine (Gong et al., "A
    Multi-View Embedding Space for Modeling Internet Images", IJCV 2014): else the components
    that correlate by chance alone count as much as the first.
    """
    m = moments(music, picture, table)
    x_white, y_white = _whitening(m.music, ridge), _whitening(m.picture, ridge)
    left, strengths, right = np.linalg.svd(x_white.T @ m.cross @ y_white, full_matrices=False)
    x_map, y_map = x_white @ left, y_white @ right.T
    if weighted:
        x_map, y_map = x_map * strengths, y_map * strengths
    return _projection(m, x_map, y_map, strengths, components)


def multi_view(
    music: Floats, picture: Floats, table: Floats | None = None, *, components: int = COMPONENTS
) -> Projection:
    """One linear function per view, found together for the greatest covariance.

    The paper's "multi-view" cites a family of methods and no formula. This is its plainest
    member, partial least squares by SVD (Wegelin 2000): CCA without whitening.
    """
    m = moments(music, picture, table)
    left, strengths, right = np.linalg.svd(m.cross, full_matrices=False)
    return _projection(m, left, right.T, strengths, components)


def _projection(m: Moments, x: Table, y: Table, strengths: Table, components: int) -> Projection:
    k = max(1, min(components, int((strengths > LEAST_STRENGTH * strengths[0]).sum())))
    return Projection(
        music_mean=m.music_mean.astype(np.float32),
        music_map=x[:, :k].astype(np.float32),
        picture_mean=m.picture_mean.astype(np.float32),
        picture_map=y[:, :k].astype(np.float32),
        strengths=strengths[:k].astype(np.float32),
    )


def _whitening(covariance: Table, ridge: float) -> Table:
    """Symmetric inverse square root of a covariance with a ridge."""
    size = len(covariance)
    softened = covariance + (ridge * np.trace(covariance) / size + 1e-12) * np.eye(size)
    values, vectors = np.linalg.eigh(softened)
    return np.asarray(vectors / np.sqrt(values) @ vectors.T)


def unit(rows: NDArray[np.floating]) -> Floats:
    """Rows (n, k) of length one; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)
