"""Every edit of the timeline: a pure function from one valid `Timeline` to another.

    add(timeline, cue, song, *, lane) -> (Timeline, id)
    remove(timeline, ids)
    move(timeline, ids, *, by_s, by_lanes=0)
    trim_start(timeline, laid_id, *, to_s)      trim_end(timeline, laid_id, *, to_s)
    slip(timeline, laid_id, *, by_s)            split(timeline, ids, *, at_s)
    set_gain(timeline, ids, *, gain_db)         set_gain_points(timeline, laid_id, points)
    set_speed(timeline, laid_id, *, speed)      set_pinned(timeline, ids, *, pinned)
    set_fade_in(timeline, laid_id, *, fade_s)   set_fade_out(timeline, laid_id, *, fade_s)
    copy(timeline, ids) -> tuple[Laid, ...]     paste(timeline, laid, *, at_s, lane) -> (Timeline, ids)
    replace_laid(timeline, laid)                clear(timeline, span, *, lane)
    set_lane(timeline, lane, *, muted=None, solo=None)
    set_level(timeline, which, *, gain_db=None, muted=None)     which: "original" | "music"
    set_duck_depth(timeline, depth_db)          set_duck_music(timeline, wanted)
    set_ducking(timeline, name)                 set_kept(timeline, span | None)
    audible(timeline) -> tuple[Cue, ...]

Nothing begins before 0 or plays what its song does not have, fades never meet inside a cue, ids
stay. What cannot be done as asked is done as far as it goes; ids that are not there are passed
over. How cues that would collide find a place is told in `editor_app.project.laying`. All are fast
enough to be called for every movement of a mouse.
"""  # noqa: E501  (the table reads as one line per verb)

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import count
from typing import Literal

from editor_app.project.cue import MAX_SPEED, MIN_SPEED, Cue, GainPoints
from editor_app.project.cutting import halves, outside, part_from, part_until
from editor_app.project.laying import (
    APART_S,
    MIN_CUE_S,
    ROUNDING_S,
    crossed,
    moved,
    put_down,
    settled,
)
from editor_app.project.timeline import Laid, Lane, Level, Timeline
from editor_app.score.duck import MAX_DEPTH_DB, PRESETS
from editor_app.score.moment import Song
from inference.values import Span

MIN_GAIN_DB = -60.0
MAX_GAIN_DB = 24.0
MAX_DUCK_DB = MAX_DEPTH_DB


def add(timeline: Timeline, cue: Cue, song: Song, *, lane: int) -> tuple[Timeline, int]:
    """Lay a cue cut from `song` on a lane; return the timeline and the cue's id.

    Raises
    ------
    ValueError
        If the song is shorter than any cue may be.
    """
    if song.duration_s < MIN_CUE_S:
        raise ValueError(f"a song of {song.duration_s} s is too short to be laid")
    laid = Laid(timeline.next_id, _lane_within(timeline, lane), cue, song)
    return put_down(replace(timeline, next_id=laid.id + 1), [laid]), laid.id


def remove(timeline: Timeline, ids: Collection[int]) -> Timeline:
    """Take cues away."""
    return settled(timeline, (one for one in timeline.laid if one.id not in ids))


def move(timeline: Timeline, ids: Collection[int], *, by_s: float, by_lanes: int = 0) -> Timeline:
    """Move cues together, in time and by whole lanes, as far as there is room for all of them."""
    chosen = _chosen(timeline, ids)
    if not chosen:
        return timeline
    by_s = max(by_s, -min(one.cue.start_s for one in chosen))
    by_lanes = _lanes_within(timeline, chosen, by_lanes)
    return put_down(timeline, [moved(one, by_s=by_s, by_lanes=by_lanes) for one in chosen])


