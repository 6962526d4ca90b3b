"""A song at another length, as values: what of it is played, where it is joined, and as cues."""

from __future__ import annotations

import math
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

    It begins `crossfade_s` before the part before it ends; `likeness` (-1 to 1) says how much the
    two sounds are the same there.
    """

    source_in_s: float
    source_out_s: float
    crossfade_s: float = 0.0
    likeness: float = 0.0


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

    Two sounds that are the same would swell in a crossfade of equal power; gain points take that
    back.
    """
    fades = [part.crossfade_s for part in fitting.parts[1:]]
    ins, outs = [fitting.fade_in_s, *fades], [*fades, fitting.fade_out_s]
    cues, at_s = [], start_s
    for i, (part, fade_in_s, fade_out_s) in enumerate(zip(fitting.parts, ins, outs, strict=True)):
        at_s -= part.crossfade_s
        duration_s = (part.source_out_s - part.source_in_s) / fitting.speed
        after = fitting.parts[i + 1] if i + 1 < len(fitting.parts) else None
        cue = Cue(
            song.path, song.title, song.artist, at_s, duration_s, part.source_in_s,
            gain_db=gain_db, fade_in_s=fade_in_s, fade_out_s=fade_out_s,
            bpm=song.bpm, downbeats_s=song.downbeats_s, speed=fitting.speed,
            gain_points=_dips(part, after, duration_s),
        )  # fmt: skip
        cues.append(cue)
        at_s += duration_s
    return tuple(cues)


def _dips(part: Part, after: Part | None, duration_s: float) -> tuple[tuple[float, float], ...]:
    """Gain points that keep the power constant through the crossfades of a part."""
    points = _dip(part, 0.0)
    if after is not None:
        points += _dip(after, duration_s - after.crossfade_s)
    return points


def _dip(part: Part, at_s: float) -> tuple[tuple[float, float], ...]:
    if part.crossfade_s <= 0 or abs(part.likeness) < 0.1:
        return ()
    quarters = (0.0, 0.25, 0.5, 0.75, 1.0)
    powers = (1 + part.likeness * math.sin(math.pi * share) for share in quarters)
    return tuple(
        (at_s + share * part.crossfade_s, -10 * math.log10(max(power, 0.5)))
        for share, power in zip(quarters, powers, strict=True)
    )


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
