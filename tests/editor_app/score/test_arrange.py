from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.project import edits
from editor_app.project.timeline import Film, Laid, Timeline
from editor_app.score.arrange import align, chain, fit, met, mix_of, place
from editor_app.score.duck import PRESETS
from editor_app.score.fill_laying import fill
from editor_app.score.mix import mix_blocks
from editor_app.score.moment import Song
from inference.values import Shot, Span
from tests.editor_app.project.songs import a_cue, a_song
from tests.editor_app.project.validity import assert_valid
from tests.editor_app.score.made_songs import song_sound, structure_at, written_song

SHOTS = (Shot(Span(0, 13.3), 0.0), Shot(Span(13.3, 100), 0.9))
EMPTY = Timeline(duration_s=100.0)
FILM = Film(Path("/films/a.mp4"), 100.0, 25.0)


def ends(timeline: Timeline) -> list[tuple[float, float, int]]:
    return [(round(o.cue.start_s, 3), round(o.cue.end_s, 3), o.lane) for o in timeline.laid]


def on_downbeat(laid: Laid, film_s: float) -> bool:
    song_s = laid.cue.source_in_s + film_s - laid.cue.start_s
    return min(abs(beat_s - song_s) for beat_s in laid.song.downbeats_s) < 1e-6


def test_a_long_song_becomes_one_cue_with_a_downbeat_on_the_cut() -> None:
    timeline, ids = place(EMPTY, a_song(), Span(10, 30), shots=SHOTS, level_lufs=-20)
    assert (ends(timeline), ids) == ([(10, 30, 0)], (1,))
    assert timeline.laid[0].cue.gain_db == -8
    assert on_downbeat(timeline.laid[0], 13.3)


def test_a_short_song_is_repeated_and_knows_it_belongs_together() -> None:
    timeline, ids = place(EMPTY, a_song(duration_s=20), Span(0, 50))
    assert len(ids) == 3
    assert tuple(one.id for one in chain(timeline, ids[1])) == ids
    for left, right in pairwise(timeline.laid):
        assert left.cue.fade_out_s == right.cue.fade_in_s == left.cue.end_s - right.cue.start_s
    assert_valid(timeline)


def test_placing_takes_the_free_lane_then_makes_room() -> None:
    timeline, _ = place(EMPTY, a_song("a"), Span(0, 30))
    timeline, _ = place(timeline, a_song("b"), Span(10, 20))
    assert ends(timeline) == [(0, 30, 0), (10, 20, 1)]
    timeline, _ = place(timeline, a_song("c"), Span(10, 20))
    assert ends(timeline) == [(0, 10, 0), (10, 20, 1), (10, 20, 0), (20, 30, 0)]
    timeline, _ = place(timeline, a_song("d"), Span(10, 20), lane=1)
    assert len(timeline.laid) == 4
    assert {one.cue.title for one in timeline.on_lane(1)} == {"d"}


def test_placing_beside_a_neighbour_crossfades_with_it() -> None:
    timeline, _ = place(EMPTY, a_song("a"), Span(0, 20))
    timeline, _ = place(timeline, a_song("b"), Span(18, 40))
    assert ends(timeline) == [(0, 20, 0), (18, 40, 0)]
    assert timeline.laid[0].cue.fade_out_s == timeline.laid[1].cue.fade_in_s == 2


def test_aligning_slips_to_the_strongest_cut() -> None:
    song = a_song()
    timeline, laid_id = edits.add(EMPTY, a_cue(song, 10, 20, 20.4), song, lane=1)
    aligned, found = align(timeline, laid_id, shots=SHOTS)
    assert found is not None
    assert found.cut_s == 13.3
    assert ends(aligned) == ends(timeline)
    assert on_downbeat(aligned.laid[0], 13.3)
    again, found = align(timeline, laid_id, shots=SHOTS, moment_s=4.0)
    assert again.laid[0].cue.source_in_s == pytest.approx(4, abs=1.1)
    assert align(timeline, 99, shots=SHOTS) == (timeline, None)


