from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from export_onnx.evaluate.metrics import (
    mean_ranks,
    one_per_cluster,
    pool_percent,
    tenth_recall,
    true_ranks,
)
from export_onnx.evaluate.retrieval import hits


@pytest.fixture
def scores() -> np.ndarray:
    return np.random.default_rng(5).standard_normal((37, 37))


@pytest.mark.parametrize("digits", [9, 0])
def test_ranks_agree_with_scipy_with_and_without_ties(scores: np.ndarray, digits: int) -> None:
    rounded = np.round(scores, digits)
    wanted = [rankdata(-row, method="average")[i] for i, row in enumerate(rounded)]
    assert true_ranks(rounded).tolist() == wanted


def test_mean_ranks_agree_with_scipy() -> None:
    values = np.random.default_rng(1).integers(0, 9, 50).astype(np.float32)
    assert mean_ranks(values).tolist() == rankdata(values).tolist()


def test_recall_agrees_with_sklearn(scores: np.ndarray) -> None:
    sklearn = pytest.importorskip("sklearn.metrics")
    for k in (1, 5, 10):
        wanted = 100 * sklearn.top_k_accuracy_score(np.arange(37), scores, k=k)
        assert hits(true_ranks(scores), k).mean() == pytest.approx(wanted)


def test_equal_scores_share_the_middle_rank() -> None:
    assert true_ranks(np.zeros((9, 9))).tolist() == [5.0] * 9


def test_a_random_order_is_at_half_and_a_tenth() -> None:
    ranks = np.arange(1, 38, dtype=float)
    assert pool_percent(ranks, 37).mean() == pytest.approx(50.0)
    assert tenth_recall(ranks, 37).mean() == pytest.approx(10.0)


def test_one_clip_of_each_cluster() -> None:
    clusters = ["a", "a", "b", "c", "c", "c"]
    for keep in one_per_cluster(clusters, draws=5):
        assert [clusters[i] for i in keep] == ["a", "b", "c"]
