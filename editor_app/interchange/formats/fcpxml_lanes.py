"""Where the elements of an FCPXML are read into: sequences, their lanes, and times in those."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from editor_app.interchange.formats.fcpxml_media import safe_time
from editor_app.interchange.layers import Clip, Lane, Sequence

Laid = list[tuple[Lane, Clip]]
"""Clips, each with the lane it lies on."""

Level = tuple[int, ...]
"""How high a lane lies, lanes hung on lanes behind: (1, -1) lies just below (1, 0)."""


@dataclass(slots=True)
class Open:
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


@dataclass(slots=True)
class Place:
    """Where an element is read into: a sequence, and how its parent's time lies in that."""

    sequence: Open
    zero_s: Fraction  # what 0 of the parent's time is in the sequence's
    level: Level = ()


def level_of(element: Element, where: Place) -> Level:
    try:
        lane = int(element.get("lane", "0"))
    except ValueError:
        lane = 0
    if element.get("lane") is None or len(where.level) > 16:
        return where.level
    return (*where.level, max(-999, min(lane, 999)))


def hangs(where: Place) -> bool:
    return bool(where.level) and where.level[-1] > 0


def are_apart(before: Laid, after: Laid) -> bool:
    """Whether two neighbours do not touch."""
    return bool(before and after) and before[0][1].end_s != after[0][1].start_s


def span_of(transition: Element, where: Place) -> tuple[Fraction, Fraction] | None:
    start_s = where.zero_s + safe_time(transition, "offset")
    length_s = safe_time(transition, "duration")
    return (start_s, start_s + length_s) if start_s >= 0 and length_s > 0 else None
