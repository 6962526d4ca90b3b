"""Why this song: each suggestion carries its reasons as data, in the user's words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from catalog.search import Hit
from editor_app.score.reason import Reason as Reason  # noqa: PLC0414  (known from here)
from editor_app.score.reason import said
from editor_app.translatable import QT_TRANSLATE_NOOP
from inference.towers.pack import Pack
from inference.values import Floats, Span, VideoAnalysis

SHARED_FEELING = 0.25
"""A feeling is named when both sides show at least this much of it."""
CALM, LIVELY = 0.25, 0.55
"""Motion below and above which a picture is called calm or lively (0 still, 1 frantic)."""
MANY_CUTS_PER_MIN = 25
"""Cut faster than this, even still pictures make a lively film."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the picture shows in one stretch, as the reasons need it.

    `emotions` and `sights` go from name to share, 0 to 1; `motion` is its mean, 0 to 1.
    """

    span: Span
    emotions: Mapping[str, float]
    sights: tuple[str, ...]
    motion: float
    cuts_per_min: float


def stretch_of(video: VideoAnalysis, span: Span, pack: Pack) -> Stretch:
    """Describe the picture within `span`."""
    rows = rows_within(video.base.segments, span)
    emotions = video.embedding.emotions[rows].mean(axis=0)
    cuts = sum(span.start_s < shot.span.start_s < span.end_s for shot in video.base.shots)
    return Stretch(
        span=span,
        emotions={n: float(e) for n, e in zip(pack.emotions, emotions, strict=False)},
        sights=_sights(video.base.class_probabilities[rows].mean(axis=0), pack.visual_labels),
        motion=_mean(video.base.motion[int(span.start_s) : max(1, round(span.end_s))]),
        cuts_per_min=60 * cuts / max(span.duration_s, 1e-6),
    )


def rows_within(segments: tuple[Span, ...], span: Span) -> list[int]:
    """Return which segments lie at least half within `span`, or the one nearest to its middle."""
    # Segments follow each other: of a long film only those around the span are looked at.
    first = max(0, bisect_left(segments, span.start_s, key=_end_of) - 1)
    last = bisect_left(segments, span.end_s, key=_start_of) + 1
    near = range(first, min(last, len(segments)))
    rows = [i for i in near if _overlap(segments[i], span) >= 0.5]
    if rows:
        return rows
    middle = (span.start_s + span.end_s) / 2
    around = min(bisect_left(segments, middle, key=_start_of), len(segments) - 1)
    nearest = range(max(0, around - 2), min(around + 2, len(segments)))
    return [min(nearest, key=lambda i: abs(_middle(segments[i]) - middle))]


def reasons_for(
    hit: Hit, feelings: Mapping[str, float], stretch: Stretch, attributes: Mapping[str, float]
) -> tuple[Reason, ...]:
    """Return why `hit`, a song with these feelings, was suggested for `stretch`."""
    found = (
        shared_feeling(feelings, stretch.emotions),
        _pace(hit, stretch),
        _sound(hit),
        *(_slider(name, weight) for name, weight in attributes.items() if weight),
    )
    return tuple(reason for reason in found if reason is not None)


def shared_feeling(one: Mapping[str, float], other: Mapping[str, float]) -> Reason | None:
    """Return the feelings that picture and song share, as a reason; None where they share none."""
    both = {name: min(share, one.get(name, 0.0)) for name, share in other.items()}
    shared = [name for name in sorted(both, key=lambda n: -both[n]) if both[name] >= SHARED_FEELING]
    if not shared:
        return None
    numbers = tuple((name, both[name]) for name in shared[:2])
    if len(shared) == 1:
        pattern = QT_TRANSLATE_NOOP("reasons", "both feel {feeling}")
        return said("feeling", pattern, numbers, feeling=shared[0])
    pattern = QT_TRANSLATE_NOOP("reasons", "both feel {feeling} and {other}")
    return said("feeling", pattern, numbers, feeling=shared[0], other=shared[1])


def _pace(hit: Hit, stretch: Stretch) -> Reason:
    numbers = (("motion", stretch.motion), ("cuts_per_min", stretch.cuts_per_min))
    tempo = (("bpm", hit.track.bpm),) if hit.track.bpm else ()
    return said(
        "pace",
        _PACES[bool(stretch.cuts_per_min), bool(hit.track.bpm)],
        (*numbers, *tempo),
        pace=_pace_word(stretch),
        cuts=f"{stretch.cuts_per_min:.0f}",
        bpm=f"{hit.track.bpm or 0:.0f}",
    )


_PACES = {
    (True, True): QT_TRANSLATE_NOOP(
        "reasons", "{pace} picture with {cuts} cuts a minute, song with {bpm} BPM"
    ),
    (True, False): QT_TRANSLATE_NOOP(
        "reasons", "{pace} picture with {cuts} cuts a minute, song with no fixed beat"
    ),
    (False, True): QT_TRANSLATE_NOOP("reasons", "{pace} picture with no cut, song with {bpm} BPM"),
    (False, False): QT_TRANSLATE_NOOP(
        "reasons", "{pace} picture with no cut, song with no fixed beat"
    ),
}


def _pace_word(stretch: Stretch) -> str:
    if stretch.motion > LIVELY or stretch.cuts_per_min > MANY_CUTS_PER_MIN:
        return QT_TRANSLATE_NOOP("reasons", "lively")
    if stretch.motion < CALM:
        return QT_TRANSLATE_NOOP("reasons", "calm")
    return QT_TRANSLATE_NOOP("reasons", "moving")


def _sound(hit: Hit) -> Reason | None:
    ordered = sorted(hit.track.tags, key=lambda name: -hit.track.tags[name])
    # Two taggers may know the same word; the part before the colon says which one.
    words = dict.fromkeys(name.rpartition(":")[2] for name in ordered)
    if not words:
        return None
    numbers = tuple((name, hit.track.tags[name]) for name in ordered[:3])
    pattern = QT_TRANSLATE_NOOP("reasons", "sounds like {tags}")
    return said("sound", pattern, numbers, tags=", ".join(list(words)[:3]))


def _slider(name: str, weight: float) -> Reason:
    more = QT_TRANSLATE_NOOP("reasons", "more {name}, as asked")
    less = QT_TRANSLATE_NOOP("reasons", "less {name}, as asked")
    return said("slider", more if weight > 0 else less, (("weight", weight),), name=name)


def _sights(probabilities: Floats, labels: tuple[str, ...]) -> tuple[str, ...]:
    best = np.argsort(-probabilities)[:3]
    return tuple(labels[i] for i in best if i < len(labels))


def _start_of(segment: Span) -> float:
    return segment.start_s


def _end_of(segment: Span) -> float:
    return segment.end_s


def _overlap(segment: Span, span: Span) -> float:
    shared_s = min(segment.end_s, span.end_s) - max(segment.start_s, span.start_s)
    return shared_s / max(segment.duration_s, 1e-6)


def _middle(span: Span) -> float:
    return (span.start_s + span.end_s) / 2


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0
