"""A song placed on the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cue:
    """One stretch of one song, sounding from `start_s` to `end_s` of the timeline.

    `source_in_s` is where in the song it begins. `gain_db` is the level of the whole cue; the
    fades lie inside it and have the shape of a quarter sine, so that two cues that overlap by
    the length of their fades keep their summed power. `bpm` and `downbeats_s` (seconds in the
    song) are carried for those who draw or snap the cue; the sound does not depend on them.

    Raises
    ------
    ValueError
        If it does not sound at all, or a position or fade is negative.
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

    def __post_init__(self) -> None:
        if not self.duration_s > 0:
            raise ValueError(f"a cue lasts longer than nothing, not {self.duration_s} s")
        if min(self.start_s, self.source_in_s, self.fade_in_s, self.fade_out_s) < 0:
            raise ValueError("a cue begins, and fades, at no negative time")

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s

    @property
    def source_out_s(self) -> float:
        return self.source_in_s + self.duration_s
