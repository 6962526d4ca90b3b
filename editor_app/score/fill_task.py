"""Film as the search for the best sequence sees it: pieces, and what each song costs on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from editor_app.score.change_points import ChangePoint
from editor_app.score.fill_values import Candidate, Piece
from editor_app.score.neighbours import key_distance, tempo_distance
from editor_app.score.pins import Pin
from editor_app.score.runs import NEVER, Task
from inference.values import Floats, Span

EDGE_WEIGHT = 0.3
"""Cost of a change where there is no cut at all; a cut of strength 1 costs nothing."""

KEY_WEIGHT, TEMPO_WEIGHT = 0.3, 0.2
"""Cost of following a song by one of the furthest key, or of quite another tempo."""

VOICE_WEIGHT = 0.5
"""Cost of somebody singing under 20 s of speech."""

UNIT_S = 20.0
"""Costs of fit are per this much film."""

_LEAST_SPREAD = 0.01  # of fits, below which all songs fit alike
_SHORTEST_S = 1.0  # a piece of film shorter than this goes to the pin beside it

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the songs are chosen for and from: `songs` are the columns of the task, None silence.

    `fits` is float32 (scenes, songs), silence left out.
    """

    pieces: tuple[Piece, ...]
    songs: tuple[Candidate | None, ...]
    task: Task
    fits: Floats


def _pieces(
    scenes: Sequence[Span], points: Sequence[ChangePoint], pins: Sequence[Pin]
) -> tuple[Piece, ...]:
    """Cut the film where the music may change: near the edges of scenes and where pins end."""
    start = ChangePoint(scenes[0].start_s, 1.0, spoken=False)
    ends = [edge for pin in pins for edge in (pin.span.start_s, pin.span.end_s)]
    ends = [at_s for at_s in ends if scenes[0].start_s < at_s < scenes[-1].end_s]
    # The user chose the place: neither a weak cut nor speech speaks against it.
    decided = [ChangePoint(at_s, 1.0, spoken=False) for at_s in sorted(set(ends))]
    free = [point for point in points if _is_free(point.at_s, pins, ends)]
    ordered = sorted((start, *decided, *free), key=lambda point: point.at_s)
    edges = [*(point.at_s for point in ordered), scenes[-1].end_s]
    return tuple(
        _piece(Span(a, b), point, scenes, pins)
        for point, (a, b) in zip(ordered, pairwise(edges), strict=True)
        if b > a
    )


def _is_free(at_s: float, pins: Sequence[Pin], ends: Sequence[float]) -> bool:
    inside = any(pin.span.start_s < at_s < pin.span.end_s for pin in pins)
    return not inside and all(abs(at_s - end_s) >= _SHORTEST_S for end_s in ends)


def _piece(span: Span, point: ChangePoint, scenes: Sequence[Span], pins: Sequence[Pin]) -> Piece:
    middle_s = (span.start_s + span.end_s) / 2
    scene = next((i for i, one in enumerate(scenes) if middle_s < one.end_s), len(scenes) - 1)
    pin = next((one for one in pins if one.span.start_s <= middle_s < one.span.end_s), None)
    return Piece(span, scene, pin, point)


def _others(
    candidates: Sequence[Candidate], pins: Sequence[Pin], scenes: int
) -> tuple[Candidate, ...]:
    """Return the songs that are only pinned: nobody knows how they fit, so as songs usually do."""
    known = {one.song.path for one in candidates}
    songs = {pin.song.path: pin.song for pin in pins if pin.song and pin.song.path not in known}
    usual = np.zeros(scenes, np.float32)
    if candidates:
        usual = np.median([one.fits for one in candidates], axis=0).astype(np.float32)
    return tuple(Candidate(song, usual) for song in songs.values())


def ground_of(
    scenes: Sequence[Span],
    points: Sequence[ChangePoint],
    candidates: Sequence[Candidate],
    *,
    pins: Sequence[Pin],
    speech: Sequence[Span],
) -> Ground:
    """Return what a sequence of songs is chosen from, and what each costs where."""
    pieces = _pieces(scenes, points, pins)
    songs = (*candidates, *_others(candidates, pins, len(scenes)))
    task = Task(
        times_s=np.array([*(one.span.start_s for one in pieces), pieces[-1].span.end_s]),
        loss=_losses(pieces, songs, speech, given=len(candidates)),
        edge=np.array([_edge(one.point) for one in pieces]),
        follow=_follow(songs),
        lengths_s=np.array([*(one.song.duration_s for one in songs), np.inf]),
    )
    fits = [one.fits for one in songs] or [np.zeros(len(scenes), np.float32)]
    return Ground(pieces, (*songs, None), task, np.stack(fits, axis=1))


def _edge(point: ChangePoint) -> float:
    return NEVER if point.spoken else EDGE_WEIGHT * (1 - point.strength)


def _losses(
    pieces: Sequence[Piece], songs: Sequence[Candidate], speech: Sequence[Span], *, given: int
) -> Doubles:
    """Cost of each song, and of silence after them, on each piece, float64 (n, m + 1).

    Silence is only where it is pinned, or where none of the songs was `given` to choose from.
    """
    loss = np.full((len(pieces), len(songs) + 1), NEVER)
    loss[:, :-1] = _misfits(pieces, songs, speech) if songs else 0.0
    if not given:
        loss[:, :-1] += NEVER
        loss[:, -1] = 0.0
    for row, piece in zip(loss, pieces, strict=True):
        if piece.pin is not None:
            row[:] = NEVER
            row[_column_of(piece.pin, songs)] = 0.0
    return loss


def _misfits(
    pieces: Sequence[Piece], songs: Sequence[Candidate], speech: Sequence[Span]
) -> Doubles:
    """How much worse than the best each song fits, in spreads of fit over `UNIT_S`, (n, m)."""
    fits = np.stack([one.fits for one in songs], axis=1).astype(np.float64)
    spread = max(_LEAST_SPREAD, float(np.median(fits.std(axis=1))))
    lost = (fits.max(axis=1, keepdims=True) - fits) / spread
    voices = np.array([one.vocals or 0.0 for one in songs])
    talk = np.array([[_share(one.span, speech)] for one in pieces])
    lengths = np.array([[one.span.duration_s / UNIT_S] for one in pieces])
    rows = np.array([one.scene for one in pieces])
    return np.asarray(lengths * (lost[rows] + VOICE_WEIGHT * talk * voices))


def _column_of(pin: Pin, songs: Sequence[Candidate]) -> int:
    if pin.song is None:
        return len(songs)
    return next(i for i, one in enumerate(songs) if one.song.path == pin.song.path)


def _share(span: Span, speech: Sequence[Span]) -> float:
    """How much of a stretch is speech, 0 to 1."""
    spoken = sum(
        max(0.0, min(span.end_s, one.end_s) - max(span.start_s, one.start_s)) for one in speech
    )
    return spoken / max(span.duration_s, 1e-9)


def _follow(songs: Sequence[Candidate]) -> Doubles:
    """Cost of each song (column) after each (row), (m + 1, m + 1); silence goes with all."""
    costs = np.zeros((len(songs) + 1, len(songs) + 1))
    for i, one in enumerate(songs):
        for j, other in enumerate(songs[:i]):
            costs[i, j] = costs[j, i] = _clash(one, other)
    return costs


def _clash(one: Candidate, other: Candidate) -> float:
    sure = min(one.key_confidence, other.key_confidence)
    in_key = key_distance(one.key, other.key, sure=sure)
    in_time = tempo_distance(one.song.bpm, other.song.bpm)
    return KEY_WEIGHT * in_key + TEMPO_WEIGHT * in_time
