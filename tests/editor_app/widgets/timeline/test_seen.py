"""What is drawn of an analysis."""

from __future__ import annotations

from editor_app.widgets.timeline.seen import Seen, see, within
from inference.values import Span
from tests.editor_app.widgets.timeline.conftest import CUTS_S, EMOTIONS, SCENES, an_analysis


def test_nothing_was_seen_without_an_analysis() -> None:
    assert see(None, (), ()) == Seen()


def test_the_start_of_the_film_is_no_cut() -> None:
    assert see(an_analysis(), EMOTIONS, ()).cuts_s == CUTS_S[1:]


def test_neighbours_of_one_feeling_are_one_stretch() -> None:
    seen = see(an_analysis(), EMOTIONS, ())
    found = seen.feelings_within(0, 60, least_s=1)
    assert [(one.span, one.name) for one in found] == [
        (Span(0, 30), "happy"),
        (Span(30, 60), "calm"),
    ]
    assert [one.name for one in seen.feelings_within(40, 50, least_s=1)] == ["calm"]


def test_from_afar_feelings_are_told_more_coarsely() -> None:
    seen = see(an_analysis(), EMOTIONS, ())
    coarse = seen.feelings_within(0, 60, least_s=12)
    assert all(one.span.duration_s >= 12 for one in coarse)


def test_a_pack_without_feelings_shows_none() -> None:
    assert see(an_analysis(), (), ()).feelings_within(0, 60, least_s=1) == ()


def test_the_liveliest_second_is_the_top_of_the_curve() -> None:
    levels = see(an_analysis(), EMOTIONS, ()).energy
    assert max(levels[0]) == 1
    assert [len(level) for level in levels[:3]] == [60, 30, 15]


def test_scene_names_are_used_when_there_is_one_for_each() -> None:
    assert see(an_analysis(), EMOTIONS, ("a", "b", "c")).scene_names == ("a", "b", "c")
    assert see(an_analysis(), EMOTIONS, ("a",)).scene_names == ()


def test_scene_at() -> None:
    seen = see(an_analysis(), EMOTIONS, ())
    assert [seen.scene_at(one) for one in (0, 19.9, 20, 59.9)] == [0, 0, 1, 2]
    assert seen.scene_at(60) is None


def test_within_finds_what_touches() -> None:
    assert list(within(SCENES, 21, 22)) == [1]
    assert list(within(SCENES, 10, 50)) == [0, 1, 2]
    assert list(within(SCENES, 70, 80)) == []
    assert list(within((), 0, 1)) == []
