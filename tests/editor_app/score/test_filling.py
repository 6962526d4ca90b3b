from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.score.filling import (
    Candidate,
    FillPlan,
    fill_plan,
    fillings,
    with_moments,
)
from editor_app.score.moment import Song
from editor_app.score.passages import Passage
from editor_app.score.pins import FillError, Pin
from editor_app.score.reason import Reason
from inference.progress import finish
from inference.values import Shot, Span
from tests.editor_app.project.songs import a_song
from tests.editor_app.score.test_cuts import shots

SCENES = tuple(Span(20.0 * i, 20.0 * (i + 1)) for i in range(6))
ON_EDGES = shots(*((20.0 * i, 0.9) for i in range(1, 6)), end_s=120.0)


def candidate(name: str, fits: Sequence[float], **values: object) -> Candidate:
    length_s = float(values.pop("duration_s", 200.0))  # type: ignore[arg-type]
    song = a_song(name, duration_s=length_s)
    return Candidate(song, np.array(fits, np.float32), **values)  # type: ignore[arg-type]


def told(plan: FillPlan) -> list[tuple[float, float, str | None]]:
    return [
        (one.span.start_s, one.span.end_s, one.song and one.song.title) for one in plan.stretches
    ]


def abouts(reasons: Sequence[Reason]) -> list[str]:
    return [reason.about for reason in reasons]


