"""Shots that look alike and follow each other, joined to what a viewer calls one scene."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inference.features.picture import samples_of
from inference.values import Floats, Shot, Span

SHORTEST_SCENE_S = 4.0
LONGEST_JOINED_S = 30.0

# Mean embeddings of pictures of one place have a cosine above this.
_ALIKE = 0.72
# A take this long may be split where what it shows has changed this much.
_LONG_TAKE_S = 20.0
_CHANGED = 0.45
_BEFORE_AFTER_S = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """A growing scene: its time, the sum of its unit embeddings, the looks of its last shots."""

    span: Span
    total: Floats
    first: Floats
    last: Floats


def group_scenes(
    shots: tuple[Shot, ...], times_s: Floats, embeddings: NDArray[np.floating]
) -> tuple[Span, ...]:
    """Group the shots of a film into scenes without gaps.

    Neighbours are joined, the most alike first, as long as they look alike (cosine of their
    mean embeddings, or of the shots that meet) and stay within 30 s together; after that, what
    is shorter than 4 s joins the neighbour it resembles more, and neighbours that are alike now
    are joined too. A take of more than 20 s is split
    where the pictures of the 5 s before and after a point have little in common.

    Parameters
    ----------
    times_s, embeddings : float32 (n,) and (n, D)
        The sampled pictures, in order of time, n at least 1.
    """
    spans = tuple(part for shot in shots for part in _parts(shot.span, times_s, embeddings))
    units = _unit(embeddings.astype(np.float32))
    looks = [_unit(units[s].mean(axis=0)) for s in samples_of(spans, times_s)]
    scenes = [
        _Stretch(span, look * np.float32(span.duration_s), look, look)
        for span, look in zip(spans, looks, strict=True)
    ]
    for short_only in (False, True, False):
        scenes = _joined(scenes, short_only=short_only)
    return tuple(scene.span for scene in scenes)


def _joined(scenes: list[_Stretch], *, short_only: bool) -> list[_Stretch]:
    """Join the best pair of neighbours again and again until no pair is to be joined."""
    scenes = list(scenes)
    scores = [_score(a, b, short_only=short_only) for a, b in pairwise(scenes)]
    while scores and max(scores) > -1:
        best = int(np.argmax(scores))
        scenes[best : best + 2] = [_join(scenes[best], scenes[best + 1])]
        del scores[best]
        for i in (best - 1, best):
            if 0 <= i < len(scores):
                scores[i] = _score(scenes[i], scenes[i + 1], short_only=short_only)
    return scenes


def _score(one: _Stretch, other: _Stretch, *, short_only: bool) -> float:
    """Say how much two neighbours want to be one, from their likeness; -1 for not at all."""
    alike = max(float(_unit(one.total) @ _unit(other.total)), float(one.last @ other.first))
    if short_only:
        shortest = min(one.span.duration_s, other.span.duration_s)
        return alike if shortest < SHORTEST_SCENE_S else -1.0
    fits = one.span.duration_s + other.span.duration_s <= LONGEST_JOINED_S
    return alike if fits and alike >= _ALIKE else -1.0


def _join(one: _Stretch, other: _Stretch) -> _Stretch:
    span = Span(one.span.start_s, other.span.end_s)
    return _Stretch(span, one.total + other.total, one.first, other.last)


def _parts(take: Span, times_s: Floats, embeddings: NDArray[np.floating]) -> list[Span]:
    """Split a long take where it changes most, if it changes much; else give it back whole."""
    if take.duration_s <= _LONG_TAKE_S:
        return [take]
    inside = times_s[(times_s >= take.start_s + _BEFORE_AFTER_S)]
    edges_s = inside[inside <= take.end_s - _BEFORE_AFTER_S]
    alike = [_alike_around(float(edge_s), times_s, embeddings) for edge_s in edges_s]
    if not alike or min(alike) > _CHANGED:
        return [take]
    edge_s = float(edges_s[int(np.argmin(alike))])
    halves = (Span(take.start_s, edge_s), Span(edge_s, take.end_s))
    return [part for half in halves for part in _parts(half, times_s, embeddings)]


def _alike_around(edge_s: float, times_s: Floats, embeddings: NDArray[np.floating]) -> float:
    sought = [edge_s - _BEFORE_AFTER_S, edge_s, edge_s + _BEFORE_AFTER_S]
    low, middle, high = np.searchsorted(times_s, sought)
    if middle in (low, high):
        return 1.0
    before = _unit(embeddings[low:middle].astype(np.float32).mean(axis=0))
    after = _unit(embeddings[middle:high].astype(np.float32).mean(axis=0))
    return float(before @ after)


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), np.float32)
