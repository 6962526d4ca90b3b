"""Which passage of a song fits a stretch of picture: alike all along, and rising when it rises.

For every second t of the song that the stretch may begin at,

    score(t) = similarity(t) + w · agreement(t),

where w is the less the more evenly the picture moves. Where sliders are set, it is the similarity
to what they made of the picture's vectors that counts: "more guitar" begins where guitars play.

The similarity is the mean along the diagonal of the similarities between the segments of the
picture and those of the song (`catalog.rank`), read between segments by straight lines. The
agreement compares the two energy curves, second by second, by dynamic time warping (Sakoe and
Chiba, 1978; each second of picture meets one moment of the song, which may stand still or run at
double pace, at most a few seconds away): 1 for the same curve, 0 for music without rise and fall,
negative for music that rises when the picture falls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from editor_app.score.passage_reasons import alike, asked, energetic, too_short
from editor_app.score.reason import Reason
from inference.values import Floats, Shot, Span

ENERGY_WEIGHT = 0.08
"""What full agreement of the curves is worth in similarity. Over the passages of a real song the
similarity has a spread of 0.04 and the agreement one of 0.27: so the curves count half as much."""

LEAST_APART_S, MOST_APART_S = 8.0, 30.0

_MOST_STEPS = 120
_WARP_S, _WARP_SHARE = 3.0, 0.125
_WARP_COST = 0.2
# Changes of energy smaller than these are not heard, or seen, as rise and fall. Half of all
# passages of 30 s of real music change by less than 0.03.
_FLAT_SOUND, _FLAT_PICTURE = 0.03, 0.06
_CLEAR = 0.5
_LEAST_REFERENCE = 0.3
_CUTS_SHARE = 0.4
_CUTS_PER_S = 0.25
_CUTS_OVER_S = 2.0

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A stretch of picture.

    `segments` is float32 (k, E) of unit length, `centres_s` float64 (k,) their middles in seconds
    after the stretch's start; `energy` is float64 (m,), one value a second, 0 to 1. `wanted` is
    what the sliders made of `segments`, of the same shape; None where none is set.
    """

    duration_s: float
    segments: Floats
    centres_s: Doubles
    energy: Doubles
    wanted: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A song: `segments` float32 (n, E) of unit length, one every `segment_s`.

    `energy` is float32 (n,), 0 to 1, of the same segments; empty where it is not known.
    """

    duration_s: float
    segment_s: float
    segments: Floats
    energy: Floats


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in the song the stretch may begin, and why there.

    `similarity` is the cosine of music and picture, `agreement` that of the energy curves (-1 to
    1; None where one of them is not known or the picture's is even). `score` is both together,
    with the likeness to what the sliders ask for in the place of that to the picture.
    """

    moment_s: float
    score: float
    similarity: float
    agreement: float | None
    reasons: tuple[Reason, ...]


def passages(
    seen: Seen, heard: Heard, *, count: int = 3, apart_s: float | None = None
) -> tuple[Passage, ...]:
    """Return the best passages of a song for a stretch, best first.

    They begin at least `apart_s` from each other: left out, half the stretch, between 8 and 30 s.
    A song shorter than the stretch has one passage, all of it, and its reasons say so.
    """
    apart_s = apart_s or min(MOST_APART_S, max(LEAST_APART_S, seen.duration_s / 2))
    starts_s = _starts(seen, heard)
    similar = _similarities(seen.segments, seen, heard, starts_s)
    wanted = similar if seen.wanted is None else _similarities(seen.wanted, seen, heard, starts_s)
    agreed = _agreements(seen, heard, starts_s)
    told = _clearness(seen.energy)
    scores = wanted if agreed is None else wanted + ENERGY_WEIGHT * told * agreed
    curves = agreed if told >= _CLEAR else None
    return tuple(
        Passage(
            float(starts_s[i]),
            float(scores[i]),
            float(similar[i]),
            None if curves is None else float(curves[i]),
            tuple(_reasons(seen, heard, similar=similar, wanted=wanted, agreed=curves, at=i)),
        )
        for i in _apart(scores, starts_s, count, apart_s)
    )


def picture_energy(motion: Floats, shots: Sequence[Shot], span: Span) -> Doubles:
    """Energy of a stretch of picture, float64 (m,), one value for each second begun, 0 to 1.

    Movement (float32, one value a second of the film) and how thickly strong cuts follow each
    other, at 3 : 2.
    """
    times = span.start_s + np.arange(max(1, math.ceil(span.duration_s - 1e-6))) + 0.5
    moving = np.interp(times, np.arange(len(motion)) + 0.5, motion) if len(motion) else 0.0 * times
    reach_s = 4 * _CUTS_OVER_S
    near = Span(span.start_s - reach_s, span.end_s + reach_s)
    cuts = [s for s in shots if s.cut_strength > 0 and near.start_s <= s.span.start_s <= near.end_s]
    at_s = np.array([cut.span.start_s for cut in cuts])
    strengths = np.array([cut.cut_strength for cut in cuts])
    bells = np.exp(-0.5 * ((times[:, None] - at_s) / _CUTS_OVER_S) ** 2)
    per_s = bells @ strengths / (_CUTS_OVER_S * math.sqrt(2 * math.pi))
    cutting = per_s / (per_s + _CUTS_PER_S)
    return np.asarray((1 - _CUTS_SHARE) * moving + _CUTS_SHARE * cutting)


