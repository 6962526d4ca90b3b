from __future__ import annotations

from dataclasses import replace

import pytest

from editor_app.project import edits
from editor_app.project.timeline import Timeline
from editor_app.score.pins import FillError, Pin, checked, gaps, pins_of
from inference.values import Span
from tests.editor_app.project.songs import a_cue, a_song

A, B = a_song("a"), a_song("b")


def test_pins_come_in_order_and_inside_the_film() -> None:
    found = checked([Pin(Span(20, 70), B), Pin(Span(0, 10), A)], 60)
    assert [(pin.span, pin.song) for pin in found] == [(Span(0, 10), A), (Span(20, 60), B)]


@pytest.mark.parametrize(
    ("pins", "words"),
    [
        ([Pin(Span(0, 10), A), Pin(Span(9, 20), B)], "contradict each other: “a” from 0.0 to 10"),
        ([Pin(Span(0, 30), A), Pin(Span(5, 6), None)], "silence from 5.0 to 6.0 s"),
        ([Pin(Span(0, 30), A, 5.0), Pin(Span(20, 40), A, 7.0)], "contradict"),
        ([Pin(Span(0, 10), B, laid=True), Pin(Span(5, 20), A)], "contradict"),
        ([Pin(Span(70, 80), A)], "outside the film, which lasts 60.0 s"),
        ([Pin(Span(10, 10), A)], "is empty"),
        ([Pin(Span(0, 10), A, 60.0)], "lasts only 60.0 s"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(pins: list[Pin], words: str) -> None:
    with pytest.raises(FillError) as refused:
        checked(pins, 60.0)
    assert words in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    "pins",
    [
        [Pin(Span(0, 10), A), Pin(Span(10, 20), B)],
        [Pin(Span(0, 10), A), Pin(Span(5, 20), A)],
        [Pin(Span(0, 30), A, 5.0), Pin(Span(20, 40), A, 25.0)],
        [Pin(Span(0, 30), None), Pin(Span(20, 40), None)],
        [Pin(Span(0, 12), A, laid=True), Pin(Span(10, 20), B, laid=True)],
    ],
)
def test_what_agrees_is_not(pins: list[Pin]) -> None:
    assert len(checked(pins, 60.0)) == len(pins)


def test_pinned_cues_of_a_timeline_are_pins() -> None:
    timeline = Timeline(duration_s=100.0)
    timeline, one = edits.add(timeline, a_cue(A, 10, 20, 5.0), A, lane=0)
    timeline, _ = edits.add(timeline, a_cue(B, 40, 20, 5.0), B, lane=0)
    laid = timeline.find(one)
    assert laid is not None
    timeline = edits.replace_laid(timeline, replace(laid, pinned=True))
    assert pins_of(timeline) == (Pin(Span(10, 30), A, 5.0, laid=True),)


def test_gaps_are_what_no_pin_covers() -> None:
    pins = [Pin(Span(10, 20), A), Pin(Span(15, 30), B), Pin(Span(50, 70), A)]
    assert gaps(pins, Span(0, 60)) == (Span(0, 10), Span(30, 50))
    assert gaps(pins, Span(12, 28)) == ()
    assert gaps([], Span(1, 2)) == (Span(1, 2),)
    assert gaps(pins, Span(30, 40)) == (Span(30, 40),)
