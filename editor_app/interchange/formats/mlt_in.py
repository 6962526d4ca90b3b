"""MLT XML: Shotcut, Kdenlive, and what melt writes.

read(path) -> Montage

A tractor has tracks, lowest first; a track is a playlist, or (in Kdenlive) a tractor of two
playlists that take turns where clips go over into each other. An entry of a playlist may be a
tractor again: a transition of Shotcut, or a nested sequence.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Marker
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.mlt_media import Made, frames, made_of, markers, properties
from editor_app.interchange.formats.mlt_sound import sound_of
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import Clip, Edges, Lane, Montage, Sequence, join, put
from editor_app.interchange.ours import is_our_track
from editor_app.interchange.times import TimeError, frame_rate, whole
from editor_app.interchange.xml_tree import read_tree

_SERVICES = frozenset({"producer", "chain", "playlist", "tractor", "multitrack"})
_BINS = frozenset({"main_bin", "main bin"})
_DISSOLVES = frozenset({"luma", "dissolve"})
_MAX_DEPTH = 12  # tracks within tracks
_MAX_TRACKS = 10_000  # read in all: a track that holds itself many times would never end

Track = list[tuple[Clip, int]]


def read(path: Path) -> Montage:
    """Read a file; `TimelineError` where it is none."""
    root = read_tree(path)
    if root.tag != "mlt":
        raise not_understood(path, "it is no MLT file")
    try:
        return _File(root, path).montage()
    except TimeError as error:
        raise not_understood(path, str(error)) from None


class _File:
    def __init__(self, root: Element, path: Path) -> None:
        self._root = root
        self._folder = _root_folder(root, path)
        self._by_id = {one.get("id", ""): one for one in root.iter() if one.tag in _SERVICES}
        self._rate, self._size = _profile(root)
        self._made: dict[str, Made] = {}
        self._tracks_read = 0
        # Lists made by melt alone come in the same words as those of the editors.
        titles = f"{root.get('title', '')} {path.suffix}".lower()
        self._kind = "Kdenlive" if "kdenlive" in titles else "MLT"
        self._kind = "Shotcut" if "shotcut" in titles else self._kind
        self._montage = Montage(f"{self._kind} (MLT {root.get('version', '?')})")

    def montage(self) -> Montage:
        top = self._top()
        if top is not None:
            self._open(top.get("id", ""))
            self._montage.tops.append(top.get("id", ""))
            # Before 23.04 Kdenlive kept the guides of its only timeline with the clips.
            bins = [one for one in self._root if one.get("id") in _BINS]
            made = self._montage.sequences[top.get("id", "")]
            made.markers += [mark for one in bins for mark in markers(one, self._rate)]
        return self._montage

    def _top(self) -> Element | None:
        """Return what the file plays: the last of its timelines, as melt takes it."""
        tractors = [one for one in self._root if one.tag == "tractor"]
        named = self._by_id.get(self._root.get("producer", ""))
        if named is not None and named.tag == "tractor":
            return self._only_child(named)
        if tractors:
            return self._only_child(tractors[-1])
        for tag in ("playlist", "chain", "producer"):
            found = [one for one in self._root if one.tag == tag and one.get("id") not in _BINS]
            if found:
                return found[-1]
        bins = [one for one in self._root if one.tag == "playlist"]
        return bins[-1] if bins else None

    def _only_child(self, tractor: Element) -> Element:
        """Step into a tractor that only holds another: Kdenlive wraps its projects so."""
        for _ in range(_MAX_DEPTH):
            tracks = _tracks(tractor)
            inner = self._by_id.get(tracks[0].get("producer", "")) if len(tracks) == 1 else None
            if inner is None or inner.tag != "tractor":
                break
            tractor = inner
        return tractor

    def _open(self, key: str) -> None:
        """Read a service as a sequence, with whatever is nested in it."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if one in self._montage.sequences or one not in self._by_id:
                continue
            sequence = self._sequence(self._by_id[one])
            self._montage.sequences[one] = sequence
            waiting += [clip.inner for lane in sequence.lanes for clip in lane.clips if clip.inner]

    def _sequence(self, element: Element) -> Sequence:
        said = properties(element)
        name = (
            said.get("kdenlive:clipname") or element.get("title") or self._root.get("title") or ""
        )
        sequence = Sequence("" if name.startswith("Shotcut version") else name, self._rate)
        sequence.size = self._size
        sequence.markers = markers(element, self._rate) or self._bin_markers(element)
        if element.tag == "tractor":
            self._read_tracks(sequence, element)
        else:
            both = self._lay_track(sequence, element, "A1")
            sequence.lanes += both
        return sequence

    def _read_tracks(self, sequence: Sequence, tractor: Element) -> None:
        by_track: list[list[Lane]] = []
        tracks = _tracks(tractor)
        for number, track in enumerate(tracks):
            lanes = self._read_track(sequence, track, f"Track {number}", 0)
            by_track.append(lanes)
            sequence.lanes += lanes
        self._dissolves(tractor, by_track)

    def _read_track(self, sequence: Sequence, track: Element, name: str, depth: int) -> list[Lane]:
        """Return the picture and the sound lane of a track, without what is hidden."""
        element = self._by_id.get(track.get("producer", ""))
        self._tracks_read += 1
        if element is None or depth > _MAX_DEPTH or self._tracks_read > _MAX_TRACKS:
            return []
        if _is_backdrop(element):
            return []
        if element.tag == "tractor":
            lanes = self._read_pair(sequence, element, name, depth)
        elif element.tag == "playlist":
            lanes = self._lay_track(sequence, element, name)
        else:
            lanes = self._lay_single(sequence, element, track, name)
        hidden = track.get("hide", "")
        used = any(lane.clips for lane in lanes) and not is_our_track(lanes[0].name)
        if used and hidden == "both":
            sequence.tally.note(f"The track “{lanes[0].name}” is switched off, and left out.")
        no_picture, no_sound = hidden in ("video", "both"), hidden in ("audio", "both")
        return [one for one in lanes if not (no_picture if one.kind == "picture" else no_sound)]

    def _read_pair(self, sequence: Sequence, tractor: Element, name: str, depth: int) -> list[Lane]:
        """Read a track of Kdenlive: its playlists become one, the later clip on top."""
        said = properties(tractor)
        name = said.get("kdenlive:track_name") or said.get("shotcut:name") or name
        merged = {"picture": Lane("picture", name=name), "sound": Lane("sound", name=name)}
        for track in _tracks(tractor):
            for lane in self._read_track(sequence, track, name, depth + 1):
                merged[lane.kind].clips += lane.clips
        lanes = list(merged.values())
        if said.get("kdenlive:audio_track") == "1":
            lanes = [merged["sound"]]
        edges = [(lane, Edges(lane)) for lane in lanes]
        for transition in tractor.findall("transition"):
            self._dissolve(transition, edges)
        return lanes

    def _lay_single(
        self, sequence: Sequence, element: Element, track: Element, name: str
    ) -> list[Lane]:
        """Read a track that is one clip."""
        entry = Element("entry", {**track.attrib, "producer": element.get("id", "")})
        return self._lay_entries(sequence, [entry], name)

    def _lay_track(self, sequence: Sequence, element: Element, name: str) -> list[Lane]:
        said = properties(element)
        name = said.get("kdenlive:track_name") or said.get("shotcut:name") or name
        if element.tag != "playlist":
            entries = [Element("entry", {"producer": element.get("id", "")})]
            return self._lay_entries(sequence, entries, name)
        lanes = self._lay_entries(sequence, list(element), name)
        return lanes[1:] if said.get("kdenlive:audio_track") == "1" else lanes

    def _lay_entries(self, sequence: Sequence, entries: list[Element], name: str) -> list[Lane]:
        picture, sound = Lane("picture", name=name), Lane("sound", name=name)
        at = 0
        fading: tuple[Fraction, Fraction] | None = None
        for entry, following in zip_longest(entries, entries[1:]):
            if entry.tag == "blank":
                with sequence.tally.forgiving("a gap"):
                    at += frames(entry.get("length"), self._rate)
            elif entry.tag == "entry" and sequence.tally.clip():
                with sequence.tally.guarded():
                    start_s = at / self._rate
                    if self._is_transition(entry) and _is_clip(following) and at:
                        at += self._entry_length(entry)
                        fading = (start_s, at / self._rate)
                        continue
                    at += self._lay_entry(sequence, entry, at, (picture, sound))
                    for lane in (picture, sound) if fading else ():
                        _come_in(lane, start_s, fading)
                    fading = None
        return [picture, sound]

    def _is_transition(self, entry: Element) -> bool:
        """Whether an entry is a transition of Shotcut: the end of one clip over the next one's."""
        element = self._by_id.get(entry.get("producer", ""))
        return (
            element is not None
            and element.tag == "tractor"
            and "shotcut:transition" in properties(element)
        )

    def _entry_length(self, entry: Element) -> int:
        element = self._by_id[entry.get("producer", "")]
        first = frames(entry.get("in"), self._rate, frames(element.get("in"), self._rate))
        return max(frames(entry.get("out"), self._rate, self._last(element)) - first + 1, 0)

    def _lay_entry(
        self, sequence: Sequence, entry: Element, at: int, lanes: tuple[Lane, Lane]
    ) -> int:
        """Lay one entry; returns its length in frames."""
        picture, sound = lanes
        key = entry.get("producer", "")
        element = self._by_id.get(key)
        if element is None:
            sequence.tally.lose("its source is not in the file")
            return 0
        first = frames(entry.get("in"), self._rate, frames(element.get("in"), self._rate))
        last = frames(entry.get("out"), self._rate, self._last(element))
        count = max(last - first + 1, 0)
        clip = Clip(at / self._rate, count / self._rate)
        clip.source_in_s = first / self._rate
        if element.tag in ("tractor", "playlist"):
            clip.inner = key
            put(picture, clip)
            put(sound, Clip(clip.start_s, clip.duration_s, None, key, clip.source_in_s))
            return count
        made = self._producer(key)
        if _stands(entry):
            made = replace(made, frozen_at=clip.source_in_s)
        self._lay_made(sequence, clip, made, lanes)
        sound_of([entry, element], clip, sound, self._rate)
        return count

    def _lay_made(
        self, sequence: Sequence, clip: Clip, made: Made, lanes: tuple[Lane, Lane]
    ) -> None:
        picture, sound = lanes
        clip.name, clip.source, clip.drawn = made.name, made.source, made.drawn
        if made.ramped:
            sequence.tally.note("Where the speed of a clip changes, its mean speed is taken.")
        if made.source is not None and not made.source.still:
            _pace(clip, made)
        if made.picture:
            put(picture, clip)
        if made.sound and made.source is not None and clip.speed > 0 and not clip.frozen:
            heard = Clip(clip.start_s, clip.duration_s, made.source, "", clip.source_in_s)
            heard.speed, heard.name = clip.speed, clip.name
            heard.kind = kind_of(track=sound.name, file=made.source.name)
            heard.marked = made.marked
            put(sound, heard)

    def _bin_markers(self, element: Element) -> list[Marker]:
        """Return the guides of Kdenlive before 23.04, which kept them with the bin."""
        if element.tag != "tractor" or element.get("id") not in self._montage.tops:
            return []
        bins = [one for one in self._root.findall("playlist") if one.get("id") in _BINS]
        return [mark for one in bins for mark in markers(one, self._rate)]

    def _producer(self, key: str) -> Made:
        if key not in self._made:
            self._made[key] = made_of(self._by_id[key], self._folder, self._rate)
        return self._made[key]

    def _last(self, element: Element) -> int:
        """Return the last frame of a service that is used without saying which."""
        if element.get("out") is not None:
            return frames(element.get("out"), self._rate)
        if element.tag == "playlist":
            return sum(self._length(one) for one in element) - 1
        if element.tag == "tractor":
            found = [self._by_id.get(one.get("producer", "")) for one in _tracks(element)]
            inside = [one for one in found if one is not None and one.tag == "playlist"]
            return max((self._last(one) for one in inside), default=-1)
        return frames(properties(element).get("length"), self._rate) - 1

    def _length(self, entry: Element) -> int:
        if entry.tag == "blank":
            return frames(entry.get("length"), self._rate)
        if entry.tag != "entry" or entry.get("out") is None:
            return 0
        return frames(entry.get("out"), self._rate) - frames(entry.get("in"), self._rate) + 1

    def _dissolves(self, tractor: Element, by_track: list[list[Lane]]) -> None:
        edges = [[(lane, Edges(lane)) for lane in lanes] for lanes in by_track]
        for transition in tractor.findall("transition"):
            try:
                upper = whole(properties(transition).get("b_track", "-1"))
            except TimeError:
                continue
            if 0 <= upper < len(by_track):
                self._dissolve(transition, edges[upper])

    def _dissolve(self, transition: Element, lanes: list[tuple[Lane, Edges]]) -> None:
        """Let the clip come in slowly that begins where a transition does, or fade out with it."""
        service = properties(transition).get("mlt_service", "")
        audible = service == "mix" and transition.get("out") is not None
        if service not in _DISSOLVES and not audible:
            return
        start = frames(transition.get("in"), self._rate)
        end = frames(transition.get("out"), self._rate, start - 1) + 1
        span = (start / self._rate, end / self._rate)
        for lane, edges in lanes:
            if end > start and (lane.kind == "sound") == audible:
                _over(lane, edges, span)