def trim_start(timeline: Timeline, laid_id: int, *, to_s: float) -> Timeline:
    """Move where the cue begins; the music stays where it is on the film."""
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    cue, (before, after) = one.cue, _beside(timeline, one)
    earliest_s = max(
        [0.0, cue.timeline_at_s(0.0)]
        + [other.cue.start_s + APART_S for other in before[-1:]]
        + [other.cue.end_s for other in before[-2:-1]]
    )
    latest_s = min([cue.end_s - MIN_CUE_S] + [other.cue.start_s - APART_S for other in after[:1]])
    start_s = _between(earliest_s, to_s, latest_s, now=cue.start_s)
    return _replaced(timeline, replace(one, cue=part_from(cue, start_s)))


def trim_end(timeline: Timeline, laid_id: int, *, to_s: float) -> Timeline:
    """Move where the cue ends."""
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    cue, (before, after) = one.cue, _beside(timeline, one)
    latest_s = min(
        [cue.timeline_at_s(one.song.duration_s)]
        + [other.cue.end_s - APART_S for other in after[:1]]
        + [other.cue.start_s for other in after[1:2]]
    )
    earliest_s = max([cue.start_s + MIN_CUE_S] + [o.cue.end_s + APART_S for o in before[-1:]])
    end_s = _between(earliest_s, to_s, latest_s, now=cue.end_s)
    return _replaced(timeline, replace(one, cue=part_until(cue, end_s)))


def slip(timeline: Timeline, laid_id: int, *, by_s: float) -> Timeline:
    """Let the cue, where it lies, play a later part of its song (earlier for a negative `by_s`)."""
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    latest_s = max(0.0, one.song.duration_s - one.cue.source_length_s)
    source_in_s = max(0.0, min(one.cue.source_in_s + by_s, latest_s))
    return _replaced(timeline, replace(one, cue=replace(one.cue, source_in_s=source_in_s)))


def set_gain(timeline: Timeline, ids: Collection[int], *, gain_db: float) -> Timeline:
    """Set the level of cues, -60 to 24 dB."""
    gain_db = _gain_within(gain_db)
    return replace(
        timeline,
        laid=tuple(
            replace(one, cue=replace(one.cue, gain_db=gain_db)) if one.id in ids else one
            for one in timeline.laid
        ),
    )


def set_gain_points(timeline: Timeline, laid_id: int, points: GainPoints) -> Timeline:
    """Let the level of a cue follow points of (seconds after its start, dB beside `gain_db`).

    They are put in order; those outside the cue are left out, of two at a time the last counts.
    """
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    inside = {
        at_s: _gain_within(gain_db) for at_s, gain_db in points if 0 <= at_s <= one.cue.duration_s
    }
    cue = replace(one.cue, gain_points=tuple(sorted(inside.items())))
    return _replaced(timeline, replace(one, cue=cue))


def set_speed(timeline: Timeline, laid_id: int, *, speed: float) -> Timeline:
    """Play a cue's song up to 3 % faster or slower, from the same place of it.

    The cue keeps its length, unless the song does not have that much to give.
    """
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    cue = replace(one.cue, speed=max(MIN_SPEED, min(speed, MAX_SPEED)))
    room_s = (one.song.duration_s - cue.source_in_s) / cue.speed
    if room_s < cue.duration_s:
        cue = part_until(cue, cue.start_s + max(room_s, MIN_CUE_S))
    return put_down(timeline, [replace(one, cue=cue)])


def set_pinned(timeline: Timeline, ids: Collection[int], *, pinned: bool) -> Timeline:
    """Say whether filling the cut leaves these cues as they are."""
    laid = (replace(one, pinned=pinned) if one.id in ids else one for one in timeline.laid)
    return replace(timeline, laid=tuple(laid))


def set_fade_in(timeline: Timeline, laid_id: int, *, fade_s: float) -> Timeline:
    """Set the fade at the cue's start, up to its fade-out; a crossfade stays as it is."""
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    fade_s = max(0.0, min(fade_s, one.cue.duration_s - one.cue.fade_out_s))
    return _replaced(timeline, replace(one, cue=replace(one.cue, fade_in_s=fade_s)))