# The first two scenes want a, the next two b, the last two a song each; d does for all.
KNOWN = (
    candidate("a", [0.9, 0.9, 0.1, 0.1, 0.1, 0.1]),
    candidate("b", [0.1, 0.1, 0.9, 0.9, 0.1, 0.1]),
    candidate("c", [0.1, 0.1, 0.1, 0.1, 0.9, 0.1]),
    candidate("e", [0.1, 0.1, 0.1, 0.1, 0.1, 0.9]),
    candidate("d", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
)


def test_the_known_best_answer_is_found() -> None:
    plan = fill_plan(SCENES, KNOWN, change=1.0, shots=ON_EDGES)
    assert told(plan) == [(0, 40, "a"), (40, 80, "b"), (80, 100, "c"), (100, 120, "e")]
    assert (plan.changes, plan.least_changes, plan.most_changes) == (3, 0, 3)


def test_one_song_for_all_is_the_one_that_does_for_all() -> None:
    plan = fill_plan(SCENES, KNOWN, change=0.0, shots=ON_EDGES)
    assert told(plan) == [(0, 120, "d")]
    (only,) = plan.stretches
    assert only.fit == pytest.approx(0.5)
    assert "fits 6 scenes by 0.50, no other song fits better" in only.reasons[0].text


def test_every_stretch_says_why() -> None:
    keyed = [
        replace(one, key=key, key_confidence=1.0)
        for one, key in zip(KNOWN, ("C major", "G major", "F# major", None, None), strict=True)
    ]
    plan = fill_plan(SCENES, keyed, change=1.0, shots=ON_EDGES)
    assert abouts(plan.stretches[0].reasons) == ["fit"]
    assert abouts(plan.stretches[1].reasons) == ["fit", "change", "key", "tempo"]
    _, change, key, tempo = plan.stretches[1].reasons
    assert change.text == "the song changes on a strong cut at 40.0 s"
    assert dict(change.numbers) == {"at_s": 40.0, "cut_strength": 0.9}
    assert key.text == "G major after C major: the keys go together"
    assert tempo.text == "120 BPM after 120: the same pulse"
    assert "the keys clash" in plan.stretches[2].reasons[2].text
    assert plan.reasons[0].text == "3 changes of song, of at most 3"


def test_of_two_songs_alike_the_one_in_key_and_time_follows() -> None:
    fits = [0.1, 0.1, 0.1, 0.9, 0.9, 0.9]
    first = candidate("a", fits[::-1], key="C major", key_confidence=1.0)
    near = candidate("near", fits, key="A minor", key_confidence=1.0)
    far = candidate("far", fits, key="F# major", key_confidence=1.0)
    assert told(fill_plan(SCENES, [first, far, near], change=1.0, shots=ON_EDGES)) == [
        (0, 60, "a"), (60, 120, "near"),
    ]  # fmt: skip
    slow = replace(near, song=replace(a_song("slow", duration_s=200), bpm=85.0))
    assert told(fill_plan(SCENES, [first, slow, near], change=1.0, shots=ON_EDGES))[1][2] == "near"


def test_nobody_sings_while_somebody_speaks() -> None:
    singer = candidate("singer", [0.62] * 6, vocals=1.0)
    band = candidate("band", [0.6] * 6, vocals=0.0)
    other = candidate("other", [0.1] * 6)
    speech = (Span(0.0, 120.0),)
    assert told(fill_plan(SCENES, [singer, band, other], change=0.0))[0][2] == "singer"
    assert told(fill_plan(SCENES, [singer, band, other], change=0.0, speech=speech))[0][2] == "band"


def test_the_song_does_not_change_in_the_middle_of_speech() -> None:
    speech = (Span(30.0, 50.0),)
    plan = fill_plan(SCENES, KNOWN, change=1.0, shots=ON_EDGES, speech=speech)
    assert 40.0 not in [one.span.start_s for one in plan.stretches]
    assert "no change at 40.0 s: somebody is speaking there" in [r.text for r in plan.reasons]


def test_changes_lie_on_strong_cuts() -> None:
    moved = shots((37.0, 0.95), (40.0, 0.2), (80.0, 0.9), (100.0, 0.9), end_s=120.0)
    plan = fill_plan(SCENES, KNOWN, change=1.0, shots=moved)
    assert [one.span.start_s for one in plan.stretches] == [0, 37.0, 80.0, 100.0]


def test_pins_are_respected_and_named() -> None:
    pins = [Pin(Span(40.0, 55.0), KNOWN[3].song), Pin(Span(100.0, 120.0), None)]
    for change in (0.0, 0.5, 1.0):
        plan = fill_plan(SCENES, KNOWN, change=change, pins=pins, shots=ON_EDGES)
        assert told(plan)[-1] == (100.0, 120.0, None)
        (pinned,) = [o for o in plan.stretches if o.pin == pins[0]]
        assert pinned.span.start_s <= 40.0
        assert pinned.span.end_s >= 55.0
        assert pinned.song is not None
        assert pinned.song.title == "e"
        assert pinned.reasons[0].text == "you pinned “e” from 40.0 to 55.0 s"
    assert (40.0, 55.0, "e") in told(plan)
    assert plan.least_changes == 1
    assert "your pins need at least 1 change" in [reason.text for reason in plan.reasons]


def test_a_pinned_song_that_nobody_knows_the_fit_of() -> None:
    pin = Pin(Span(0.0, 40.0), a_song("own", duration_s=200), 12.0)
    plan = fill_plan(SCENES, KNOWN, change=1.0, pins=[pin], shots=ON_EDGES)
    assert told(plan)[0] == (0, 40, "own")
    first = plan.stretches[0]
    assert first.song is not None
    assert first.song.moment_s == 12.0


def test_a_song_that_goes_on_beyond_its_pin_plays_on_without_a_jump() -> None:
    pin = Pin(Span(40.0, 60.0), KNOWN[4].song, 90.0, laid=True)
    plan = fill_plan(SCENES, KNOWN, change=0.0, pins=[pin], shots=ON_EDGES)
    assert told(plan) == [(0, 40, "d"), (40, 60, "d"), (60, 120, "d")]
    assert [one.song.moment_s for one in plan.stretches if one.song] == [50.0, 90.0, 110.0]
    assert [one.laid for one in plan.stretches] == [False, True, False]
    assert plan.changes == 0


def test_a_song_plays_through_its_pin_in_one_piece() -> None:
    pin = Pin(Span(40.0, 60.0), KNOWN[4].song, 90.0)
    (only,) = fill_plan(SCENES, KNOWN, change=0.0, pins=[pin], shots=ON_EDGES).stretches
    assert only.song is not None
    assert (only.span, only.song.moment_s) == (Span(0.0, 120.0), 50.0)
    assert abouts(only.reasons)[:2] == ["pin", "fit"]
    free = Pin(Span(40.0, 60.0), KNOWN[4].song)
    (only,) = fill_plan(SCENES, KNOWN, change=0.0, pins=[free], shots=ON_EDGES).stretches
    assert only.pin == free


def test_a_song_jumps_where_its_pins_want_it_to() -> None:
    song = KNOWN[4].song
    pins = [Pin(Span(0.0, 20.0), song, 100.0), Pin(Span(60.0, 80.0), song, 10.0)]
    plan = fill_plan(SCENES, KNOWN, change=0.0, pins=pins, shots=ON_EDGES)
    moments = [(one.span.start_s, one.song.moment_s) for one in plan.stretches if one.song]
    assert moments == [(0.0, 100.0), (20.0, 120.0), (60.0, 10.0), (80.0, 30.0)]
    late = Pin(Span(40.0, 60.0), song, 5.0)
    plan = fill_plan(SCENES, KNOWN, change=0.0, pins=[late], shots=ON_EDGES)
    assert [one.span.start_s for one in plan.stretches] == [0.0, 40.0, 60.0]
    assert plan.stretches[0].pin is None


def test_pins_that_contradict_are_refused() -> None:
    pins = [Pin(Span(0, 50), KNOWN[0].song), Pin(Span(40, 60), KNOWN[1].song)]
    with pytest.raises(FillError, match="contradict"):
        fill_plan(SCENES, KNOWN, change=0.5, pins=pins)


def test_a_song_shorter_than_its_stretch_says_that_it_is_repeated() -> None:
    (only,) = fill_plan(SCENES, [candidate("a", [0.5] * 6, duration_s=30)], change=1.0).stretches
    assert "the song lasts 30 s, its stretch 120 s: it is repeated" in [
        reason.text for reason in only.reasons
    ]


def test_a_long_song_is_preferred_to_repeating_a_short_one() -> None:
    both = [candidate("short", [0.5] * 6, duration_s=30), candidate("long", [0.5] * 6)]
    assert told(fill_plan(SCENES, both, change=0.0)) == [(0, 120, "long")]


def test_no_songs_and_no_scenes() -> None:
    assert told(fill_plan(SCENES, [], change=0.5)) == [(0, 120, None)]
    pin = Pin(Span(0.0, 40.0), a_song("own"))
    assert told(fill_plan(SCENES, [], change=0.5, pins=[pin])) == [(0, 40, "own"), (40, 120, None)]
    with pytest.raises(FillError):
        fill_plan([], KNOWN, change=0.5)


def test_songs_begin_at_their_best_passage_unless_pinned() -> None:
    def find(song: Song, span: Span) -> Passage | None:
        return Passage(span.start_s + 1, 0.5, 0.5, None, (Reason("similarity", song.title),))

    pin = Pin(Span(80.0, 100.0), KNOWN[2].song, 5.0)
    plan = fill_plan(SCENES, KNOWN, change=1.0, pins=[pin], shots=ON_EDGES)
    begun = with_moments(plan, find)
    assert [one.song.moment_s for one in begun.stretches if one.song] == [1, 41, 5, 101]
    assert begun.stretches[0].reasons[-1] == Reason("similarity", "a")
    assert with_moments(plan, lambda _song, _span: None) == plan


def test_scenes_on_every_frame_and_a_film_in_one_take() -> None:
    tiny = tuple(Span(0.04 * i, 0.04 * (i + 1)) for i in range(300))
    rng = np.random.default_rng(1)
    many = [candidate(str(i), rng.uniform(0, 1, 300).tolist()) for i in range(8)]
    every = [Shot(span, 0.5) for span in tiny]
    plan = fill_plan(tiny, many, change=1.0, shots=every)
    assert told(plan)[-1][1] == pytest.approx(12.0)
    assert fill_plan(tiny, many, change=0.0, shots=every).changes == 0
    one = fill_plan([Span(0, 7200)], [candidate("a", [0.4])], change=1.0)
    assert told(one) == [(0, 7200, "a")]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 8), st.integers(1, 5), st.integers(0, 1000),
    st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), max_size=2),
)  # fmt: skip
def test_whatever_is_asked_the_film_is_covered_and_the_slider_is_even(
    scenes: int, songs: int, seed: int, pinned: list[tuple[float, float]]
) -> None:
    rng = np.random.default_rng(seed)
    edges = np.concatenate([[0.0], np.cumsum(rng.uniform(1, 40, scenes))]).tolist()
    spans = [Span(a, b) for a, b in pairwise(edges)]
    some = [candidate(str(i), rng.uniform(0, 1, scenes).tolist()) for i in range(songs)]
    pins = [
        Pin(Span(start_s, start_s + length_s), some[i % songs].song)
        for i, (start_s, length_s) in enumerate(pinned)
    ]
    try:
        made = finish(fillings(spans, some, pins=pins, shots=ON_EDGES))
    except FillError:
        return
    changes = []
    for change in (0.0, 0.25, 0.5, 0.75, 1.0):
        plan = made.plan(change)
        changes.append(plan.changes)
        covered = [(one.span.start_s, one.span.end_s) for one in plan.stretches]
        assert (covered[0][0], covered[-1][1]) == (0.0, edges[-1])
        assert all(a[1] == b[0] for a, b in pairwise(covered))
        for pin in pins:
            for one in plan.stretches:
                if one.span.start_s < pin.span.end_s and one.span.end_s > pin.span.start_s:
                    assert one.song is not None
                    assert pin.song is not None
                    assert one.song.path == pin.song.path
    assert changes == sorted(changes)