def test_aligning_a_repeated_song_keeps_its_seams_on_downbeats() -> None:
    timeline, ids = place(EMPTY, a_song(duration_s=20), Span(0, 50))
    aligned, found = align(timeline, ids[0], shots=SHOTS)
    assert found is not None
    assert found.kind == "downbeat"
    assert on_downbeat(aligned.laid[0], 13.3)
    assert all(on_downbeat(right, right.cue.start_s) for right in aligned.laid[1:])
    assert (ends(aligned)[0][0], ends(aligned)[-1][1]) == (0, 50)


def test_fitting_shortens_and_repeats() -> None:
    timeline, (first,) = place(EMPTY, a_song(duration_s=30), Span(10, 35))
    timeline = edits.set_gain(timeline, {first}, gain_db=-9)
    longer, ids = fit(timeline, first, length_s=60)
    assert ids[0] == first
    assert len(ids) > 1
    assert ends(longer)[-1][1] == 70
    assert {one.cue.gain_db for one in longer.laid} == {-9}
    shorter, ids = fit(longer, ids[-1], length_s=12.5)
    assert ids == (first,)
    assert ends(shorter) == [(10, 22.5, 0)]
    assert fit(timeline, 99, length_s=3) == (timeline, ())


def test_a_song_that_comes_to_its_end_is_not_faded() -> None:
    timeline, _ = place(EMPTY, a_song(duration_s=30), Span(0, 30))
    assert timeline.laid[0].cue.source_out_s == 30
    assert timeline.laid[0].cue.fade_out_s == 0
    shorter, _ = fit(timeline, 1, length_s=20)
    assert shorter.laid[0].cue.fade_out_s == 2


def test_a_longer_cue_goes_where_there_is_room() -> None:
    timeline, (first,) = place(EMPTY, a_song("a"), Span(0, 10))
    timeline, _ = place(timeline, a_song("b"), Span(10, 20), lane=0)
    longer, _ = fit(timeline, first, length_s=30)
    assert ends(longer) == [(0, 30, 1), (10, 20, 0)]


def test_filling_replaces_what_lay_there() -> None:
    timeline, _ = place(EMPTY, a_song("old"), Span(20, 60), lane=1)
    choices = [(Span(0, 20), a_song("a")), (Span(20, 30), None), (Span(30, 50), a_song("b"))]
    filled, ids = fill(timeline, choices)
    assert len(ids) == 2
    assert ends(filled) == [(0, 20, 0), (30, 50, 0), (50, 60, 1)]


def test_filled_neighbours_melt() -> None:
    filled, _ = fill(EMPTY, [(Span(0, 20), a_song("a")), (Span(20, 50), a_song("b"))])
    left, right = filled.laid
    assert left.cue.end_s > 20 >= right.cue.start_s
    assert left.cue.fade_out_s == right.cue.fade_in_s > 1


def pinned(timeline: Timeline, laid_id: int) -> Timeline:
    laid = timeline.find(laid_id)
    assert laid is not None
    return edits.replace_laid(timeline, replace(laid, pinned=True))


@pytest.mark.parametrize("lane", [0, 1])
def test_filling_leaves_pinned_cues_alone_and_plays_on_behind_them(lane: int) -> None:
    timeline, (kept,) = place(EMPTY, a_song("kept"), Span(20, 30), lane=lane)
    timeline = pinned(timeline, kept)
    choices = [
        (Span(0, 50), replace(a_song("a", duration_s=90), moment_s=4.0, beats_s=(), downbeats_s=()))
    ]
    filled, ids = fill(timeline, choices)
    assert filled.find(kept) == timeline.find(kept)
    assert ends(filled) == [(0, 20, 0), (20, 30, lane), (30, 50, 0)]
    assert [filled.find(one).cue.source_in_s for one in ids] == [4, 34]
    assert fill(filled, [(Span(20, 30), a_song("b"))])[0].laid == filled.laid
    assert_valid(filled)


