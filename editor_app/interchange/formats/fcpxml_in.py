"""FCPXML 1.0 to 1.14: Final Cut Pro's own, and the best that Resolve writes.

read(path) -> Montage. Also of a bundle (.fcpxmld), a folder with Info.fcpxml in it.

Every story element has a time of its own (`start` is where it begins there) and stands at `offset`
in the time of its parent. Elements with a `lane` hang on their parent, above or below it. What
lies inside a <clip> or <sync-clip> is read as a timeline of its own, nested in the outer one.
Source: Apple, "FCPXML Reference", developer.apple.com/documentation/professional-video-applications
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Marker
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.fcpxml_media import (
    Assets,
    rate_of,
    role_of,
    role_words,
    safe_time,
    size_of,
    sound_of,
    stretched,
    time_of,
)
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import (
    Clip,
    Lane,
    Montage,
    Sequence,
    join,
    put,
    retimed,
)
from editor_app.interchange.ours import track_of_role
from editor_app.interchange.xml_tree import read_tree

_CONTAINERS = frozenset({"clip", "sync-clip", "ref-clip", "mc-clip"})
_CLIPS = _CONTAINERS | {"asset-clip", "title", "video", "audio"}
_STORY = _CLIPS | {"gap", "spine", "audition"}
_USUAL_RATE = Fraction(24)
_HOUR = 3600

Level = tuple[int, ...]
"""How high a lane lies, lanes hung on lanes behind: (1, -1) lies just below (1, 0)."""


def read(path: Path) -> Montage:
    """Read a file or bundle; `TimelineError` where it is none."""
    file = path / "Info.fcpxml" if path.is_dir() else path
    root = read_tree(file)
    if root.tag != "fcpxml":
        raise not_understood(path, "it is no FCPXML")
    return _File(root, file.parent).montage()


@dataclass(slots=True)
class _Place:
    """Where an element is read into: a sequence, and how its parent's time lies in that."""

    sequence: _Open
    zero_s: Fraction  # what 0 of the parent's time is in the sequence's
    level: Level = ()


@dataclass(slots=True)
class _Open:
    """A sequence while it is filled, its lanes by how high they lie."""

    made: Sequence
    picture: dict[Level, Lane] = field(default_factory=dict)
    sound: dict[Level, Lane] = field(default_factory=dict)
    ours: dict[str, Lane] = field(default_factory=dict)

    def lane(self, kind: str, level: Level) -> Lane:
        lanes = self.picture if kind == "picture" else self.sound
        if level not in lanes:
            lanes[level] = Lane("picture" if kind == "picture" else "sound")
        return lanes[level]

    def our_lane(self, track: str) -> Lane:
        """Return the lane of a track of ours: without names of tracks, the role says it."""
        return self.ours.setdefault(track, Lane("sound", name=track))

    def close(self) -> None:
        depth = max((len(level) for level in (*self.picture, *self.sound)), default=0)

        def height(level: Level) -> Level:
            return level + (0,) * (depth - len(level))

        for lanes in (self.picture, self.sound):
            self.made.lanes += [lanes[level] for level in sorted(lanes, key=height)]
        self.made.lanes += self.ours.values()


