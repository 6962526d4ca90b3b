from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.reasons import Stretch, reasons_for, rows_within
from inference.values import Span

SEGMENTS = tuple(Span(6.0 * i, 6.0 * i + 6) for i in range(5))


@pytest.mark.parametrize(
    ("span", "rows"),
    [
        (Span(0, 30), [0, 1, 2, 3, 4]),
        (Span(5, 13), [1]),
        (Span(3, 15), [0, 1, 2]),
        (Span(13, 14), [2]),
        (Span(29.9, 30), [4]),
    ],
)
def test_rows_within(span: Span, rows: list[int]) -> None:
    assert rows_within(SEGMENTS, span) == rows


def hit(**track: Any) -> Any:
    known = {"bpm": 72.0, "tags": {"mtt:slow": 0.6, "ambient": 0.5, "slow": 0.4, "piano": 0.2}}
    return SimpleNamespace(track=SimpleNamespace(path=Path("a.ogg"), **{**known, **track}))


def stretch(**known: Any) -> Stretch:
    usual = {"emotions": {"sad": 0.6, "happy": 0.1}, "sights": ("sea",), "motion": 0.1}
    return Stretch(span=Span(0, 10), **{"cuts_per_min": 0.0, **usual, **known})


def texts(**known: Any) -> dict[str, str]:
    asked = {"hit": hit(), "feelings": {"sad": 0.7}, "stretch": stretch(), "attributes": {}}
    return {r.about: r.text for r in reasons_for(**{**asked, **known})}


def test_names_what_both_sides_feel_and_nothing_else() -> None:
    assert texts()["feeling"] == "both feel sad"
    assert "feeling" not in texts(feelings={"happy": 0.9})


def test_says_each_sound_once_whoever_heard_it() -> None:
    assert texts()["sound"] == "sounds like slow, ambient, piano"
    assert "sound" not in texts(hit=hit(tags={}))


def test_says_the_pace_of_picture_and_song() -> None:
    assert texts()["pace"] == "calm picture with no cut, song with 72 BPM"
    cut_fast = texts(stretch=stretch(cuts_per_min=40), hit=hit(bpm=None))
    assert cut_fast["pace"] == "lively picture with 40 cuts a minute, song with no fixed beat"


def test_names_the_sliders_that_were_moved() -> None:
    assert texts(attributes={"guitar": 0.5, "piano": 0})["slider"] == "more guitar, as asked"
    assert texts(attributes={"vocals": -1})["slider"] == "less vocals, as asked"


@given(st.integers(1, 40), st.floats(-5, 260), st.floats(0, 120), st.floats(0.5, 9))
def test_rows_within_are_those_that_looking_at_all_would_give(
    count: int, start_s: float, length_s: float, last_s: float
) -> None:
    edges = [6.0 * i for i in range(count)] + [6.0 * (count - 1) + last_s]
    segments = tuple(Span(a, b) for a, b in pairwise(edges))
    span = Span(start_s, start_s + length_s)

    def share(one: Span) -> float:
        shared_s = min(one.end_s, span.end_s) - max(one.start_s, span.start_s)
        return shared_s / one.duration_s

    def away(one: Span) -> float:
        return abs((one.start_s + one.end_s) / 2 - (span.start_s + span.end_s) / 2)

    found = rows_within(segments, span)
    within = [i for i, one in enumerate(segments) if share(one) >= 0.5]
    if within:
        assert found == within
    else:
        assert [away(segments[i]) for i in found] == [min(map(away, segments))]
