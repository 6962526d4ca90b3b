"""The numbers by which a project of Kdenlive speaks of its tracks, counted anew where some move.

Transitions count black as 0; targets, the active track and groups count without it.
"""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element

from editor_app.interchange.earlier.mlt import Moved, renumber_transitions

_TARGETS = (".activeTrack", ".videoTarget", ".audioTarget")
_NONE = -1


def renumber(timeline: Element, moved: Moved) -> None:
    """Say everywhere in a timeline what becomes of the numbers of its tracks."""
    renumber_transitions(timeline, moved)
    for held in timeline.findall("property"):
        name = held.get("name", "")
        if name.endswith(_TARGETS):
            held.text = _target(held.text or "", moved)
        elif name.endswith(".groups"):
            held.text = _groups(held.text or "", moved)


def _target(text: str, moved: Moved) -> str:
    try:
        number = int(text)
    except ValueError:
        return text
    return text if number < 0 else str(_without_black(number, moved))


def _without_black(number: int, moved: Moved) -> int:
    found = moved(number + 1)
    return _NONE if found is None else found - 1


def _groups(text: str, moved: Moved) -> str:
    """Return the groups of clips with their tracks counted anew, without clips that are gone."""
    try:
        groups = json.loads(text)
        if not isinstance(groups, list):
            return text
        kept = [one for group in groups if (one := _group(group, moved)) is not None]
    except (ValueError, RecursionError):
        return text
    return json.dumps(kept)


def _group(group: Any, moved: Moved) -> Any:  # noqa: ANN401  (whatever JSON there is)
    if not isinstance(group, dict):
        return group
    if isinstance(group.get("children"), list):
        inside = [one for child in group["children"] if (one := _group(child, moved)) is not None]
        return {**group, "children": inside} if inside else None
    number, colon, rest = str(group.get("data", "")).partition(":")
    if not colon or not number.isdecimal():
        return group
    track = _without_black(int(number), moved)
    return None if track == _NONE else {**group, "data": f"{track}:{rest}"}
