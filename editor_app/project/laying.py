"""The law of a lane, and how cues are brought under it.

On one lane no instant has more than two cues, and no cue lies wholly inside another: what is left
are cues side by side, and pairs that overlap by a part of both. Such an overlap is an equal-power
crossfade: the fade-out of the earlier and the fade-in of the later are as long as it. When the two
part, both edges get the plain fade again that a newly placed cue has.

A cue that would break the law goes, at the same time, to the nearest lane that is free there.
Where none is, it stops at the nearest place of its own lane that is lawful: against the edge of
what is in its way. Cues moved together keep their distances.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from editor_app.project.cue import Cue
from editor_app.project.timeline import Laid, Timeline
from editor_app.score.moment import Song

MIN_CUE_S = 0.1
"""No edit makes a cue shorter than this."""

APART_S = 0.01
"""Of two cues that overlap, each sounds alone for at least this long."""

ROUNDING_S = 1e-6
"""Times nearer to each other than this are the same time."""

Edges = Mapping[tuple[int, str], float]
"""Crossfaded edges, by id and "in" or "out", and how long the overlap is."""

_FADE_IN_S = 0.3  # into the middle of a phrase
_ATTACK_S = 0.05  # into a downbeat: keeps its attack
_FADE_OUT_S = 2.0
_ON_BEAT_S = 0.03


def lawful(laid: Iterable[Laid]) -> bool:
    """Whether these cues may lie together, each on its lane."""
    return all(_lane_lawful(lane) for lane in _by_lane(laid).values())


def put_down(timeline: Timeline, wanted: Sequence[Laid]) -> Timeline:
    """Lay cues where they are wanted, or else as near to it as the law of the lanes allows.

    They replace those of the same ids. `next_id` is left as it is.
    """
    wanted = [inside_song(one) for one in wanted]
    ids = {one.id for one in wanted}
    rest = [one for one in timeline.laid if one.id not in ids]
    placed = (
        (wanted if lawful((*rest, *wanted)) else None)
        or _on_free_lanes(rest, wanted, len(timeline.lanes))
        or _stopped(rest, wanted)
        or _one_by_one(rest, wanted)
    )
    return settled(timeline, (*rest, *placed))


def relaid(timeline: Timeline) -> Timeline:
    """Bring a timeline of unknown origin under the law; a lawful one stays as it is.

    Cues in the way of earlier ones go to a free lane or behind all that is on their own.
    """
    laid = [inside_song(one) for one in timeline.laid]
    if not lawful(laid):
        laid = _queued(laid, len(timeline.lanes))
    return settled(replace(timeline, laid=()), laid)


def settled(before: Timeline, laid: Iterable[Laid]) -> Timeline:
    """Return `before` with these cues: in order, crossfaded where they overlap.

    Fades never overlap inside a cue; an edge that was crossfaded in `before` and is not any more
    gets its plain fade.
    """
    ordered = sorted(laid, key=lambda one: (one.cue.start_s, one.id))
    were, now = crossed(before.laid), crossed(ordered)
    faded = [_faded(one, were, now) for one in ordered]
    if any(one.seam is not None for one in faded):
        faded = _with_true_seams(before.laid, faded)
    return replace(before, laid=tuple(faded))


def crossed(laid: Iterable[Laid]) -> Edges:
    """Return which edges are crossfaded, and for how long."""
    edges: dict[tuple[int, str], float] = {}
    for left, right in overlaps(laid):
        length_s = left.cue.end_s - right.cue.start_s
        edges[left.id, "out"] = edges[right.id, "in"] = length_s
    return edges


def overlaps(laid: Iterable[Laid]) -> Iterator[tuple[Laid, Laid]]:
    """Give the neighbours on a lane that sound together, the earlier first."""
    for lane in _by_lane(laid).values():
        for left, right in pairwise(lane):
            if left.cue.end_s - right.cue.start_s > ROUNDING_S:
                yield left, right


def inside_song(laid: Laid) -> Laid:
    """Shorten or slip a cue so that it plays only what the song has."""
    cue, song_s = laid.cue, laid.song.duration_s
    if cue.source_out_s <= song_s + ROUNDING_S:
        return laid
    duration_s = min(cue.duration_s, song_s / cue.speed)
    source_in_s = max(0.0, min(cue.source_in_s, song_s - duration_s * cue.speed))
    inside = replace(cue, duration_s=duration_s, source_in_s=source_in_s)
    return replace(laid, cue=inside)


def plain_fade_in_s(cue: Cue) -> float:
    """Fade-in of a cue with no neighbour: none at the song's start, short into a downbeat."""
    if cue.source_in_s <= ROUNDING_S:
        return 0.0
    on_beat = any(abs(beat_s - cue.source_in_s) <= _ON_BEAT_S for beat_s in cue.downbeats_s)
    return min(_ATTACK_S if on_beat else _FADE_IN_S, cue.duration_s / 4)


def plain_fade_out_s(cue: Cue, song: Song) -> float:
    """Fade-out of a cue with no neighbour: none where the song itself ends."""
    if cue.source_out_s >= song.duration_s - _ON_BEAT_S:
        return 0.0
    return min(_FADE_OUT_S, cue.duration_s / 4)


def _by_lane(laid: Iterable[Laid]) -> dict[int, list[Laid]]:
    lanes: dict[int, list[Laid]] = {}
    for one in sorted(laid, key=lambda one: (one.cue.start_s, one.id)):
        lanes.setdefault(one.lane, []).append(one)
    return lanes


