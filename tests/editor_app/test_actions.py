from __future__ import annotations

import pytest

from editor_app.actions import ACTIONS, MENUS, Conflict, action, conflicts, keys_of, normal
from resources import ICONS


def test_every_action_has_a_name_of_its_own_and_what_to_show() -> None:
    ids = [one.id for one in ACTIONS]
    assert len(ids) == len(set(ids))
    for one in ACTIONS:
        assert one.text
        assert one.tip or one.scope == "timeline", one.id
        assert one.menu in MENUS
        assert not one.icon or (ICONS / f"{one.icon}.svg").is_file(), one.icon
        assert not one.submenu or action(one.submenu).menu == one.menu


def test_the_keys_of_the_specification_are_there() -> None:
    wanted = {
        "Space": "play", "J": "play_backward", "K": "pause", "L": "play_forward",
        "Left": "frame_back", "Right": "frame_forward", "Shift+Left": "second_back",
        "Shift+Right": "second_forward", "Home": "to_start", "End": "to_end", "I": "mark_in",
        "O": "mark_out", "S": "suggest", "Return": "place", "Enter": "place", "A": "align",
        "F": "fit", "M": "mute", "Ctrl+Z": "undo", "Ctrl+Shift+Z": "redo", "Ctrl+E": "export",
        "Ctrl+=": "zoom_in", "Ctrl+-": "zoom_out", "?": "shortcuts",
        **{str(number): f"audition_{number}" for number in range(1, 10)},
    }  # fmt: skip
    found = {key: one.id for one in ACTIONS for key in one.keys}
    assert {key: found.get(key) for key in wanted} == wanted


def test_no_two_actions_share_a_key() -> None:
    assert conflicts(keys_of({})) == ()


def test_the_users_own_key_takes_the_place_of_ours_and_a_clash_is_found() -> None:
    keys = keys_of({"suggest": ["shift+ctrl+e"], "align": ["ctrl+e"], "nudge_left": ["X"]})
    assert keys["suggest"] == ("shift+ctrl+e",)
    assert keys["nudge_left"] == ("Alt+Left",)
    assert conflicts(keys) == (Conflict("Ctrl+E", ("export", "align")),)


def test_an_action_may_have_no_key_and_unknown_ones_are_passed_over() -> None:
    keys = keys_of({"suggest": (), "of_a_later_version": ["Q"]})
    assert keys["suggest"] == ()
    assert "of_a_later_version" not in keys
    assert conflicts(keys) == ()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("shift+ctrl+z", "Ctrl+Shift+Z"),
        ("Ctrl++", "ctrl++"),
        ("+", "+"),
        ("Ctrl+-", "Ctrl+-"),
        ("pgup", "PgUp"),
        ("Ctrl+K, ctrl+s", "ctrl+k, Ctrl+S"),
    ],
)
def test_one_key_in_two_spellings_is_one_key(text: str, same: str) -> None:
    assert normal(text) == normal(same)


@pytest.mark.parametrize(("one", "other"), [("Ctrl++", "Ctrl"), ("Shift+A", "A"), ("+", "Ctrl++")])
def test_different_keys_stay_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_an_unknown_action_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        action("nothing")
