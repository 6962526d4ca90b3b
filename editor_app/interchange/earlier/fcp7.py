"""Our earlier music in Final Cut Pro 7 XML: tracks, or clips on them, by the comment they carry."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from editor_app.interchange.ours import MARK, is_our_marker, is_our_track, ours, users_track
from editor_app.interchange.xml_tree import text_of

MARKED_IN = "comments/mastercomment1"


def take_out(root: Element, sequence: Element) -> None:
    """Take our clips out of a sequence, tracks that only had such, and our markers."""
    files = {one.get("id", ""): one for one in root.iter("file") if len(one)}
    for audio in sequence.findall("media/audio"):
        for track in audio.findall("track"):
            if _is_spent(track):
                audio.remove(track)
    for marker in sequence.findall("marker"):
        if is_our_marker(text_of(marker, "name")):
            sequence.remove(marker)
    _say_files_again(root, files)


def is_marked(item: Element) -> bool:
    """Whether a clip carries our mark."""
    return text_of(item, MARKED_IN) == MARK


def track_name(track: Element) -> str:
    """Return the name of a track, "" where it has none."""
    return text_of(track, "name") or track.get("MZ.TrackName", "")


def _is_spent(track: Element) -> bool:
    """Whether nothing is left of a track without what is ours on it."""
    name = track_name(track)
    if not is_our_track(name):
        return False
    items = track.findall("clipitem")
    mine = [one for one, is_ours in zip(items, ours(name, map(is_marked, items)), strict=True)
            if is_ours]  # fmt: skip
    if len(mine) == len(items):
        return True
    for item in mine:
        _remove(track, item)
    _rename(track, users_track(name))
    return False


def _rename(track: Element, name: str) -> None:
    said = track.find("name")
    if said is not None:
        said.text = name
    else:
        track.set("MZ.TrackName", name)


def _remove(track: Element, item: Element) -> None:
    """Take a clip off a track, and the transitions beside it."""
    at = list(track).index(item)
    beside = [one for one in list(track)[max(0, at - 1) : at + 2] if one.tag == "transitionitem"]
    for one in (item, *beside):
        track.remove(one)


def _say_files_again(root: Element, files: dict[str, Element]) -> None:
    """Where a file was described in a clip that went, describe it where it is named next."""
    said: set[str] = {one.get("id", "") for one in root.iter("file") if len(one)}
    for one in root.iter("file"):
        key = one.get("id", "")
        if key in files and key not in said:
            one.extend(files[key])
            said.add(key)
