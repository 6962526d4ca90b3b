"""Projects of Pitivi and GStreamer Editing Services (.xges).

read(path) -> Montage

Times are nanoseconds; the layer of priority 0 lies on top. Attributes hold lists in the notation of
GStreamer: "properties, name=(string)clip1, mute=(boolean)false;".
Source: gstreamer.freedesktop.org/documentation/gst-editing-services
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import MediaRef
from editor_app.interchange.errors import not_understood
from editor_app.interchange.kinds import STILL_FILES, kind_of, suffix
from editor_app.interchange.layers import Clip, Edges, Lane, Montage, Sequence, put
from editor_app.interchange.places import place
from editor_app.interchange.times import TimeError, bounded, frame_rate, is_number, whole
from editor_app.interchange.xml_tree import read_tree

_NANOSECONDS = 1_000_000_000
_SOUND, _PICTURE = 2, 4  # bits of track-types
_RATE = re.compile(r"framerate=\(fraction\)\s*(\d{1,9})/(\d{1,9})", re.ASCII)
_DURATION = re.compile(r"duration=\(guint64\)\s*(\d{1,20})", re.ASCII)


def read(path: Path) -> Montage:
    """Read a project; `TimelineError` where it is none."""
    root = read_tree(path)
    timeline = root.find("project/timeline") if root.tag == "ges" else None
    if timeline is None:
        raise not_understood(path, "there is no timeline of Pitivi in it")
    montage = Montage("Pitivi (GES)", tops=["ges"])
    montage.sequences["ges"] = _Timeline(root, timeline, path).sequence()
    return montage


class _Timeline:
    def __init__(self, root: Element, timeline: Element, path: Path) -> None:
        self._timeline = timeline
        self._path = path
        self._assets = {one.get("id", ""): one for one in root.iter("asset")}
        self._media: dict[str, MediaRef] = {}
        self._rate = _rate(root, timeline)

    def sequence(self) -> Sequence:
        made = Sequence(self._path.stem, self._rate)
        layers = sorted(self._timeline.findall("layer"), key=_priority, reverse=True)
        for layer in layers:
            name = f"Layer {_priority(layer) + 1}"
            picture, sound = Lane("picture", name=name), Lane("sound", name=name)
            made.lanes += [picture, sound]
            for clip in layer.findall("clip"):
                if clip.get("type-name") != "GESTransitionClip" and made.tally.clip():
                    with made.tally.guarded():
                        self._lay(clip, picture, sound, made)
            seen, heard = Edges(picture), Edges(sound)
            for clip in layer.findall("clip"):
                if clip.get("type-name") == "GESTransitionClip":
                    with made.tally.forgiving("a transition"):
                        self._transition(clip, seen, heard)
        return made

    def _lay(self, said: Element, picture: Lane, sound: Lane, made: Sequence) -> None:
        tracks = whole(said.get("track-types", "6"))
        clip = Clip(self._time(said, "start"), self._time(said, "duration"))
        clip.source_in_s = self._time(said, "inpoint")
        properties = said.get("properties", "")
        if said.get("type-name") == "GESUriClip":
            clip.source = self._source(said.get("asset-id", ""))
            clip.name = clip.source.name
        elif tracks & _PICTURE:
            clip.drawn = "Title" in said.get("type-name", "")
        else:
            made.tally.lose("a sound that the editor makes itself")
            return
        if tracks & _PICTURE:
            put(picture, clip)
        if tracks & _SOUND and clip.source is not None and "mute=(boolean)true" not in properties:
            heard = Clip(clip.start_s, clip.duration_s, clip.source, "", clip.source_in_s)
            heard.name, heard.kind = clip.name, kind_of(file=clip.source.name)
            put(sound, heard)

    def _transition(self, said: Element, seen: Edges, heard: Edges) -> None:
        start_s, length_s = self._time(said, "start"), self._time(said, "duration")
        end_s = start_s + length_s
        if not whole(said.get("track-types", "4")) & _SOUND:
            coming = seen.beginning(start_s, start_s)
            if coming is not None:
                coming.dissolve_in_s = min(length_s, coming.duration_s)
            return
        coming, going = heard.beginning(start_s, start_s), heard.ending(end_s, end_s)
        if coming is not None:
            coming.fade_in_s = min(length_s, coming.duration_s)
        if going is not None:
            going.fade_out_s = min(length_s, going.duration_s)

    def _source(self, url: str) -> MediaRef:
        if url not in self._media:
            asset = self._assets.get(url, Element("asset"))
            found = place(url, self._path.parent)
            length = _DURATION.search(asset.get("properties", ""))
            proxy = asset.get("proxy-id", "")
            still = suffix(found.name) in STILL_FILES
            self._media[url] = MediaRef(
                name=found.name or "unnamed",
                path=found.path,
                url=url,
                duration_s=_seconds(length.group(1)) if length and not still else None,
                has_sound=not still,
                still=still,
                proxy=place(proxy, self._path.parent).path if proxy else None,
            )
        return self._media[url]

    def _time(self, said: Element, name: str) -> Fraction:
        """Return a time at the nearest frame: nanoseconds hit none exactly."""
        exact = _seconds(said.get(name, "0"))
        frame = round(exact * self._rate) / self._rate
        return frame if abs(frame - exact) < Fraction(1, 1_000_000) else exact


def _seconds(text: str) -> Fraction:
    if not is_number(text, 20):
        raise TimeError("a time is no number")
    return bounded(Fraction(int(text), _NANOSECONDS))


def _priority(layer: Element) -> int:
    text = layer.get("priority", "0")
    return int(text) if is_number(text, 9) else 0


def _rate(root: Element, timeline: Element) -> Fraction:
    told = [timeline.get("metadatas", ""), *(one.get("restriction", "") for one in root.iter())]
    for text in told:
        found = _RATE.search(text)
        if found is not None and int(found.group(2)):
            try:
                return frame_rate(Fraction(int(found.group(1)), int(found.group(2))))
            except TimeError:
                continue
    return Fraction(30)  # what Pitivi begins a project with
