from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.project import edits
from editor_app.project.laying import plain_fade_out_s
from editor_app.project.timeline import Timeline
from inference.values import Span
from tests.editor_app.project.songs import a_cue, a_song
from tests.editor_app.project.validity import assert_valid


def laid_out(*spans: tuple[float, float], lane: int = 0, duration_s: float = 100.0) -> Timeline:
    """Cues of (start, end) on one lane, with ids from 1 on."""
    song, timeline = a_song(), Timeline(duration_s=duration_s)
    for start_s, end_s in spans:
        cue = a_cue(song, start_s, end_s - start_s)
        timeline, _ = edits.add(timeline, cue, song, lane=lane)
    return timeline


def spans(timeline: Timeline) -> dict[int, tuple[float, float, int]]:
    return {
        one.id: (round(one.cue.start_s, 3), round(one.cue.end_s, 3), one.lane)
        for one in timeline.laid
    }


def fades(timeline: Timeline, laid_id: int) -> tuple[float, float]:
    cue = cue_of(timeline, laid_id)
    return round(cue.fade_in_s, 3), round(cue.fade_out_s, 3)


def cue_of(timeline: Timeline, laid_id: int) -> edits.Cue:
    found = timeline.find(laid_id)
    assert found is not None
    return found.cue


def test_adding_gives_ids_that_stay() -> None:
    timeline = laid_out((0, 10), (20, 30))
    assert spans(timeline) == {1: (0, 10, 0), 2: (20, 30, 0)}
    assert timeline.next_id == 3
    assert spans(edits.remove(timeline, {1})) == {2: (20, 30, 0)}


def test_a_cue_longer_than_its_song_is_cut_to_it() -> None:
    song = a_song(duration_s=5.0)
    timeline, new = edits.add(Timeline(), a_cue(song, 3.0, 10.0, 2.0), song, lane=7)
    cue = cue_of(timeline, new)
    assert (cue.start_s, cue.duration_s, cue.source_in_s) == (3.0, 5.0, 0.0)
    assert timeline.laid[0].lane == 1


def test_no_song_is_too_short_in_silence() -> None:
    with pytest.raises(ValueError, match="too short"):
        edits.add(Timeline(), a_cue(a_song()), a_song(duration_s=0.05), lane=0)


def test_moving_stops_at_the_beginning_and_keeps_distances() -> None:
    timeline = edits.move(laid_out((5, 10), (20, 30)), {1, 2}, by_s=-9)
    assert spans(timeline) == {1: (0, 5, 0), 2: (15, 25, 0)}


def test_moving_between_lanes_stops_at_the_last() -> None:
    timeline = edits.move(laid_out((5, 10), (20, 30)), {2}, by_s=1, by_lanes=5)
    assert spans(timeline) == {1: (5, 10, 0), 2: (21, 31, 1)}


def test_cues_that_overlap_crossfade_and_part_with_plain_fades() -> None:
    timeline = laid_out((0, 10), (10, 20))
    together = edits.move(timeline, {2}, by_s=-3)
    assert spans(together) == {1: (0, 10, 0), 2: (7, 17, 0)}
    assert fades(together, 1)[1] == fades(together, 2)[0] == 3
    apart = edits.move(together, {2}, by_s=4)
    assert (
        fades(apart, 1)[1] == round(plain_fade_out_s(cue_of(apart, 1), apart.laid[0].song), 3) == 2
    )
    assert fades(apart, 2)[0] == 0.05, "it begins on a downbeat"


def test_a_fade_never_crossfaded_stays_when_its_cue_moves() -> None:
    timeline = edits.set_fade_out(laid_out((0, 10), (20, 30)), 1, fade_s=4)
    assert fades(edits.move(timeline, {1}, by_s=2), 1) == (0, 4)


def test_a_cue_inside_another_goes_to_the_free_lane() -> None:
    timeline = laid_out((0, 40), (50, 60))
    assert spans(edits.move(timeline, {2}, by_s=-40)) == {1: (0, 40, 0), 2: (10, 20, 1)}


def test_a_cue_inside_another_stops_at_its_edge_where_no_lane_is_free() -> None:
    timeline = laid_out((10, 40), (50, 60))
    song = a_song("b")
    timeline, _ = edits.add(timeline, a_cue(song, 5, 50), song, lane=1)
    assert spans(edits.move(timeline, {2}, by_s=-25))[2] == (40, 50, 0)
    assert spans(edits.move(timeline, {2}, by_s=-38))[2] == (0, 10, 0)


