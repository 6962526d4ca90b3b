from __future__ import annotations

import pytest

from inference.values import Span
from tests.editor_app.widgets.verbs.conftest import DURATION_S, SCENE_S
from tests.end_to_end.window.conftest import Program

FRAME_S = 1 / 25


@pytest.mark.parametrize(
    ("keys", "at_s"),
    [
        (["Right"], FRAME_S),
        (["Right", "Right", "Left"], FRAME_S),
        (["Shift+Right", "Shift+Right"], 2.0),
        (["Shift+Right", "Shift+Left", "Shift+Left"], 0.0),
        (["End"], DURATION_S),
        (["End", "Home"], 0.0),
        (["PgDown"], SCENE_S),
        (["PgDown", "PgDown", "PgUp"], SCENE_S),
        (["PgDown", "Right", "PgUp"], 0.0),
        (["PgDown", "Shift+Right", "PgUp"], SCENE_S),
        (["End", "PgDown"], DURATION_S),
        (["PgUp"], 0.0),
    ],
)
def test_keys_move_the_playhead(opened: Program, keys: list[str], at_s: float) -> None:
    for key in keys:
        opened.person.press(key)
    assert opened.desk.player.position_s == pytest.approx(at_s, abs=1e-3)


def test_space_plays_and_holds(opened: Program) -> None:
    person, player = opened.person, opened.desk.player
    person.press("Space")
    assert player.is_playing
    person.wait(lambda: player.position_s > 0.2)
    person.press("Space")
    assert not player.is_playing


def test_the_shuttle(opened: Program) -> None:
    person, player = opened.person, opened.desk.player
    speeds = []
    for key in ("L", "L", "J", "J"):
        person.press(key)
        speeds.append(player.speed)
    assert speeds[0] == 1.0
    assert speeds[1] > 1.0
    assert speeds[2] == 1.0
    assert speeds[3] < 0
    person.press("K")
    assert not player.is_playing


def test_in_and_out_are_marked_and_taken_back(opened: Program) -> None:
    person, document = opened.person, opened.desk.document
    person.press("Shift+Right")
    person.press("I")
    assert document.timeline.kept == Span(1.0, DURATION_S)
    for key in ("Shift+Right", "Shift+Right", "O"):
        person.press(key)
    assert document.timeline.kept == Span(1.0, 3.0)
    # In after out: what lay before it is let go.
    person.press("Shift+Right")
    person.press("I")
    assert document.timeline.kept == Span(4.0, DURATION_S)
    person.press("Alt+X")
    assert document.timeline.kept is None
    for _ in range(3):
        person.press("Ctrl+Z")
    assert document.timeline.kept == Span(1.0, DURATION_S)


def test_nothing_is_kept_of_no_length(opened: Program) -> None:
    opened.person.press("O")
    assert opened.desk.document.timeline.kept is None
    opened.person.press("End")
    opened.person.press("I")
    assert opened.desk.document.timeline.kept is None


def test_the_loop_is_what_is_marked_else_the_scene(opened: Program) -> None:
    person, player = opened.person, opened.desk.player
    loop = opened.cuesmith.window.actions_by_id["loop"]
    person.press("PgDown")
    person.press("Ctrl+L")
    assert player.loop == Span(SCENE_S, 2 * SCENE_S)
    assert loop.isChecked()
    person.press("Ctrl+L")
    assert player.loop is None
    assert not loop.isChecked()
    person.press("I")
    person.press("Ctrl+L")
    assert player.loop == Span(SCENE_S, DURATION_S)


def test_without_a_film_nothing_is_played(program: Program) -> None:
    for key in ("Space", "Right", "I", "Ctrl+L"):
        program.person.press(key)
    assert not program.desk.player.is_playing
    assert program.desk.document.timeline.kept is None
