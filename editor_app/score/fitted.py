"""A song at another length, as values: what of it is played, where it is joined, and as cues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from editor_app.project.cue import Cue
from editor_app.score.moment import Song

Doubles: TypeAlias = NDArray[np.float64]

RATE_HZ = 48_000
"""Fittings are exact to a sample of this rate."""

_APART_S, _LOOK_S = 0.3, 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the song that is played: seconds of the song.

    It begins `crossfade_s` before the part before it ends.
    """

    source_in_s: float
    source_out_s: float
    crossfade_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Seam:
    """Where the song is left (`out_s`) and gone on with (`in_s`), seconds of the song.

    It is heard `at_s` seconds after the start. `confidence` (0 to 1) is how surely nobody notices.
    """

    at_s: float
    out_s: float
    in_s: float
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """A song at its new length: parts one after the other, each crossfaded into the next.

    `speed` is how many seconds of the song pass in one second. `score` (0 to 1) puts the variants
    of a song in order.
    """

    parts: tuple[Part, ...]
    seams: tuple[Seam, ...]
    length_s: float
    score: float
    reasons: tuple[str, ...]
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    speed: float = 1.0


def cues_of(
    fitting: Fitting, song: Song, start_s: float, *, gain_db: float = 0.0
) -> tuple[Cue, ...]:
    """Return a fitting as cues from `start_s` of the timeline on, each crossfaded into the next.

    How alike the two sounds of a crossfade are the mix hears for itself, so that nothing swells.
    """
    fades = [part.crossfade_s for part in fitting.parts[1:]]
    ins, outs = [fitting.fade_in_s, *fades], [*fades, fitting.fade_out_s]
    cues, at_s = [], start_s
    for part, fade_in_s, fade_out_s in zip(fitting.parts, ins, outs, strict=True):
        at_s -= part.crossfade_s
        duration_s = (part.source_out_s - part.source_in_s) / fitting.speed
        cue = Cue(
            song.path, song.title, song.artist, at_s, duration_s, part.source_in_s,
            gain_db=gain_db, fade_in_s=fade_in_s, fade_out_s=fade_out_s,
            bpm=song.bpm, downbeats_s=song.downbeats_s, speed=fitting.speed,
        )  # fmt: skip
        cues.append(cue)
        at_s += duration_s
    return tuple(cues)


def difference(one: Fitting, other: Fitting) -> float:
    """Share of the time at which two fittings play another place of the song, 0 to 1."""
    times = np.arange(0.0, min(one.length_s, other.length_s), _LOOK_S)
    apart = np.abs(_played(one, times) - _played(other, times))
    return float(np.mean(apart > _APART_S))


def _played(fitting: Fitting, times: Doubles) -> Doubles:
    """Where in the song each time of a fitting plays."""
    starts_s = [0.0, *(seam.at_s for seam in fitting.seams)]
    sources_s = [fitting.parts[0].source_in_s, *(seam.in_s for seam in fitting.seams)]
    which = np.searchsorted(starts_s, times, side="right") - 1
    since = (times - np.array(starts_s)[which]) * fitting.speed
    return np.asarray(np.array(sources_s)[which] + since)
