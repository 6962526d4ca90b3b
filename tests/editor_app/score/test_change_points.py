from __future__ import annotations

import pytest

from editor_app.score.change_points import change_points
from inference.values import Span
from tests.editor_app.score.test_cuts import shots

SCENES = (Span(0.0, 20.0), Span(20.0, 40.0))


def test_a_change_lies_on_the_strongest_cut_near_the_edge() -> None:
    (point,) = change_points(SCENES, shots((17.5, 0.9), (20.0, 0.4), (26.0, 1.0)))
    assert (point.at_s, point.strength, point.spoken) == (17.5, 0.9, False)
    (point,) = change_points(SCENES, shots((17.5, 0.5), (20.0, 0.4)))
    assert point.at_s == 20.0


def test_nobody_is_cut_short() -> None:
    speech = (Span(18.0, 19.5), Span(20.0, 22.0))
    (point,) = change_points(SCENES, shots((20.0, 0.9), (19.7, 0.8), (23.0, 0.3)), speech)
    assert (point.at_s, point.spoken) == (23.0, False)


def test_where_they_never_stop_speaking_nothing_may_change() -> None:
    (point,) = change_points(SCENES, shots((20.0, 0.9), (17.0, 0.9)), (Span(5.0, 35.0),))
    assert (point.at_s, point.spoken) == (20.0, True)


@pytest.mark.parametrize("at_s", [10.0, 20.0])
def test_at_the_first_and_last_word_it_may(at_s: float) -> None:
    (point,) = change_points((Span(0.0, at_s), Span(at_s, 40.0)), (), (Span(10.0, 20.0),))
    assert (point.at_s, point.strength, point.spoken) == (at_s, 0.0, False)


def test_a_short_scene_gives_no_more_than_a_third() -> None:
    scenes = (Span(0.0, 3.0), Span(3.0, 40.0))
    (point,) = change_points(scenes, shots((1.0, 1.0), (2.5, 0.5)))
    assert point.at_s == 2.5


def test_one_scene_has_no_edge() -> None:
    assert change_points((Span(0.0, 9.0),), shots()) == ()
