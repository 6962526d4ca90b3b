"""OpenTimelineIO: .otio, the bundles .otioz and .otiod.

read(path) -> Montage

Source: opentimelineio.readthedocs.io, "Timeline Structure", "Time Ranges", "OTIO File Format".
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

from editor_app.interchange.bundles import Listing, listed
from editor_app.interchange.cut import ZERO, Marker, MediaRef
from editor_app.interchange.earlier.otio import is_marked
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.otio_json import (
    Data,
    Objects,
    kind_of_object,
    length,
    load,
    number,
    rate_of,
    seconds,
    text,
    time_range,
)
from editor_app.interchange.kinds import STILL_FILES, holds_picture, kind_of, suffix
from editor_app.interchange.layers import Clip, Lane, Montage, Sequence, join, put
from editor_app.interchange.ours import is_our_track
from editor_app.interchange.places import is_relative, place
from editor_app.interchange.times import TimeError, bounded, speed

_MAX_NESTING = 32


def read(path: Path) -> Montage:
    """Read a file or bundle; `TimelineError` where it is none."""
    top, objects, packed = load(path)
    listing = listed(path) if packed else None
    montage = Montage("OpenTimelineIO", notes=listing.notes if listing else [])
    file = _File(montage, objects, path, listing)
    try:
        file.read(top)
    except TimeError as error:
        raise not_understood(path, str(error)) from None
    return montage


class _File:
    def __init__(
        self, montage: Montage, objects: Objects, path: Path, listing: Listing | None
    ) -> None:
        self._montage = montage
        self._objects = objects
        self._path = path
        self._folder = path if path.is_dir() else path.parent
        self._listing = listing
        self._count = 0
        # By the identity of the object: one that is referred to twice, or by itself, is read once.
        self._keys: dict[int, str] = {}
        self._lengths: dict[int, Fraction] = {}
        self._rates: dict[int, Fraction | None] = {}
        self._media: dict[tuple[str, Fraction], MediaRef] = {}

    def read(self, top: Data) -> None:
        kind = kind_of_object(top)
        if kind == "Timeline":
            self._timeline(top)
        elif kind == "SerializableCollection":
            for one in self._objects.all(top.get("children")):
                if kind_of_object(one) == "Timeline":
                    self._timeline(one)
        elif kind in ("Stack", "Track", "Clip"):
            self._montage.tops.append(self._open(top, 0))

    def _timeline(self, timeline: Data) -> None:
        key = self._open(self._objects.of(timeline.get("tracks")), 0)
        sequence = self._montage.sequences[key]
        sequence.name = text(timeline, "name")
        if isinstance(timeline.get("global_start_time"), dict):
            sequence.start_timecode_s = seconds(timeline["global_start_time"])
        self._montage.tops.append(key)

    def _open(self, item: Data, depth: int) -> str:
        """Read a composition, or a clip, as a sequence, once; returns its key."""
        if id(item) in self._keys:
            return self._keys[id(item)]
        self._count += 1
        key = self._keys[id(item)] = f"stack:{self._count}"
        sequence = Sequence(text(item, "name"), self._rate(item, 0) or Fraction(24))
        self._montage.sequences[key] = sequence
        if depth > _MAX_NESTING:
            sequence.tally.note("What is nested deeper than any cut is left out.")
            return key
        stacked = kind_of_object(item) == "Stack"
        children = self._objects.all(item.get("children")) if stacked else [item]
        for height, child in enumerate(children, start=1):
            self._lane(sequence, child, height, depth)
        sequence.markers += self._markers(item, ZERO, ZERO)
        return key

    def _lane(self, sequence: Sequence, child: Data, height: int, depth: int) -> None:
        is_track = kind_of_object(child) == "Track"
        kind = text(child, "kind") if is_track else "Video"
        name = text(child, "name")
        if kind not in ("Video", "Audio", ""):
            sequence.tally.note(f"The track “{name}” holds neither picture nor sound.")
            return
        lane = Lane("sound" if kind == "Audio" else "picture", name=name or f"{height}")
        sequence.lanes.append(lane)
        if is_track:
            _Track(self, sequence, lane, depth).read(child)
        else:
            with sequence.tally.guarded():
                self.lay(sequence, lane, child, ZERO, depth)

    def objects(self, value: object) -> list[Data]:
        return self._objects.all(value)

    def lay(
        self, sequence: Sequence, lane: Lane, child: Data, at_s: Fraction, depth: int
    ) -> Clip | None:
        """Lay a clip, or a composition in place of one; `TimeError` where its times are wrong."""
        kind = kind_of_object(child)
        if kind == "Gap" or not sequence.tally.clip():
            return None
        if child.get("enabled") is False:
            sequence.tally.switched_off()
            return None
        clip = Clip(at_s, self.length(child, 0), name=text(child, "name"))
        chosen = time_range(child.get("source_range"))
        clip.source_in_s = ZERO if chosen is None else chosen[0]
        if kind == "Clip":
            self._source(clip, child, chosen is not None)
            clip.drawn = clip.source is None
        elif kind in ("Stack", "Track"):
            clip.inner = self._open(child, depth + 1)
        else:
            sequence.tally.lose("of a kind that is not known here")
            return None
        clip.marked = is_marked(child)
        self._effects(clip, child)
        return self._put(sequence, lane, clip)

    def _put(self, sequence: Sequence, lane: Lane, clip: Clip) -> Clip | None:
        if lane.kind == "sound":
            clip.kind = kind_of(track=lane.name, file=clip.source.name if clip.source else "")
            if (clip.source is None and not clip.inner) or clip.frozen or clip.speed <= 0:
                sequence.tally.lose("a sound that has no file, stands still or runs backwards")
                return None
        put(lane, clip)
        return clip

    def _effects(self, clip: Clip, child: Data) -> None:
        for effect in self._objects.all(child.get("effects")):
            if kind_of_object(effect) == "FreezeFrame":
                clip.frozen = True
            elif kind_of_object(effect) == "LinearTimeWarp":
                pace = speed(number(effect.get("time_scalar"), Fraction(1)))
                clip.frozen = clip.frozen or pace == 0
                clip.speed = pace or Fraction(1)

    def _references(self, clip: Data) -> tuple[Data, Data]:
        """Return the media of a clip, and the smaller copy of it if there is one."""
        several = clip.get("media_references")
        if not isinstance(several, dict):
            return self._objects.of(clip.get("media_reference")), {}
        active = text(clip, "active_media_reference_key") or "DEFAULT_MEDIA"
        proxies = [
            self._objects.of(one) for name, one in several.items() if "proxy" in name.lower()
        ]
        return self._objects.of(several.get(active)), proxies[0] if proxies else {}

    def _available(self, clip: Data) -> tuple[Fraction, Fraction] | None:
        return time_range(self._references(clip)[0].get("available_range"))

    def _source(self, clip: Clip, child: Data, chosen: bool) -> None:
        reference, proxy = self._references(child)
        if kind_of_object(reference) == "GeneratorReference":
            return
        available = self._available(child)
        start_s = ZERO if available is None else available[0]
        length_s = None if available is None else available[1]
        clip.source = self._media_ref(reference, proxy, text(child, "name"), start_s, length_s)
        clip.source_in_s = clip.source_in_s - start_s if chosen else ZERO

    def _media_ref(
        self, reference: Data, proxy: Data, name: str, start_s: Fraction, length_s: Fraction | None
    ) -> MediaRef:
        url = text(reference, "target_url")
        if kind_of_object(reference) == "ImageSequenceReference":
            url = text(reference, "target_url_base") + text(reference, "name_prefix")
            name = f"{text(reference, 'name_prefix')}#{text(reference, 'name_suffix')}"
            return MediaRef(name, None, url, start_s, length_s, has_sound=False)
        found = place(url, self._folder, quoted=True) if url else None
        called = (found.name if found else "") or name or text(reference, "name") or "unnamed"
        packed_name = self._packed_name(url)
        nowhere = found is None or (self._listing is not None and is_relative(url))
        still = suffix(called) in STILL_FILES
        smaller = text(proxy, "target_url")
        return MediaRef(
            name=called,
            path=None if nowhere or found is None else found.path,
            url=url,
            start_s=start_s,
            duration_s=length_s,
            frame_rate=rate_of(reference.get("available_range")),
            has_picture=holds_picture(called),
            has_sound=not still,
            still=still,
            proxy=place(smaller, self._folder, quoted=True).path if smaller else None,
            packed_in=self._path if packed_name else None,
            packed_name=packed_name,
        )

    def _packed_name(self, url: str) -> str:
        """Return what a file is called in the bundle, "" where it is not in one."""
        files = {} if self._listing is None else self._listing.files
        return next((name for name in (url, unquote(url)) if name in files), "")

    def length(self, item: Data, depth: int) -> Fraction:
        """Return how long an item lasts in its track."""
        said = item.get("source_range")
        chosen = length(said.get("duration")) if isinstance(said, dict) else None
        kind = kind_of_object(item)
        if chosen is not None or depth > _MAX_NESTING:
            return chosen or ZERO
        if kind == "Clip":
            available = self._available(item)
            return ZERO if available is None else available[1]
        if id(item) not in self._lengths:
            self._lengths[id(item)] = ZERO  # what it adds to itself, if it holds itself
            self._lengths[id(item)] = self._inner_length(item, depth)
        return self._lengths[id(item)]

    def _inner_length(self, item: Data, depth: int) -> Fraction:
        inside = [
            self.length(one, depth + 1)
            for one in self._objects.all(item.get("children"))
            if kind_of_object(one) != "Transition"
        ]
        is_track = kind_of_object(item) == "Track"
        return bounded(sum(inside, ZERO)) if is_track else max(inside, default=ZERO)

    def markers_of(self, child: Data, at_s: Fraction) -> list[Marker]:
        """Return the markers on a clip as markers of the timeline."""
        if not child.get("markers"):
            return []
        try:
            chosen = time_range(child.get("source_range"))
        except TimeError:
            return []
        marks = self._markers(child, at_s, ZERO if chosen is None else chosen[0])
        end_s = at_s + (self.length(child, 0) if chosen is None else chosen[1])
        # What is cut off of a clip shows no marks either.
        return [mark for mark in marks if at_s <= mark.at_s <= end_s]

    def _markers(self, item: Data, at_s: Fraction, start_s: Fraction) -> list[Marker]:
        found = []
        for mark in self._objects.all(item.get("markers")):
            try:
                marked = time_range(mark.get("marked_range") or mark.get("range"))
            except TimeError:
                continue
            if marked is not None and at_s + marked[0] - start_s >= 0:
                name, note = text(mark, "name"), text(mark, "comment")
                colour = text(mark, "color").lower()
                found.append(Marker(at_s + marked[0] - start_s, name, note, marked[1], colour))
        return found

    def _rate(self, item: Data, depth: int) -> Fraction | None:
        """Return the frame rate of the first item with one; OTIO has none for a timeline."""
        found = rate_of(item.get("source_range"))
        if found is None and kind_of_object(item) == "Clip":
            found = rate_of(self._references(item)[0].get("available_range"))
        if found is not None or depth > _MAX_NESTING:
            return found
        if id(item) not in self._rates:
            self._rates[id(item)] = None
            children = self._objects.all(item.get("children"))[:1000]
            rates = (self._rate(one, depth + 1) for one in children)
            self._rates[id(item)] = next((rate for rate in rates if rate is not None), None)
        return self._rates[id(item)]


class _Track:
    """Walks along a track: clips, gaps, and the transitions between."""

    def __init__(self, file: _File, sequence: Sequence, lane: Lane, depth: int) -> None:
        self._file = file
        self._sequence = sequence
        self._lane = lane
        self._depth = depth

    def read(self, track: Data) -> None:
        at_s = ZERO
        before: Clip | None = None
        fading: Data | None = None
        off = track.get("enabled") is False
        for child in self._file.objects(track.get("children")):
            if kind_of_object(child) == "Transition":
                fading = child
                continue
            clip = None if off else self._laid(child, at_s)
            if off and kind_of_object(child) != "Gap" and self._sequence.tally.clip():
                self._switched_off()
            self._join(before, clip, fading, at_s)
            # Marks on songs of ours are their bars.
            marks = [] if self._is_ours else self._file.markers_of(child, at_s)
            self._sequence.markers += marks
            before, fading, at_s = clip, None, self._end(child, at_s)
        self._join(before, None, fading, at_s)
        if not self._is_ours:
            self._sequence.length_s = max(self._sequence.length_s, at_s)

    @property
    def _is_ours(self) -> bool:
        return self._lane.kind == "sound" and is_our_track(self._lane.name)

    def _switched_off(self) -> None:
        if not self._is_ours:  # our mixed music is there to be switched on
            self._sequence.tally.switched_off()

    def _laid(self, child: Data, at_s: Fraction) -> Clip | None:
        with self._sequence.tally.guarded():
            return self._file.lay(self._sequence, self._lane, child, at_s, self._depth)
        return None

    def _end(self, child: Data, at_s: Fraction) -> Fraction:
        try:
            return bounded(at_s + self._file.length(child, 0))
        except TimeError:
            return at_s

    def _join(
        self, before: Clip | None, after: Clip | None, fading: Data | None, at_s: Fraction
    ) -> None:
        if fading is None or (before is None and after is None):
            return
        with self._sequence.tally.forgiving("a transition"):
            early_s, late_s = length(fading.get("in_offset")), length(fading.get("out_offset"))
            # In front of a gap nothing comes in: what lies before the cut is left to fade in.
            span = (at_s - early_s, at_s + late_s if after is not None else at_s)
            join(self._lane, before, after, span)
