from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from export_onnx.models.sdcca.clusters import k_means, seeded_means, spread_means

torch = pytest.importorskip("torch")

from export_onnx.models.sdcca.pairing import pair_table  # noqa: E402


def rows_in(groups: int = 4, each: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(groups), each)
    rows = 3 * rng.standard_normal((groups, 5))[labels] + rng.standard_normal((len(labels), 5))
    return rows.astype(np.float32), labels


def test_seeded_rounds_end_where_scikit_learn_ends_from_the_same_start() -> None:
    rows, _ = rows_in()
    start = spread_means(rows, 4, seed=1)
    found = k_means(rows, start, "abcd")
    other = KMeans(4, init=start, n_init=1, tol=0).fit(rows)
    assert np.allclose(found.centres, other.cluster_centers_, atol=1e-4)
    assert np.array_equal(found.of(rows), other.labels_)


def test_annotated_songs_give_the_clusters_their_names() -> None:
    rows, labels = rows_in()
    tags = np.full((len(rows), 4), np.nan, np.float32)
    for k in range(4):
        tags[np.flatnonzero(labels == k)[:3], k] = 0.9
    found = k_means(rows, seeded_means(rows, tags), ("angry", "calm", "happy", "warm"))
    assert found.names[1] == "calm"
    assert np.array_equal(found.of(rows), labels)


def test_names_that_always_come_together_begin_apart() -> None:
    rows, _ = rows_in()
    tags = np.random.default_rng(2).random((len(rows), 1)).astype(np.float32)
    starts = seeded_means(rows, np.hstack([tags, tags]))
    assert not np.allclose(starts[0], starts[1])


def test_a_cluster_without_rows_stays_where_it_was() -> None:
    rows, _ = rows_in()
    far = np.full((1, 5), 1e3, np.float32)
    found = k_means(rows, np.vstack([rows[:2], far]), "abc")
    assert np.array_equal(found.centres[2], far[0])


def test_equal_rows_are_spread_without_dividing_by_nothing() -> None:
    assert spread_means(np.ones((5, 2), np.float32), 3, seed=0).shape == (3, 2)


@pytest.mark.parametrize(
    ("pairing", "videos_of_a_song"), [("own", 1), ("one", 1), ("half", 3), ("all", 6)]
)
def test_a_song_meets_as_many_videos_of_its_cluster_as_asked(
    pairing: str, videos_of_a_song: int
) -> None:
    clusters = torch.arange(24) % 4
    table = pair_table(clusters, pairing, torch.Generator().manual_seed(0))
    assert (table.sum(1) == videos_of_a_song).all()
    assert (table.bool() <= (clusters[:, None] == clusters)).all()
    if pairing == "one":
        assert (table.sum(0) == 1).all()
        assert table.diagonal().sum() < 24
    else:
        assert table.diagonal().all()
