from __future__ import annotations

from dataclasses import replace

import pytest

from editor_app.project import edits
from editor_app.project.snapping import snap_edge, snap_move, snap_slip, targets
from editor_app.project.timeline import Timeline
from inference.values import Shot, Span
from tests.editor_app.project.songs import a_cue, a_song

SHOTS = (
    Shot(Span(0, 12.4), 0.0),
    Shot(Span(12.4, 30.0), 0.9),
    Shot(Span(30.0, 100.0), 0.2),
)


def one_cue(start_s: float = 20.0, *, beats: bool = False) -> Timeline:
    song = a_song() if beats else replace(a_song(), beats_s=(), downbeats_s=())
    return edits.add(Timeline(duration_s=100.0), a_cue(song, start_s), song, lane=0)[0]


def test_the_start_of_a_moved_cue_meets_a_cut() -> None:
    timeline = one_cue()
    still = targets(timeline, shots=SHOTS, moving={1})
    snapped = snap_move(still, timeline.laid, by_s=-7.5, tolerance_s=0.2)
    assert snapped.by_s == pytest.approx(-7.6)
    assert snapped.edge == "start"
    assert snapped.target is not None
    assert snapped.target.label == "cut 12.40"


def test_the_end_of_a_moved_cue_meets_the_playhead() -> None:
    timeline = one_cue()
    still = targets(timeline, shots=SHOTS, playhead_s=50.0, moving={1})
    snapped = snap_move(still, timeline.laid, by_s=19.9, tolerance_s=0.2)
    assert (snapped.by_s, snapped.edge) == (pytest.approx(20.0), "end")


def test_too_far_away_nothing_draws() -> None:
    timeline = one_cue()
    still = targets(timeline, shots=SHOTS, moving={1})
    snapped = snap_move(still, timeline.laid, by_s=-7.0, tolerance_s=0.2)
    assert (snapped.by_s, snapped.target, snapped.edge) == (-7.0, None, None)


def test_what_moves_draws_nothing_itself() -> None:
    timeline = one_cue(beats=True)
    assert snap_edge(targets(timeline), 20.1, by_s=0, tolerance_s=0.2).target is not None
    assert snap_edge(targets(timeline, moving={1}), 20.1, by_s=0, tolerance_s=0.2).target is None


def test_a_trimmed_cue_draws_by_its_beats_but_not_by_its_edges() -> None:
    timeline = one_cue(beats=True)
    still = targets(timeline, trimming=1)
    snapped = snap_edge(still, 20.0, by_s=1.95, tolerance_s=0.2)
    assert snapped.by_s == pytest.approx(2.0)
    assert snapped.target is not None
    assert snapped.target.kind == "downbeat"
    assert snap_edge(still, 30.0, by_s=0.2, tolerance_s=0.1).target is None


def test_a_downbeat_inside_meets_the_strong_cut_under_the_cue() -> None:
    timeline = one_cue(5.0, beats=True)  # downbeats at 5, 7 … 15 s; the cut is at 12.4 s
    still = targets(timeline, shots=SHOTS, moving={1})
    snapped = snap_move(still, timeline.laid, by_s=1.35, tolerance_s=0.2)
    assert (snapped.by_s, snapped.edge) == (pytest.approx(1.4), "downbeat")


def test_slipping_brings_a_downbeat_onto_a_cut() -> None:
    timeline = one_cue(5.0, beats=True)
    still = targets(timeline, shots=SHOTS, moving={1})
    snapped = snap_slip(still, timeline.laid[0], by_s=0.55, tolerance_s=0.2)
    assert snapped.by_s == pytest.approx(0.6)
    slipped = edits.slip(timeline, 1, by_s=snapped.by_s).laid[0].cue
    at_cut_s = slipped.source_in_s + 12.4 - slipped.start_s
    assert at_cut_s % 2 == pytest.approx(0, abs=1e-6)


def test_of_things_at_one_time_the_most_telling_is_named() -> None:
    scenes, segments = (Span(12.4, 40.0),), (Span(12.4, 18.4),)
    still = targets(Timeline(duration_s=100.0), shots=SHOTS, scenes=scenes, segments=segments)
    target = still.near(12.4, tolerance_s=0.1)
    assert target is not None
    assert target.kind == "scene"


def test_in_and_out_and_the_ends_of_the_film_draw() -> None:
    timeline = edits.set_kept(Timeline(duration_s=100.0), Span(3.0, 50.0))
    still = targets(timeline)
    kinds = [found.kind for s in (0.0, 3.0, 50.0, 100.0) if (found := still.near(s, tolerance_s=1))]
    assert kinds == ["film start", "in", "out", "film end"]


def test_the_downbeats_of_a_faster_cue_draw_and_are_drawn_where_they_sound() -> None:
    timeline = edits.set_speed(one_cue(5.0, beats=True), 1, speed=1.03)
    still = targets(timeline, shots=SHOTS, moving={1})
    moved = snap_move(still, timeline.laid, by_s=1.55, tolerance_s=0.2)
    cue = edits.move(timeline, {1}, by_s=moved.by_s).laid[0].cue
    assert cue.source_at_s(12.4) == pytest.approx(26)
    slipped = snap_slip(still, timeline.laid[0], by_s=0.5, tolerance_s=0.2)
    cue = edits.slip(timeline, 1, by_s=slipped.by_s).laid[0].cue
    assert cue.source_at_s(12.4) == pytest.approx(28)
    edge = snap_edge(targets(timeline, trimming=1), 10.0, by_s=0.9, tolerance_s=0.2)
    assert edge.by_s == pytest.approx(6 / 1.03 - 5)
