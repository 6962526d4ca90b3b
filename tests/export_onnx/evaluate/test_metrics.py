from __future__ import annotations

import numpy as np
import pytest

from export_onnx.evaluate.metrics import (
    bootstrap,
    both_directions,
    median_rank,
    one_per_cluster,
    pool_percent,
    recall_at,
    tenth_recall,
    true_ranks,
)


@pytest.fixture
def scores() -> np.ndarray:
    return np.random.default_rng(5).standard_normal((37, 37))


def test_ranks_agree_with_sorting_by_hand(scores: np.ndarray) -> None:
    by_hand = [sorted(row, reverse=True).index(row[i]) + 1 for i, row in enumerate(scores)]
    assert true_ranks(scores).tolist() == by_hand
    assert median_rank(true_ranks(scores)) == sorted(by_hand)[18]
    assert recall_at(true_ranks(scores), 5) == sum(r <= 5 for r in by_hand) / 37


def test_recall_agrees_with_sklearn(scores: np.ndarray) -> None:
    sklearn = pytest.importorskip("sklearn.metrics")
    for k in (1, 5, 10):
        wanted = sklearn.top_k_accuracy_score(np.arange(37), scores, k=k)
        assert recall_at(true_ranks(scores), k) == pytest.approx(wanted)


def test_equal_scores_share_the_middle_rank() -> None:
    assert true_ranks(np.zeros((9, 9))).tolist() == [5.0] * 9


def test_a_random_order_is_at_half_and_a_tenth() -> None:
    ranks = np.arange(1, 38, dtype=float)
    assert pool_percent(ranks, 37).mean() == pytest.approx(50.0)
    assert tenth_recall(ranks, 37).mean() == pytest.approx(10.0)


def test_perfect_scores_are_found_both_ways() -> None:
    forward, backward = both_directions(np.eye(20), ["a", "b"] * 10)
    for side in (forward, backward):
        assert side.median_rank_percent.value == pytest.approx(2.5)
        assert side.recall_at_tenth_percent.value == 100.0


def test_directions_are_not_swapped() -> None:
    scores = np.eye(4)
    scores[0, 1:] = 2.0  # one query finds all strangers; each song still finds its clip but song 0
    forward, backward = both_directions(scores, list("abcd"))
    assert true_ranks(scores).tolist() == [4.0, 1.0, 1.0, 1.0]
    assert forward.median_rank_percent.value < backward.median_rank_percent.value


def test_intervals_draw_groups_not_clips() -> None:
    values = np.array([0.0] * 50 + [100.0] * 50)
    as_groups = bootstrap(values, ["a"] * 50 + ["b"] * 50, statistic="mean")
    as_clips = bootstrap(values, [str(i) for i in range(100)], statistic="mean")
    assert as_groups.high - as_groups.low == 100.0
    assert as_clips.high - as_clips.low < 30.0
    assert as_clips.low < as_clips.value < as_clips.high


def test_one_clip_of_each_cluster() -> None:
    clusters = ["a", "a", "b", "c", "c", "c"]
    for keep in one_per_cluster(clusters, draws=5):
        assert [clusters[i] for i in keep] == ["a", "b", "c"]
