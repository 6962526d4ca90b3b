"""Our earlier music in OpenTimelineIO: whole tracks, or clips that leave a gap behind."""

from __future__ import annotations

from typing import Any

from editor_app.interchange.formats.otio_json import kind_of_object, text
from editor_app.interchange.ours import MARK, is_our_marker, is_our_track, ours, users_track

Data = dict[str, Any]


def take_out(stack: Data) -> None:
    """Take our tracks and markers out of the stack of a timeline."""
    stack["children"] = [one for one in stack["children"] if not _is_spent(one)]
    markers = stack.get("markers")
    if isinstance(markers, list):
        stack["markers"] = [one for one in markers if not _is_marker(one)]


def is_marked(clip: Data) -> bool:
    """Whether a clip carries our mark."""
    metadata = clip.get("metadata")
    return isinstance(metadata, dict) and MARK in metadata


def _is_marker(one: object) -> bool:
    return isinstance(one, dict) and is_our_marker(one.get("name"))


def _is_spent(track: object) -> bool:
    """Whether nothing is left of a track without what is ours on it."""
    if not isinstance(track, dict) or not is_our_track(text(track, "name")):
        return False
    children = track.get("children")
    if kind_of_object(track) != "Track" or not isinstance(children, list):
        return False
    clips = [one for one in children if _is_clip(one)]
    mine = [one for one, is_ours in zip(clips, _owned(track, clips), strict=True) if is_ours]
    if len(mine) == len(clips):
        return True
    track["children"] = _with_gaps(children, {id(one) for one in mine})
    track["name"] = users_track(text(track, "name"))
    return False


def _owned(track: Data, clips: list[Data]) -> list[bool]:
    return ours(text(track, "name"), map(is_marked, clips))


def _is_clip(one: object) -> bool:
    return isinstance(one, dict) and kind_of_object(one) not in ("Gap", "Transition")


def _with_gaps(children: list[Any], mine: set[int]) -> list[Any]:
    """Put gaps where our clips were, and take away the fades that were theirs."""
    kept: list[Any] = []
    for before, one, after in zip([None, *children], children, [*children[1:], None], strict=False):
        beside = {id(before), id(one), id(after)}
        if id(one) in mine:
            kept.append({"OTIO_SCHEMA": "Gap.1", "source_range": one.get("source_range")})
        elif kind_of_object(one) != "Transition" or not beside & mine:
            kept.append(one)
    return kept
