"""A pack of the metric "l2" is ranked by inner products: what that rests on."""

from __future__ import annotations

import numpy as np

from catalog.index import ExactIndex
from catalog.rank import align

RNG = np.random.default_rng(5)


def unit(rows: int) -> np.ndarray:
    made = RNG.standard_normal((rows, 64))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def test_the_nearest_songs_come_first() -> None:
    songs, film = unit(50), unit(1)[0]
    apart = np.linalg.norm(songs - film, axis=1)
    found, _ = ExactIndex(np.arange(50), songs).search(film, 10)
    assert found.tolist() == np.argsort(apart)[:10].tolist()


def test_the_moment_is_where_the_mean_squared_distance_is_least() -> None:
    film, counts = unit(4), np.array([9, 7, 12, 4], np.int64)
    segments = unit(int(counts.sum())).astype(np.float16)
    starts = np.cumsum(counts) - counts
    fits, offsets = align(film, segments, starts, counts)
    for i, (start, count) in enumerate(zip(starts, counts, strict=True)):
        song = segments[start : start + count].astype(np.float32)
        apart = [np.square(song[o : o + 4] - film).sum(1).mean() for o in range(count - 3)]
        assert int(offsets[i]) == int(np.argmin(apart))
        assert abs(2 - 2 * fits[i] - min(apart)) < 2e-3
