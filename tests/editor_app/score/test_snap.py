from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.score.moment import Song, in_point
from editor_app.score.snap import MAX_SHIFT_S, snap
from inference.values import Shot, Span

BEATS = tuple(np.arange(0.2, 120, 0.5).tolist())
SONG = Song(Path("a.ogg"), 120.0, moment_s=30.0, beats_s=BEATS, downbeats_s=BEATS[::4])
STRETCH = Span(10.0, 30.0)


def shots(*cuts: tuple[float, float]) -> list[Shot]:
    edges = [0.0, *(time_s for time_s, _ in cuts), 60.0]
    strengths = [0.0, *(strength for _, strength in cuts)]
    return [
        Shot(Span(a, b), strength)
        for a, b, strength in zip(edges, edges[1:], strengths, strict=False)
    ]


def test_the_nearest_downbeat_meets_the_strongest_cut() -> None:
    found = snap(SONG, STRETCH, shots=shots((12.0, 0.3), (17.3, 0.9), (25.0, 0.5)))
    heard_at_cut_s = found.source_in_s + 17.3 - STRETCH.start_s
    assert found.kind == "downbeat"
    assert found.cut_s == 17.3
    assert min(abs(d - heard_at_cut_s) for d in SONG.downbeats_s) < 1e-6
    assert found.shift_s == pytest.approx(found.source_in_s - 30.0)
    assert abs(found.shift_s) <= 1.02
    assert "17.30" in found.reason


def test_a_song_without_downbeats_gives_a_beat() -> None:
    found = snap(replace(SONG, downbeats_s=()), STRETCH, shots=shots((17.3, 0.9)))
    assert found.kind == "beat"
    assert abs(found.shift_s) <= 0.26


def test_a_cut_outside_the_stretch_is_none_of_ours() -> None:
    found = snap(SONG, STRETCH, shots=shots((5.0, 0.9), (20.0, 0.2), (45.0, 1.0)))
    assert found.cut_s == 20.0


def test_without_a_cut_the_start_is_taken() -> None:
    found = snap(SONG, STRETCH, shots=shots())
    assert (found.cut_s, found.cut_strength) == (STRETCH.start_s, 0.0)
    assert min(abs(d - found.source_in_s) for d in SONG.downbeats_s) < 1e-6


def test_a_song_without_beats_says_so() -> None:
    found = snap(replace(SONG, beats_s=(), downbeats_s=()), STRETCH, shots=shots((17.3, 0.9)))
    assert (found.kind, found.source_in_s) == (None, 30.0)
    assert "no beat" in found.reason


def test_nothing_near_enough_says_so() -> None:
    found = snap(SONG, STRETCH, shots=shots((17.35, 0.9)), tolerance_s=0.01)
    assert (found.kind, found.source_in_s, found.shift_s) == (None, 30.0, 0.0)


@given(
    st.floats(0, 130), st.floats(1, 200), st.floats(0, 2), st.floats(0.25, 2),
    st.lists(st.tuples(st.floats(0.1, 59), st.floats(0.01, 1)), max_size=6),
)  # fmt: skip
def test_it_stays_inside_the_song(
    moment_s: float,
    duration_s: float,
    first_s: float,
    beat_s: float,
    cuts: list[tuple[float, float]],
) -> None:
    beats = tuple(np.arange(first_s, duration_s, beat_s).tolist())
    song = Song(
        Path("a"), duration_s, min(moment_s, duration_s), "", "", None, None, beats, beats[::4]
    )
    found = snap(song, STRETCH, shots=shots(*sorted(cuts)))
    assert 0 <= found.source_in_s <= duration_s
    assert abs(found.source_in_s - in_point(song, STRETCH.duration_s)) <= MAX_SHIFT_S
    if duration_s >= STRETCH.duration_s:
        assert found.source_in_s + STRETCH.duration_s <= duration_s + 1e-9
