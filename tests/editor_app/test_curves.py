from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from catalog.tracks import Timing
from editor_app.curves import POINTS, curves
from inference.values import Span
from tests.editor_app.songs import track


def video(motion: list[float], attention: list[float], duration_s: float) -> Any:
    step_s = duration_s / len(attention)
    segments = tuple(Span(i * step_s, (i + 1) * step_s) for i in range(len(attention)))
    base = SimpleNamespace(
        motion=np.array(motion, np.float32), duration_s=duration_s, segments=segments
    )
    embedding = SimpleNamespace(attention=np.array(attention, np.float32))
    return SimpleNamespace(base=base, embedding=embedding)


def timing(energy: list[float]) -> Timing:
    nothing = np.zeros(0, np.float32)
    return Timing(nothing, nothing, np.array(energy, np.float32))


FILM = video([0.0] * 10 + [1.0] * 10, [0.1, 0.4], 20.0)


def test_the_picture_is_that_of_the_stretch() -> None:
    whole = curves(FILM, Span(0, 20), track(1), None, moment_s=0)
    end = curves(FILM, Span(12, 20), track(1), None, moment_s=0)
    assert whole.picture[0] == 0.0
    assert whole.picture[-1] == 1.0
    assert set(end.picture) == {1.0}
    assert len(whole.picture) == POINTS


def test_the_song_is_read_from_its_moment_on() -> None:
    song, rising = track(1, duration_s=100.0), timing([0.0, 0.25, 0.5, 0.75, 1.0])
    found = curves(FILM, Span(0, 20), song, rising, moment_s=50.0).song
    assert found[0] == pytest.approx(0.5, abs=0.01)
    assert found[-1] == pytest.approx(0.75, abs=0.01)


def test_a_song_that_ends_first_is_shorter() -> None:
    song = track(1, duration_s=60.0)
    found = curves(FILM, Span(0, 20), song, timing([1.0]), moment_s=50.0).song
    assert len(found) == POINTS // 2


def test_what_counted_most_is_one() -> None:
    weight = curves(FILM, Span(0, 20), track(1), None, moment_s=0).weight
    assert weight[0] == pytest.approx(0.25)
    assert weight[-1] == 1.0


def test_the_segment_that_counted_most_is_named() -> None:
    assert curves(FILM, Span(0, 20), track(1), None, moment_s=0).decisive == Span(10, 20)


def test_where_all_counted_alike_nothing_is_said_of_it() -> None:
    even = video([1.0] * 20, [0.5, 0.5], 20.0)
    for film, span in ((even, Span(0, 20)), (FILM, Span(2, 8))):
        found = curves(film, span, track(1), None, moment_s=0)
        assert (found.weight, found.decisive) == ((), None)


def test_what_is_not_known_is_empty() -> None:
    film = video([], [0.0], 20.0)
    found = curves(film, Span(0, 20), track(1), timing([]), moment_s=0)
    assert (found.picture, found.song, found.weight) == ((), (), ())
