"""FCPXML 1.0 to 1.14: Final Cut Pro's own, and the best that Resolve writes.

read(path) -> Montage. Also of a bundle (.fcpxmld), a folder with Info.fcpxml in it.

Every story element has a time of its own (`start` is where it begins there) and stands at `offset`
in the time of its parent. Elements with a `lane` hang on their parent, above or below it. What
lies inside a <clip> or <sync-clip> is read as a timeline of its own, nested in the outer one.
Source: Apple, "FCPXML Reference", developer.apple.com/documentation/professional-video-applications
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Marker
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.fcpxml_clips import Clips, our_track
from editor_app.interchange.formats.fcpxml_lanes import (
    Laid,
    Open,
    Place,
    are_apart,
    level_of,
    span_of,
)
from editor_app.interchange.formats.fcpxml_media import Assets, rate_of, safe_time, size_of, time_of
from editor_app.interchange.layers import Clip, Montage, Sequence, join
from editor_app.interchange.xml_tree import read_tree

_CONTAINERS = frozenset({"clip", "sync-clip", "ref-clip", "mc-clip"})
_CLIPS = _CONTAINERS | {"asset-clip", "title", "video", "audio"}
_STORY = _CLIPS | {"gap", "spine", "audition"}
_USUAL_RATE = Fraction(24)
_HOUR = 3600


def read(path: Path) -> Montage:
    """Read a file or bundle; `TimelineError` where it is none."""
    file = path / "Info.fcpxml" if path.is_dir() else path
    root = read_tree(file)
    if root.tag != "fcpxml":
        raise not_understood(path, "it is no FCPXML")
    return _File(root, file.parent).montage()


class _File:
    def __init__(self, root: Element, folder: Path) -> None:
        self._root = root
        resources = root.find("resources")
        found = resources if resources is not None else root
        self._by_id = {one.get("id", ""): one for one in found}
        self._clips = Clips(self._by_id, Assets(self._by_id, folder))
        self._montage = Montage(f"FCPXML {root.get('version', '')}".strip())
        self._read: set[str] = set()
        self._count = 0
        self._usual_rate = self._any_rate()

    def montage(self) -> Montage:
        for project in self._root.iter("project"):
            sequence = project.find("sequence")
            if sequence is not None:
                key = self._new_key("project")
                self._montage.tops.append(key)
                self._read_sequence(key, sequence, project.get("name", ""))
        for key in self._by_id:
            self._need_media(key)
        if not self._montage.tops:
            self._read_loose()
        return self._montage

    def _read_loose(self) -> None:
        """Read clips that stand in no project, one timeline each."""
        outside = [self._root, *self._root.iter("event")]
        for parent in outside:
            for element in parent:
                if element.tag in _CLIPS or element.tag == "sequence":
                    key = self._new_key("clip")
                    self._montage.tops.append(key)
                    self._read_loose_one(key, element)
        if not self._montage.tops:
            self._montage.tops = [key for key in self._montage.sequences if "/" not in key]

    def _read_loose_one(self, key: str, element: Element) -> None:
        if element.tag == "sequence":
            self._read_sequence(key, element, element.get("name", ""))
            return
        opened = self._open_sequence(key, element, element.get("name", ""))
        with opened.made.tally.guarded():
            self._read_story(element, Place(opened, -time_of(element, "offset")), ZERO)
            opened.made.length_s = time_of(element, "duration")
        opened.close()

    def _need_media(self, key: str) -> None:
        """Read a compound or multicam clip, once."""
        media = self._by_id.get(key)
        if media is None or media.tag != "media" or key in self._read:
            return
        self._read.add(key)
        sequence, multicam = media.find("sequence"), media.find("multicam")
        if sequence is not None:
            self._read_sequence(key, sequence, media.get("name", ""))
        for angle in () if multicam is None else multicam.iter("mc-angle"):
            self._read_angle(f"{key}/{angle.get('angleID', '')}", angle, multicam)

    def _read_angle(self, key: str, angle: Element, multicam: Element | None) -> None:
        assert multicam is not None  # noqa: S101  (it holds the angle)
        opened = self._open_sequence(key, multicam, angle.get("name", ""))
        # Unlike in a sequence, offsets of an angle count from its beginning.
        self._read_spine(angle, Place(opened, ZERO))
        opened.close()

    def _read_sequence(self, key: str, element: Element, name: str) -> None:
        opened = self._open_sequence(key, element, name)
        start_s = opened.made.start_timecode_s
        for spine in element.findall("spine"):
            if element.get("tcStart") is None:
                start_s = opened.made.start_timecode_s = _unsaid_start(spine)
            self._read_spine(spine, Place(opened, -start_s))
        opened.close()

    def _open_sequence(self, key: str, element: Element, name: str) -> Open:
        shape = self._by_id.get(element.get("format", ""), Element("none"))
        made = Sequence(
            name,
            rate_of(shape, self._usual_rate),
            start_timecode_s=safe_time(element, "tcStart"),
            drop_frame=element.get("tcFormat") == "DF",
            size=size_of(shape),
        )
        self._montage.sequences[key] = made
        return Open(made)

    def _any_rate(self) -> Fraction:
        """Return the rate of the first format that says one, for what has no format."""
        formats = [one for one in self._by_id.values() if one.tag == "format"]
        rates = [rate for one in formats if (rate := rate_of(one, ZERO))]
        return rates[0] if rates else _USUAL_RATE

    def _read_spine(self, spine: Element, where: Place) -> None:
        """Read what stands one after the other, and the transitions between."""
        at_s = ZERO
        before: Laid = []
        transition: Element | None = None
        for element in spine:
            if element.tag == "transition":
                self._fade_out(before, transition, where)
                transition = element
                mixed_s = where.zero_s + safe_time(element, "offset")
                span = (mixed_s, mixed_s + safe_time(element, "duration"))
                # The time of a transition begins at an hour, though nothing says so.
                inside = Place(where.sequence, mixed_s - _HOUR, where.level)
                self._markers(element, inside, span)
            elif element.tag in _STORY:
                if element.get("offset") is not None:
                    at_s = safe_time(element, "offset")
                laid = self._guarded_story(element, where, at_s)
                self._join(before if not are_apart(before, laid) else [], laid, transition, where)
                before, transition = laid, None
                at_s += safe_time(element, "duration")
        self._fade_out(before, transition, where)
        if not where.level:
            where.sequence.made.length_s = max(where.sequence.made.length_s, where.zero_s + at_s)

    def _guarded_story(self, element: Element, where: Place, at_s: Fraction) -> Laid:
        tally = where.sequence.made.tally
        is_gap = element.tag in ("gap", "spine")
        with tally.forgiving("a gap") if is_gap else tally.guarded():
            return self._read_story(element, where, at_s)
        return []

    def _join(
        self,
        before: Laid,
        after: Laid,
        transition: Element | None,
        where: Place,
    ) -> None:
        if transition is None:
            return
        if not after:  # a gap: the earlier one fades away
            self._fade_out(before, transition, where)
            return
        span = span_of(transition, where)
        last = {id(lane): clip for lane, clip in before}
        for lane, clip in after:
            if span and (lane.kind == "picture" or transition.find("filter-audio") is not None):
                join(lane, last.get(id(lane)), clip, span)

    def _fade_out(self, before: Laid, transition: Element | None, where: Place) -> None:
        span = None if transition is None else span_of(transition, where)
        for lane, clip in before if span else []:
            assert span is not None  # noqa: S101
            join(lane, clip, None, span)

    def _read_story(self, element: Element, where: Place, offset_s: Fraction) -> Laid:
        """Read one element and what hangs on it; return the clips of its own."""
        at_s = where.zero_s + offset_s
        level = level_of(element, where)
        if element.tag == "spine":
            self._read_spine(element, Place(where.sequence, at_s, level))
            return []
        if element.tag == "audition":  # the first is the one that is shown
            first = next((one for one in element if one.tag in _CLIPS), None)
            where.sequence.made.tally.note("Of auditions the clip that is shown is taken.")
            return [] if first is None else self._read_story(first, where, offset_s)
        return self._read_clip(element, Place(where.sequence, at_s, level))

    def _read_clip(self, element: Element, where: Place) -> Laid:
        """Read a clip that begins at the zero of `where`."""
        tally = where.sequence.made.tally
        counted = element.tag in _CLIPS and tally.clip()
        is_ours = bool(our_track(element))
        start_s = self._clips.start(element)
        inside = Place(where.sequence, where.zero_s - start_s, where.level)
        laid: Laid = []
        if counted:
            if element.get("enabled") == "0":
                if not is_ours:  # our mixed music is there to be switched on
                    tally.switched_off()
            else:
                laid = self._lay(element, where, start_s)
        length_s = safe_time(element, "duration") or self._clips.own_length(element)
        if not is_ours:  # marks on songs of ours are their bars
            self._markers(element, inside, (where.zero_s, where.zero_s + length_s))
        for child in element:
            own = element.tag in ("clip", "sync-clip") and child.get("lane") is None
            if child.tag in _STORY and not own:
                self._guarded_story(child, inside, safe_time(child, "offset"))
        return laid

    def _lay(self, element: Element, where: Place, start_s: Fraction) -> Laid:
        """Lay the picture and the sound of a clip."""
        duration_s = time_of(element, "duration") or self._clips.own_length(element)
        clip = Clip(where.zero_s, duration_s, name=element.get("name", ""))
        if element.tag in ("clip", "sync-clip"):
            first_s = min(start_s, _first_offset(element))
            clip.source_in_s = start_s - first_s
            return self._clips.lay_nested(clip, self._container(element, first_s), element, where)
        if element.tag == "ref-clip":
            clip.source_in_s = start_s - self._clips.inner_start(element)
            self._need_media(element.get("ref", ""))
            return self._clips.lay_nested(clip, element.get("ref", ""), element, where)
        if element.tag == "mc-clip":
            clip.source_in_s = start_s - self._clips.inner_start(element)
            self._need_media(element.get("ref", ""))
            return self._clips.lay_angles(clip, element, where)
        return self._clips.lay_media(clip, element, where, start_s)

    def _container(self, element: Element, first_s: Fraction) -> str:
        """Read what lies in a <clip> or <sync-clip> as a timeline that begins at `first_s`."""
        key = self._new_key("inside")
        opened = self._open_sequence(key, element, element.get("name", ""))
        inside = Element("spine")
        inside.extend(child for child in element if child.get("lane") is None)
        self._read_spine(inside, Place(opened, -first_s))
        opened.close()
        return key

    def _markers(self, element: Element, where: Place, span: tuple[Fraction, Fraction]) -> None:
        """Take over markers, but for those on what is cut off of a clip."""
        made = where.sequence.made
        for child in element:
            if child.tag in ("marker", "chapter-marker"):
                at_s = where.zero_s + safe_time(child, "start")
                if span[0] <= at_s <= span[1] and len(made.markers) < 100_000:
                    name, note = child.get("value", ""), child.get("note", "")
                    made.markers.append(Marker(at_s, name, note, safe_time(child, "duration")))
            elif child.tag == "caption":
                made.tally.note("Captions are left out.")

    def _new_key(self, kind: str) -> str:
        self._count += 1
        return f"{kind}:{self._count}"


def _first_offset(element: Element) -> Fraction:
    inside = [one for one in element if one.tag in _STORY and one.get("lane") is None]
    return min((safe_time(one, "offset") for one in inside), default=time_of(element, "start"))


def _unsaid_start(spine: Element) -> Fraction:
    """Return where a sequence begins that does not say it: some write an hour into every offset."""
    first = next((one for one in spine if one.tag in _STORY), None)
    offset_s = ZERO if first is None else safe_time(first, "offset")
    return offset_s if offset_s >= _HOUR else ZERO
