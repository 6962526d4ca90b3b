from __future__ import annotations

import numpy as np
import pytest

from editor_app.score.cuts import MOST_CUTS, strong_cuts, with_motion
from inference.values import Shot, Span


def shots(*cuts: tuple[float, float], end_s: float = 60.0) -> list[Shot]:
    edges = [0.0, *(time_s for time_s, _ in cuts), end_s]
    strengths = [0.0, *(strength for _, strength in cuts)]
    return [
        Shot(Span(a, b), strength)
        for a, b, strength in zip(edges, edges[1:], strengths, strict=False)
    ]


def times(found: tuple[Shot, ...]) -> list[float]:
    return [shot.span.start_s for shot in found]


def test_a_soft_cut_from_rest_into_movement_becomes_strong() -> None:
    motion = np.array([0.0] * 10 + [0.8] * 10 + [0.8] * 10, np.float32)
    found = with_motion(shots((10.0, 0.3), (20.0, 0.3), end_s=30.0), motion)
    assert found[0].cut_strength == 0
    assert found[1].cut_strength == pytest.approx(1 - 0.7 * (1 - 0.6 * 0.8))
    assert found[2].cut_strength == pytest.approx(0.3)


def test_movement_is_measured_inside_the_two_shots_only() -> None:
    motion = np.array([0.9, 0.1, 0.1, 0.1, 0.1, 0.9], np.float32)
    (_, second, third) = with_motion(shots((1.0, 0.2), (5.0, 0.2), end_s=6.0), motion)
    assert second.cut_strength == pytest.approx(third.cut_strength)
    assert second.cut_strength == pytest.approx(1 - 0.8 * (1 - 0.6 * 0.8))


def test_without_movement_measured_the_shots_stay() -> None:
    cut = shots((10.0, 0.3))
    assert with_motion(cut, np.zeros(0, np.float32)) == tuple(cut)


def test_weak_cuts_and_those_beside_stronger_ones_are_no_events() -> None:
    found = strong_cuts(
        shots((5.0, 0.8), (5.6, 0.9), (8.0, 0.2), (20.0, 0.5), (40.0, 1.0)), Span(0.0, 30.0)
    )
    assert times(found) == [5.6, 20.0]


def test_the_end_of_a_stretch_is_no_cut_in_it_but_its_start_is() -> None:
    assert times(strong_cuts(shots((10.0, 0.5), (20.0, 0.5)), Span(10.0, 20.0))) == [10.0]


def test_a_film_cut_on_every_frame_has_a_few_events() -> None:
    every = [(0.25 * i, 0.5 + 0.4 * (i % 7 == 0)) for i in range(1, 2000)]
    found = strong_cuts(shots(*every, end_s=500.0), Span(0.0, 500.0))
    assert len(found) == MOST_CUTS
    assert all(shot.cut_strength == 0.9 for shot in found)


def test_a_picture_without_cuts_has_no_events() -> None:
    assert strong_cuts(shots(), Span(0.0, 60.0)) == ()