def _lane_lawful(lane: Sequence[Laid]) -> bool:
    least_s = APART_S - ROUNDING_S
    spans = [(one.cue.start_s, one.cue.end_s) for one in lane]
    if any(b[0] - a[0] < least_s or b[1] - a[1] < least_s for a, b in pairwise(spans)):
        return False
    return all(c[0] >= a[1] - ROUNDING_S for a, c in zip(spans, spans[2:], strict=False))


def _queued(laid: Iterable[Laid], lanes: int) -> list[Laid]:
    """Lay cues anew in the order of their starts, each looking only at the last of a lane."""
    queues: list[list[Laid]] = [[] for _ in range(lanes)]
    for one in sorted(laid, key=lambda one: (one.cue.start_s, one.id)):
        fitting = (lane for lane in _nearest_first(lanes, one) if _may_follow(queues[lane], one))
        lane = next(fitting, None)
        if lane is not None:
            queues[lane].append(replace(one, lane=lane))
        else:
            behind_s = max(other.cue.end_s for other in queues[one.lane])
            queues[one.lane].append(moved(one, by_s=behind_s - one.cue.start_s))
    return [one for queue in queues for one in queue]


def _nearest_first(lanes: int, one: Laid) -> list[int]:
    return sorted(range(lanes), key=lambda lane: abs(lane - one.lane))


def _may_follow(queue: Sequence[Laid], one: Laid) -> bool:
    late = not queue or one.cue.start_s >= queue[-1].cue.start_s
    return late and _lane_lawful([*queue[-2:], one])


def _faded(one: Laid, were: Edges, now: Edges) -> Laid:
    fade_in_s = now.get((one.id, "in"), one.cue.fade_in_s)
    fade_out_s = now.get((one.id, "out"), one.cue.fade_out_s)
    if (one.id, "in") in were and (one.id, "in") not in now:
        fade_in_s = plain_fade_in_s(one.cue)
    if (one.id, "out") in were and (one.id, "out") not in now:
        fade_out_s = plain_fade_out_s(one.cue, one.song)
    # What a crossfade needs is not for the other fade to take.
    reserved_s = now.get((one.id, "out"), 0.0)
    fade_in_s = max(0.0, min(fade_in_s, one.cue.duration_s - reserved_s))
    fade_out_s = max(0.0, min(fade_out_s, one.cue.duration_s - fade_in_s))
    if (fade_in_s, fade_out_s) == (one.cue.fade_in_s, one.cue.fade_out_s):
        return one
    return replace(one, cue=replace(one.cue, fade_in_s=fade_in_s, fade_out_s=fade_out_s))


def _with_true_seams(before: Iterable[Laid], laid: Sequence[Laid]) -> list[Laid]:
    """Take the confidence off joins that are not the ones any more that were judged."""
    were, now = _joins(before), _joins(laid)

    def true(one: Laid) -> bool:
        join_s = now.get(one.id)
        return join_s is not None and abs(were.get(one.id, join_s) - join_s) <= ROUNDING_S

    return [one if one.seam is None or true(one) else replace(one, seam=None) for one in laid]


def _joins(laid: Iterable[Laid]) -> dict[int, float]:
    """Return, where a song goes on into itself, how far it leaps, by the id of the later cue."""
    return {
        right.id: right.cue.source_at_s(right.cue.start_s) - left.cue.source_at_s(right.cue.start_s)
        for left, right in overlaps(laid)
        if left.song.path == right.song.path
    }


def _on_free_lanes(rest: Sequence[Laid], wanted: Sequence[Laid], lanes: int) -> list[Laid] | None:
    """Leave the times as they are and move to other lanes those that must; None if one cannot."""
    placed: list[Laid] = []
    for one in wanted:
        there = [*rest, *placed]
        others = (lane for lane in _nearest_first(lanes, one) if _free(there, one, lane))
        free = (replace(one, lane=lane) for lane in others)
        kept = one if lawful([*there, one]) else next(free, None)
        if kept is None:
            return None
        placed.append(kept)
    return placed


def _free(there: Iterable[Laid], one: Laid, lane: int) -> bool:
    """Whether nothing on the lane sounds while `one` does."""
    return not any(
        other.lane == lane
        and other.cue.start_s < one.cue.end_s - ROUNDING_S
        and other.cue.end_s > one.cue.start_s + ROUNDING_S
        for other in there
    )


def _stopped(rest: Sequence[Laid], wanted: Sequence[Laid]) -> list[Laid] | None:
    """Shift all by as little as brings one of them edge to edge with what is in the way."""
    earliest_s = min(one.cue.start_s for one in wanted)
    shifts = {
        shift_s
        for one in wanted
        for other in rest
        if other.lane == one.lane
        for shift_s in (
            other.cue.end_s - one.cue.start_s,
            other.cue.start_s - one.cue.end_s,
        )
        if shift_s >= -earliest_s
    }
    for shift_s in sorted(shifts, key=abs):
        shifted = [moved(one, by_s=shift_s) for one in wanted]
        if lawful((*rest, *shifted)):
            return shifted
    return None


def _one_by_one(rest: Sequence[Laid], wanted: Sequence[Laid]) -> list[Laid]:
    """For cues that cannot lie together at all: each where there is room beside those before."""
    placed: list[Laid] = []
    for one in wanted:
        there = [*rest, *placed]
        placed += [one] if lawful([*there, one]) else _stopped(there, [one]) or [one]
    return placed


def moved(laid: Laid, *, by_s: float, by_lanes: int = 0) -> Laid:
    """Return the cue elsewhere, no earlier than 0."""
    start_s = max(0.0, laid.cue.start_s + by_s)
    return replace(laid, lane=laid.lane + by_lanes, cue=replace(laid.cue, start_s=start_s))
