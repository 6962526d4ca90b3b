"""What the rows of the picture show, made once of an analysis so that painting only looks it up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from inference.values import Shot, Span, VideoAnalysis

_LEAST_PEAK = 0.35  # a film without movement is not to look like one that has some
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
    level has a value per second, every next one per twice as long. `scene_names` may be empty; else it has a name for each scene.
    """

    shots: tuple[Shot, ...] = ()
    cuts_s: tuple[float, ...] = ()
    scenes: tuple[Span, ...] = ()
    scene_names: tuple[str, ...] = ()
    segments: tuple[Span, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    energy: tuple[tuple[float, ...], ...] = ()
    speech: tuple[Span, ...] = ()

    def scene_at(self, time_s: float) -> int | None:
        """Return the number of the scene at a time, from 0."""
        return _at(self.scenes, time_s)

    def segment_at(self, time_s: float) -> Span | None:
        place = _at(self.segments, time_s)
        return None if place is None else self.segments[place]


def see(
    analysis: VideoAnalysis | None, emotions: Sequence[str], scene_names: Sequence[str]
) -> Seen:
    """Make of an analysis what is drawn of it."""
    if analysis is None:
        return Seen()
    base = analysis.base
    names = tuple(scene_names) if len(scene_names) == len(base.scenes) else ()
    return Seen(
        shots=base.shots,
        cuts_s=tuple(shot.span.start_s for shot in base.shots if shot.span.start_s > 0),
        scenes=base.scenes,
        scene_names=names,
        segments=base.segments,
        feelings=_feelings(base.segments, analysis.embedding.emotions.tolist(), emotions),
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
) -> tuple[Feeling, ...]:
    if not emotions:
        return ()
    named = [
        (span, emotions[max(range(len(row)), key=row.__getitem__)])
        for span, row in zip(segments, shares, strict=False)
        if 0 < len(row) <= len(emotions)
    ]
    return tuple(
        _run([span for span, _ in group], name)
        for name, group in groupby(named, key=lambda one: one[1])
    )


def _run(spans: Sequence[Span], name: str) -> Feeling:
    return Feeling(Span(spans[0].start_s, spans[-1].end_s), name)


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
        levels.append(tuple(_mean(last[i : i + 2]) for i in range(0, len(last), 2)))
    return tuple(levels)


def _mean(values: Iterable[float]) -> float:
    values = tuple(values)
    return sum(values) / len(values)
