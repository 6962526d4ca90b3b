from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, precision_score, recall_score
from sklearn.metrics import top_k_accuracy_score as top_k

from export_onnx.evaluate.retrieval import (
    average_precision,
    chance_recall,
    draw_pool,
    precision_recall,
    precision_recall_of_each,
    two_way,
)


@pytest.fixture
def sides() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    pictures = rng.standard_normal((60, 8)).astype(np.float32)
    return pictures, (pictures + 1.5 * rng.standard_normal((60, 8))).astype(np.float32)


@pytest.mark.parametrize("k", [1, 5, 10])
def test_recall_both_ways_agrees_with_sklearn(sides: tuple[np.ndarray, ...], k: int) -> None:
    pictures, music = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in sides)
    found = two_way(*sides)
    to_music, to_picture = (
        100 * top_k(range(60), s, k=k) for s in (pictures @ music.T, music @ pictures.T)
    )
    assert found.recall(k)[0].mean() == pytest.approx(to_music)
    assert found.recall(k)[1].mean() == pytest.approx(to_picture)
    assert found.average_recall(k).mean() == pytest.approx((to_music + to_picture) / 2)


def test_a_pool_is_drawn_once_and_is_its_own_candidates(sides: tuple[np.ndarray, ...]) -> None:
    found = two_way(*sides, pool=20, seed=3)
    assert found.pool == 20
    assert found.to_music.max() <= 20
    assert np.array_equal(found.rows, draw_pool(60, 20, seed=3))
    assert not np.array_equal(found.rows, draw_pool(60, 20, seed=4))
    again = two_way(sides[0][found.rows], sides[1][found.rows])
    assert np.array_equal(found.to_music, again.to_music)


def test_a_smaller_pool_is_easier(sides: tuple[np.ndarray, ...]) -> None:
    assert two_way(*sides, pool=10).recall(5)[0].mean() > two_way(*sides).recall(5)[0].mean()
    assert chance_recall(10, 2000) == 0.5
    assert chance_recall(10, 5) == 100.0


def test_one_answer_for_everything_is_chance() -> None:
    rows = np.ones((100, 4), np.float32)
    found = two_way(rows, rows)
    assert found.recall(10)[0].mean() == 0.0
    assert np.median(found.to_music) == 50.5


def test_average_precision_agrees_with_sklearn() -> None:
    rng = np.random.default_rng(0)
    scores, relevant = rng.standard_normal((12, 40)), rng.random((12, 40)) < 0.2
    relevant[0] = False
    found = average_precision(scores, relevant)
    wanted = [
        100 * average_precision_score(r, s) for r, s in zip(relevant[1:], scores[1:], strict=True)
    ]
    assert np.isnan(found[0])
    assert found[1:] == pytest.approx(wanted)


def test_precision_and_recall_agree_with_sklearn() -> None:
    rng = np.random.default_rng(1)
    scores, relevant = rng.standard_normal((9, 30)), rng.random((9, 30)) < 0.3
    precision, recall = precision_recall(scores, relevant)
    for answers in (1, 7, 30):
        first = np.argsort(np.argsort(-scores, axis=1), axis=1) < answers
        pairs = list(zip(relevant, first, strict=True))
        assert precision[answers - 1] == pytest.approx(
            100 * np.mean([precision_score(*p) for p in pairs])
        )
        assert recall[answers - 1] == pytest.approx(
            100 * np.mean([recall_score(*p) for p in pairs])
        )
    assert recall[-1] == pytest.approx(100.0)


def test_a_query_to_which_nothing_is_relevant_has_neither() -> None:
    relevant = np.array([[True, False, True], [False, False, False]])
    scores = np.array([[0.1, 0.5, 0.9], [0.1, 0.5, 0.9]])
    precision, recall = precision_recall_of_each(scores, relevant)
    assert precision[0] == pytest.approx([100.0, 50.0, 200 / 3])
    assert recall[0].tolist() == [50.0, 50.0, 100.0]
    assert np.isnan(precision[1]).all()
    assert np.isnan(recall[1]).all()
    left_out = precision_recall(scores, relevant)
    assert left_out[0] == pytest.approx(precision[0])
    assert left_out[1] == pytest.approx(recall[0])
