"""AAF: Avid Media Composer, and what Premiere, Resolve and Pro Tools exchange with it.

read(path) -> Montage

A composition has slots (tracks). In a sequence a transition overlaps what stands on both sides of
it. A clip names a master, the master a file, the file the tape or camera file it was made from;
where each begins is added up along the way.
Source: AMWA, "AAF Object Specification 1.1"; read with pyaaf2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from editor_app.interchange.cut import ZERO, Marker
from editor_app.interchange.errors import TimelineError, not_understood
from editor_app.interchange.formats.aaf_media import Masters, rate_of
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import Clip, Lane, Montage, Sequence, join, put, retimed
from editor_app.interchange.times import TimeError, bounded, fraction, speed
from editor_app.interchange.xml_tree import MAX_BYTES

_MAX_DEPTH = 24  # segments within segments
_USUAL_RATE = Fraction(24)

Segment = Any  # pyaaf2 says nothing about types


def read(path: Path) -> Montage:
    """Read a file; `TimelineError` where it is none, or damaged."""
    if path.stat().st_size > MAX_BYTES * 8:  # sound and picture may lie inside, unread
        raise not_understood(path, f"it is larger than {MAX_BYTES >> 17} MB")
    try:
        with _opened(path) as file:
            return _File(file, path.parent).montage()
    except (TimelineError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  (of a damaged file the library raises anything)
        why = f"its structure is damaged ({type(error).__name__})"
        raise not_understood(path, why) from None


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from aaf2.file import AAFFile  # noqa: PLC0415  (loaded for such a file only)

    # Made before it is opened: of a damaged file the library forgets to close what it opened.
    file = AAFFile.__new__(AAFFile)
    try:
        file.__init__(str(path), "r")
        yield file
    finally:
        raw = getattr(file, "f", None)
        if raw is not None:
            raw.close()


class _File:
    def __init__(self, file: Any, folder: Path) -> None:  # noqa: ANN401
        self._file = file
        self._masters = Masters(folder)
        self._montage = Montage("AAF")

    def montage(self) -> Montage:
        mobs = list(self._file.content.toplevel())
        mobs = mobs or list(self._file.content.compositionmobs())
        for mob in mobs:
            self._montage.tops.append(self.open(mob))
        return self._montage

    @property
    def masters(self) -> Masters:
        return self._masters

    def open(self, mob: Any) -> str:  # noqa: ANN401
        """Read a composition as a sequence, once; returns its key."""
        key = str(mob.mob_id)
        if key not in self._montage.sequences:
            sequence = Sequence(str(mob.name or ""), _mob_rate(mob))
            self._montage.sequences[key] = sequence
            self._read(mob, sequence)
        return key

    def inside(self, segment: Segment, kind: str, rate: Fraction, depth: int) -> str:
        """Read a segment as a sequence of its own, to be used at another speed."""
        key = f"inside:{len(self._montage.sequences)}"
        sequence = Sequence("", rate)
        self._montage.sequences[key] = sequence
        _Slot(self, sequence, kind, "", rate).read(segment, ZERO, depth)
        return key

    def _read(self, mob: Any, sequence: Sequence) -> None:  # noqa: ANN401
        numbers = {"Picture": 0, "Sound": 0}
        for slot in mob.slots:
            kind = str(slot.media_kind)
            segment = slot.segment
            if kind == "Timecode":
                _timecode(slot, segment, sequence)
            elif kind in ("Picture", "Sound"):
                word = kind
                numbers[word] += 1
                name = str(slot.name or f"{'V' if word == 'Picture' else 'A'}{numbers[word]}")
                lane_kind = "picture" if word == "Picture" else "sound"
                _Slot(self, sequence, lane_kind, name, rate_of(slot)).read(segment, ZERO, 0)
            elif kind == "Descriptive Metadata" or "Marker" in kind:
                _markers(slot, segment, sequence)


class _Slot:
    """Reads one track: its segments, one after the other."""

    def __init__(
        self, file: _File, sequence: Sequence, kind: str, name: str, rate: Fraction
    ) -> None:
        self._file = file
        self._sequence = sequence
        self._rate = rate
        self._lane = Lane("picture" if kind == "picture" else "sound", name=name)
        self._gain_db = 0.0
        sequence.lanes.append(self._lane)

    def read(self, segment: Segment, at_s: Fraction, depth: int) -> list[Clip]:
        """Read a segment that begins at a time; returns what was laid of it."""
        kind = type(segment).__name__
        if depth > _MAX_DEPTH:
            self._sequence.tally.note("What is nested deeper than any cut is left out.")
        elif kind == "Sequence":
            return self._read_sequence(segment, at_s, depth)
        elif kind == "SourceClip":
            return self._source_clip(segment, at_s)
        elif kind == "OperationGroup":
            return self._operation(segment, at_s, depth)
        elif kind == "Selector":
            return self.read(segment["Selected"].value, at_s, depth + 1)
        elif kind == "EssenceGroup":
            return self.read(next(iter(segment["Choices"].value)), at_s, depth + 1)
        elif kind == "NestedScope":
            self._scope(segment, at_s, depth)
        return []

    def _read_sequence(self, sequence: Segment, at_s: Fraction, depth: int) -> list[Clip]:
        laid: list[Clip] = []
        before: Clip | None = None
        fade_s: Fraction | None = None
        for one in sequence.components:
            if type(one).__name__ == "Transition":
                fade_s = self._length(one)
                at_s -= fade_s
                continue
            parts = self.read(one, at_s, depth + 1)
            if fade_s is not None:
                after = parts[0] if parts else None
                join(self._lane, before, after, (at_s, at_s + fade_s))
            laid += parts
            before, fade_s = (parts[-1] if parts else None), None
            at_s = bounded(at_s + self._length(one))
        return laid

    def _scope(self, scope: Segment, at_s: Fraction, depth: int) -> None:
        """Read tracks that are kept together as one: the first is the lowest."""
        for number, slot in enumerate(scope.slots, start=1):
            name = f"{self._lane.name} {number}"
            inner = _Slot(self._file, self._sequence, self._lane.kind, name, self._rate)
            inner.read(slot, at_s, depth + 1)

    def _source_clip(self, segment: Segment, at_s: Fraction) -> list[Clip]:
        tally = self._sequence.tally
        if not tally.clip():
            return []
        with tally.guarded():
            clip = Clip(at_s, self._length(segment), gain_db=self._gain_db)
            clip.source_in_s = fraction(int(segment.start)) / self._rate
            mob = segment.mob
            if mob is not None and type(mob).__name__ == "CompositionMob":
                clip.inner, clip.name = self._file.open(mob), str(mob.name or "")
            else:
                found = self._file.masters.of(segment)
                clip.source, clip.name = found.source, found.source.name
                clip.source_in_s += found.offset_s
                clip.kind = kind_of(track=self._lane.name, file=found.source.name)
            put(self._lane, clip)
            return [clip]
        return []

    def _operation(self, group: Segment, at_s: Fraction, depth: int) -> list[Clip]:
        """Read an effect: what it changes is laid, at the speed it says."""
        inputs = list(group.segments)
        if not inputs:
            return []
        pace = _Pace(group, self._rate, self._length(group))
        if pace.points:
            return self._paced(inputs[0], pace, at_s, depth)
        self._gain_db = _gain_db(group)
        shown = [one for one in inputs if _holds_clip(one, 0)]
        below = len(shown) < len(inputs) and len(inputs) > 1
        laid = self.read(shown[0], at_s, depth + 1) if shown else []
        self._gain_db = 0.0
        for clip in laid if below else []:  # a title, keyed over what the effect takes from below
            clip.drawn = self._lane.kind == "picture"
        return laid

    def _paced(self, inner: Segment, pace: _Pace, at_s: Fraction, depth: int) -> list[Clip]:
        """Lay what an effect holds at the speed it says."""
        single = _only_clip(inner, 0)
        if self._lane.kind == "sound":
            return self.read(inner, at_s, depth + 1)
        if pace.curved:
            self._sequence.tally.note("Smooth changes of speed are taken as straight ones.")
        if single is not None:
            played = self._source_clip(single, at_s)
            for clip in played:
                self._lane.clips.remove(clip)
        else:
            key = self._file.inside(inner, self._lane.kind, self._rate, depth + 1)
            played = [Clip(at_s, pace.length_s, inner=key)]
        return [part for clip in played for part in self._stretched(clip, pace)]

    def _stretched(self, clip: Clip, pace: _Pace) -> list[Clip]:
        parts = []
        for one in retimed(pace.points, ZERO, pace.length_s):
            start_s = clip.source_in_s + one.source_s
            if one.speed < 0:  # the first picture shown ends where it begins for us
                start_s += 1 / self._rate
            part = replace(clip, start_s=clip.start_s + one.offset_s, duration_s=one.duration_s)
            part.source_in_s, part.frozen = start_s, one.speed == 0
            part.speed = speed(one.speed) or Fraction(1)
            put(self._lane, part)
            parts.append(part)
        return parts

    def _length(self, segment: Segment) -> Fraction:
        length = getattr(segment, "length", None)
        return bounded(max(fraction(int(length)), ZERO) / self._rate) if length else ZERO


class _Pace:
    """How an effect changes the speed of what it holds: points of time and source, in seconds."""

    def __init__(self, group: Segment, rate: Fraction, length_s: Fraction) -> None:
        self.length_s = length_s
        self.curved = False
        self.points: list[tuple[Fraction, Fraction]] = []
        values = {str(one.name): one for one in group.parameters}
        drawn = values.get("PARAM_SPEED_OFFSET_MAP_U")
        if drawn is not None and type(drawn).__name__ == "VaryingValue":
            self._read_points(drawn, rate)
        if len(self.points) < 2:
            self._read_ratio(values.get("SpeedRatio") or values.get("Speed Ratio"))

    def _read_points(self, drawn: Any, rate: Fraction) -> None:  # noqa: ANN401
        self.curved = "Linear" not in str(drawn.interpolationdef.name)
        points = [(float(one.time), float(one.value)) for one in drawn["PointList"].value]
        if all(map(math.isfinite, (number for point in points for number in point))):
            self.points = sorted((fraction(at) / rate, fraction(to) / rate) for at, to in points)

    def _read_ratio(self, ratio: Any) -> None:  # noqa: ANN401
        """Take the ratio of played to source frames: 8/15 is nearly twice as fast."""
        value = getattr(ratio, "value", None)
        self.points = []
        if value is None or value in (0, 1):
            return
        pace = 1 / Fraction(value)
        start_s = ZERO if pace > 0 else self.length_s * -pace
        self.points = [(ZERO, start_s), (Fraction(1), start_s + speed(pace))]


def _only_clip(segment: Segment, depth: int) -> Segment | None:
    """Return the one clip that a segment is, None where it is more than that."""
    kind = type(segment).__name__
    if kind == "SourceClip" or depth > _MAX_DEPTH:
        return segment if kind == "SourceClip" else None
    inside = list(segment.components) if kind == "Sequence" else []
    return _only_clip(inside[0], depth + 1) if len(inside) == 1 else None


def _holds_clip(segment: Segment, depth: int) -> bool:
    """Whether there is anything in a segment but what lies on the track below."""
    kind = type(segment).__name__
    if kind in ("ScopeReference", "Filler") or depth > _MAX_DEPTH:
        return False
    if kind == "Sequence":
        return any(_holds_clip(one, depth + 1) for one in segment.components)
    return True


def _gain_db(group: Segment) -> float:
    """Return the level of an effect that sets one for good."""
    for one in group.parameters:
        if str(one.name) in ("Amplitude multiplier", "Amplitude"):
            value = getattr(one, "value", None)
            factor = float(value) if value is not None else 1.0
            return max(-96.0, min(20 * math.log10(factor), 24.0)) if factor > 0 else -96.0
    return 0.0


def _mob_rate(mob: Any) -> Fraction:  # noqa: ANN401
    """Return the rate of the picture, or that of the timecode where there is no picture."""
    rates = {str(slot.media_kind): rate_of(slot) for slot in reversed(list(mob.slots))}
    found = rates.get("Picture") or rates.get("Timecode") or _USUAL_RATE
    return found if found <= 1000 else _USUAL_RATE


def _timecode(slot: Any, segment: Segment, sequence: Sequence) -> None:  # noqa: ANN401
    """Take the start of the first timecode track."""
    first = "PhysicalTrackNumber" not in slot or slot["PhysicalTrackNumber"].value == 1
    inside = list(segment.components) if type(segment).__name__ == "Sequence" else [segment]
    if first and inside and type(inside[0]).__name__ == "Timecode":
        try:
            sequence.start_timecode_s = bounded(fraction(int(inside[0].start)) / rate_of(slot))
            sequence.drop_frame = bool(inside[0].drop)
        except TimeError:
            sequence.tally.note("The timecode at its start makes no sense.")


def _markers(slot: Any, segment: Segment, sequence: Sequence) -> None:  # noqa: ANN401
    inside = list(segment.components) if type(segment).__name__ == "Sequence" else [segment]
    for one in inside:
        position = one.get("Position")
        if position is None:
            continue
        comment = one.get("Comment")
        note = "" if comment is None else str(comment.value)
        with sequence.tally.forgiving("a marker"):
            at_s = bounded(fraction(int(position.value)) / rate_of(slot))
            sequence.markers.append(Marker(max(at_s, ZERO), note))