def test_three_never_sound_at_once() -> None:
    timeline = laid_out((0, 10), (8, 18), (30, 40))
    moved = edits.move(timeline, {3}, by_s=-21)
    assert spans(moved)[3] == (9, 19, 1)
    assert_valid(moved)


def test_trimming_keeps_the_music_where_it_is() -> None:
    timeline = edits.trim_start(laid_out((10, 20)), 1, to_s=14)
    cue = cue_of(timeline, 1)
    assert (cue.start_s, cue.end_s, cue.source_in_s) == (14, 20, 24)
    cue = cue_of(edits.trim_end(timeline, 1, to_s=90), 1)
    assert cue.source_out_s == pytest.approx(60)
    assert cue.end_s == pytest.approx(50)


@pytest.mark.parametrize(("to_s", "start_s"), [(-5, 0), (99, 19.9), (3, 3)])
def test_trimming_the_start_stops_at_its_limits(to_s: float, start_s: float) -> None:
    timeline = edits.trim_start(laid_out((10, 20)), 1, to_s=to_s)
    assert cue_of(timeline, 1).start_s == pytest.approx(start_s)


def test_trimming_stops_where_the_song_begins() -> None:
    timeline = edits.trim_start(laid_out((30, 40)), 1, to_s=0)
    assert (cue_of(timeline, 1).start_s, cue_of(timeline, 1).source_in_s) == (10, 0)


def test_trimming_into_a_neighbour_makes_a_crossfade_but_never_swallows_it() -> None:
    timeline = edits.trim_end(laid_out((0, 10), (12, 20)), 1, to_s=15)
    assert fades(timeline, 1)[1] == fades(timeline, 2)[0] == 3
    timeline = edits.trim_end(timeline, 1, to_s=35)
    assert spans(timeline)[1][1] < 20
    assert_valid(timeline)


def test_slipping_stays_inside_the_song() -> None:
    timeline = laid_out((10, 20))
    assert cue_of(edits.slip(timeline, 1, by_s=5), 1).source_in_s == 25
    assert cue_of(edits.slip(timeline, 1, by_s=500), 1).source_in_s == 50
    assert cue_of(edits.slip(timeline, 1, by_s=-500), 1).source_in_s == 0


def test_fades_stop_at_each_other() -> None:
    timeline = edits.set_fade_in(laid_out((0, 10)), 1, fade_s=6)
    assert fades(edits.set_fade_out(timeline, 1, fade_s=6), 1) == (6, 4)
    assert fades(edits.set_fade_in(timeline, 1, fade_s=-1), 1)[0] == 0


def test_a_crossfade_is_not_changed_by_its_handle() -> None:
    timeline = laid_out((0, 10), (8, 18))
    assert edits.set_fade_in(timeline, 2, fade_s=5) == timeline


def test_splitting_is_not_heard() -> None:
    timeline = edits.set_fade_in(laid_out((10, 20), (30, 40)), 1, fade_s=2)
    timeline = edits.split(timeline, {1}, at_s=16)
    assert spans(timeline) == {1: (10, 16, 0), 3: (16, 20, 0), 2: (30, 40, 0)}
    assert fades(timeline, 1) == (2, 0)
    assert fades(timeline, 3)[0] == 0
    assert cue_of(timeline, 3).source_in_s == pytest.approx(26)
    assert timeline.next_id == 4


def test_splitting_a_crossfaded_cue_leaves_its_crossfade_alone() -> None:
    timeline = edits.split(laid_out((0, 10), (7, 17)), {1, 2}, at_s=4)
    assert spans(timeline) == {1: (0, 4, 0), 3: (4, 10, 0), 2: (7, 17, 0)}
    assert fades(timeline, 1) == (0, 0)
    assert fades(timeline, 3) == (0, 3)


@pytest.mark.parametrize("at_s", [7.0, 7.5, 10.0, 0.05, 30.0])
def test_nothing_is_split_in_a_crossfade_or_at_an_edge(at_s: float) -> None:
    timeline = laid_out((0, 10), (7, 17))
    assert edits.split(timeline, {1, 2}, at_s=at_s) == timeline


