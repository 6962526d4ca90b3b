"""A song placed on the timeline."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from pathlib import Path

MIN_SPEED, MAX_SPEED = 0.97, 1.03
"""Within these a song can be played faster or slower without anybody hearing how it is done."""

GainPoints = tuple[tuple[float, float], ...]
"""Points of (seconds after the start, dB), rising in time."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One stretch of one song, sounding from `start_s` to `end_s` of the timeline.

    `source_in_s` is where in the song it begins. `gain_db` is the level of the whole cue; the
    fades lie inside it and have the shape of a quarter sine, so that two cues that overlap by
    the length of their fades keep their summed power. `bpm` and `downbeats_s` (seconds in the
    song) are carried for those who draw or snap the cue; the sound does not depend on them.

    `speed` is how many seconds of the song pass in one of the timeline; the pitch stays.
    `gain_points` add to the level: straight lines in decibels between them, level before the
    first and after the last.

    Raises
    ------
    ValueError
        If it does not sound at all, a position or fade is negative, the speed is out of its
        range, or the gain points are not in order.
    """

    track_path: Path
    title: str
    artist: str
    start_s: float
    duration_s: float
    source_in_s: float = 0.0
    gain_db: float = 0.0
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    bpm: float | None = None
    downbeats_s: tuple[float, ...] = ()
    speed: float = 1.0
    gain_points: GainPoints = ()

    def __post_init__(self) -> None:
        if not self.duration_s > 0:
            raise ValueError(f"a cue lasts longer than nothing, not {self.duration_s} s")
        if min(self.start_s, self.source_in_s, self.fade_in_s, self.fade_out_s) < 0:
            raise ValueError("a cue begins, and fades, at no negative time")
        if not MIN_SPEED <= self.speed <= MAX_SPEED:
            raise ValueError(f"a cue plays at a speed of 0.97 to 1.03, not {self.speed}")
        if self.gain_points:
            _check_points(self.gain_points)

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s

    @property
    def source_length_s(self) -> float:
        """How much of the song is heard, seconds of the song."""
        return self.duration_s * self.speed

    @property
    def source_out_s(self) -> float:
        return self.source_in_s + self.source_length_s

    def source_at_s(self, time_s: float) -> float:
        """Return what of the song, in its own seconds, falls on a time of the timeline."""
        return self.source_in_s + (time_s - self.start_s) * self.speed

    def timeline_at_s(self, source_s: float) -> float:
        """Return the time of the timeline on which a place of the song falls."""
        return self.start_s + (source_s - self.source_in_s) / self.speed


def level_db(points: GainPoints, at_s: float) -> float:
    """Return what gain points say at a time, 0 where there are none."""
    if not points:
        return 0.0
    right = bisect_right(points, at_s, key=lambda point: point[0])
    if right in (0, len(points)):
        return points[min(right, len(points) - 1)][1]
    (from_s, from_db), (to_s, to_db) = points[right - 1 : right + 1]
    return from_db + (to_db - from_db) * (at_s - from_s) / (to_s - from_s)


def _check_points(points: GainPoints) -> None:
    if points[0][0] < 0 or any(left[0] >= right[0] for left, right in pairwise(points)):
        raise ValueError("the gain points of a cue lie inside it and rise in time")
    if not all(isfinite(value) for point in points for value in point):
        raise ValueError("the gain points of a cue are numbers")
