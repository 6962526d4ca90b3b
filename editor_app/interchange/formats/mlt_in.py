"""MLT XML: Shotcut, Kdenlive, and what melt writes.

read(path) -> Montage

A tractor has tracks, lowest first; a track is a playlist, or (in Kdenlive) a tractor of two
playlists that take turns where clips go over into each other. An entry of a playlist may be a
tractor again: a transition of Shotcut, or a nested sequence.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.mlt_clips import Line, Services, fade, tracks
from editor_app.interchange.formats.mlt_media import markers, properties
from editor_app.interchange.layers import Edges, Lane, Montage, Sequence
from editor_app.interchange.ours import is_our_track
from editor_app.interchange.times import TimeError, frame_rate, whole
from editor_app.interchange.xml_tree import read_tree

_BINS = frozenset({"main_bin", "main bin"})
_MAX_DEPTH = 12  # tracks within tracks
_MAX_TRACKS = 10_000  # read in all: a track that holds itself many times would never end


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
        self._rate, self._size = _profile(root)
        self._services = Services(root, _root_folder(root, path), self._rate)
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
        named = self._services.played(self._root)
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
            inside = tracks(tractor)
            inner = self._services.played(inside[0]) if len(inside) == 1 else None
            if inner is None or inner.tag != "tractor":
                break
            tractor = inner
        return tractor

    def _open(self, key: str) -> None:
        """Read a service as a sequence, with whatever is nested in it."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            element = self._services.get(one)
            if one in self._montage.sequences or element is None:
                continue
            sequence = self._sequence(element)
            self._montage.sequences[one] = sequence
            waiting += [clip.inner for lane in sequence.lanes for clip in lane.clips if clip.inner]

    def _sequence(self, element: Element) -> Sequence:
        said = properties(element)
        name = (
            said.get("kdenlive:clipname") or element.get("title") or self._root.get("title") or ""
        )
        sequence = Sequence("" if name.startswith("Shotcut version") else name, self._rate)
        sequence.size = self._size
        sequence.markers = markers(element, self._rate)
        if element.tag == "tractor":
            self._read_tracks(sequence, element)
        else:
            both = self._lay_track(sequence, element, "A1")
            sequence.lanes += both
        return sequence

    def _read_tracks(self, sequence: Sequence, tractor: Element) -> None:
        by_track: list[list[Lane]] = []
        for number, track in enumerate(tracks(tractor)):
            lanes = self._read_track(sequence, track, f"Track {number}", 0)
            by_track.append(lanes)
            sequence.lanes += lanes
        self._dissolves(tractor, by_track)

    def _read_track(self, sequence: Sequence, track: Element, name: str, depth: int) -> list[Lane]:
        """Return the picture and the sound lane of a track, without what is hidden."""
        element = self._services.played(track)
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
        for track in tracks(tractor):
            for lane in self._read_track(sequence, track, name, depth + 1):
                merged[lane.kind].clips += lane.clips
        lanes = list(merged.values())
        if said.get("kdenlive:audio_track") == "1":
            lanes = [merged["sound"]]
        edges = [(lane, Edges(lane)) for lane in lanes]
        for transition in tractor.findall("transition"):
            fade(transition, edges, self._rate)
        return lanes

    def _lay_single(
        self, sequence: Sequence, element: Element, track: Element, name: str
    ) -> list[Lane]:
        """Read a track that is one clip."""
        entry = Element("entry", {**track.attrib, "producer": element.get("id", "")})
        return Line(self._services, sequence, name).lay([entry])

    def _lay_track(self, sequence: Sequence, element: Element, name: str) -> list[Lane]:
        said = properties(element)
        name = said.get("kdenlive:track_name") or said.get("shotcut:name") or name
        if element.tag != "playlist":
            entries = [Element("entry", {"producer": element.get("id", "")})]
            return Line(self._services, sequence, name).lay(entries)
        lanes = Line(self._services, sequence, name).lay(list(element))
        return lanes[1:] if said.get("kdenlive:audio_track") == "1" else lanes

    def _dissolves(self, tractor: Element, by_track: list[list[Lane]]) -> None:
        edges = [[(lane, Edges(lane)) for lane in lanes] for lanes in by_track]
        for transition in tractor.findall("transition"):
            try:
                upper = whole(properties(transition).get("b_track", "-1"))
            except TimeError:
                continue
            if 0 <= upper < len(by_track):
                fade(transition, edges[upper], self._rate)


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
