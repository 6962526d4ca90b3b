"""What every edit of the timeline promises, in words other than its own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from editor_app.project.cue import MAX_SPEED, MIN_SPEED
from editor_app.project.laying import MIN_CUE_S
from editor_app.project.timeline import Laid, Timeline

NEAR = 2e-6


def assert_valid(timeline: Timeline) -> None:
    """Check everything the module promises, in words of its own."""
    ids = [one.id for one in timeline.laid]
    assert len(ids) == len(set(ids))
    assert all(one < timeline.next_id for one in ids)
    order = [(one.cue.start_s, one.id) for one in timeline.laid]
    assert order == sorted(order)
    for one in timeline.laid:
        cue = one.cue
        assert 0 <= one.lane < len(timeline.lanes)
        assert cue.start_s >= 0
        assert cue.source_in_s >= 0
        assert cue.source_out_s <= one.song.duration_s + NEAR
        assert cue.duration_s >= min(MIN_CUE_S, one.song.duration_s) - NEAR
        assert MIN_SPEED <= cue.speed <= MAX_SPEED
        assert cue.fade_in_s >= 0
        assert cue.fade_out_s >= 0
        assert cue.fade_in_s + cue.fade_out_s <= cue.duration_s + NEAR
    for lane in range(len(timeline.lanes)):
        assert_lane_valid(timeline.on_lane(lane))


def assert_lane_valid(lane: tuple[Laid, ...]) -> None:
    for left, right in pairwise(lane):
        overlap_s = left.cue.end_s - right.cue.start_s
        assert left.cue.start_s < right.cue.start_s
        assert left.cue.end_s < right.cue.end_s, "one lies inside the other"
        if overlap_s > NEAR:
            assert left.cue.fade_out_s == pytest.approx(overlap_s, abs=NEAR)
            assert right.cue.fade_in_s == pytest.approx(overlap_s, abs=NEAR)
    for left, right in zip(lane, lane[2:], strict=False):
        assert right.cue.start_s >= left.cue.end_s - NEAR, "three sound at once"