class _File:
    def __init__(self, root: Element, folder: Path) -> None:
        self._root = root
        resources = root.find("resources")
        found = resources if resources is not None else root
        self._by_id = {one.get("id", ""): one for one in found}
        self._assets = Assets(self._by_id, folder)
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
            self._read_story(element, _Place(opened, -time_of(element, "offset")), ZERO)
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
        self._read_spine(angle, _Place(opened, ZERO))
        opened.close()

    def _read_sequence(self, key: str, element: Element, name: str) -> None:
        opened = self._open_sequence(key, element, name)
        start_s = opened.made.start_timecode_s
        for spine in element.findall("spine"):
            if element.get("tcStart") is None:
                start_s = opened.made.start_timecode_s = _unsaid_start(spine)
            self._read_spine(spine, _Place(opened, -start_s))
        opened.close()

    def _open_sequence(self, key: str, element: Element, name: str) -> _Open:
        shape = self._by_id.get(element.get("format", ""), Element("none"))
        made = Sequence(
            name,
            rate_of(shape, self._usual_rate),
            start_timecode_s=safe_time(element, "tcStart"),
            drop_frame=element.get("tcFormat") == "DF",
            size=size_of(shape),
        )
        self._montage.sequences[key] = made
        return _Open(made)

    def _any_rate(self) -> Fraction:
        """Return the rate of the first format that says one, for what has no format."""
        formats = [one for one in self._by_id.values() if one.tag == "format"]
        rates = [rate for one in formats if (rate := rate_of(one, ZERO))]
        return rates[0] if rates else _USUAL_RATE

    def _read_spine(self, spine: Element, where: _Place) -> None:
        """Read what stands one after the other, and the transitions between."""
        at_s = ZERO
        before: list[tuple[Lane, Clip]] = []
        transition: Element | None = None
        for element in spine:
            if element.tag == "transition":
                self._fade_out(before, transition, where)
                transition = element
                at_s = where.zero_s + safe_time(element, "offset")
                span = (at_s, at_s + safe_time(element, "duration"))
                # The time of a transition begins at an hour, though nothing says so.
                inside = _Place(where.sequence, at_s - _HOUR, where.level)
                self._markers(element, inside, span)
            elif element.tag in _STORY:
                if element.get("offset") is not None:
                    at_s = safe_time(element, "offset")
                laid = self._guarded_story(element, where, at_s)
                self._join(before if not _apart(before, laid) else [], laid, transition, where)
                before, transition = laid, None
                at_s += safe_time(element, "duration")
        self._fade_out(before, transition, where)
        if not where.level:
            where.sequence.made.length_s = max(where.sequence.made.length_s, where.zero_s + at_s)

    def _guarded_story(
        self, element: Element, where: _Place, at_s: Fraction
    ) -> list[tuple[Lane, Clip]]:
        tally = where.sequence.made.tally
        is_gap = element.tag in ("gap", "spine")
        with tally.forgiving("a gap") if is_gap else tally.guarded():
            return self._read_story(element, where, at_s)
        return []

    def _join(
        self,
        before: list[tuple[Lane, Clip]],
        after: list[tuple[Lane, Clip]],
        transition: Element | None,
        where: _Place,
    ) -> None:
        if transition is None:
            return
        if not after:  # a gap: the earlier one fades away
            self._fade_out(before, transition, where)
            return
        span = _span(transition, where)
        last = {id(lane): clip for lane, clip in before}
        for lane, clip in after:
            if span and (lane.kind == "picture" or transition.find("filter-audio") is not None):
                join(lane, last.get(id(lane)), clip, span)

    def _fade_out(
        self, before: list[tuple[Lane, Clip]], transition: Element | None, where: _Place
    ) -> None:
        span = None if transition is None else _span(transition, where)
        for lane, clip in before if span else []:
            assert span is not None  # noqa: S101
            join(lane, clip, None, span)

    def _read_story(
        self, element: Element, where: _Place, offset_s: Fraction
    ) -> list[tuple[Lane, Clip]]:
        """Read one element and what hangs on it; return the clips of its own."""
        at_s = where.zero_s + offset_s
        level = _level(element, where)
        if element.tag == "spine":
            self._read_spine(element, _Place(where.sequence, at_s, level))
            return []
        if element.tag == "audition":  # the first is the one that is shown
            first = next((one for one in element if one.tag in _CLIPS), None)
            where.sequence.made.tally.note("Of auditions the clip that is shown is taken.")
            return [] if first is None else self._read_story(first, where, offset_s)
        return self._read_clip(element, _Place(where.sequence, at_s, level))

    def _read_clip(self, element: Element, where: _Place) -> list[tuple[Lane, Clip]]:
        """Read a clip that begins at the zero of `where`."""
        tally = where.sequence.made.tally
        counted = element.tag in _CLIPS and tally.clip()
        is_ours = element.tag == "asset-clip" and bool(track_of_role(role_words(element)))
        start_s = self._start(element)
        inside = _Place(where.sequence, where.zero_s - start_s, where.level)
        laid: list[tuple[Lane, Clip]] = []
        if counted:
            if element.get("enabled") == "0":
                if not is_ours:  # our mixed music is there to be switched on
                    tally.switched_off()
            else:
                laid = self._lay(element, where, start_s)
        length_s = safe_time(element, "duration") or self._own_length(element)
        if not is_ours:  # marks on songs of ours are their bars
            self._markers(element, inside, (where.zero_s, where.zero_s + length_s))
        for child in element:
            own = element.tag in ("clip", "sync-clip") and child.get("lane") is None
            if child.tag in _STORY and not own:
                self._guarded_story(child, inside, safe_time(child, "offset"))
        return laid

    def _start(self, element: Element) -> Fraction:
        if element.get("start") is not None or element.tag not in ("asset-clip", "video", "audio"):
            return time_of(element, "start")
        source = self._assets.source(element.get("ref", ""))
        return ZERO if source is None else source.start_s

    def _lay(self, element: Element, where: _Place, start_s: Fraction) -> list[tuple[Lane, Clip]]:
        """Lay the picture and the sound of a clip."""
        duration_s = time_of(element, "duration") or self._own_length(element)
        clip = Clip(where.zero_s, duration_s, name=element.get("name", ""))
        if element.tag in ("clip", "sync-clip"):
            first_s = min(start_s, _first_offset(element))
            clip.source_in_s = start_s - first_s
            return self._lay_nested(clip, self._container(element, first_s), element, where)
        if element.tag == "ref-clip":
            clip.source_in_s = start_s - self._inner_start(element)
            return self._lay_nested(clip, element.get("ref", ""), element, where)
        if element.tag == "mc-clip":
            clip.source_in_s = start_s - self._inner_start(element)
            return self._lay_angles(clip, element, where)
        return self._lay_media(clip, element, where, start_s)

    def _own_length(self, element: Element) -> Fraction:
        source = self._assets.source(element.get("ref", ""))
        if source is not None and source.duration_s is not None:
            return source.duration_s
        inner = self._by_id.get(element.get("ref", ""), Element("none")).find("sequence")
        return ZERO if inner is None else time_of(inner, "duration")

    def _inner_start(self, element: Element) -> Fraction:
        media = self._by_id.get(element.get("ref", ""), Element("none"))
        inner = media.find("sequence")
        inner = media.find("multicam") if inner is None else inner
        return ZERO if inner is None else safe_time(inner, "tcStart")

    def _container(self, element: Element, first_s: Fraction) -> str:
        """Read what lies in a <clip> or <sync-clip> as a timeline that begins at `first_s`."""
        key = self._new_key("inside")
        opened = self._open_sequence(key, element, element.get("name", ""))
        inside = Element("spine")
        inside.extend(child for child in element if child.get("lane") is None)
        self._read_spine(inside, _Place(opened, -first_s))
        opened.close()
        return key

    def _lay_nested(
        self, clip: Clip, key: str, element: Element, where: _Place
    ) -> list[tuple[Lane, Clip]]:
        self._need_media(key)
        clip.inner = key
        clip.kind = role_of(element)
        return self._put_both(clip, element, where, picture=True, sound=True)

    def _lay_angles(self, clip: Clip, element: Element, where: _Place) -> list[tuple[Lane, Clip]]:
        ref = element.get("ref", "")
        self._need_media(ref)
        laid: list[tuple[Lane, Clip]] = []
        sources = element.findall("mc-source") or self._first_angle(ref)
        for source in sources:
            enabled = source.get("srcEnable", "all")
            angle = Clip(clip.start_s, clip.duration_s, inner=f"{ref}/{source.get('angleID', '')}")
            angle.source_in_s, angle.name, angle.kind = clip.source_in_s, clip.name, role_of(source)
            laid += self._put_both(
                angle,
                element,
                where,
                picture=enabled in ("all", "video"),
                sound=enabled in ("all", "audio"),
            )
        return laid

    def _first_angle(self, ref: str) -> list[Element]:
        media = self._by_id.get(ref, Element("none"))
        first = media.find("multicam/mc-angle")
        return (
            [] if first is None else [Element("mc-source", {"angleID": first.get("angleID", "")})]
        )

    def _lay_media(
        self, clip: Clip, element: Element, where: _Place, start_s: Fraction
    ) -> list[tuple[Lane, Clip]]:
        source = self._assets.source(element.get("ref", ""))
        if source is None:  # a title, a generator: drawn by the editor
            clip.drawn = element.tag == "title" or _hangs(where)
            if element.tag == "audio":
                where.sequence.made.tally.lose("its file is not named")
                return []
            return self._put_both(clip, element, where, picture=True, sound=False)
        clip.source = source
        clip.source_in_s = start_s - source.start_s
        clip.kind = kind_of(role=role_words(element), file=source.name)
        if element.tag == "video":
            return self._put_both(clip, element, where, picture=True, sound=False)
        picture = element.tag == "asset-clip" and source.has_picture
        return self._put_both(clip, element, where, picture=picture, sound=source.has_sound)

    def _put_both(
        self, clip: Clip, element: Element, where: _Place, *, picture: bool, sound: bool
    ) -> list[tuple[Lane, Clip]]:
        enabled = element.get("srcEnable", "all")
        laid: list[tuple[Lane, Clip]] = []
        for part in self._retimed(clip, element, where):
            if picture and enabled != "audio":
                lane = where.sequence.lane("picture", where.level)
                put(lane, part)
                laid.append((lane, part))
            if sound and enabled != "video" and not part.frozen and part.speed > 0:
                track = track_of_role(role_words(element)) if element.tag == "asset-clip" else ""
                opened = where.sequence
                lane = opened.our_lane(track) if track else opened.lane("sound", where.level)
                heard = sound_of(part, element)
                put(lane, heard)
                laid.append((lane, heard))
        return laid

    def _retimed(self, clip: Clip, element: Element, where: _Place) -> list[Clip]:
        """Return a clip as one or more of one speed each."""
        changed = element.find("timeMap")
        if changed is None:
            return [clip]
        points = [
            (time_of(one, "time"), time_of(one, "value")) for one in changed.findall("timept")
        ]
        points.sort()
        if any(one.get("interp", "linear") != "linear" for one in changed):
            where.sequence.made.tally.note("Smooth changes of speed are taken as straight ones.")
        # Points count in the time of the clip, which is the file's timecode, or from its beginning.
        start_s = self._start(element)
        origin_s = clip.source_in_s if clip.source is None else self._timecode(clip, points)
        stretches = retimed(points, start_s, clip.duration_s) or []
        return [stretched(clip, one, origin_s) for one in stretches] or [clip]

    def _timecode(self, clip: Clip, points: list[tuple[Fraction, Fraction]]) -> Fraction:
        assert clip.source is not None  # noqa: S101  (asked by the caller)
        start_s = clip.source.start_s
        return start_s if points and points[-1][1] >= start_s else ZERO

    def _markers(self, element: Element, where: _Place, span: tuple[Fraction, Fraction]) -> None:
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


