from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.rank import align, along, spread_out, widened


def slow_align(query, song):
    """The definition of the module, word by word."""
    k, n = len(query), len(song)
    if n < k:
        total = sum(query[i] @ song[i] for i in range(n))
        return (total / k if total >= 0 else total / n), 0
    fits = [np.mean([query[i] @ song[o + i] for i in range(k)]) for o in range(n - k + 1)]
    return max(fits), int(np.argmax(fits))


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 12),
    lengths=st.lists(st.integers(1, 20), min_size=1, max_size=30),
    seed=st.integers(0, 99),
)
def test_alignment_is_what_its_definition_says(width, lengths, seed):
    rng = np.random.default_rng(seed)
    query = rng.normal(size=(width, 5)).astype(np.float32)
    counts = np.array(lengths, np.int64)
    segments = rng.normal(size=(counts.sum(), 5)).astype(np.float16)
    starts = np.cumsum(counts) - counts
    order = rng.permutation(len(counts))
    fits, offsets = align(query, segments, starts[order], counts[order])
    for place, row in enumerate(order):
        song = segments[starts[row] : starts[row] + counts[row]].astype(np.float32)
        fit, offset = slow_align(query, song)
        assert fits[place] == pytest.approx(fit, abs=1e-4)
        if len(song) >= width:
            mean = np.mean(along(query, song, int(offsets[place])))
            assert mean == pytest.approx(fit, abs=1e-4)
        else:
            assert offsets[place] == offset == 0


def test_many_lots_give_the_same_as_one(monkeypatch):
    rng = np.random.default_rng(0)
    query = rng.normal(size=(4, 6)).astype(np.float32)
    counts = rng.integers(1, 30, 50)
    starts = np.cumsum(counts) - counts
    segments = rng.normal(size=(counts.sum(), 6)).astype(np.float16)
    whole = align(query, segments, starts, counts)
    monkeypatch.setattr("catalog.rank.BLOCK_ROWS", 1)
    parts = align(query, segments, starts, counts)
    np.testing.assert_allclose(whole[0], parts[0], atol=1e-5)
    np.testing.assert_array_equal(whole[1], parts[1])


def test_no_candidates():
    empty = np.empty(0, np.int64)
    fits, offsets = align(np.ones((2, 3), np.float32), np.ones((1, 3), np.float16), empty, empty)
    assert len(fits) == len(offsets) == 0


def test_a_shorter_song_is_not_repeated():
    query = np.eye(4, dtype=np.float32)
    full, half = query.astype(np.float16), query[:2].astype(np.float16)
    fits, offsets = align(query, np.concatenate([full, half]), np.array([0, 4]), np.array([4, 2]))
    assert fits.tolist() == [1.0, 0.5]
    assert offsets.tolist() == [0, 0]
    assert along(query, half.astype(np.float32), 0).tolist() == [1.0, 1.0]


def test_widening_is_exact_for_every_finite_number():
    every = np.arange(65536, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    np.testing.assert_array_equal(widened(finite), finite.astype(np.float32))


def test_spread_avoids_what_is_alike():
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    scores = np.array([0.9, 0.8, 0.5], np.float32)
    assert spread_out(scores, vectors, 2, spread=0.0).tolist() == [0, 1]
    assert spread_out(scores, vectors, 2, spread=0.6).tolist() == [0, 2]
    assert spread_out(scores, vectors, 9, spread=0.5).tolist()[0] == 0
