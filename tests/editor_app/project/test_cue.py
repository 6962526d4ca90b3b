from __future__ import annotations

from pathlib import Path

import pytest

from editor_app.project.cue import Cue


def test_ends_follow_from_start_and_duration() -> None:
    cue = Cue(Path("a.ogg"), "A", "B", start_s=3.0, duration_s=4.0, source_in_s=10.0)
    assert (cue.end_s, cue.source_out_s) == (7.0, 14.0)


@pytest.mark.parametrize("wrong", [{"duration_s": 0.0}, {"start_s": -1.0}, {"fade_in_s": -0.1}])
def test_impossible_cues_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="cue"):
        Cue(Path("a.ogg"), "", "", **{"start_s": 0.0, "duration_s": 1.0, **wrong})
