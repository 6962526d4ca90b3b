"""Projects of Premiere Pro (.prproj), read only: XML, packed with gzip or not.

read(path) -> Montage

The file is a heap of objects that refer to each other, by ObjectID or ObjectUID: a sequence has
groups of tracks, a track has items, an item a sub-clip, that a clip, that a source, and that a file
or another sequence. Times are ticks. Adobe has published nothing about it, so what is not where it
is known to be is left out and said.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, MediaRef
from editor_app.interchange.errors import not_understood
from editor_app.interchange.kinds import STILL_FILES, holds_picture, kind_of, suffix
from editor_app.interchange.layers import Clip, Edges, Lane, Montage, Sequence, join, put
from editor_app.interchange.places import place
from editor_app.interchange.times import (
    TimeError,
    bounded,
    fraction,
    frame_rate,
    is_number,
    speed,
    whole,
)
from editor_app.interchange.xml_tree import read_tree, text_of

TICKS = 254_016_000_000
"""Ticks a second: divides by every frame rate and sampling rate there is."""

_NONE = Element("none")
_USUAL_RATE = Fraction(25)
_LENGTHS_OF_STILLS = 24 * 3600  # Premiere gives a picture the length of a day


def read(path: Path) -> Montage:
    """Read a project; `TimelineError` where it is none."""
    root = read_tree(path)
    if root.tag != "PremiereData":
        raise not_understood(path, "it is no project of Premiere")
    return _Project(root, path.parent).montage()


class _Project:
    def __init__(self, root: Element, folder: Path) -> None:
        self._folder = folder
        self._objects: dict[str, Element] = {}
        for one in root:
            for name in ("ObjectID", "ObjectUID"):
                if one.get(name):
                    self._objects[one.get(name, "")] = one
        self._sequences = [one for one in root if one.tag == "Sequence" and one.get("ObjectUID")]
        self._media: dict[str, MediaRef] = {}
        self._montage = Montage("Premiere Pro project")

    def montage(self) -> Montage:
        for one in self._sequences:
            key = one.get("ObjectUID", "")
            self._montage.sequences[key] = self._sequence(one)
            self._montage.tops.append(key)
        return self._montage

    def _sequence(self, element: Element) -> Sequence:
        made = Sequence(text_of(element, "Name"), _USUAL_RATE)
        groups = [self._referred(one) for one in element.findall("TrackGroups/TrackGroup/Second")]
        for group in groups:
            if group.tag == "VideoTrackGroup":
                made.frame_rate = _rate(text_of(group, "TrackGroup/FrameRate"))
                made.size = _size(text_of(group, "FrameRect"))
        for group in groups:
            kind = {"VideoTrackGroup": "picture", "AudioTrackGroup": "sound"}.get(group.tag)
            tracks = group.findall("TrackGroup/Tracks/Track") if kind else []
            for number, track in enumerate(map(self._referred, tracks), start=1):
                lane = Lane("picture" if kind == "picture" else "sound")
                lane.name = (
                    self._track_name(track) or f"{'V' if kind == 'picture' else 'A'}{number}"
                )
                made.lanes.append(lane)
                self._read_track(track, lane, made)
        return made

    def _track_name(self, track: Element) -> str:
        inner = track.find("ClipTrack/Track")
        return text_of(inner, "Name") or text_of(inner, "Node/Properties/MZ.TrackName")

    def _read_track(self, track: Element, lane: Lane, made: Sequence) -> None:
        muted = text_of(track, "ClipTrack/Track/IsMuted") == "true"
        items = track.findall("ClipTrack/ClipItems/TrackItems/TrackItem")
        for item in map(self._referred, items):
            if not made.tally.clip():
                continue
            if muted or text_of(item, "ClipTrackItem/IsMuted") == "true":
                made.tally.switched_off()
                continue
            with made.tally.guarded():
                self._lay(item, lane, made)
        edges = Edges(lane)
        for one in track.findall("ClipTrack/TransitionItems/TrackItems/TrackItem"):
            with made.tally.forgiving("a transition"):
                _transition(self._referred(one), lane, edges)

    def _lay(self, item: Element, lane: Lane, made: Sequence) -> None:
        placed = item.find("ClipTrackItem/TrackItem")
        start_s, end_s = _ticks(placed, "Start"), _ticks(placed, "End")
        clip = Clip(start_s, end_s - start_s)
        sub = self._referred(item.find("ClipTrackItem/SubClip"))
        inner = self._referred(sub.find("Clip")).find("Clip")
        if inner is None:
            made.tally.lose("what it shows is not in the project")
            return
        clip.name = text_of(sub, "Name")
        clip.source_in_s = _ticks(inner, "InPoint")
        self._source(clip, self._referred(inner.find("Source")))
        self._pace(clip, inner)
        if not clip.inner and clip.source is None:
            clip.drawn = lane.kind == "picture"
        if lane.kind == "sound":
            clip.kind = kind_of(track=lane.name, file=clip.source.name if clip.source else "")
            if clip.speed <= 0 or (clip.source is None and not clip.inner):
                made.tally.lose("a sound without a file, or one that runs backwards")
                return
        put(lane, clip)

    def _pace(self, clip: Clip, inner: Element) -> None:
        """Set the speed; in and out points count what is played, not the file."""
        written = text_of(inner, "PlaybackSpeed")
        pace = abs(speed(fraction(written))) if written else Fraction(1)
        backwards = text_of(inner, "PlayBackwards") == "true"
        if pace == 0:
            clip.frozen = True
            return
        clip.source_in_s *= pace
        clip.speed = -pace if backwards else pace
        if backwards and clip.source is not None and clip.source.duration_s is not None:
            clip.source_in_s = max(clip.source.duration_s - clip.source_in_s, ZERO)

    def _source(self, clip: Clip, source: Element) -> None:
        nested = source.find("SequenceSource/Sequence")
        if nested is not None:
            clip.inner = nested.get("ObjectURef", "")
            return
        reference = source.find("MediaSource/Media")
        media = self._referred(reference)
        if media.tag != "Media":
            return
        key = media.get("ObjectUID", "")
        if key not in self._media:
            self._media[key] = self._media_ref(media)
        made = self._media[key]
        # A title or an adjustment layer is written as a file without a path.
        clip.source = made if made.url else None
        clip.name = clip.name or made.name

    def _media_ref(self, media: Element) -> MediaRef:
        url = text_of(media, "ActualMediaFilePath") or text_of(media, "FilePath")
        found = place(url, self._folder)
        video = self._referred(media.find("VideoStream"))
        length_s = max(_safe_ticks(video, "Duration"), self._sound_length(media))
        still = suffix(found.name) in STILL_FILES or length_s >= _LENGTHS_OF_STILLS
        start = text_of(media, "Start")
        return MediaRef(
            name=found.name or text_of(media, "Title") or "unnamed",
            path=found.path,
            url="" if _is_made_up(url) else url,
            start_s=_safe_ticks(media, "Start") if start else ZERO,
            duration_s=length_s if length_s and not still else None,
            frame_rate=_rate(text_of(video, "FrameRate")) if video.tag == "VideoStream" else None,
            has_picture=video.tag == "VideoStream" and holds_picture(found.name),
            has_sound=media.find("AudioStream") is not None,
            still=still,
        )

    def _sound_length(self, media: Element) -> Fraction:
        return _safe_ticks(self._referred(media.find("AudioStream")), "Duration")

    def _referred(self, element: Element | None) -> Element:
        """Return what an element refers to, an empty one where there is nothing."""
        if element is None:
            return _NONE
        key = element.get("ObjectRef") or element.get("ObjectURef") or ""
        return self._objects.get(key, _NONE)


def _transition(item: Element, lane: Lane, edges: Edges) -> None:
    """Let clips of a track go over into each other where a transition lies on them."""
    placed = item.find("TransitionTrackItem/TrackItem")
    start_s, end_s = _ticks(placed, "Start"), _ticks(placed, "End")
    if end_s <= start_s:
        return
    after, before = edges.beginning(start_s, end_s), edges.ending(start_s, end_s)
    if after is not None and after.start_s == end_s:  # it begins behind the transition
        after = None
    if after is not None or before is not None:
        join(lane, before, after, (start_s, end_s))


def _is_made_up(url: str) -> bool:
    """Whether a path is a number: Premiere writes one for what it draws itself."""
    return not url or is_number(url.removeprefix("-"))


def _ticks(element: Element | None, name: str) -> Fraction:
    """Return a time in seconds; `TimeError` where it is none, 0 where nothing is said."""
    written = text_of(element, name)
    return bounded(Fraction(_large(written), TICKS)) if written else ZERO


def _safe_ticks(element: Element, name: str) -> Fraction:
    try:
        return _ticks(element, name)
    except TimeError:
        return ZERO


def _large(text: str) -> int:
    if not is_number(text.removeprefix("-"), 24):
        raise TimeError("a time is no number")
    return int(text)


def _rate(text: str) -> Fraction:
    """Return a rate that is written as the ticks of one frame."""
    try:
        ticks = _large(text) if text else 0
        return frame_rate(Fraction(TICKS, ticks)) if ticks > 0 else _USUAL_RATE
    except TimeError:
        return _USUAL_RATE


def _size(text: str) -> tuple[int, int] | None:
    """Return the size of a rectangle "0,0,1920,1080"."""
    try:
        edges = [whole(part) for part in text.split(",")[:4]]
    except TimeError:
        return None
    if len(edges) != 4 or not (0 < edges[2] <= 65_536 and 0 < edges[3] <= 65_536):
        return None
    return edges[2], edges[3]
