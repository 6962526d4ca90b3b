from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from editor_app.project.cue import Cue, level_db


def test_ends_follow_from_start_and_duration() -> None:
    cue = Cue(Path("a.ogg"), "A", "B", start_s=3.0, duration_s=4.0, source_in_s=10.0)
    assert (cue.end_s, cue.source_out_s) == (7.0, 14.0)


def test_a_faster_cue_hears_more_of_its_song() -> None:
    cue = Cue(Path("a.ogg"), "A", "B", 3.0, 4.0, source_in_s=10.0, speed=1.02)
    assert cue.source_out_s == pytest.approx(14.08)
    assert cue.source_at_s(5.0) == pytest.approx(12.04)
    assert cue.timeline_at_s(cue.source_at_s(5.5)) == pytest.approx(5.5)


def test_levels_lie_on_lines_between_points() -> None:
    points = ((1.0, -6.0), (3.0, 0.0))
    at_s = (0.0, 1.0, 2.0, 3.0, 9.0)
    assert [level_db(points, one) for one in at_s] == [-6, -6, -3, 0, 0]
    assert level_db((), 4.0) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"duration_s": 0.0},
        {"start_s": -1.0},
        {"fade_in_s": -0.1},
        {"speed": 1.1},
        {"speed": float("nan")},
        {"gain_points": ((1.0, 0.0), (1.0, -3.0))},
        {"gain_points": ((-1.0, 0.0),)},
        {"gain_points": ((1.0, float("nan")),)},
    ],
)
def test_impossible_cues_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cue"):
        Cue(Path("a.ogg"), "", "", **{"start_s": 0.0, "duration_s": 1.0, **wrong})
