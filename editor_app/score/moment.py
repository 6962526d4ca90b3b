"""Where in a song a stretch of the cut begins, so that the song never runs out of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Song:
    """A song as a search found it for a stretch: its `moment_s` belongs at the stretch's start.

    `beats_s` and `downbeats_s` are seconds in the song, rising; empty where none were found.
    `content_key` finds the file again when it has moved; empty where it is not known.
    """

    path: Path
    duration_s: float
    moment_s: float = 0.0
    title: str = ""
    artist: str = ""
    loudness_lufs: float | None = None
    bpm: float | None = None
    beats_s: tuple[float, ...] = ()
    downbeats_s: tuple[float, ...] = ()
    content_key: str = ""


def covers(song: Song, stretch_s: float) -> bool:
    """Whether the song, from its best place, is as long as the stretch."""
    return song.duration_s >= stretch_s


def in_point(song: Song, stretch_s: float) -> float:
    """Where in the song to begin: its moment, or as much earlier as the stretch needs.

    A song shorter than the stretch begins at its start; it has to be repeated.
    """
    return max(0.0, min(song.moment_s, song.duration_s - stretch_s))
