"""What the rows of the picture show, made once of an analysis so that painting only looks it up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from inference.values import Shot, Span, VideoAnalysis

T = TypeVar("T")

_LEAST_PEAK = 0.35  # a film without movement is not to look like one that has some
_FEWEST = 8  # so few stretches are never told more coarsely
_SMOOTH_S = 3  # a curve of single seconds is noise, not a course


@dataclass(frozen=True, slots=True)
class Feeling:
    """A stretch of neighbouring segments whose strongest feeling is the same."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A film as the timeline draws it.

    `energy` are levels of one curve, 0 to 1, relative to the film's liveliest second: the first
    level has a value per second, every next one per twice as long; `feelings` likewise has the
    stretches of the segments, of pairs of them, and so on, and `shares` how much of each of the
    `emotions` a segment has, 0 to 1. `scene_names` may be empty; else it has a name for each scene.
    """

    shots: tuple[Shot, ...] = ()
    cuts_s: tuple[float, ...] = ()
    scenes: tuple[Span, ...] = ()
    scene_names: tuple[str, ...] = ()
    segments: tuple[Span, ...] = ()
    feelings: tuple[tuple[Feeling, ...], ...] = ()
    emotions: tuple[str, ...] = ()
    shares: tuple[tuple[float, ...], ...] = ()
    energy: tuple[tuple[float, ...], ...] = ()
    speech: tuple[Span, ...] = ()

    def scene_at(self, time_s: float) -> int | None:
        """Return the number of the scene at a time, from 0."""
        return _at(self.scenes, time_s)

    def feelings_within(
        self, start_s: float, end_s: float, *, least_s: float
    ) -> tuple[Feeling, ...]:
        """Return the feelings that touch [start_s, end_s], of stretches of about `least_s` on."""
        if not self.feelings:
            return ()
        length_s, level = self.segments[0].duration_s, 0
        while length_s < least_s and level + 1 < len(self.feelings):
            length_s, level = length_s * 2, level + 1
        runs = self.feelings[level]
        first = bisect_left(runs, start_s, key=lambda one: one.span.end_s)
        return runs[first : bisect_right(runs, end_s, key=lambda one: one.span.start_s)]


def see(
    analysis: VideoAnalysis | None, emotions: Sequence[str], scene_names: Sequence[str]
) -> Seen:
    """Make of an analysis what is drawn of it."""
    if analysis is None:
        return Seen()
    base = analysis.base
    names = tuple(scene_names) if len(scene_names) == len(base.scenes) else ()
    shares = analysis.embedding.emotions.tolist()
    return Seen(
        shots=base.shots,
        cuts_s=tuple(shot.span.start_s for shot in base.shots if shot.span.start_s > 0),
        scenes=base.scenes,
        scene_names=names,
        segments=base.segments,
        feelings=_feelings(base.segments, shares, emotions),
        emotions=tuple(emotions),
        shares=tuple(tuple(row) for row in shares),
        energy=_levels(_smooth(base.motion.tolist())),
        speech=base.speech,
    )


def within(spans: Sequence[Span], start_s: float, end_s: float) -> range:
    """Return which of rising spans that do not overlap touch [start_s, end_s]."""
    first = bisect_left(spans, start_s, key=lambda span: span.end_s)
    return range(first, max(first, bisect_right(spans, end_s, key=lambda span: span.start_s)))


def _at(spans: Sequence[Span], time_s: float) -> int | None:
    place = bisect_right(spans, time_s, key=lambda span: span.start_s) - 1
    return place if place >= 0 and time_s < spans[place].end_s else None


def _feelings(
    segments: Sequence[Span], shares: Sequence[Sequence[float]], emotions: Sequence[str]
) -> tuple[tuple[Feeling, ...], ...]:
    """Name the stretches of one feeling: of the segments, then of ever larger groups of them."""
    if not emotions or not segments or not shares or not len(shares[0]):
        return ()
    spans, rows = list(segments), [list(row[: len(emotions)]) for row in shares]
    levels = [_runs(spans, rows, emotions)]
    while len(spans) > _FEWEST:
        spans = [Span(part[0].start_s, part[-1].end_s) for part in _pairs(spans)]
        rows = [[_mean(column) for column in zip(*part, strict=True)] for part in _pairs(rows)]
        levels.append(_runs(spans, rows, emotions))
    return tuple(levels)


def _runs(
    spans: Sequence[Span], rows: Sequence[Sequence[float]], emotions: Sequence[str]
) -> tuple[Feeling, ...]:
    named = [
        (span, emotions[max(range(len(row)), key=row.__getitem__)])
        for span, row in zip(spans, rows, strict=False)
    ]
    return tuple(
        _run([span for span, _ in group], name)
        for name, group in groupby(named, key=lambda one: one[1])
    )


def _run(spans: Sequence[Span], name: str) -> Feeling:
    return Feeling(Span(spans[0].start_s, spans[-1].end_s), name)


def _pairs(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[i : i + 2] for i in range(0, len(values), 2)]


def _smooth(values: Sequence[float]) -> tuple[float, ...]:
    around = [
        values[max(0, i - _SMOOTH_S // 2) : i + _SMOOTH_S // 2 + 1] for i in range(len(values))
    ]
    smooth = tuple(_mean(part) for part in around)
    peak = max((_LEAST_PEAK, *smooth))
    return tuple(value / peak for value in smooth)


def _levels(values: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    levels = [values]
    while len(levels[-1]) > 2:
        last = levels[-1]
        levels.append(tuple(_mean(part) for part in _pairs(last)))
    return tuple(levels)


def _mean(values: Iterable[float]) -> float:
    values = tuple(values)
    return sum(values) / len(values)