def test_copies_are_pasted_with_new_ids_and_their_distances() -> None:
    timeline = laid_out((0, 10), (20, 30))
    copied = edits.copy(edits.move(timeline, {2}, by_s=0, by_lanes=1), {1, 2})
    pasted, ids = edits.paste(timeline, copied, at_s=50, lane=0)
    assert ids == (3, 4)
    assert spans(pasted) == {**spans(timeline), 3: (50, 60, 0), 4: (70, 80, 1)}
    assert edits.paste(timeline, (), at_s=3, lane=0) == (timeline, ())


def test_a_copy_forgets_the_crossfade_with_what_is_left_behind() -> None:
    timeline = laid_out((0, 10), (7, 17))
    (copied,) = edits.copy(timeline, {2})
    assert copied.cue.fade_in_s == 0.05


def test_replacing_a_cue_puts_it_where_it_fits() -> None:
    timeline = laid_out((0, 40), (50, 60))
    found = timeline.find(2)
    assert found is not None
    inside = replace(found, cue=replace(found.cue, start_s=5.0))
    assert spans(edits.replace_laid(timeline, inside))[2] == (5, 15, 1)
    assert edits.replace_laid(timeline, replace(found, id=77)) == timeline


def test_clearing_leaves_what_lies_around() -> None:
    timeline = laid_out((0, 10), (8, 18), (20, 25), (26, 30))
    cleared = edits.clear(timeline, Span(9, 27), lane=0)
    assert spans(cleared) == {1: (0, 9, 0), 4: (27, 30, 0)}


def test_clearing_the_middle_of_a_cue_cuts_it_in_two() -> None:
    timeline = edits.clear(laid_out((0, 30)), Span(10, 20), lane=0)
    assert spans(timeline) == {1: (0, 10, 0), 2: (20, 30, 0)}
    assert cue_of(timeline, 2).source_in_s == 40
    assert fades(timeline, 1)[1] == 2
    assert edits.clear(timeline, Span(10, 20), lane=0) == timeline
    assert edits.clear(timeline, Span(0, 30), lane=1) == timeline


def test_muted_lanes_and_levels_make_what_is_heard() -> None:
    timeline = edits.move(laid_out((0, 10), (20, 30)), {2}, by_s=0, by_lanes=1)
    timeline = edits.set_level(timeline, "music", gain_db=-6)
    assert [cue.gain_db for cue in edits.audible(timeline)] == [-6, -6]
    solo = edits.set_lane(timeline, 1, solo=True)
    assert [cue.start_s for cue in edits.audible(solo)] == [20]
    assert not edits.audible(edits.set_lane(solo, 1, muted=True))
    assert not edits.audible(edits.set_level(timeline, "music", muted=True))
    assert edits.set_level(timeline, "original", muted=True).original.muted
    assert edits.set_lane(timeline, 9, solo=True) == timeline


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        (Span(-4, 20), Span(0, 20)),
        (Span(20, 400), Span(20, 100)),
        (Span(-4, 400), None),
        (Span(30, 20), None),
        (None, None),
    ],
)
def test_what_is_kept_lies_in_the_film(span: Span | None, kept: Span | None) -> None:
    assert edits.set_kept(laid_out((0, 10)), span).kept == kept


def test_ids_that_are_not_there_are_passed_over() -> None:
    timeline = laid_out((0, 10))
    for same in (
        edits.remove(timeline, {9}),
        edits.move(timeline, {9}, by_s=1),
        edits.trim_start(timeline, 9, to_s=1),
        edits.trim_end(timeline, 9, to_s=1),
        edits.slip(timeline, 9, by_s=1),
        edits.set_gain(timeline, {9}, gain_db=3),
        edits.set_fade_in(timeline, 9, fade_s=3),
        edits.set_fade_out(timeline, 9, fade_s=3),
        edits.split(timeline, {9}, at_s=5),
        edits.set_speed(timeline, 9, speed=1.02),
        edits.set_gain_points(timeline, 9, ((0.0, 1.0),)),
        edits.set_pinned(timeline, {9}, pinned=True),
    ):
        assert same == timeline


def faster(timeline: Timeline, laid_id: int = 1, *, speed: float = 1.03) -> Timeline:
    return edits.set_speed(timeline, laid_id, speed=speed)