def _is_clip(entry: Element | None) -> bool:
    return entry is not None and entry.tag == "entry"


def _come_in(lane: Lane, start_s: Fraction, span: tuple[Fraction, Fraction] | None) -> None:
    """Let the clip just laid begin with the transition before it."""
    if span is None or not lane.clips or lane.clips[-1].start_s != start_s:
        return
    before = next((one for one in reversed(lane.clips[:-1]) if one.end_s == span[0]), None)
    join(lane, before, lane.clips[-1], span)


def _over(lane: Lane, edges: Edges, span: tuple[Fraction, Fraction]) -> None:
    start_s, end_s = span
    coming, going = edges.beginning(start_s, start_s), edges.ending(end_s, end_s)
    if lane.kind == "sound":
        if coming is not None:
            coming.fade_in_s = min(end_s - start_s, coming.duration_s)
        if going is not None and going is not coming:
            going.fade_out_s = min(end_s - start_s, going.duration_s)
    elif coming is not None:
        coming.dissolve_in_s = min(end_s - start_s, coming.duration_s)
    elif going is not None:
        join(lane, going, None, span)


def _pace(clip: Clip, made: Made) -> None:
    """Turn times of a producer that is played faster or slower into times of its file."""
    if made.frozen_at is not None:
        clip.frozen, clip.source_in_s = True, made.frozen_at
    elif made.speed < 0:  # the first frame shown is the last of the file
        clip.speed = made.speed
        clip.source_in_s = max(made.length_s - clip.source_in_s, ZERO) * -made.speed
    else:
        clip.speed = made.speed
        clip.source_in_s *= made.speed


