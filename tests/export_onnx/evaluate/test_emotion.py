from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
metrics = pytest.importorskip("sklearn.metrics")
stats = pytest.importorskip("scipy.stats")

from export_onnx.evaluate.emotion import (  # noqa: E402
    all_distances,
    auc,
    auc_per_tag,
    best_threshold,
    first_answers,
    margin_auc,
    margin_auc_per_tag,
    pair_hits,
)

RNG = np.random.default_rng(0)


def test_auc_is_scikit_learns_with_and_without_ties() -> None:
    for scores in (RNG.random(80), np.round(RNG.random(80), 1)):
        positive = RNG.random(80) < 0.3
        wanted = 100 * metrics.roc_auc_score(positive, scores)
        assert auc(scores.astype(np.float32), positive) == pytest.approx(wanted, abs=1e-4)


def test_a_tag_that_all_or_none_carry_has_no_auc() -> None:
    scores = RNG.random((6, 3)).astype(np.float32)
    tags = np.array([[1, 0, 1], [1, 0, 0], [1, 0, 1], [1, 0, 0], [1, 0, 1], [1, 0, np.nan]])
    found = auc_per_tag(scores, tags.astype(np.float32))
    assert list(found) == [2]
    assert found[2] == pytest.approx(
        100 * metrics.roc_auc_score([1, 0, 1, 0, 1], scores[:5, 2]), abs=1e-4
    )
    assert np.isnan(auc(scores[:, 0], np.ones(6, bool)))


def test_margin_auc_of_binary_labels_is_the_auc() -> None:
    scores, truth = RNG.random(60).astype(np.float32), (RNG.random(60) < 0.4).astype(np.float32)
    assert margin_auc(scores, truth) == pytest.approx(auc(scores, truth > 0.5), abs=1e-4)


def test_margin_auc_of_graded_labels_is_the_concordance_of_somers() -> None:
    """Any two grades differ by more than the margin, so every unequal pair is compared."""
    truth = RNG.choice(np.array([0.0, 0.3, 0.6, 0.9], np.float32), 70)
    scores = np.round(RNG.random(70), 1).astype(np.float32)
    wanted = 50 * (1 + stats.somersd(truth, scores).statistic)
    assert margin_auc(scores, truth) == pytest.approx(wanted, abs=1e-4)


def test_margin_auc_compares_only_what_differs_enough() -> None:
    truth = np.array([0.0, 0.1, 0.3, 0.9], np.float32)
    scores = np.array([0.5, 0.9, 0.6, 0.6], np.float32)
    # compared: (2,0) (3,0) (3,1) (3,2); right, right, wrong, tied
    assert margin_auc(scores, truth) == pytest.approx(100 * 2.5 / 4)
    assert np.isnan(margin_auc(scores, truth, margin=1.0))
    table = np.stack([truth, np.full(4, np.nan, np.float32)], 1)
    assert list(margin_auc_per_tag(np.stack([scores, scores], 1), table)) == [0]


def test_pairs_are_told_by_a_threshold() -> None:
    far = np.array([0.2, 0.6, 0.4, 0.9], np.float32)
    matches = np.array([True, True, False, False])
    assert pair_hits(far, matches).tolist() == [100, 0, 0, 100]


def test_pair_accuracy_and_the_best_threshold_agree_with_scikit_learn() -> None:
    far, matches = RNG.random(90).astype(np.float32), RNG.random(90) < 0.5
    wanted = 100 * metrics.accuracy_score(matches, far < 0.5)
    assert pair_hits(far, matches).mean() == pytest.approx(wanted)
    wrong, right, _ = metrics.roc_curve(matches, -far, drop_intermediate=False)
    best = 100 * (right * matches.sum() + (1 - wrong) * (~matches).sum()).max() / 90
    cut = best_threshold(far, matches)
    assert pair_hits(far, matches, threshold=cut).mean() == pytest.approx(best)


def test_first_answers_agree_with_scikit_learn() -> None:
    """With one answer the normalised gain is the share of relevant ones among the nearest."""
    far = np.round(RNG.random((40, 12)), 1).astype(np.float32)
    relevant = RNG.random((40, 12)) < 0.3
    relevant[:, 0] |= ~relevant.any(1)
    wanted = 100 * metrics.ndcg_score(relevant.astype(float), -far, k=1)
    assert first_answers(far, relevant).mean() == pytest.approx(wanted, abs=1e-3)


def test_the_best_threshold_parts_best() -> None:
    far = np.array([0.1, 0.3, 0.35, 0.8, 0.9], np.float32)
    matches = np.array([True, True, False, True, False])
    cut = best_threshold(far, matches)
    assert 0.3 < cut < 0.35
    assert pair_hits(far, matches, threshold=cut).mean() == 80
    assert pair_hits(far, ~matches, threshold=best_threshold(far, ~matches)).mean() == 60


def test_only_the_nearest_answer_counts_and_equals_share() -> None:
    far = np.array([[0.1, 0.2], [0.5, 0.3], [0.4, 0.4], [0.1, 0.2]], np.float32)
    relevant = np.array([[1, 0], [1, 0], [1, 0], [0, 0]], bool)
    assert first_answers(far, relevant).tolist() == [100, 0, 50]


def test_distances_are_euclidean() -> None:
    left, right = (RNG.standard_normal((n, 5)).astype(np.float32) for n in (3, 4))
    wanted = np.linalg.norm(left[:, None] - right[None], axis=-1)
    assert np.allclose(all_distances(left, right), wanted, atol=1e-5)
