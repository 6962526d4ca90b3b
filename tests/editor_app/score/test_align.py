from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.score.align import MEETS_S, MOST_STRETCH, Alignment, align
from editor_app.score.moment import Song
from inference.values import Span
from tests.editor_app.score.test_cuts import shots

BEATS = tuple(np.arange(0.2, 200, 0.5).tolist())
SONG = Song(Path("a.ogg"), 200.0, 30.0, beats_s=BEATS, downbeats_s=BEATS[::4])
STRETCH = Span(10.0, 70.0)


def heard_s(found: Alignment, cut_s: float) -> float:
    return found.source_in_s + (cut_s - STRETCH.start_s) * found.speed


def off_downbeat_s(found: Alignment, cut_s: float) -> float:
    return min(abs(beat_s - heard_s(found, cut_s)) for beat_s in SONG.downbeats_s)


def test_the_strongest_cut_meets_a_downbeat_and_the_others_are_reported() -> None:
    found = align(SONG, STRETCH, shots=shots((21.0, 0.9), (24.0, 0.7), (40.24, 0.6), (50.0, 0.1)))
    assert (found.kind, found.cut_s, found.speed) == ("downbeat", 21.0, 1.0)
    assert off_downbeat_s(found, 21.0) < 1e-6
    assert [(one.cut_s, one.kind) for one in found.meetings] == [
        (21.0, "downbeat"), (24.0, "beat"), (40.24, None),
    ]  # fmt: skip
    assert found.met == 2
    missed = found.meetings[2]
    assert missed.off_s == pytest.approx(-0.24, abs=0.001)
    assert missed.reason.text == (
        "The nearest beat comes 0.24 s before the cut at 40.24 s; "
        "the music was moved for the cut at 21.00 s instead."
    )
    assert dict(missed.reason.numbers)["off_s"] == missed.off_s


def test_a_stretch_lets_other_strong_cuts_meet_too() -> None:
    cuts = shots((20.0, 0.9), (40.4, 0.8), (60.8, 0.8))
    plain = align(SONG, STRETCH, shots=cuts)
    found = align(SONG, STRETCH, shots=cuts, most_stretch=0.03)
    assert (plain.met, found.met) == (1, 3)
    assert found.speed == pytest.approx(20 / 20.4, abs=1e-4)
    assert off_downbeat_s(found, 20.0) < 1e-6
    assert off_downbeat_s(found, 40.4) < 0.001
    assert [reason.about for reason in found.reasons] == ["moved", "stretch"]
    assert "2.0% slower" in found.reason


def test_a_stretch_too_small_is_said_to_be() -> None:
    cuts = shots((20.0, 0.9), (25.25, 0.8))
    found = align(SONG, STRETCH, shots=cuts, most_stretch=0.03)
    assert (found.speed, found.met) == (1.0, 1)
    assert "a stretch of 4.8% is more than 3.0%" in found.meetings[1].reason.text


def test_no_more_than_the_most_is_ever_stretched() -> None:
    cuts = shots((20.0, 0.9), (40.9, 0.8))
    assert align(SONG, STRETCH, shots=cuts, most_stretch=0.5).speed <= 1 + MOST_STRETCH


def test_what_plays_at_its_own_speed_is_not_stretched_for_nothing() -> None:
    cuts = shots((20.0, 0.9), (40.0, 0.8), (61.1, 0.1))
    assert align(SONG, STRETCH, shots=cuts, most_stretch=0.03).speed == 1.0


def test_a_song_without_beats_reports_that_for_every_cut() -> None:
    bare = replace(SONG, beats_s=(), downbeats_s=())
    found = align(bare, STRETCH, shots=shots((20.0, 0.9), (40.0, 0.8)), most_stretch=0.03)
    assert (found.kind, found.speed, found.source_in_s) == (None, 1.0, 30.0)
    assert [one.kind for one in found.meetings] == [None, None]
    assert "no beat at the cut" in found.meetings[0].reason.text
    assert "no beat that could meet" in found.reason


def test_cuts_in_a_part_without_beats_say_so() -> None:
    late = replace(SONG, beats_s=BEATS[120:], downbeats_s=BEATS[120::4])
    found = align(late, STRETCH, shots=shots((20.0, 0.6), (55.0, 0.9)))
    assert found.cut_s == 55.0
    assert found.meetings[0].reason.text == "The song has no beat at the cut at 20.00 s."


def test_a_song_too_short_reports_where_its_first_pass_ends() -> None:
    short = Song(Path("a"), 30.0, beats_s=BEATS[:60], downbeats_s=BEATS[:60:4])
    found = align(short, STRETCH, shots=shots((20.0, 0.6), (65.0, 0.9)), most_stretch=0.03)
    assert found.speed == 1.0
    assert found.meetings[1].reason.text == "No music sounds at the cut at 65.00 s."


def test_a_picture_without_cuts_begins_on_a_downbeat() -> None:
    found = align(SONG, STRETCH, shots=shots())
    assert (found.kind, found.meetings) == ("downbeat", ())
    assert off_downbeat_s(found, STRETCH.start_s) < 1e-6


def test_a_film_cut_on_every_frame_is_aligned_at_once() -> None:
    every = shots(*((0.25 * i, 0.6 + 0.001 * (i % 300)) for i in range(4, 700)), end_s=200.0)
    found = align(SONG, Span(0.0, 180.0), shots=every, most_stretch=0.03)
    assert 0 < len(found.meetings) <= 40
    assert found.met > 0


@settings(max_examples=80, deadline=None)
@given(
    st.floats(0, 200), st.floats(0.5, 250), st.floats(0, 2), st.floats(0.25, 2), st.floats(0, 0.03),
    st.lists(st.tuples(st.floats(0.1, 99), st.floats(0.01, 1)), max_size=6),
)  # fmt: skip
def test_it_stays_inside_the_song_and_reports_the_truth(
    moment_s: float,
    duration_s: float,
    first_s: float,
    beat_s: float,
    most: float,
    cuts: list[tuple[float, float]],
) -> None:
    beats = tuple(np.arange(first_s, duration_s, beat_s).tolist())
    song = Song(
        Path("a"), duration_s, min(moment_s, duration_s), beats_s=beats, downbeats_s=beats[::4]
    )
    found = align(song, STRETCH, shots=shots(*sorted(cuts), end_s=100.0), most_stretch=most)
    assert 0 <= found.source_in_s <= duration_s
    assert abs(found.speed - 1) <= most + 1e-9
    if duration_s >= STRETCH.duration_s:
        end_s = found.source_in_s + STRETCH.duration_s * found.speed
        assert end_s <= duration_s + 1e-6
    for one in found.meetings:
        if one.kind is not None:
            grid = song.downbeats_s if one.kind == "downbeat" else song.beats_s
            away = min(abs(beat - heard_s(found, one.cut_s)) for beat in grid)
            assert away <= MEETS_S * 1.04