def _stands(entry: Element) -> bool:
    """Whether a filter on an entry holds its first picture."""
    said = [properties(one) for one in entry.findall("filter")]
    return any(
        one.get("mlt_service") == "freeze" and one.get("freeze_after", "0") == "0" for one in said
    )


def _tracks(tractor: Element) -> list[Element]:
    inside = tractor.find("multitrack")
    return (tractor if inside is None else inside).findall("track")


def _is_backdrop(element: Element) -> bool:
    """Whether a track is the black that editors lay below everything."""
    said = properties(element)
    if element.get("id") in ("background", "black_track"):
        return True
    colour = said.get("mlt_service") in ("color", "colour")
    return said.get("kdenlive:playlistid") == "black_track" or (
        colour and element.get("id", "").startswith("black")
    )


def _profile(root: Element) -> tuple[Fraction, tuple[int, int] | None]:
    profile = root.find("profile")
    said = {} if profile is None else profile.attrib
    try:
        below = whole(said.get("frame_rate_den", "1")) or 1
        rate = frame_rate(Fraction(whole(said.get("frame_rate_num", "25")), below))
        size = whole(said.get("width", "0")), whole(said.get("height", "0"))
    except TimeError:
        return Fraction(25), None
    return rate, size if min(size) > 0 and max(size) <= 65_536 else None


def _root_folder(root: Element, path: Path) -> Path:
    """Return the folder that names of files start from: the one the file names, if it is here."""
    named = root.get("root", "")
    try:
        usable = named.startswith("/") and not named.startswith("//") and Path(named).is_dir()
    except (OSError, ValueError):
        usable = False
    return Path(named) if usable else path.parent