def test_another_speed_stays_within_its_range_and_the_song() -> None:
    timeline = laid_out((10, 20))
    assert cue_of(faster(timeline, speed=2), 1).speed == 1.03
    assert cue_of(faster(timeline, speed=0.1), 1).speed == 0.97
    cue = cue_of(faster(edits.slip(timeline, 1, by_s=30)), 1)
    assert (cue.source_in_s, cue.source_out_s) == (50, pytest.approx(60))
    assert cue.duration_s == pytest.approx(10 / 1.03)


def test_trimming_and_splitting_a_faster_cue_leave_its_music_where_it_is() -> None:
    timeline = faster(laid_out((10, 20)))
    trimmed = cue_of(edits.trim_start(timeline, 1, to_s=15), 1)
    assert trimmed.source_in_s == pytest.approx(20 + 5 * 1.03)
    longest = cue_of(edits.trim_end(timeline, 1, to_s=999), 1)
    assert longest.source_out_s == pytest.approx(60)
    earliest = cue_of(edits.trim_start(edits.move(timeline, {1}, by_s=20), 1, to_s=0), 1)
    assert earliest.start_s == pytest.approx(30 - 20 / 1.03)
    parts = edits.split(timeline, {1}, at_s=14)
    left, right = cue_of(parts, 1), cue_of(parts, 2)
    assert left.source_out_s == pytest.approx(right.source_in_s)
    assert right.speed == 1.03
    assert cue_of(edits.slip(timeline, 1, by_s=99), 1).source_in_s == pytest.approx(60 - 10.3)


POINTS = ((0.0, 0.0), (4.0, -8.0), (8.0, 0.0))


def test_gain_points_stay_where_they_are_on_the_film() -> None:
    timeline = edits.set_gain_points(laid_out((10, 20)), 1, POINTS)
    parts = edits.split(timeline, {1}, at_s=12)
    assert cue_of(parts, 1).gain_points == ((0.0, 0.0), (2.0, -4.0))
    assert cue_of(parts, 2).gain_points == ((0.0, -4.0), (2.0, -8.0), (6.0, 0.0))
    earlier = cue_of(edits.trim_start(timeline, 1, to_s=7), 1)
    assert earlier.gain_points == ((3.0, 0.0), (7.0, -8.0), (11.0, 0.0))
    hole = edits.clear(timeline, Span(11, 13), lane=0)
    assert cue_of(hole, 2).gain_points[0] == (0.0, -6.0)
    assert cue_of(edits.move(timeline, {1}, by_s=5), 1).gain_points == POINTS


def test_gain_points_are_brought_into_order() -> None:
    timeline = laid_out((10, 20))
    wild = ((8.0, 99.0), (2.0, -3.0), (2.0, -5.0), (-1.0, 0.0), (11.0, 0.0))
    cue = cue_of(edits.set_gain_points(timeline, 1, wild), 1)
    assert cue.gain_points == ((2.0, -5.0), (8.0, 24.0))


def with_seam() -> Timeline:
    timeline = laid_out((0, 10), (8, 18))
    found = timeline.find(2)
    assert found is not None
    return edits.replace_laid(timeline, replace(found, seam=0.8))


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: edits.slip(t, 2, by_s=3),
        lambda t: edits.slip(t, 1, by_s=3),
        lambda t: edits.move(t, {2}, by_s=1),
        lambda t: edits.remove(t, {1}),
        lambda t: faster(t, 1),
        lambda t: edits.trim_start(t, 2, to_s=14),
    ],
)
def test_a_seam_that_is_another_one_now_is_not_judged(edit: Callable[[Timeline], Timeline]) -> None:
    found = edit(with_seam()).find(2)
    assert found is not None
    assert found.seam is None


def test_a_seam_stays_judged_while_its_join_stays() -> None:
    timeline = edits.set_gain(with_seam(), {1, 2}, gain_db=-3)
    timeline = edits.move(edits.trim_end(timeline, 2, to_s=15), {1, 2}, by_s=4)
    assert [one.seam for one in edits.split(timeline, {2}, at_s=17).laid] == [None, 0.8, None]


def test_ways_of_ducking_are_chosen_by_name() -> None:
    timeline = edits.set_ducking(Timeline(), "podcast")
    assert (timeline.ducking, timeline.duck_depth_db) == ("podcast", 14)
    assert edits.set_ducking(timeline, "as loud as you can") == timeline
    assert edits.set_duck_music(timeline, True).duck_music


