"""How our own music in a timeline is known again, after whatever editor has saved it.

It lies on tracks that carry our name; where a format has a place for it, each clip has a mark too,
so that a clip that somebody laid beside ours is not taken for it. An editor may drop the marks but
not the names. A track that was given another name is its user's own, and so is what lies on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TRACK = "Cuesmith"
"""Our tracks begin with this name, and a number follows."""

STEM_TRACK = "Cuesmith mixed music"

MARK = "cuesmith"
"""The name under which a clip says that it is ours."""

_TRACK_NAME = re.compile(rf"(?:{TRACK} \d+|{STEM_TRACK})(?: \d+)?")
_MARKER = "Cuesmith: "


def is_our_track(name: str) -> bool:
    """Whether a track has a name that we give."""
    return _TRACK_NAME.fullmatch(name.strip()) is not None


def ours(track: str, marked: Iterable[bool]) -> list[bool]:
    """Return which clips of a track are ours, given its name and which of them carry our mark."""
    marks = list(marked)
    if not is_our_track(track):
        return [False] * len(marks)
    return marks if any(marks) else [True] * len(marks)


def users_track(name: str) -> str:
    """Return what a track is called that holds only what its user laid there."""
    return f"Beside {name}" if is_our_track(name) else name


def marker_name(title: str) -> str:
    """Return what the marker says where a song begins."""
    return f"{_MARKER}{title}"


def is_our_marker(name: object) -> bool:
    """Whether a marker is one that we set where a song begins."""
    return isinstance(name, str) and name.startswith(_MARKER)


def role_of_track(track: str) -> str:
    """Return the role of a sound in formats that know roles and no names of tracks."""
    return f"music.{track}"


def track_of_role(role: str) -> str:
    """Return the track of ours that a role speaks of, "" if none."""
    if TRACK not in role:  # nearly always: asked of every clip
        return ""
    return next((part for part in role.split(".") if is_our_track(part)), "")
