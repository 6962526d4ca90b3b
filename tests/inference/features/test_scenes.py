from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from inference.features.scenes import LONGEST_JOINED_S, SHORTEST_SCENE_S, group_scenes
from inference.values import Shot, Span

PLACES = np.eye(8, 32, dtype=np.float32)


def film(*shots: tuple[int, float]) -> tuple[tuple[Shot, ...], np.ndarray, np.ndarray]:
    """Shots given as (place, seconds), one sample a second."""
    edges = np.cumsum([0.0, *(seconds for _, seconds in shots)])
    spans = [Span(a, b) for a, b in pairwise(edges)]
    times = np.arange(0.5, edges[-1], 1.0).astype(np.float32)
    rng = np.random.default_rng(1)
    which = [shots[int(np.searchsorted(edges, t, side="right")) - 1][0] for t in times]
    looks = PLACES[which] + rng.normal(0, 0.05, (len(times), 32))
    return tuple(Shot(s, 0.5) for s in spans), times, looks.astype(np.float32)


def edges(*shots: tuple[int, float]) -> list[float]:
    scenes = group_scenes(*film(*shots))
    assert scenes[0].start_s == 0
    for one, other in pairwise(scenes):
        assert one.end_s == other.start_s
    return [scene.start_s for scene in scenes[1:]]


def test_shots_of_one_place_are_one_scene():
    assert edges((0, 3), (0, 4), (0, 5), (1, 6), (1, 3), (2, 8)) == [12, 21]


def test_short_shots_join_what_they_resemble_more():
    assert edges((0, 10), (0, 2), (1, 10), (2, 1), (1, 9)) == [12]
    found = np.diff([0, *edges(*((i % 7, 1) for i in range(40))), 40])
    assert found.min() >= SHORTEST_SCENE_S


def test_joining_stops_at_the_longest():
    found = np.diff([0, *edges(*((0, 8) for _ in range(12))), 96])
    assert found.max() <= LONGEST_JOINED_S


def test_a_long_take_of_one_place_stays_whole():
    assert edges((0, 90)) == []


def test_a_long_take_that_changes_is_split_where_it_changes():
    shots, times, looks = film((0, 25), (1, 25))
    scenes = group_scenes((Shot(Span(0, 50), 0),), times, looks)
    assert [s.start_s for s in scenes] == pytest.approx([0, 25], abs=1.0)
    assert len(shots) == 2


def test_one_sample_is_one_scene():
    scenes = group_scenes((Shot(Span(0, 0.04), 0),), np.zeros(1, np.float32), PLACES[:1])
    assert scenes == (Span(0, 0.04),)