def test_a_pin_stays_through_edits() -> None:
    timeline = edits.set_pinned(laid_out((0, 10), (20, 30)), {1}, pinned=True)
    timeline = edits.split(edits.move(timeline, {1}, by_s=2), {1}, at_s=6)
    assert [one.pinned for one in timeline.laid] == [True, True, False]
    assert not edits.set_pinned(timeline, {1}, pinned=False).laid[0].pinned


SONGS = (a_song("a"), a_song("b", duration_s=7.3, beat_s=0.37), a_song("c", duration_s=0.4))
TIMES = st.floats(-20, 120, width=32) | st.integers(-5, 30).map(float)
IDS = st.integers(1, 12)
SETS = st.frozensets(IDS, min_size=1, max_size=4)


def added(timeline: Timeline, which: int, start_s: float, duration_s: float, lane: int) -> Timeline:
    song = SONGS[which]
    return edits.add(timeline, a_cue(song, max(0, start_s), duration_s), song, lane=lane)[0]


def pasted(timeline: Timeline, ids: frozenset[int], at_s: float, lane: int) -> Timeline:
    return edits.paste(timeline, edits.copy(timeline, ids), at_s=at_s, lane=lane)[0]


STEPS = st.one_of(
    st.tuples(st.just(added), st.integers(0, 2), TIMES, st.floats(0.1, 90), st.integers(-1, 2)).map(
        lambda step: lambda t: step[0](t, *step[1:])
    ),
    st.tuples(SETS, TIMES, st.integers(-1, 1)).map(
        lambda step: lambda t: edits.move(t, step[0], by_s=step[1] - 20, by_lanes=step[2])
    ),
    st.tuples(IDS, TIMES).map(lambda step: lambda t: edits.trim_start(t, step[0], to_s=step[1])),
    st.tuples(IDS, TIMES).map(lambda step: lambda t: edits.trim_end(t, step[0], to_s=step[1])),
    st.tuples(IDS, TIMES).map(lambda step: lambda t: edits.slip(t, step[0], by_s=step[1] - 50)),
    st.tuples(IDS, TIMES).map(lambda step: lambda t: edits.set_fade_in(t, step[0], fade_s=step[1])),
    st.tuples(IDS, TIMES).map(
        lambda step: lambda t: edits.set_fade_out(t, step[0], fade_s=step[1])
    ),
    st.tuples(IDS, st.floats(0.9, 1.1)).map(
        lambda step: lambda t: edits.set_speed(t, step[0], speed=step[1])
    ),
    st.tuples(IDS, st.lists(st.tuples(TIMES, st.floats(-80, 30)), max_size=5)).map(
        lambda step: lambda t: edits.set_gain_points(t, step[0], tuple(step[1]))
    ),
    st.tuples(SETS, TIMES).map(lambda step: lambda t: edits.split(t, step[0], at_s=step[1])),
    st.tuples(SETS, TIMES, st.integers(-1, 2)).map(lambda step: lambda t: pasted(t, *step)),
    SETS.map(lambda ids: lambda t: edits.remove(t, ids)),
    st.tuples(TIMES, st.floats(0, 30), st.integers(0, 1)).map(
        lambda step: lambda t: edits.clear(t, Span(step[0], step[0] + step[1]), lane=step[2])
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_any_sequence_of_edits_leaves_a_valid_timeline(
    steps: list[Callable[[Timeline], Timeline]],
) -> None:
    timeline = added(added(Timeline(duration_s=100.0), 0, 0, 10, 0), 0, 8, 12, 0)
    for step in steps:
        before, timeline = timeline, step(timeline)
        assert_valid(timeline)
        assert timeline.next_id >= before.next_id


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=8), SETS, TIMES, st.integers(-1, 1))
def test_moving_some_leaves_the_others_and_all_lengths_as_they_are(
    steps: list[Callable[[Timeline], Timeline]], ids: frozenset[int], by_s: float, by_lanes: int
) -> None:
    before = added(Timeline(duration_s=100.0), 0, 0, 10, 0)
    for step in steps:
        before = step(before)
    after = edits.move(before, ids, by_s=by_s, by_lanes=by_lanes)
    assert {one.id for one in after.laid} == {one.id for one in before.laid}
    for old in before.laid:
        new = cue_of(after, old.id)
        assert (new.duration_s, new.source_in_s) == (old.cue.duration_s, old.cue.source_in_s)
        if old.id not in ids:
            assert new.start_s == old.cue.start_s
