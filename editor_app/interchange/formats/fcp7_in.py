"""Final Cut Pro 7 XML (xmeml 1 to 5): what Premiere, Resolve, Hiero and many others write as .xml.

read(path) -> Montage

`start` and `end` of a clip are frames of the sequence, -1 where a transition takes over that end;
`in` and `out` are frames of the source at the speed it is played. An element with nothing but an
`id` stands for the whole one with that id elsewhere in the file.
Source: Apple, "Final Cut Pro XML Interchange Format", chapters "Versions" and "Elements".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Marker, MediaRef
from editor_app.interchange.earlier.fcp7 import is_marked, track_name
from editor_app.interchange.errors import not_understood
from editor_app.interchange.kinds import STILL_FILES, holds_picture, kind_of, suffix
from editor_app.interchange.layers import Clip, Lane, Montage, Sequence, join, put, retimed
from editor_app.interchange.ours import is_our_track
from editor_app.interchange.places import place
from editor_app.interchange.times import (
    TimeError,
    fraction,
    frame_rate,
    speed,
    timecode_s,
    whole,
)
from editor_app.interchange.xml_tree import read_tree, text_of

_ITEMS = frozenset({"clipitem", "generatoritem", "transitionitem"})
_OPAQUE = ("slug", "color", "colour", "matte", "bars", "black")
_USUAL_RATE = Fraction(25)


def read(path: Path) -> Montage:
    """Read a file; `TimelineError` where it is none."""
    root = read_tree(path)
    if root.tag != "xmeml":
        raise not_understood(
            path, f"its XML is of no editor that is known here (<{root.tag[:40]}>)"
        )
    return _File(root, path).montage()


class _File:
    def __init__(self, root: Element, path: Path) -> None:
        self._root = root
        self._folder = path.parent
        self._files: dict[str, Element] = {}
        self._whole: dict[str, Element] = {}
        for one in root.iter():
            if one.tag == "file" and len(one):
                self._files.setdefault(one.get("id", ""), one)
            elif one.tag == "sequence" and len(one):
                self._whole.setdefault(_key(one), one)
        self._media: dict[str, MediaRef] = {}
        version = root.get("version", "")
        self._montage = Montage(f"Final Cut Pro 7 XML {version}".strip())

    def montage(self) -> Montage:
        inside = {id(one) for clip in self._root.iter("clipitem") for one in clip.iter("sequence")}
        for key, element in self._whole.items():
            self._montage.sequences[key] = self._sequence(element)
            if id(element) not in inside:
                self._montage.tops.append(key)
        return self._montage

    def _sequence(self, element: Element) -> Sequence:
        rate = _rate(element, _USUAL_RATE)
        made = Sequence(text_of(element, "name"), rate)
        made.start_timecode_s, made.drop_frame = _timecode(element, rate)
        made.size = _size(element.find("media/video/format/samplecharacteristics"))
        for number, track in enumerate(element.findall("media/video/track"), start=1):
            made.lanes.append(_Track(self, made, "picture", f"V{number}").read(track))
        for number, track in enumerate(element.findall("media/audio/track"), start=1):
            made.lanes.append(_Track(self, made, "sound", f"A{number}").read(track))
        for mark in element.findall("marker"):
            marked = _marker(mark, rate)
            made.markers += [marked] if marked is not None else []
        return made

    def media(self, item: Element) -> MediaRef | None:
        """Return the file of a clip, None where it has none."""
        element = item.find("file")
        if element is None:
            return None
        key = element.get("id", "") or str(id(element))
        if key not in self._media:
            found = element if len(element) else self._files.get(key, element)
            self._media[key] = self._media_ref(found, text_of(item, "name"))
        return self._media[key]

    def _media_ref(self, element: Element, clip_name: str) -> MediaRef:
        url = text_of(element, "pathurl")
        found = place(url, self._folder, quoted=True) if url else None
        name = (found.name if found else "") or text_of(element, "name") or clip_name
        rate = _rate(element, ZERO)
        start_s, _ = _timecode(element, rate or _USUAL_RATE)
        streams = element.find("media")
        return MediaRef(
            name=name,
            path=found.path if found else None,
            url=url,
            start_s=start_s,
            duration_s=_frames_s(element, "duration", rate) or None,
            frame_rate=rate or None,
            reel=text_of(element, "timecode/reel/name"),
            has_picture=holds_picture(name)
            and (streams is None or streams.find("video") is not None),
            has_sound=streams is None or streams.find("audio") is not None,
            still=suffix(name) in STILL_FILES,
        )

    def nested(self, item: Element) -> str:
        """Return the key of the sequence a clip is; "" where it is a file."""
        element = item.find("sequence")
        return "" if element is None else _key(element)


@dataclass(slots=True)
class _Fade:
    """A transition between two items of a track."""

    start_s: Fraction
    end_s: Fraction


class _Track:
    def __init__(self, file: _File, made: Sequence, kind: str, name: str) -> None:
        self._file = file
        self._made = made
        self._rate = made.frame_rate
        self._lane = Lane("picture" if kind == "picture" else "sound", name=name)

    def read(self, track: Element) -> Lane:
        self._lane.name = track_name(track) or self._lane.name
        items = [one for one in track if one.tag in _ITEMS]
        off = text_of(track, "enabled").upper() == "FALSE"
        before: Clip | None = None
        for at, item in enumerate(items):
            if item.tag == "transitionitem":
                if before is not None and not _follows(items, at):
                    self._fade_out(before, item)
                continue
            if not self._made.tally.clip():
                continue
            if off or text_of(item, "enabled").upper() == "FALSE":
                if not is_our_track(self._lane.name):  # our mixed music is there to be switched on
                    self._made.tally.switched_off()
                continue
            before = self._guarded(item, items, at, before)
        return self._lane

    def _guarded(
        self, item: Element, items: list[Element], at: int, before: Clip | None
    ) -> Clip | None:
        with self._made.tally.guarded():
            return self._read_item(item, items, at, before)
        return before

    def _read_item(
        self, item: Element, items: list[Element], at: int, before: Clip | None
    ) -> Clip | None:
        coming = self._fade(items[at - 1]) if at else None
        going = self._fade(items[at + 1]) if at + 1 < len(items) else None
        start_s, end_s = self._edge(item, "start"), self._edge(item, "end")
        if start_s is None:  # a transition begins this clip
            start_s = coming.start_s if coming else ZERO
        if end_s is None:
            end_s = going.end_s if going else start_s + self._length(item)
        clip = Clip(start_s, end_s - start_s, name=text_of(item, "name"))
        parts = self._fill(clip, item)
        if coming is not None and parts:
            span = (coming.start_s, coming.end_s)
            join(self._lane, self._neighbour(before, coming), parts[0], span)
        for part in parts:
            part.marked = is_marked(item)
            put(self._lane, part)
        return parts[-1] if parts else before

    def _neighbour(self, before: Clip | None, fade: _Fade) -> Clip | None:
        """Return the clip before a transition if it reaches into it."""
        touches = before is not None and before.end_s >= fade.start_s
        return before if touches and self._lane.kind == "sound" else None

    def _fill(self, clip: Clip, item: Element) -> list[Clip]:
        """Give a clip its source; returns it, as several where its speed changes."""
        name = text_of(item, "effect/name") + text_of(item, "effect/effectid")
        if item.tag == "generatoritem":
            clip.drawn = not any(word in name.lower() for word in _OPAQUE)
            return [clip] if self._lane.kind == "picture" else []
        if item.find("multiclip") is not None:
            self._made.tally.lose("a multicam clip, whose angle is not said")
            return []
        clip.inner = self._file.nested(item)
        clip.source = None if clip.inner else self._file.media(item)
        if not clip.inner and clip.source is None:
            clip.source = MediaRef(clip.name or "unnamed")
        clip.source_in_s = _frames_s(item, "in", _rate(item, self._rate)) or ZERO
        if text_of(item, "stillframe").upper() == "TRUE":
            clip.frozen = clip.source is not None and not clip.source.still
        self._loudness(clip, item)
        return self._paced(clip, item)

    def _loudness(self, clip: Clip, item: Element) -> None:
        if self._lane.kind != "sound":
            return
        clip.kind = kind_of(track=self._lane.name, file=clip.source.name if clip.source else "")
        for effect in item.findall("filter/effect"):
            if text_of(effect, "effectid") == "audiolevels":
                level = _parameter(effect, "level")
                clip.gain_db = _decibels(text_of(level, "value", "1"))
                if level is not None and level.find("keyframe") is not None:
                    self._made.tally.note("Levels that change within a clip are left out.")

    def _paced(self, clip: Clip, item: Element) -> list[Clip]:
        effects = [one.find("effect") for one in item.findall("filter")]
        remaps = [one for one in effects if text_of(one, "effectid") == "timeremap"]
        if not remaps or remaps[0] is None:
            return [clip]
        remap = remaps[0]
        points = self._points(remap, item)
        if text_of(_parameter(remap, "variablespeed"), "value") == "1" and len(points) > 2:
            return self._ramped(clip, points)
        pace = fraction(text_of(_parameter(remap, "speed"), "value", "100")) / 100
        back = text_of(_parameter(remap, "reverse"), "value").upper() == "TRUE"
        self._apply_pace(clip, item, speed(-abs(pace) if back else pace))
        return [clip]

    def _apply_pace(self, clip: Clip, item: Element, pace: Fraction) -> None:
        if pace == 0:
            clip.frozen = True
            return
        scaled = abs(pace) if self._counts_played(clip, item, abs(pace)) else Fraction(1)
        clip.source_in_s *= scaled
        clip.speed = pace
        length_s = clip.source.duration_s if clip.source else None
        if pace < 0 and length_s is not None:  # counted from the end of the file
            clip.source_in_s = max(length_s - clip.source_in_s, ZERO)

    def _counts_played(self, clip: Clip, item: Element, pace: Fraction) -> bool:
        """Whether `in` counts frames as they are played: the length of the clip tells."""
        length_s = clip.source.duration_s if clip.source else None
        said_s = _frames_s(item, "duration", _rate(item, self._rate))
        if length_s is None or not said_s:
            return True
        return abs(said_s - length_s / pace) <= abs(said_s - length_s)

    def _points(self, remap: Element, item: Element) -> list[tuple[Fraction, Fraction]]:
        rate = _rate(item, self._rate)
        graph = _parameter(remap, "graphdict")
        keys = [] if graph is None else graph.findall("keyframe")[:10_000]
        points = [(fraction(text_of(k, "when")), fraction(text_of(k, "value"))) for k in keys]
        return sorted((when / rate, value / rate) for when, value in points)

    def _ramped(self, clip: Clip, points: list[tuple[Fraction, Fraction]]) -> list[Clip]:
        parts = []
        for one in retimed(points, clip.source_in_s, clip.duration_s):
            part = Clip(clip.start_s + one.offset_s, one.duration_s, clip.source, clip.inner)
            part.source_in_s, part.speed = one.source_s, speed(one.speed) or Fraction(1)
            part.frozen, part.name, part.kind = one.speed == 0, clip.name, clip.kind
            parts.append(part)
        return parts

    def _fade(self, item: Element) -> _Fade | None:
        if item.tag != "transitionitem":
            return None
        start_s, end_s = self._edge(item, "start"), self._edge(item, "end")
        if start_s is None or end_s is None or end_s <= start_s:
            return None
        return _Fade(start_s, end_s)

    def _fade_out(self, before: Clip, item: Element) -> None:
        with self._made.tally.forgiving("a transition"):
            fade = self._fade(item)
            if fade is not None:
                join(self._lane, before, None, (fade.start_s, fade.end_s))

    def _edge(self, item: Element, tag: str) -> Fraction | None:
        frame = whole(text_of(item, tag, "-1"))
        return None if frame < 0 else frame / self._rate

    def _length(self, item: Element) -> Fraction:
        rate = _rate(item, self._rate)
        return max(
            (_frames_s(item, "out", rate) or ZERO) - (_frames_s(item, "in", rate) or ZERO), ZERO
        )


def _follows(items: list[Element], at: int) -> bool:
    """Whether a clip comes in with the transition at a place of the list."""
    if at + 1 >= len(items):
        return False
    return text_of(items[at + 1], "start") == "-1" or text_of(items[at + 1], "start") == text_of(
        items[at], "start"
    )


def _key(element: Element) -> str:
    return element.get("id", "") or f"sequence {id(element)}"


def _rate(element: Element, default: Fraction) -> Fraction:
    try:
        ntsc = text_of(element, "rate/ntsc").upper() == "TRUE"
        return frame_rate(fraction(text_of(element, "rate/timebase")), ntsc)
    except TimeError:
        return default


def _timecode(element: Element, default: Fraction) -> tuple[Fraction, bool]:
    """Return the timecode at the first frame in seconds, and whether it drops frames."""
    code = element.find("timecode")
    if code is None:
        return ZERO, False
    rate = _rate(code, default)
    drop = text_of(code, "displayformat") == "DF"
    written = text_of(code, "string")
    try:
        if text_of(code, "frame"):
            return whole(text_of(code, "frame")) / rate, drop
        return timecode_s(written[:8] + ";" + written[9:] if drop else written, rate), drop
    except TimeError:
        return ZERO, drop


def _frames_s(element: Element, tag: str, rate: Fraction) -> Fraction | None:
    try:
        frames = fraction(text_of(element, tag))
    except TimeError:
        return None
    return frames / rate if frames >= 0 and rate else None


def _size(shape: Element | None) -> tuple[int, int] | None:
    try:
        width, height = whole(text_of(shape, "width")), whole(text_of(shape, "height"))
    except TimeError:
        return None
    return (width, height) if 0 < width <= 65_536 and 0 < height <= 65_536 else None


def _marker(element: Element, rate: Fraction) -> Marker | None:
    start_s, end_s = _frames_s(element, "in", rate), _frames_s(element, "out", rate)
    if start_s is None:
        return None
    length_s = max((end_s or start_s) - start_s, ZERO)
    return Marker(start_s, text_of(element, "name"), text_of(element, "comment"), length_s)


def _parameter(effect: Element, name: str) -> Element | None:
    return next(
        (one for one in effect.findall("parameter") if text_of(one, "parameterid") == name), None
    )


def _decibels(text: str) -> float:
    try:
        factor = float(fraction(text))
    except TimeError:
        return 0.0
    return max(-96.0, min(20 * math.log10(factor), 24.0)) if factor > 0 else -96.0
