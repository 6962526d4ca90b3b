from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.playback.route import Route, Track


def test_a_route_goes_to_the_end() -> None:
    route = Route(100, 1000)
    assert route.stretch(0) == (100, 900)
    assert route.stretch(400) == (500, 500)
    assert route.stretch(900) == (1000, 0)
    assert route.samples == 900


def test_a_loop_leads_back_for_ever() -> None:
    route = Route(100, 1000, (200, 300))
    assert route.stretch(0) == (100, 200)
    assert route.stretch(199) == (299, 1)
    assert route.stretch(200) == (200, 100)
    assert route.stretch(1_000_050) == (250, 50)


@pytest.mark.parametrize("loop", [(10, 50), (100, 100), (300, 200)])
def test_a_loop_that_lies_behind_or_is_none_is_passed_over(loop: tuple[int, int]) -> None:
    assert Route(100, 1000, loop).stretch(899) == (999, 1)


@given(st.integers(0, 50), st.integers(50, 100), st.integers(0, 99), st.integers(1, 99), st.data())
def test_every_stretch_leads_to_the_next(
    start: int, end: int, first: int, length: int, data: st.DataObject
) -> None:
    route = Route(start, end, (first, first + length))
    played = data.draw(st.integers(0, 500))
    position, stretch = route.stretch(played)
    assert position >= 0
    for further in range(stretch):
        assert route.stretch(played + further) == (position + further, stretch - further)


def test_what_is_heard_lags_behind_what_was_given() -> None:
    track = Track()
    track.jump(1000, 48_000)
    track.follow(1000, 48_000, 1.0)
    track.follow(1500, 48_500, 1.0)
    assert track.film(400) == 48_000
    assert track.film(1000) == 48_000
    assert track.film(1600) == 48_600


def test_standing_still_and_jumping_are_heard_when_they_come() -> None:
    track = Track()
    track.jump(0, 0)
    track.follow(0, 0, 1.0)
    track.follow(100, 100, 0.0)
    track.follow(150, 100, 1.0)
    track.follow(200, 10, 1.0)
    assert [track.film(at) for at in (50, 100, 130, 160, 200, 210)] == [50, 100, 100, 110, 10, 20]


def test_a_jump_counts_at_once_whatever_the_device_still_holds() -> None:
    track = Track()
    track.follow(0, 0, 1.0)
    track.jump(500, 9000)
    assert track.film(100) == 9000
