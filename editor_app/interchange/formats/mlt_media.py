"""What a producer of an MLT file is: a file, a colour, a title; and the times MLT writes.

Times are numbers of frames, or clock times that stand for the nearest frame. `out` is the last
frame that is shown, so that a clip has out - in + 1 frames.
Source: mltframework.org/docs/mltxml, and the files of Shotcut and Kdenlive.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Marker, MediaRef
from editor_app.interchange.formats.mlt_remap import Remap, remap_of
from editor_app.interchange.kinds import SOUND_FILES, suffix
from editor_app.interchange.places import place
from editor_app.interchange.times import (
    TimeError,
    bounded,
    clock_parts,
    fraction,
    is_number,
    speed,
    timecode_parts,
    timecode_s,
    whole,
)
from editor_app.interchange.xml_tree import text_of

MARKED_BY = "cuesmith:music"
"""The property by which a producer says that it is music of ours."""

_COLOURS = frozenset({"color", "colour"})
_TITLES = frozenset(
    {"kdenlivetitle", "qtext", "pango", "pangocairo", "text", "webvfx", "glaxnimate"}
)
_STILLS = frozenset({"qimage", "pixbuf"})
_GENERATORS = frozenset({"tone", "noise", "count", "blipflash", "frei0r", "hold", "melt_file"})
_ENDLESS = 10**8  # frames; some write the largest number there is for a picture without an end


@dataclass(frozen=True, slots=True)
class Made:
    """A producer: its file if it has one, and how fast it is played."""

    source: MediaRef | None
    name: str = ""
    drawn: bool = False
    speed: Fraction = Fraction(1)
    frozen_at: Fraction | None = None
    remap: Remap | None = None
    picture: bool = True
    sound: bool = True
    length_s: Fraction = ZERO
    marked: bool = False


def properties(element: Element) -> dict[str, str]:
    """Return the properties of an element by name."""
    return {one.get("name", ""): text_of(one) for one in element.findall("property")}


def frames(text: str | None, rate: Fraction, default: int = 0) -> int:
    """Return a time as a number of frames; `TimeError` where it is none."""
    if text is None or not text.strip():
        return default
    if ":" not in text:
        return whole(text.replace(",", "."))
    if timecode_parts(text) is not None and text.count(":") + text.count(";") == 3:
        return round(timecode_s(text, rate) * rate)
    hours, minutes, rest_s, sign = clock_parts(text)
    # As MLT counts: whole minutes are rounded down to frames of their own. At 29.97 a second the
    # frame that 08:20.487 stands for is not the nearest to that time.
    count = math.floor(hours * 3600 * rate) + math.floor(minutes * 60 * rate)
    return sign * (count + round(rest_s * rate))


def made_of(producer: Element, folder: Path, rate: Fraction) -> Made:
    """Return what a <producer> or <chain> is."""
    said = properties(producer)
    service = said.get("mlt_service", "")
    resource, pace = _resource(said, service)
    name = said.get("kdenlive:clipname") or said.get("shotcut:caption") or producer.get("title", "")
    if not resource or service in _COLOURS | _TITLES | _GENERATORS:
        titled = service in _TITLES
        return Made(None, name or ("title" if titled else resource or service), titled, sound=False)
    source = _media(said, service, resource, folder)
    length = _length(said, rate)
    still = source.still
    frozen_at, remap = _links(producer, rate)
    known = length and not still and remap is None
    source = replace(source, duration_s=abs(length * pace) if length and known else None)
    # Outside of these words a stream that is not chosen is written as -1.
    picture, sound = said.get("video_index") != "-1", said.get("audio_index") != "-1"
    picture = picture and source.has_picture and said.get("set.test_image") != "1"
    sound = sound and source.has_sound and said.get("set.test_audio") != "1"
    return Made(
        replace(source, has_picture=source.has_picture, has_sound=source.has_sound),
        name or source.name,
        speed=speed(pace),
        frozen_at=frozen_at,
        remap=remap,
        picture=picture,
        sound=sound,
        length_s=length or ZERO,
        marked=said.get(MARKED_BY) == "1",
    )


def markers(element: Element, rate: Fraction) -> list[Marker]:
    """Return the guides of Kdenlive and the markers of Shotcut on a timeline."""
    found = [mark for one in element.findall("properties") for mark in _shotcut_marks(one, rate)]
    for name, text in properties(element).items():
        if name.endswith("guides"):
            found += _guides(text, rate)
        elif name.startswith("kdenlive:guide."):
            found += _old_guide(name.removeprefix("kdenlive:guide."), text)
    return found


def _resource(said: dict[str, str], service: str) -> tuple[str, Fraction]:
    """Return the file of a producer and its speed: `2.5:/a.mp4` is two and a half times as fast."""
    resource = said.get("resource", "")
    try:
        if service == "timewarp":
            pace = said.get("warp_speed") or resource.partition(":")[0]
            path = said.get("warp_resource") or resource.partition(":")[2]
            return path, fraction(pace.replace(",", ".")) or Fraction(1)
        if service == "framebuffer":  # how Kdenlive wrote it up to 2019
            path, _, pace = resource.rpartition("?")
            return path, fraction(pace.replace(",", ".")) or Fraction(1)
    except TimeError:
        return resource.partition(":")[2] or resource, Fraction(1)
    return resource.removeprefix("plain:"), Fraction(1)


def _media(said: dict[str, str], service: str, resource: str, folder: Path) -> MediaRef:
    found = place(resource, folder)
    still = service in _STILLS
    streams = [text for name, text in said.items() if name.endswith("stream.type")]
    heard_only = suffix(found.name) in SOUND_FILES
    sound = not still and ("audio" in streams or not streams)
    proxy = said.get("kdenlive:proxy", "-")
    original = said.get("kdenlive:originalurl", "")
    if original and proxy not in ("", "-"):
        real = place(original, folder)
        return MediaRef(real.name, real.path, original, proxy=found.path, has_sound=sound)
    size = said.get("kdenlive:file_size", "0")
    return MediaRef(
        name=found.name,
        path=found.path,
        url=resource,
        size_bytes=int(size) if is_number(size) else 0,
        has_picture=not heard_only and ("video" in streams or not streams),
        has_sound=sound,
        still=still,
        frame_rate=_media_rate(said),
    )


def _media_rate(said: dict[str, str]) -> Fraction | None:
    try:
        above = whole(said.get("meta.media.frame_rate_num", ""))
        rate = Fraction(above, whole(said.get("meta.media.frame_rate_den", "1")))
    except (TimeError, ZeroDivisionError):
        return None
    return rate if 1 <= rate <= 1000 else None


def _length(said: dict[str, str], rate: Fraction) -> Fraction | None:
    try:
        count = frames(said.get("length"), rate)
    except TimeError:
        return None
    return count / rate if 0 < count < _ENDLESS else None


def _links(producer: Element, rate: Fraction) -> tuple[Fraction | None, Remap | None]:
    """Return where a producer is frozen, and how its speed changes."""
    for child in producer:
        said = properties(child) if child.tag in ("filter", "link") else {}
        if said.get("mlt_service") == "freeze" and said.get("freeze_after", "0") == "0":
            return frames(said.get("frame"), rate) / rate, None
        if said.get("mlt_service") == "timeremap" and said.get("disable") != "1":
            return None, remap_of(said, rate)
    return None, None


def _guides(text: str, rate: Fraction) -> list[Marker]:
    try:
        guides = json.loads(text)
        return [
            Marker(whole(one["pos"]) / rate, str(one.get("comment", "")))
            for one in guides[:10_000]
            if isinstance(one, dict)
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _old_guide(time: str, text: str) -> list[Marker]:
    """Return a guide as Kdenlive wrote it up to 2018: its name says the second."""
    try:
        return [Marker(bounded(fraction(time.replace(",", "."))), text)]
    except TimeError:
        return []


def _shotcut_marks(element: Element, rate: Fraction) -> list[Marker]:
    if element.get("name") != "shotcut:markers":
        return []
    found = []
    for one in element.findall("properties"):
        said = properties(one)
        try:
            start, end = frames(said.get("start"), rate), frames(said.get("end"), rate)
        except TimeError:
            continue
        length_s = Fraction(max(end - start, 0)) / rate
        name, colour = said.get("text", ""), said.get("color", "")
        found.append(Marker(start / rate, name, duration_s=length_s, colour=colour))
    return found
