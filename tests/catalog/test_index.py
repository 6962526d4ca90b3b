"""One contract for every engine that finds nearest tracks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from catalog.index import ExactIndex, HnswIndex, TrackIndex, best

DIM = 16
Made = Callable[[np.ndarray, np.ndarray], TrackIndex]


def reopened(index: TrackIndex, path: Path, live: np.ndarray) -> TrackIndex:
    index.save(path)
    if isinstance(index, ExactIndex):
        return ExactIndex.load(path)
    return HnswIndex.load(path, dim=DIM, live=live)


@pytest.fixture
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(3).normal(size=(300, DIM)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


IDS = np.arange(300, dtype=np.int64) * 3 + 7


@pytest.fixture(params=[ExactIndex, HnswIndex.build], ids=["exact", "hnsw"])
def make(request) -> Made:
    return request.param


def wanted(vectors, query, count, keep=None):
    scores = vectors @ query
    if keep is not None:
        scores, count = np.where(keep, scores, -9), min(count, int(keep.sum()))
    return set(IDS[np.argsort(-scores)[:count]].tolist())


def test_finds_the_nearest_best_first(make, vectors):
    index = make(IDS, vectors)
    assert (index.dim, len(index)) == (DIM, 300)
    query = vectors[5]
    ids, scores = index.search(query, 10)
    assert ids[0] == IDS[5]
    assert scores[0] == pytest.approx(1.0, abs=1e-5)
    assert (np.diff(scores) <= 0).all()
    assert set(ids.tolist()) == wanted(vectors, query, 10)


def test_asking_for_more_than_there_is(make, vectors):
    index = make(IDS[:4], vectors[:4])
    ids, scores = index.search(vectors[0], 10)
    assert sorted(ids) == IDS[:4].tolist()
    assert len(scores) == 4
    index.delete(IDS[:4])
    assert len(index) == 0
    assert len(index.search(vectors[0], 3)[0]) == 0


def test_deleted_ids_are_never_answered(make, vectors):
    index = make(IDS, vectors)
    index.delete(np.array([IDS[5], IDS[6], 999_999]))
    index.delete(IDS[5:6])
    assert len(index) == 298
    assert IDS[5] not in index.search(vectors[5], 298)[0]


def test_a_known_id_gets_the_new_vector(make, vectors):
    index = make(IDS, vectors)
    index.delete(IDS[8:9])
    index.add(IDS[8:10], vectors[[0, 1]])
    assert len(index) == 300
    assert {IDS[0], IDS[8]} == set(index.search(vectors[0], 2)[0].tolist())
    index.add(np.array([1]), -vectors[:1])
    assert index.search(-vectors[0], 1)[0].tolist() == [1]


@pytest.mark.parametrize("count", [1, 3, 40, 290])
def test_only_allowed_ids_are_answered_and_none_is_missed(make, vectors, count):
    index = make(IDS, vectors)
    allowed = np.random.default_rng(count).permutation(IDS)[:count]
    ids, _ = index.search(vectors[0], 10, allowed=np.append(allowed, 5_000_000))
    assert len(ids) == min(10, count)
    assert set(ids.tolist()) == wanted(vectors, vectors[0], 10, np.isin(IDS, allowed))


def test_nothing_allowed(make, vectors):
    assert len(make(IDS, vectors).search(vectors[0], 5, allowed=np.empty(0, np.int64))[0]) == 0


def test_saved_and_loaded(make, vectors, tmp_path):
    index = make(IDS, vectors)
    index.delete(IDS[:2])
    again = reopened(index, tmp_path / "index", IDS[2:])
    assert len(again) == 298
    assert again.search(vectors[9], 5)[0].tolist() == index.search(vectors[9], 5)[0].tolist()
    again.add(np.array([2]), vectors[:1])
    assert again.search(vectors[0], 1)[0].tolist() == [2]


def test_the_graph_refuses_files_of_other_tracks_and_rubbish(vectors, tmp_path):
    HnswIndex.build(IDS, vectors).save(tmp_path / "graph")
    with pytest.raises(RuntimeError, match="other tracks"):
        HnswIndex.load(tmp_path / "graph", dim=DIM, live=IDS + 1)
    (tmp_path / "graph").write_bytes(b"rubbish" * 100)
    with pytest.raises(RuntimeError):
        HnswIndex.load(tmp_path / "graph", dim=DIM, live=IDS)


def test_the_graph_counts_its_waste(vectors):
    index = HnswIndex.build(IDS, vectors)
    index.delete(IDS[:75])
    assert index.waste == pytest.approx(0.25)


def test_best_orders_and_keeps_ties_in_place():
    assert best(np.array([1, 3, 2, 3], np.float32), 3).tolist() == [1, 3, 2]
    assert best(np.empty(0, np.float32), 3).tolist() == []