def test_what_goes_on_from_a_pinned_cue_does_not_jump() -> None:
    song = a_song("a", duration_s=200)
    timeline, kept = edits.add(EMPTY, a_cue(song, 20, 10, 50.3), song, lane=0)
    timeline = pinned(timeline, kept)
    choices = [(Span(0, 20), replace(song, moment_s=30.3)), (Span(30, 60), a_song("b"))]
    filled, (before, after) = fill(timeline, choices, shots=SHOTS)
    assert filled.laid[0].id == before
    assert filled.laid[0].cue.source_in_s == pytest.approx(30.3)
    assert on_downbeat(filled.laid[2], 30.0)
    exact, _ = fill(timeline, choices, shots=SHOTS, exact=[1])
    assert exact.find(after).cue.source_in_s == 0


def test_a_song_that_plays_on_from_choice_to_choice_is_one_cue() -> None:
    song = a_song("a", duration_s=200)
    choices = [
        (Span(0, 20), replace(song, moment_s=7.3)),
        (Span(20, 50), replace(song, moment_s=27.3)),
    ]
    filled, ids = fill(EMPTY, choices, exact=[0, 1])
    assert len(ids) == 1
    assert ends(filled) == [(0, 50, 0)]
    assert filled.laid[0].cue.source_in_s == 7.3
    assert len(fill(EMPTY, choices, exact=[0])[1]) == 2


def test_aligning_stretches_for_a_second_cut_where_asked() -> None:
    song = a_song(duration_s=120)
    shots = (Shot(Span(0, 20), 0.0), Shot(Span(20, 40.4), 0.9), Shot(Span(40.4, 100), 0.8))
    timeline, laid_id = edits.add(EMPTY, a_cue(song, 10, 60, 20.4), song, lane=0)
    plain, found = align(timeline, laid_id, shots=shots)
    assert found is not None
    assert (found.met, plain.laid[0].cue.speed) == (1, 1.0)
    stretched, found = align(timeline, laid_id, shots=shots, most_stretch=0.03)
    assert found is not None
    cue = stretched.laid[0].cue
    assert found.met == 2
    assert cue.speed == pytest.approx(20 / 20.4, abs=1e-4)
    assert min(abs(beat_s - cue.source_at_s(40.4)) for beat_s in song.downbeats_s) < 0.001
    assert [one.kind for one in met(stretched, laid_id, shots=shots)] == ["downbeat"] * 2
    assert_valid(stretched)
    assert align(stretched, laid_id, shots=shots)[0].laid[0].cue.speed == 1.0


def test_what_was_cut_to_its_length_is_reported_on_and_left_alone() -> None:
    timeline, ids = place(EMPTY, a_song(duration_s=20), Span(0, 30))
    laid = timeline.find(ids[1])
    assert laid is not None
    timeline = edits.replace_laid(timeline, replace(laid, seam=0.8))
    after, found = align(timeline, ids[0], shots=SHOTS)
    assert after == timeline
    assert found is not None
    assert (found.kind, len(found.meetings)) == (None, 1)
    assert "cut to its length" in found.reason


def test_a_report_on_a_repeated_song_looks_at_every_pass() -> None:
    timeline, ids = place(EMPTY, a_song(duration_s=20), Span(0, 50))
    shots = (Shot(Span(0, 10), 0.0), Shot(Span(10, 45), 0.9), Shot(Span(45, 100), 0.8))
    _, found = align(timeline, ids[0], shots=shots)
    assert found is not None
    assert [one.cut_s for one in found.meetings] == [10, 45]
    assert all("No music" not in one.reason.text for one in found.meetings)
    assert met(timeline, 99, shots=shots) == ()


SPANS = st.tuples(st.floats(0, 90), st.floats(0.0, 60)).map(lambda s: Span(s[0], s[0] + s[1]))
LENGTHS = st.floats(0.3, 90)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LENGTHS, SPANS, st.sampled_from([None, 0, 1]), LENGTHS), max_size=5))
def test_whatever_is_placed_and_fitted_is_valid(
    steps: list[tuple[float, Span, int | None, float]],
) -> None:
    timeline = EMPTY
    for song_s, span, lane, length_s in steps:
        song = a_song(f"{song_s}", duration_s=song_s, beat_s=0.37)
        timeline, ids = place(timeline, song, span, shots=SHOTS, lane=lane)
        assert_valid(timeline)
        assert all(timeline.find(one) for one in ids)
        timeline, _ = fit(timeline, ids[-1], length_s=length_s)
        assert_valid(timeline)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(LENGTHS, st.floats(0.3, 30)), min_size=1, max_size=8))