def _level(element: Element, where: _Place) -> Level:
    try:
        lane = int(element.get("lane", "0"))
    except ValueError:
        lane = 0
    if element.get("lane") is None or len(where.level) > 16:
        return where.level
    return (*where.level, max(-999, min(lane, 999)))


def _hangs(where: _Place) -> bool:
    return bool(where.level) and where.level[-1] > 0


def _apart(before: list[tuple[Lane, Clip]], after: list[tuple[Lane, Clip]]) -> bool:
    """Whether two neighbours do not touch."""
    return bool(before and after) and before[0][1].end_s != after[0][1].start_s


def _span(transition: Element, where: _Place) -> tuple[Fraction, Fraction] | None:
    start_s = where.zero_s + safe_time(transition, "offset")
    length_s = safe_time(transition, "duration")
    return (start_s, start_s + length_s) if start_s >= 0 and length_s > 0 else None


def _first_offset(element: Element) -> Fraction:
    inside = [one for one in element if one.tag in _STORY and one.get("lane") is None]
    return min((safe_time(one, "offset") for one in inside), default=time_of(element, "start"))


def _unsaid_start(spine: Element) -> Fraction:
    """Return where a sequence begins that does not say it: some write an hour into every offset."""
    first = next((one for one in spine if one.tag in _STORY), None)
    offset_s = ZERO if first is None else safe_time(first, "offset")
    return offset_s if offset_s >= _HOUR else ZERO