def energy_per_second(heard: Heard) -> Doubles:
    """Energy of a song at the middle of each second, float64 (n,), straight between segments."""
    middles = (np.arange(len(heard.energy)) + 0.5) * heard.segment_s
    times = np.arange(max(1, math.ceil(heard.duration_s))) + 0.5
    return np.asarray(np.interp(times, middles, heard.energy))


def _starts(seen: Seen, heard: Heard) -> Doubles:
    """Give every second at which the song may begin and still cover the stretch, or the first."""
    latest_s = heard.duration_s - seen.duration_s
    return np.arange(0.0, latest_s + 1e-6) if latest_s >= 0 else np.zeros(1)


def _similarities(segments: Floats, seen: Seen, heard: Heard, starts_s: Doubles) -> Doubles:
    """Mean similarity of segments along the diagonal from each start, float64 (t,)."""
    products = (segments @ heard.segments.T).astype(np.float64)
    last = len(heard.segments) - 1
    places = (starts_s[:, None] + seen.centres_s) / heard.segment_s - 0.5
    # What a song too short does not cover counts as nothing, as in the search.
    covered = places <= last + 0.5
    places = np.clip(places, 0, last)
    low = np.minimum(places.astype(int), max(0, last - 1))
    part = places - low
    rows = np.arange(len(segments))
    between = products[rows, low] * (1 - part) + products[rows, np.minimum(low + 1, last)] * part
    return np.asarray(np.where(covered, between, 0.0).mean(axis=1))


def _agreements(seen: Seen, heard: Heard, starts_s: Doubles) -> Doubles | None:
    """Agreement of the energy curves from each start, float64 (t,); None without a curve."""
    if not len(heard.energy) or not len(seen.energy) or heard.duration_s < seen.duration_s:
        return None
    step_s = max(1, math.ceil(len(seen.energy) / _MOST_STEPS))
    picture = _every(seen.energy, step_s)
    warp = max(1, round(min(_WARP_S, _WARP_SHARE * len(seen.energy)) / step_s))
    sound = energy_per_second(heard)
    steps = np.arange(-warp, len(picture) + warp) * step_s
    index = np.clip(np.round(starts_s)[:, None] + steps, 0, len(sound) - 1).astype(int)
    rows = sound[index]
    inner = rows[:, warp : warp + len(picture)]
    wide = np.maximum(inner.std(axis=1, keepdims=True), _FLAT_SOUND)
    curve = (picture - picture.mean()) / max(float(picture.std()), _FLAT_PICTURE)
    found = _warped((rows - inner.mean(axis=1, keepdims=True)) / wide, curve, warp)
    # What a song without any rise and fall would be away: an even picture wants an even song.
    flat = max(float(np.abs(curve).mean()), _LEAST_REFERENCE)
    return np.asarray(np.clip(1 - found / flat, -1, 1))


def _clearness(picture: Doubles) -> float:
    """Say how much the energy of a picture rises and falls, 0 to 1: an even one asks little."""
    return min(1.0, float(picture.std()) / _FLAT_PICTURE) if len(picture) else 0.0


def _warped(sound: Doubles, picture: Doubles, warp: int) -> Doubles:
    """Mean distance along the cheapest path for each row of `sound`, float64 (t,).

    `sound` is float64 (t, m + 2 · warp): row by row the curve from `warp` steps before to as many
    after the stretch. State b of the path is how far the song is ahead, less `warp`.
    """
    # A state beyond the furthest on each side, so that every state has two neighbours.
    total = np.full((2 * warp + 3, len(sound)), np.inf)
    inner = total[1:-1]
    inner[:] = _WARP_COST * np.abs(np.arange(-warp, warp + 1))[:, None]
    turned = np.ascontiguousarray(sound.T)
    for i, value in enumerate(picture):
        if i:
            beside = np.minimum(total[:-2], total[2:])
            beside += _WARP_COST
            np.minimum(inner, beside, out=inner)
        away = turned[i : i + 2 * warp + 1] - value
        inner += np.abs(away, out=away)
    return np.asarray(inner.min(axis=0) / len(picture))


def _every(curve: Doubles, step: int) -> Doubles:
    """Mean of each `step` values, the rest of the last ones too."""
    edges = np.arange(0, len(curve), step)
    return np.asarray(np.add.reduceat(curve, edges) / np.diff(np.append(edges, len(curve))))


def _apart(scores: Doubles, starts_s: Doubles, count: int, apart_s: float) -> list[int]:
    """Positions of the best scores, each at least `apart_s` from the better ones."""
    free = np.ones(len(scores), bool)
    picks: list[int] = []
    while len(picks) < count and free.any():
        pick = int(np.argmax(np.where(free, scores, -np.inf)))
        picks.append(pick)
        free &= np.abs(starts_s - starts_s[pick]) >= apart_s
    return picks


def _reasons(
    seen: Seen,
    heard: Heard,
    *,
    similar: Doubles,
    wanted: Doubles,
    agreed: Doubles | None,
    at: int,
) -> Iterator[Reason]:
    yield alike(similar, at)
    if seen.wanted is not None:
        yield asked(wanted, at)
    if agreed is not None:
        yield energetic(float(agreed[at]))
    if heard.duration_s < seen.duration_s:
        yield too_short(heard.duration_s, seen.duration_s)
