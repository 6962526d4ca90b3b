from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.project.cue import Cue
from editor_app.score.moment import Song
from editor_app.score.plan import gain_to_level_db, music_level_lufs, plan_scenes, plan_whole
from inference.values import Span


def a_song(
    duration_s: float, moment_s: float = 0.0, *, name: str = "a", beat_s: float = 0.5
) -> Song:
    beats = tuple(np.arange(0.1, duration_s, beat_s).tolist())
    return Song(Path(name), duration_s, moment_s, name, "x", -12.0, 120.0, beats, beats[::4])


def covers_without_holes(cues: tuple[Cue, ...], stretch: Span) -> None:
    assert cues[0].start_s == pytest.approx(stretch.start_s)
    assert cues[-1].end_s == pytest.approx(stretch.end_s)
    for left, right in pairwise(cues):
        overlap_s = left.end_s - right.start_s
        assert overlap_s > 0
        assert left.fade_out_s == pytest.approx(overlap_s)
        assert right.fade_in_s == pytest.approx(overlap_s)


def test_a_long_song_gives_one_cue_that_fades_out() -> None:
    (cue,) = plan_whole(Span(5.0, 45.0), a_song(200.0, 60.0))
    assert (cue.start_s, cue.duration_s, cue.fade_out_s) == (5.0, 40.0, 2.0)
    assert 0.05 <= cue.fade_in_s <= 0.5
    assert cue.source_in_s == pytest.approx(60.0, abs=1.1)
    assert cue.gain_db == pytest.approx(-16.0 - -12.0)


def test_a_late_moment_is_moved_to_where_the_song_suffices() -> None:
    (cue,) = plan_whole(Span(0.0, 40.0), a_song(60.0, 50.0))
    assert cue.source_out_s <= 60.0


def test_a_short_song_is_repeated_on_downbeats() -> None:
    song = a_song(20.0)
    cues = plan_whole(Span(0.0, 50.0), song)
    assert len(cues) == 3
    covers_without_holes(cues, Span(0.0, 50.0))
    for left, right in pairwise(cues):
        left_at_seam_s = left.source_in_s + right.start_s - left.start_s
        assert min(abs(d - left_at_seam_s) for d in song.downbeats_s) < 1e-6
        assert min(abs(d - right.source_in_s) for d in song.downbeats_s) < 1e-6
        assert 2.0 <= left.fade_out_s <= 4.0


@given(st.floats(2, 90), st.floats(0, 90), st.floats(4, 300), st.floats(0.3, 3))
def test_every_stretch_is_filled_from_inside_the_song(
    duration_s: float, moment_s: float, stretch_s: float, beat_s: float
) -> None:
    song = a_song(duration_s, min(moment_s, duration_s), beat_s=beat_s)
    cues = plan_whole(Span(3.0, 3.0 + stretch_s), song)
    covers_without_holes(cues, Span(3.0, 3.0 + stretch_s))
    assert all(cue.source_out_s <= duration_s + 1e-6 for cue in cues)
    assert all(cue.fade_in_s + cue.fade_out_s <= cue.duration_s + 1e-6 for cue in cues)


def test_scenes_melt_into_each_other() -> None:
    scenes = (Span(0.0, 20.0), Span(20.0, 30.0), Span(30.0, 60.0))
    groups = plan_scenes(scenes, [a_song(90.0, 30.0, name=n) for n in "abc"])
    cues = tuple(cue for group in groups for cue in group)
    assert [len(group) for group in groups] == [1, 1, 1]
    assert [cue.title for cue in cues] == ["a", "b", "c"]
    covers_without_holes(cues, Span(0.0, 60.0))
    assert cues[1].start_s == pytest.approx(19.0)
    assert cues[0].end_s == pytest.approx(21.0)


def test_a_scene_may_stay_without_music() -> None:
    scenes = (Span(0.0, 20.0), Span(20.0, 30.0), Span(30.0, 60.0))
    groups = plan_scenes(scenes, [a_song(90.0), None, a_song(90.0, name="c")])
    spans = [[(cue.start_s, cue.end_s) for cue in group] for group in groups]
    assert spans == [[(0.0, 20.0)], [], [(30.0, 60.0)]]


def test_music_lies_under_speech() -> None:
    talk = [Span(0, 10)]
    assert music_level_lufs(-24.0, talk, film_s=20, under_lu=8.0) == -32.0
    assert music_level_lufs(-24.0, [], film_s=20) == -16.0
    assert gain_to_level_db(a_song(9.0), -32.0) == -20.0


def test_a_few_words_do_not_make_the_music_a_bed() -> None:
    word = [Span(2.7, 4.5)]
    assert music_level_lufs(-20.0, word, film_s=40) == -16.0
    # However quiet those words are, the music stays within reach of what ducking can do.
    assert music_level_lufs(-39.0, word, film_s=40) == -27.0
