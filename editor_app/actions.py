"""Everything the user can do, as data: menus, keys and the list of keys are made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from editor_app.menus.action import Action as Action  # noqa: PLC0414  (known from here)
from editor_app.menus.action import MenuName as MenuName  # noqa: PLC0414
from editor_app.menus.action import Need as Need  # noqa: PLC0414
from editor_app.menus.edit import EDIT
from editor_app.menus.file import FILE
from editor_app.menus.fitting import FITTING
from editor_app.menus.help import HELP
from editor_app.menus.music import MUSIC
from editor_app.menus.play import PLAY
from editor_app.menus.view import VIEW
from editor_app.translatable import QT_TRANSLATE_NOOP

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")

MENUS: Mapping[MenuName, str] = MappingProxyType(
    {
        "file": QT_TRANSLATE_NOOP("actions", "&File"),
        "edit": QT_TRANSLATE_NOOP("actions", "&Edit"),
        "music": QT_TRANSLATE_NOOP("actions", "&Music"),
        "play": QT_TRANSLATE_NOOP("actions", "&Play"),
        "view": QT_TRANSLATE_NOOP("actions", "&View"),
        "help": QT_TRANSLATE_NOOP("actions", "&Help"),
    }
)

ACTIONS: tuple[Action, ...] = (*FILE, *EDIT, *MUSIC, *FITTING, *PLAY, *VIEW, *HELP)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key that would start more than one action."""

    key: str
    ids: tuple[str, ...]


def action(action_id: str) -> Action:
    """Return the action of this id; KeyError if there is none."""
    for one in ACTIONS:
        if one.id == action_id:
            return one
    raise KeyError(action_id)


def keys_of(overrides: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the keys of every action by id, the user's own in place of ours.

    What `overrides` says of unknown actions, or of those whose keys are fixed, is passed over.
    """
    return {
        one.id: tuple(overrides[one.id])
        if one.id in overrides and one.scope == "window"
        else one.keys
        for one in ACTIONS
    }


def conflicts(keys: Mapping[str, Iterable[str]]) -> tuple[Conflict, ...]:
    """Return the keys that more than one action wants, in the order of the table."""
    wanted: dict[str, list[str]] = {}
    for action_id, sequences in keys.items():
        for one in {normal(sequence): None for sequence in sequences}:
            wanted.setdefault(one, []).append(action_id)
    return tuple(Conflict(key, tuple(ids)) for key, ids in wanted.items() if len(ids) > 1)


def normal(sequence: str) -> str:
    """Return a key sequence in one spelling, so that two of them can be compared."""
    return ", ".join(_normal_key(key) for key in sequence.split(", "))


def _normal_key(text: str) -> str:
    # The plus key itself ends in a plus: "Ctrl++".
    head, plus, key = text[:-1].rpartition("+") if text.endswith("+") else text.rpartition("+")
    key = key + text[-1] if text.endswith("+") else key
    held = {one.strip().lower() for one in head.split("+")} if plus else set()
    names = [name for name in MODIFIERS if name.lower() in held]
    return "+".join((*names, key.strip().capitalize()))
