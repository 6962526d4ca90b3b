"""Time on the screen, and the ruler's steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.widgets.timeline.scale import (
    MARGIN_PX,
    Scale,
    clock,
    division,
    fitting,
    limits,
)

zooms = st.floats(0.01, 600)
times = st.floats(0, 7200)


@given(zooms, times, times)
def test_a_place_on_the_screen_is_the_time_it_shows(
    px_per_s: float, left: float, at: float
) -> None:
    scale = Scale(px_per_s).at(left)
    assert scale.time_s(scale.x(at)) == pytest.approx(at, abs=1e-6)


@given(zooms, zooms, times, st.floats(0, 2000))
def test_zooming_keeps_the_time_under_the_pointer(
    before: float, after: float, left: float, x: float
) -> None:
    scale = Scale(before).at(left)
    zoomed = scale.zoomed(after, keep_x=x)
    wanted = scale.time_s(x)
    # Except at the film's beginning, beyond which there is nothing to show.
    if wanted - x / after > -MARGIN_PX / after:
        assert zoomed.time_s(x) == pytest.approx(wanted, abs=1e-6)
    else:
        assert zoomed.x(0.0) == pytest.approx(MARGIN_PX)


def test_fitting_shows_all_of_the_film_with_a_margin() -> None:
    scale = fitting(60.0, 616)
    assert scale.x(0.0) == MARGIN_PX
    assert scale.x(60.0) == 616 - MARGIN_PX


def test_the_nearest_zoom_shows_single_frames() -> None:
    _, nearest = limits(60.0, 1000, frame_s=0.04)
    assert nearest * 0.04 >= 20


@given(zooms)
def test_labels_of_the_ruler_never_touch(px_per_s: float) -> None:
    found = division(px_per_s, label_px=84)
    assert found.step_s * px_per_s >= 84
    assert found.parts == 1 or found.step_s / found.parts * px_per_s >= 7


@pytest.mark.parametrize(
    ("time_s", "step_s", "words"),
    [
        (0, 1, "00:00"),
        (61.2, 1, "01:01"),
        (3661, 60, "1:01:01"),
        (62.5, 0.5, "01:02.5"),
        (59.999, 1, "01:00"),
        (1.24, 0.04, "00:01.24"),
        (-0.2, 1, "00:00"),
    ],
)
def test_clock(time_s: float, step_s: float, words: str) -> None:
    assert clock(time_s, step_s) == words
