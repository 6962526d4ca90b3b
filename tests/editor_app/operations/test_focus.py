from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from editor_app.operations.focus import Focus
from inference.values import Span

SCENES = (Span(0.0, 10.0), Span(10.0, 25.0), Span(25.0, 40.0))


def watched() -> Any:
    return cast("Any", SimpleNamespace(base=SimpleNamespace(scenes=SCENES)))


def focused() -> Focus:
    focus = Focus()
    focus.set_film(40.0)
    return focus


def test_without_a_film_nothing_is_meant():
    assert Focus().span is None


def test_all_of_the_film_is_meant_until_a_scene_is_asked_for(qtbot):
    focus = focused()
    focus.set_analysis(watched())
    focus.set_playhead(12.0)
    assert (focus.span, focus.scene_number) == (Span(0.0, 40.0), None)
    with qtbot.waitSignal(focus.span_changed) as told:
        focus.set_whole(False)
    assert told.args == [SCENES[1]]
    assert focus.scene_number == 2


def test_the_scene_follows_the_playhead_and_is_told_once(qtbot):
    focus = focused()
    focus.set_analysis(watched())
    focus.set_whole(False)
    told: list[Span] = []
    focus.span_changed.connect(told.append)
    for time_s in (1.0, 9.99, 10.0, 11.0, 40.0):
        focus.set_playhead(time_s)
    assert told == [SCENES[1], SCENES[2]]


def test_before_the_film_was_watched_a_scene_is_the_whole_film():
    focus = focused()
    focus.set_whole(False)
    assert (focus.span, focus.scene_number) == (Span(0.0, 40.0), None)


def test_another_film_is_begun_anew():
    focus = focused()
    focus.set_analysis(watched())
    focus.set_whole(False)
    focus.set_film(5.0)
    assert (focus.span, focus.is_whole, focus.scenes) == (Span(0.0, 5.0), True, ())
