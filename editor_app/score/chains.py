"""Songs that were cut to a length, on a timeline: cues of one song, each joined to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from editor_app.project import edits
from editor_app.project.laying import put_down
from editor_app.project.timeline import Laid, Timeline
from editor_app.score.fitted import Fitting, Part, Seam, cues_of
from inference.values import Span

Ids = tuple[int, ...]


def lay_fitting(
    timeline: Timeline, passes: Sequence[Laid], fitting: Fitting
) -> tuple[Timeline, Ids]:
    """Lay a song at another length in the place of the cues it has now; return the ids as well.

    Start, lane and level stay, and so do the ids as far as there are as many cues. What is in the
    way of a longer one makes room.
    """
    first = passes[0]
    cues = cues_of(fitting, first.song, first.cue.start_s, gain_db=first.cue.gain_db)
    without = _cleared(edits.remove(timeline, {one.id for one in passes}), first, cues[-1].end_s)
    fresh = range(without.next_id, without.next_id + len(cues))
    ids = (*(one.id for one in passes), *fresh)[: len(cues)]
    sure = (None, *(seam.confidence for seam in fitting.seams))
    laid = [
        Laid(new, first.lane, cue, first.song, pinned=first.pinned, seam=seam)
        for new, cue, seam in zip(ids, cues, sure, strict=True)
    ]
    return put_down(
        replace(without, next_id=max(without.next_id, *(i + 1 for i in ids))), laid
    ), ids


def fitting_of(passes: Sequence[Laid]) -> Fitting:
    """Return what lies on the timeline as a fitting, so that its seams can be moved."""
    cues = [one.cue for one in passes]
    fades_s = [0.0, *(a.end_s - b.start_s for a, b in pairwise(cues))]
    parts = tuple(
        Part(cue.source_in_s, cue.source_out_s, fade_s)
        for cue, fade_s in zip(cues, fades_s, strict=True)
    )
    seams = tuple(
        Seam(
            right.cue.start_s + fade_s / 2 - cues[0].start_s,
            left.cue.source_out_s - fade_s / 2,
            right.cue.source_in_s + fade_s / 2,
            right.seam or 0.0,
            "",
        )
        for left, right, fade_s in zip(passes, passes[1:], fades_s[1:], strict=False)
    )
    length_s = cues[-1].end_s - cues[0].start_s
    ends = (cues[0].fade_in_s, cues[-1].fade_out_s)
    return Fitting(parts, seams, length_s, 0.0, (), *ends, cues[0].speed)


def seam_near(passes: Sequence[Laid], time_s: float) -> int | None:
    """Return the number of the seam nearest to a time, None where there is none."""
    starts_s = [one.cue.start_s for one in passes[1:]]
    return min(range(len(starts_s)), key=lambda i: abs(starts_s[i] - time_s), default=None)


def _cleared(timeline: Timeline, first: Laid, end_s: float) -> Timeline:
    """Make room behind a cue; one before it, that melts into it, stays as it is."""
    start_s = first.cue.start_s
    after = [one.cue.start_s for one in timeline.on_lane(first.lane) if one.cue.start_s > start_s]
    if not after or min(after) >= end_s:
        return timeline
    return edits.clear(timeline, Span(min(after), end_s), lane=first.lane)
