from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from editor_app.session import _unsure, best_choices
from inference.values import Span


def part(start_s: float, end_s: float, *songs: int) -> Any:
    suggestions = tuple(SimpleNamespace(track=SimpleNamespace(id=song)) for song in songs)
    stretch = SimpleNamespace(span=Span(start_s, end_s))
    return SimpleNamespace(stretch=stretch, suggestions=suggestions)


def chosen(*scenes: Any) -> list[tuple[float, float, int | None]]:
    answer: Any = SimpleNamespace(whole=part(0, 30, 9), scenes=scenes)
    return [(a.start_s, a.end_s, b and b.track.id) for a, b in best_choices(answer)]


def test_each_scene_gets_its_best_song() -> None:
    assert chosen(part(0, 10, 1, 2), part(10, 30, 2, 1)) == [(0, 10, 1), (10, 30, 2)]


def test_a_song_plays_on_over_neighbouring_scenes() -> None:
    scenes = (part(0, 10, 1), part(10, 20, 1, 2), part(20, 25, 2), part(25, 30, 1))
    assert chosen(*scenes) == [(0, 20, 1), (20, 25, 2), (25, 30, 1)]


def test_a_scene_without_a_song_stays_silent() -> None:
    assert chosen(part(0, 10), part(10, 20), part(20, 30, 3)) == [
        (0, 10, None),
        (10, 20, None),
        (20, 30, 3),
    ]


def test_without_scenes_the_whole_film_has_one_song() -> None:
    assert chosen() == [(0, 30, 9)]


@pytest.mark.parametrize(("rivals", "sure"), [(0.02, True), (0.3, True), (0.4, False)])
def test_is_unsure_when_many_songs_fit_as_well(rivals: float, sure: bool) -> None:
    found: Any = SimpleNamespace(hits=(1,), rivals=rivals)
    assert (_unsure(found) is None) == sure
