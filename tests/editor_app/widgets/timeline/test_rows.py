"""How the rows share the height."""

from __future__ import annotations

from itertools import pairwise

import pytest

from editor_app.widgets.timeline.rows import Kind, lay_out


@pytest.mark.parametrize("height", [100, 290, 330, 480, 2000])
def test_rows_lie_below_each_other(height: int) -> None:
    rows = lay_out(height, 2).rows
    assert [row.kind for row in rows][:2] == [Kind.RULER, Kind.SCENES]
    assert all(lower.top == upper.bottom + 1 for upper, lower in pairwise(rows))


def test_they_fit_a_small_window() -> None:
    assert lay_out(290, 2).height <= 290


def test_they_grow_with_the_room_but_not_for_ever() -> None:
    small, large, huge = (lay_out(height, 2) for height in (290, 400, 4000))
    assert small.height < large.height <= 400
    assert huge.music[0].height == lay_out(1000, 2).music[0].height


def test_a_place_between_rows_belongs_to_the_upper() -> None:
    rows = lay_out(330, 2)
    found = [rows.at(y) for y in range(rows.height)]
    assert None not in found
    assert rows.at(rows.height + 5) is None


def test_the_nearest_lane_is_found_from_anywhere() -> None:
    rows = lay_out(330, 3)
    assert rows.lane_at(-100) == 0
    assert rows.lane_at(rows.music[1].top + 3) == 1
    assert rows.lane_at(5000) == 2