def set_fade_out(timeline: Timeline, laid_id: int, *, fade_s: float) -> Timeline:
    """Set the fade at the cue's end, up to its fade-in; a crossfade stays as it is."""
    one = timeline.find(laid_id)
    if one is None:
        return timeline
    fade_s = max(0.0, min(fade_s, one.cue.duration_s - one.cue.fade_in_s))
    return _replaced(timeline, replace(one, cue=replace(one.cue, fade_out_s=fade_s)))


def split(timeline: Timeline, ids: Collection[int], *, at_s: float) -> Timeline:
    """Cut cues in two at a time, without a fade: played on, nothing is heard of it.

    A fade that lies across the cut ends there. The earlier part keeps the id, the later gets a new
    one. A cue is not cut inside a crossfade, nor where a part would be shorter than `MIN_CUE_S`.
    """
    fresh = count(timeline.next_id)
    edges = crossed(timeline.laid)
    parts = [
        part
        for one in timeline.laid
        for part in (halves(one, at_s, edges, fresh) if one.id in ids else (one,))
    ]
    # Without the cues as they were: no edge parts from another here, so none gets its plain fade.
    return settled(replace(timeline, laid=(), next_id=next(fresh)), parts)


def copy(timeline: Timeline, ids: Collection[int]) -> tuple[Laid, ...]:
    """Return cues to `paste` later; crossfades with those left behind become plain fades."""
    return settled(timeline, _chosen(timeline, ids)).laid


def paste(
    timeline: Timeline, laid: Iterable[Laid], *, at_s: float, lane: int
) -> tuple[Timeline, tuple[int, ...]]:
    """Lay copies with new ids, the earliest at `at_s`, the topmost on `lane`, all else relative."""
    copies = sorted(laid, key=lambda one: (one.cue.start_s, one.id))
    if not copies:
        return timeline, ()
    by_s = max(0.0, at_s) - copies[0].cue.start_s
    lane = _lane_within(timeline, lane)
    by_lanes = _lanes_within(timeline, copies, lane - min(one.lane for one in copies))
    ids = tuple(range(timeline.next_id, timeline.next_id + len(copies)))
    wanted = [
        replace(moved(one, by_s=by_s), id=new, lane=_lane_within(timeline, one.lane + by_lanes))
        for one, new in zip(copies, ids, strict=True)
    ]
    return put_down(replace(timeline, next_id=ids[-1] + 1), wanted), ids


def replace_laid(timeline: Timeline, laid: Laid) -> Timeline:
    """Put another cue, song or lane in the place of the cue of the same id."""
    if timeline.find(laid.id) is None:
        return timeline
    return put_down(timeline, [replace(laid, lane=_lane_within(timeline, laid.lane))])


def clear(timeline: Timeline, span: Span, *, lane: int) -> Timeline:
    """Make a stretch of a lane empty: cues are shortened, cut in two or taken away.

    Of a cue no rest shorter than `MIN_CUE_S` is left, nor one that only sounds with another.
    """
    if span.duration_s <= ROUNDING_S:
        return timeline
    fresh = count(timeline.next_id)
    edges = crossed(timeline.laid)
    parts = [
        part
        for one in timeline.laid
        for part in (outside(one, span, edges, fresh) if one.lane == lane else (one,))
    ]
    return settled(replace(timeline, next_id=next(fresh)), parts)


def set_lane(
    timeline: Timeline, lane: int, *, muted: bool | None = None, solo: bool | None = None
) -> Timeline:
    """Switch a lane's mute or solo; what is left out stays. A lane that is not there is passed."""

    def switched(one: Lane) -> Lane:
        return replace(
            one,
            muted=one.muted if muted is None else muted,
            solo=one.solo if solo is None else solo,
        )

    lanes = (switched(one) if at == lane else one for at, one in enumerate(timeline.lanes))
    return replace(timeline, lanes=tuple(lanes))