def test_whatever_is_filled_is_valid(parts: list[tuple[float, float]]) -> None:
    start_s, choices = 0.0, []
    for i, (song_s, length_s) in enumerate(parts):
        span = Span(start_s, start_s + length_s)
        choices.append((span, a_song(str(i), duration_s=song_s, beat_s=0.4)))
        start_s = span.end_s
    timeline, _ = fill(EMPTY, choices, shots=SHOTS)
    assert_valid(timeline)


def test_the_mix_holds_what_is_heard() -> None:
    timeline, _ = fill(EMPTY, [(Span(0, 20), a_song("a")), (Span(40, 60), a_song("b"))])
    timeline = edits.set_level(timeline, "original", gain_db=-3)
    speech = (Span(5, 9),)
    mix = mix_of(timeline, FILM, speech=speech)
    assert (mix.span, len(mix.cues)) == (Span(0, 100), 2)
    assert mix.original is not None
    assert mix.original.gain_db == -3
    assert (mix.speech, mix.duck and mix.duck.depth_db) == (speech, 12)
    part = mix_of(edits.set_kept(timeline, Span(30, 50)), FILM, speech=speech)
    assert (part.span, [cue.title for cue in part.cues]) == (Span(30, 50), ["b"])


def test_nothing_ducks_where_nobody_is_heard() -> None:
    timeline, speech = edits.set_level(EMPTY, "original", muted=True), (Span(5, 9),)
    for silent in (
        mix_of(timeline, FILM, speech=speech),
        mix_of(EMPTY, None, speech=speech),
        mix_of(edits.set_duck_depth(EMPTY, 0), FILM, speech=speech),
    ):
        assert silent.duck is None
        assert silent.speech == ()
    assert mix_of(timeline, FILM).original is None


def test_the_mix_makes_room_in_the_way_of_the_timeline() -> None:
    timeline = edits.set_duck_depth(edits.set_ducking(EMPTY, "podcast"), 9)
    assert mix_of(timeline, FILM).duck == replace(PRESETS["podcast"], depth_db=9)
    own, wanted = (Span(3, 30),), edits.set_duck_music(timeline, True)
    assert mix_of(timeline, FILM, own_music=own).own_music == ()
    assert mix_of(wanted, FILM, own_music=own).own_music == own
    assert mix_of(wanted, None, own_music=own).own_music == ()


def test_a_split_is_not_heard(song: Callable[..., Path]) -> None:
    first = Song(song(12.0), 12.0, 1.0)
    second = Song(song(12.0, gain=0.5), 12.0, 2.0)
    timeline, ids = fill(Timeline(duration_s=14.0), [(Span(0, 7), first), (Span(7, 14), second)])
    assert len(ids) == 2
    parted = edits.split(edits.split(timeline, {1, 2}, at_s=3.3), {1, 2}, at_s=11.1)
    assert len(parted.laid) == 4
    whole, cut = (np.concatenate(list(mix_blocks(mix_of(one, None)))) for one in (timeline, parted))
    assert np.abs(whole).max() > 0.1
    assert np.abs(whole - cut).max() < 1e-5


def test_fitting_by_structure_cuts_where_the_song_resembles_itself(tmp_path: Path) -> None:
    path = written_song(tmp_path, song_sound())
    structure = structure_at(path)
    song = Song(path, structure.duration_s, title="made")
    timeline, (first,) = place(EMPTY, song, Span(5, 45))
    timeline = edits.set_gain(timeline, {first}, gain_db=-9)
    for variant in (0, 1, 9):
        fitted, ids = fit(timeline, first, length_s=62.0, structure=structure, variant=variant)
        assert_valid(fitted)
        assert ids[0] == first
        assert len(ids) > 1
        assert (fitted.laid[0].cue.start_s, fitted.laid[-1].cue.end_s) == pytest.approx((5, 67))
        assert {one.cue.gain_db for one in fitted.laid} == {-9}
        assert all(one.seam is not None and one.seam > 0.4 for one in fitted.laid[1:])
