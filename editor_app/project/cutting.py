"""Parts of cues: what is left of one that is cut in two or has to make room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from editor_app.project.cue import Cue, GainPoints, level_db
from editor_app.project.laying import (
    APART_S,
    MIN_CUE_S,
    ROUNDING_S,
    Edges,
    plain_fade_in_s,
    plain_fade_out_s,
)
from editor_app.project.timeline import Laid
from inference.values import Span


def halves(one: Laid, at_s: float, edges: Edges, fresh: Iterator[int]) -> tuple[Laid, ...]:
    """Give both parts of a cue, with no fade between them, or it alone."""
    first_s, last_s = _splittable(one, edges)
    if not first_s <= at_s <= last_s:
        return (one,)
    left = replace(part_until(one.cue, at_s), fade_out_s=0.0)
    right = replace(part_from(one.cue, at_s), fade_in_s=0.0)
    return replace(one, cue=left), replace(one, id=next(fresh), cue=right, seam=None)


def outside(one: Laid, span: Span, edges: Edges, fresh: Iterator[int]) -> Iterator[Laid]:
    """Give what of a cue lies before and after a stretch; the first part keeps the id."""
    cue = one.cue
    if cue.end_s <= span.start_s + ROUNDING_S or cue.start_s >= span.end_s - ROUNDING_S:
        yield one
        return
    first_s, last_s = _splittable(one, edges)
    if kept := span.start_s >= first_s:
        earlier = part_until(cue, span.start_s)
        fade_s = plain_fade_out_s(earlier, one.song)
        yield replace(one, cue=replace(earlier, fade_out_s=fade_s))
    if span.end_s <= last_s:
        later = part_from(cue, span.end_s)
        later = replace(later, fade_in_s=plain_fade_in_s(later))
        yield replace(one, id=next(fresh) if kept else one.id, cue=later, seam=None)


def part_from(cue: Cue, at_s: float) -> Cue:
    """Return the part of a cue from a time on."""
    return replace(
        cue,
        start_s=at_s,
        duration_s=cue.end_s - at_s,
        source_in_s=max(0.0, cue.source_at_s(at_s)),
        gain_points=_shifted(cue.gain_points, by_s=cue.start_s - at_s),
    )


def part_until(cue: Cue, at_s: float) -> Cue:
    """Return the part of a cue up to a time, or the cue made longer up to it."""
    length_s = at_s - cue.start_s
    inside = tuple(point for point in cue.gain_points if point[0] < length_s)
    if len(inside) < len(cue.gain_points):
        inside = (*inside, (length_s, level_db(cue.gain_points, length_s)))
    return replace(cue, duration_s=length_s, gain_points=inside)


def _shifted(points: GainPoints, *, by_s: float) -> GainPoints:
    """Count points from another start; what lies before it becomes one point at it."""
    if not points:
        return ()
    later = {at_s + by_s: gain_db for at_s, gain_db in points if at_s + by_s > 0}
    before = {} if points[0][0] + by_s > 0 else {0.0: level_db(points, -by_s)}
    return tuple((before | later).items())


def _splittable(one: Laid, edges: Edges) -> tuple[float, float]:
    """Return from when to when a cue can be cut so that both parts can stand."""
    first_s = max(MIN_CUE_S, edges.get((one.id, "in"), 0.0) + APART_S)
    last_s = max(MIN_CUE_S, edges.get((one.id, "out"), 0.0) + APART_S)
    return one.cue.start_s + first_s, one.cue.end_s - last_s