def set_level(
    timeline: Timeline,
    which: Literal["original", "music"],
    *,
    gain_db: float | None = None,
    muted: bool | None = None,
) -> Timeline:
    """Set how loud the film's own sound, or all music, is; what is left out stays."""
    level = timeline.original if which == "original" else timeline.music
    level = Level(
        level.gain_db if gain_db is None else _gain_within(gain_db),
        level.muted if muted is None else muted,
    )
    if which == "original":
        return replace(timeline, original=level)
    return replace(timeline, music=level)


def set_duck_depth(timeline: Timeline, depth_db: float) -> Timeline:
    """Set how far the music goes down under speech, 0 (not at all) to 40 dB."""
    return replace(timeline, duck_depth_db=max(0.0, min(depth_db, MAX_DUCK_DB)))


def set_ducking(timeline: Timeline, name: str) -> Timeline:
    """Choose how the music makes room, by a name of `PRESETS`, at the depth usual for it.

    A name that is not there is passed.
    """
    duck = PRESETS.get(name)
    if duck is None:
        return timeline
    return replace(timeline, ducking=name, duck_depth_db=duck.depth_db)


def set_duck_music(timeline: Timeline, wanted: bool) -> Timeline:
    """Say whether the music goes down where the film itself has music, too."""
    return replace(timeline, duck_music=wanted)


def set_kept(timeline: Timeline, span: Span | None) -> Timeline:
    """Say what of the film is wanted; all of it, or nothing of it, is None."""
    if span is None:
        return replace(timeline, kept=None)
    start_s, end_s = max(0.0, span.start_s), min(timeline.duration_s, span.end_s)
    whole = start_s <= 0 and end_s >= timeline.duration_s
    empty = end_s - start_s < APART_S
    return replace(timeline, kept=None if whole or empty else Span(start_s, end_s))


def audible(timeline: Timeline) -> tuple[Cue, ...]:
    """Return the cues that sound, at the level they have in the mix.

    A muted lane is silent; when any lane is solo, so are those that are not.
    """
    if timeline.music.muted:
        return ()
    soloed = any(lane.solo for lane in timeline.lanes)
    heard = [not lane.muted and (lane.solo or not soloed) for lane in timeline.lanes]
    return tuple(
        replace(one.cue, gain_db=one.cue.gain_db + timeline.music.gain_db)
        for one in timeline.laid
        if heard[one.lane]
    )


def _chosen(timeline: Timeline, ids: Collection[int]) -> list[Laid]:
    return [one for one in timeline.laid if one.id in ids]


def _beside(timeline: Timeline, one: Laid) -> tuple[list[Laid], list[Laid]]:
    """Return the cues of its lane before and after a cue."""
    lane = list(timeline.on_lane(one.lane))
    at = lane.index(one)
    return lane[:at], lane[at + 1 :]


def _replaced(timeline: Timeline, laid: Laid) -> Timeline:
    return settled(timeline, (laid if one.id == laid.id else one for one in timeline.laid))


def _between(least: float, wanted: float, most: float, *, now: float) -> float:
    """Return `wanted` within the limits; where they leave no room, not even for `now`, `now`."""
    return max(least, min(wanted, most)) if least <= most else now


def _lane_within(timeline: Timeline, lane: int) -> int:
    return max(0, min(lane, len(timeline.lanes) - 1))


def _lanes_within(timeline: Timeline, laid: Iterable[Laid], by_lanes: int) -> int:
    """Limit a movement across lanes so that none of these leaves them."""
    lanes = [one.lane for one in laid]
    return max(-min(lanes), min(by_lanes, len(timeline.lanes) - 1 - max(lanes)))


def _gain_within(gain_db: float) -> float:
    return max(MIN_GAIN_DB, min(gain_db, MAX_GAIN_DB))
