"""CCA, cluster CCA, partial least squares and kernel CCA against independent computations."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cross_decomposition import CCA, PLSSVD
from sklearn.decomposition import KernelPCA

from export_onnx.models.sdcca.kernel import BETA, gaussian_view, kcca
from export_onnx.models.sdcca.linear import cca, moments, multi_view


def sides(n: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    hidden = rng.standard_normal((n, 3))
    x = hidden @ rng.standard_normal((3, 6)) + 0.7 * rng.standard_normal((n, 6))
    y = hidden @ rng.standard_normal((3, 8)) + 0.7 * rng.standard_normal((n, 8))
    return x.astype(np.float32), y.astype(np.float32)


def correlations(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.array([np.corrcoef(p, q)[0, 1] for p, q in zip(a.T, b.T, strict=True)])


def test_cca_finds_the_correlations_of_scikit_learn() -> None:
    x, y = sides()
    found = cca(x, y, components=3, ridge=0.0)
    other = CCA(n_components=3, max_iter=5000, tol=1e-10).fit_transform(x, y)
    assert np.allclose(found.strengths, np.abs(correlations(*other)), atol=1e-4)
    mapped = (x - found.music_mean) @ found.music_map, (y - found.picture_mean) @ found.picture_map
    assert np.allclose(correlations(*mapped), found.strengths, atol=1e-4)
    assert np.allclose(np.cov(mapped[0].T, bias=True), np.eye(3), atol=1e-3)


def test_multi_view_is_the_partial_least_squares_of_scikit_learn() -> None:
    x, y = sides()
    found = multi_view(x, y, components=3)
    other = PLSSVD(n_components=3, scale=False).fit(x, y)
    assert np.allclose(np.abs(found.music_map), np.abs(other.x_weights_), atol=1e-3)


def test_weighted_moments_are_those_of_the_pairs_written_out() -> None:
    x, y = sides(20)
    table = (np.random.default_rng(1).random((20, 20)) < 0.3).astype(np.float32)
    i, j = np.nonzero(table)
    written = np.cov(np.hstack([x[i], y[j]]).astype(np.float64).T, bias=True)
    m = moments(x, y, table)
    assert np.allclose(m.music, written[:6, :6], atol=1e-6)
    assert np.allclose(m.picture, written[6:, 6:], atol=1e-6)
    assert np.allclose(m.cross, written[:6, 6:], atol=1e-6)


def test_a_cluster_table_keeps_no_more_components_than_clusters_can_carry() -> None:
    x, y = sides(60)
    clusters = np.arange(60) % 3
    table = (clusters[:, None] == clusters).astype(np.float32)
    assert len(cca(x, y, table).strengths) == 2


def test_projections_have_unit_length() -> None:
    x, y = sides()
    found = cca(x, y)
    for rows in (found.music(x), found.picture(y)):
        assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_a_gaussian_view_is_the_kernel_pca_of_scikit_learn() -> None:
    x, _ = sides(80)
    fresh, _ = sides(15, seed=1)
    distance2 = ((x[:, None] - x[None]) ** 2).sum(2).mean()
    other = KernelPCA(5, kernel="rbf", gamma=BETA / distance2).fit(x)
    found = gaussian_view(x)
    assert np.allclose(np.abs(found(fresh)[:, :5]), np.abs(other.transform(fresh)), atol=1e-3)


def test_kernel_cca_sees_a_link_that_is_not_linear() -> None:
    rng = np.random.default_rng(0)
    hidden = rng.standard_normal((600, 1))
    x = np.hstack([hidden, rng.standard_normal((600, 1))]).astype(np.float32)
    y = np.hstack([hidden**2, rng.standard_normal((600, 1))]).astype(np.float32)
    assert cca(x[:400], y[:400]).strengths[0] < 0.3
    found = kcca(x[:400], y[:400], components=1)
    heard = found.linear.music_map.T @ (found.music_view(x[400:]) - found.linear.music_mean).T
    seen = found.linear.picture_map.T @ (found.picture_view(y[400:]) - found.linear.picture_mean).T
    assert np.corrcoef(heard[0], seen[0])[0, 1] == pytest.approx(0.9, abs=0.1)
