"""What Final Cut Pro asks of an FCPXML, as far as it can be told without its own definition.

The content and the attributes of the elements that we write are those of version 1.9, as Apple's
reference describes them; times are checked against the grid of frames and the element around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.xml_tree import read_tree

TIME = re.compile(r"-?\d+(/[1-9]\d*)?s")
TIMES = frozenset({"offset", "start", "duration", "tcStart", "time", "value", "frameDuration"})

_CONNECTED = ("asset-clip", "clip", "title", "video", "audio", "ref-clip", "sync-clip", "spine")
_MARKED = ("marker", "chapter-marker", "keyword", "rating")
_CLIP = ("note", "conform-rate", "timeMap", "adjust-volume", _CONNECTED, _MARKED,
         "audio-channel-source", "filter-video", "filter-audio", "metadata")  # fmt: skip
CONTENT: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "fcpxml": ("resources", ("library", "event", "project")),
    "resources": (("asset", "effect", "format", "media"),),
    "asset": ("media-rep", "metadata"),
    "library": ("event",),
    "event": ("project",),
    "project": ("sequence",),
    "sequence": ("note", "spine", "metadata"),
    "spine": ((*_CONNECTED, "gap", "transition"),),
    "asset-clip": _CLIP,
    "gap": ("note", _CONNECTED, _MARKED, "metadata"),
    "transition": ("filter-video", "filter-audio", _MARKED, "metadata"),
    "timeMap": ("timept",),
    "adjust-volume": ("param",),
    "param": ("fadeIn", "fadeOut", "keyframeAnimation", "param"),
    "keyframeAnimation": ("keyframe",),
}
"""What may stand in an element, in order."""

ATTRIBUTES = {
    "format": "id name frameDuration width height",
    "asset": "id name start duration hasVideo format hasAudio audioSources audioChannels",
    "media-rep": "kind src",
    "sequence": "format tcStart tcFormat duration audioLayout audioRate",
    "asset-clip": "ref lane offset name start duration enabled srcEnable audioRole",
    "gap": "name offset start duration",
    "transition": "name offset duration",
    "marker": "start duration value note",
    "timept": "time value interp",
    "adjust-volume": "amount",
    "param": "name",
    "fadeIn": "type duration",
    "fadeOut": "type duration",
    "keyframe": "time value",
}
NEEDED = {
    "format": "id",
    "asset": "id",
    "media-rep": "src",
    "sequence": "format",
    "asset-clip": "ref",
    "transition": "duration",
    "marker": "start value",
    "timept": "time value",
    "fadeIn": "duration",
    "fadeOut": "duration",
    "keyframe": "time value",
}


def broken(path: Path, *, ours_only: bool = False) -> list[str]:
    """Return the rules that a file breaks, a sentence each.

    `ours_only` looks at the form of our elements alone, in a document that was somebody else's.
    """
    root = read_tree(path)
    by_id = {one.get("id"): one for one in root.iter() if one.get("id")}
    named = [one.get("id") for one in root.iter() if one.get("id")]
    found = [f"{one} is said twice" for one in by_id if named.count(one) > 1]
    found += _references(root, by_id)
    for sequence in root.iter("sequence"):
        shape = by_id.get(sequence.get("format"), Element("none"))
        frame_s = time_of(shape, "frameDuration")
        for spine in sequence.findall("spine"):
            if not ours_only:
                found += _line(sequence, spine)
            found += _grid(spine, frame_s, by_id)
    mine = (one for one in root.iter() if not ours_only or is_ours(one))
    for one in mine:
        found += [*_content(one), *_attributes(one)]
    return found


def is_ours(one: Element) -> bool:
    said = f"{one.get('audioRole', '')} {one.get('value', '')} {one.get('id', '')}"
    return "Cuesmith" in said or one.get("id", "").startswith("cuesmith")


def time_of(one: Element, name: str, default: Fraction = Fraction(0)) -> Fraction:
    said = one.get(name)
    if said is None or not TIME.fullmatch(said):
        return default
    return Fraction(said.removesuffix("s"))


def _references(root: Element, by_id: dict[str | None, Element]) -> Iterator[str]:
    for one in root.iter():
        for name, tags in (("ref", ("asset", "effect", "media")), ("format", ("format",))):
            if one.get(name) is not None and one.tag != "media-rep":
                target = by_id.get(one.get(name))
                if target is None or target.tag not in tags:
                    yield f"{one.tag} speaks of {one.get(name)}, which is no {tags[0]}"


def _content(one: Element) -> Iterator[str]:
    order = CONTENT.get(one.tag)
    if order is None:
        return
    at = 0
    for inner in one:
        kinds = (one if isinstance(one, tuple) else (one,) for one in order)
        places = [number for number, tags in enumerate(kinds) if inner.tag in tags]
        if not places:
            yield f"{inner.tag} has no place in {one.tag}"
        elif places[-1] < at:
            yield f"{inner.tag} stands too late in {one.tag}"
        else:
            at = max(at, places[0])
    if one.tag == "asset" and one.find("media-rep") is None:
        yield "an asset has no file"


def _attributes(one: Element) -> Iterator[str]:
    if one.tag in ATTRIBUTES:
        strange = set(one.attrib) - set(ATTRIBUTES[one.tag].split())
        yield from (f"{one.tag} has no attribute {name}" for name in sorted(strange))
    missing = set(NEEDED.get(one.tag, "").split()) - set(one.attrib)
    yield from (f"{one.tag} needs {name}" for name in sorted(missing))
    for name, text in one.attrib.items():
        is_time = name in TIMES and not (name == "value" and one.tag != "timept")
        if is_time and not TIME.fullmatch(text):
            yield f"{one.tag} {name}={text} is no time"


def _line(sequence: Element, spine: Element) -> Iterator[str]:
    """The elements of a storyline follow each other, and its transitions stand on their cuts."""
    story = [one for one in spine if one.tag != "transition"]
    at_s = time_of(sequence, "tcStart")
    for one in story:
        if time_of(one, "offset") != at_s:
            yield f"{one.get('name')} begins at {one.get('offset')}, and not where the last ended"
        at_s = time_of(one, "offset") + time_of(one, "duration")
    if at_s - time_of(sequence, "tcStart") != time_of(sequence, "duration"):
        yield "the sequence is not as long as its storyline"
    cuts = {time_of(one, "offset") for one in story}
    for mixed in spine.findall("transition"):
        start_s, length_s = time_of(mixed, "offset"), time_of(mixed, "duration")
        if not any(start_s <= cut_s <= start_s + length_s for cut_s in cuts):
            yield "a transition stands on no cut"


def _grid(spine: Element, frame_s: Fraction, by_id: dict[str | None, Element]) -> Iterator[str]:
    for one in spine:
        for name in ("offset", "duration"):
            if frame_s and (time_of(one, name) / frame_s).denominator != 1:
                yield f"{one.tag} {name}={one.get(name)} is on no frame"
        yield from _inside(one, by_id)


def local_start(one: Element, by_id: dict[str | None, Element]) -> Fraction:
    """Return where an element begins in its own time: its file's timecode if it does not say."""
    asset = by_id.get(one.get("ref"), Element("none"))
    return time_of(one, "start", time_of(asset, "start"))


def _inside(parent: Element, by_id: dict[str | None, Element]) -> Iterator[str]:
    """What hangs on an element begins while that is shown; a map of times covers its clip."""
    start_s = local_start(parent, by_id)
    end_s = start_s + time_of(parent, "duration")
    for one in parent:
        if one.get("lane") is not None and is_ours(one):
            if not start_s <= time_of(one, "offset") < end_s:
                yield f"{one.get('name')} hangs beside its parent"
            if time_of(one, "duration") <= 0:
                yield f"{one.get('name')} lasts no time"
        if one.tag == "timeMap":
            times = [time_of(point, "time") for point in one]
            if len(times) < 2 or any(later <= earlier for earlier, later in pairwise(times)):
                yield "a map of times does not rise"
            elif not times[0] <= start_s <= end_s <= times[-1]:
                yield "a map of times is shorter than its clip"
        yield from _inside(one, by_id) if one.get("lane") is not None else ()
