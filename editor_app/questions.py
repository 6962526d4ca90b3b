"""A film that has been watched, as what is asked about a stretch of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from catalog.search import Query
from editor_app.reasons import rows_within
from editor_app.score.cuts import with_motion
from editor_app.score.passages import Seen, picture_energy
from inference.values import Embedding, Shot, Span, VideoAnalysis

if TYPE_CHECKING:
    from editor_app.session import Wish

_NEAR_S = 12.0  # cuts further from a stretch than this do not count in its energy


def query_of(video: VideoAnalysis, span: Span, wish: Wish) -> Query:
    """Return a stretch of a film, and what is asked of its music, as a question to the library."""
    rows = rows_within(video.base.segments, span)
    return Query(
        segments=video.embedding.segments[rows],
        track=_whole_of(video.embedding, rows),
        attributes=wish.attributes,
        filters=wish.filters,
        count=wish.count,
        spread=wish.spread,
    )


def seen_of(video: VideoAnalysis, span: Span) -> Seen:
    """Return a stretch of a film as the passages of songs are compared with it."""
    base = video.base
    rows = rows_within(base.segments, span)
    middles = [(base.segments[i].start_s + base.segments[i].end_s) / 2 for i in rows]
    near = Span(span.start_s - _NEAR_S, span.end_s + _NEAR_S)
    shots = [s for s in base.shots if s.span.start_s < near.end_s and s.span.end_s > near.start_s]
    return Seen(
        duration_s=span.duration_s,
        segments=video.embedding.segments[rows],
        centres_s=np.clip(np.array(middles) - span.start_s, 0.0, span.duration_s),
        energy=picture_energy(base.motion, with_motion(shots, base.motion), span),
    )


def shots_of(video: VideoAnalysis) -> tuple[Shot, ...]:
    """Return the shots of a film, their cuts as strong as picture and movement make them."""
    return with_motion(video.base.shots, video.base.motion)


def _whole_of(embedding: Embedding, rows: list[int]) -> np.ndarray:
    """Return the vector of a stretch: the film's own when it is all of it, else the mean."""
    if len(rows) == len(embedding.segments):
        return embedding.track
    mean = embedding.segments[rows].mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)
