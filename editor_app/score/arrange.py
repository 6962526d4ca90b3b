"""The verbs that know music: place a song on the film, align it, fit its length.

    place(timeline, song, span, *, shots, level_lufs, lane=None) -> (Timeline, ids)
    align(timeline, laid_id, *, shots, moment_s=None, most_stretch=0) -> (Timeline, Alignment)
    met(timeline, laid_id, *, shots) -> Meetings, as the cue lies
    fit(timeline, laid_id, *, length_s, shots=(), structure=None, variant=0) -> (Timeline, ids)
    mix_of(timeline, film, *, speech=(), own_music=(), span=None) -> Mix

Each gives a valid timeline; the ids are those of the cues laid, in order, for the selection.
`editor_app.score.fill_laying` fills the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from editor_app.project import edits
from editor_app.project.cue import Cue
from editor_app.project.laying import (
    APART_S,
    MIN_CUE_S,
    ROUNDING_S,
    lawful,
    plain_fade_out_s,
    put_down,
)
from editor_app.project.timeline import Film, Laid, Timeline
from editor_app.score.align import Alignment, Meeting, meetings
from editor_app.score.align import align as aligned
from editor_app.score.chains import lay_fitting
from editor_app.score.cuts import strong_cuts
from editor_app.score.duck import ducking
from editor_app.score.mix import Mix, Original
from editor_app.score.moment import Song
from editor_app.score.pins import long_enough
from editor_app.score.plan import CROSSFADE_S, MUSIC_ALONE_LUFS, plan_whole
from editor_app.score.reason import Reason
from inference.values import Shot, Span

if TYPE_CHECKING:
    from inference.features.structure import Structure

Ids = tuple[int, ...]
Planned = tuple[Cue, Song, float | None]
"""A cue with its song, and how sure the seam before it is; None where there is none."""

_OWN_BEGINNING_S = 0.5


def place(
    timeline: Timeline,
    song: Song,
    span: Span,
    *,
    shots: Sequence[Shot] = (),
    level_lufs: float = MUSIC_ALONE_LUFS,
    lane: int | None = None,
) -> tuple[Timeline, Ids]:
    """Lay a song, from its `moment_s`, over a stretch; repeated where it is too short.

    Without a `lane` the first that is free there takes it; where none is, or the lane named is
    not, what sounds there makes room. Up to `CROSSFADE_S` of a neighbour is no hindrance: the two
    crossfade.
    """
    span = long_enough(span)
    cues = plan_whole(span, song, shots=shots, level_lufs=level_lufs)
    laid = _numbered(timeline, cues, [song])
    lanes = range(len(timeline.lanes)) if lane is None else [lane]
    return _lay(timeline, laid, lanes, overlap_s=CROSSFADE_S)


def align(
    timeline: Timeline,
    laid_id: int,
    *,
    shots: Sequence[Shot],
    moment_s: float | None = None,
    most_stretch: float = 0.0,
) -> tuple[Timeline, Alignment | None]:
    """Slip the song under its cue so that a downbeat meets the strongest cut; say what was done.

    `moment_s`, where the best passage of the song is known, is where in the song to begin from;
    left out, from where the cue plays now. With `most_stretch` (at most 0.03) the song may play
    that much faster or slower for the sake of other strong cuts; without, it plays at its own
    speed. A song that is repeated there is laid anew, so that its seams stay on downbeats. None
    for a cue that is not there.
    """
    passes = chain(timeline, laid_id)
    if not passes:
        return timeline, None
    song = _from(passes[0], moment_s)
    stretch = Span(passes[0].cue.start_s, passes[-1].cue.end_s)
    found = aligned(song, stretch, shots=shots, most_stretch=most_stretch)
    if any(one.seam is not None for one in passes):
        return timeline, _left_alone(passes, found, met(timeline, laid_id, shots=shots))
    if len(passes) == 1:
        return _at(timeline, passes[0], found), found
    timeline, ids = _planned_anew(timeline, passes, song, stretch, shots=shots)
    lies = met(timeline, ids[0], shots=shots, anchor_s=found.cut_s)
    return timeline, replace(found, meetings=lies)


def met(
    timeline: Timeline, laid_id: int, *, shots: Sequence[Shot], anchor_s: float | None = None
) -> tuple[Meeting, ...]:
    """Say of every strong cut under a cue, and the repeats of its song, what falls on it now.

    `anchor_s` is the cut that the music was moved for; left out, the strongest that is met.
    """
    passes = chain(timeline, laid_id)
    if not passes:
        return ()
    cuts = strong_cuts(shots, Span(passes[0].cue.start_s, passes[-1].cue.end_s))
    sounding = [(one.cue, one.song) for one in passes]
    if anchor_s is None:
        on_beat = [one for one in meetings(sounding, cuts) if one.kind is not None]
        strongest = max(on_beat, key=lambda one: one.strength, default=None)
        anchor_s = None if strongest is None else strongest.cut_s
    return meetings(sounding, cuts, anchor_s=anchor_s)


def fit(
    timeline: Timeline,
    laid_id: int,
    *,
    length_s: float,
    shots: Sequence[Shot] = (),
    structure: Structure | None = None,
    variant: int = 0,
    frame_s: float | None = None,
) -> tuple[Timeline, Ids]:
    """Give a cue, with the repeats of its song that follow it, another length.

    A longer one repeats the song from downbeat to downbeat. Level, start and lane stay; the first
    cue keeps its id. What is in the way of a longer one makes room, unless another lane is free.
    With `shots` the song is aligned again in its new length.

    With the `structure` of the song it is cut and repeated where it resembles itself, in one of
    the ways that `fit_song` finds, from the place where it begins now.

    Raises
    ------
    FitError
        With a `structure` only: the song cannot be brought to that length.
    """
    passes = chain(timeline, laid_id)
    if not passes:
        return timeline, ()
    if structure is not None:
        from editor_app.score.fit import fit_song  # noqa: PLC0415  (opens media libraries)

        found = fit_song(
            passes[0].song, structure, length_s,
            count=variant + 1, frame_s=frame_s, start_s=_begins_s(passes[0]),
        )  # fmt: skip
        return lay_fitting(timeline, passes, found[min(variant, len(found) - 1)])
    start_s = passes[0].cue.start_s
    stretch = long_enough(Span(start_s, start_s + length_s))
    return _planned_anew(timeline, passes, _from(passes[0]), stretch, shots=shots)


def chain(timeline: Timeline, laid_id: int) -> tuple[Laid, ...]:
    """Return a cue with those of the same song that it is crossfaded to, in order."""
    one = timeline.find(laid_id)
    if one is None:
        return ()
    chains: list[list[Laid]] = []
    for laid in timeline.on_lane(one.lane):
        last = chains[-1][-1] if chains else None
        if last is not None and _continues(last, laid):
            chains[-1].append(laid)
        else:
            chains.append([laid])
    return next(tuple(found) for found in chains if one in found)


def mix_of(
    timeline: Timeline,
    film: Film | None,
    *,
    speech: Sequence[Span] = (),
    own_music: Sequence[Span] = (),
    span: Span | None = None,
    stream: int | None = None,
) -> Mix:
    """Return what sounds of a timeline, for playing and for writing alike.

    `film` is None when its own sound is missing or not wanted; `stream` is the index of that
    sound in the file, None the default one. Left out, `span` is what is kept of the film. The
    music goes down under `speech`, and where the timeline asks for it under `own_music`, only
    where those are heard.
    """
    span = span or timeline.kept or Span(0.0, timeline.duration_s)
    original = None
    if film is not None and not timeline.original.muted:
        original = Original(film.path, stream, timeline.original.gain_db)
    heard = original is not None
    duck = ducking(timeline.ducking, timeline.duck_depth_db) if heard else None
    return Mix(
        span,
        tuple(cue for cue in edits.audible(timeline) if _sounds_in(cue, span)),
        original,
        tuple(speech) if duck else (),
        duck,
        tuple(own_music) if heard and timeline.duck_music else (),
    )


def _continues(left: Laid, right: Laid) -> bool:
    overlap_s = left.cue.end_s - right.cue.start_s
    return left.song.path == right.song.path and overlap_s > ROUNDING_S


def _begins_s(laid: Laid) -> float | None:
    """Where in its song a cue begins, None where that is the song's own beginning."""
    begins_s = laid.cue.source_in_s
    return begins_s if begins_s > _OWN_BEGINNING_S else None


def _from(laid: Laid, moment_s: float | None = None) -> Song:
    """Return the song of a cue with the moment that it plays from, or another one."""
    return replace(laid.song, moment_s=laid.cue.source_in_s if moment_s is None else moment_s)


def _left_alone(passes: Sequence[Laid], found: Alignment, lies: tuple[Meeting, ...]) -> Alignment:
    """Report on a song that was cut to its length: moved, its seams would leave their bars."""
    words = "This song was cut to its length, so it stays where its seams sound best."
    return replace(
        found,
        source_in_s=passes[0].cue.source_in_s,
        kind=None,
        beat_s=None,
        shift_s=0.0,
        speed=passes[0].cue.speed,
        meetings=lies,
        reasons=(Reason("moved", words),),
    )


def _at(timeline: Timeline, one: Laid, found: Alignment) -> Timeline:
    """Let a cue, where it lies, play from where it was aligned to, at the speed found."""
    latest_s = max(0.0, one.song.duration_s - one.cue.duration_s * found.speed)
    source_in_s = max(0.0, min(found.source_in_s, latest_s))
    cue = replace(one.cue, source_in_s=source_in_s, speed=found.speed)
    return edits.replace_laid(timeline, replace(one, cue=cue))


def _planned_anew(
    timeline: Timeline,
    passes: Sequence[Laid],
    song: Song,
    stretch: Span,
    *,
    shots: Sequence[Shot],
) -> tuple[Timeline, Ids]:
    """Lay a song over a stretch in the place, and at the level, of its passes until now."""
    first = passes[0]
    planned = plan_whole(stretch, song, shots=shots)
    cues = [replace(cue, gain_db=first.cue.gain_db) for cue in planned]
    without = edits.remove(timeline, {one.id for one in passes})
    laid = _numbered(without, cues, [replace(song, moment_s=first.song.moment_s)])
    laid[0] = replace(laid[0], id=first.id)
    others = [lane for lane in range(len(timeline.lanes)) if lane != first.lane]
    return _lay(without, laid, [first.lane, *others], overlap_s=stretch.duration_s)


def _sounds_in(cue: Cue, span: Span) -> bool:
    return cue.start_s < span.end_s and cue.end_s > span.start_s


def _numbered(timeline: Timeline, cues: Sequence[Cue], songs: Sequence[Song]) -> list[Laid]:
    """Make planned cues into laid ones."""
    by_path = {song.path: song for song in songs}
    return numbered(timeline, [(cue, by_path[cue.track_path], None) for cue in cues])


def numbered(timeline: Timeline, planned: Sequence[tuple[Cue, Song, float | None]]) -> list[Laid]:
    """Make planned cues, each with its song and how sure its seam is, into laid ones.

    A pass with next to nothing of its own is left out.
    """
    befores = (None, *(cue for cue, _, _ in planned))
    kept = [
        one
        for one, before in zip(planned, befores, strict=False)
        if before is None or _is_heard(one[0], before)
    ]
    return [
        Laid(new, 0, _ending(cue, song), song, seam=seam)
        for new, (cue, song, seam) in enumerate(kept, start=timeline.next_id)
    ]


def _is_heard(cue: Cue, before: Cue) -> bool:
    return cue.end_s - before.end_s >= APART_S and cue.duration_s >= MIN_CUE_S


def _ending(cue: Cue, song: Song) -> Cue:
    """Leave a song that comes to its own end without a fade over it."""
    return cue if plain_fade_out_s(cue, song) else replace(cue, fade_out_s=0.0)


def _lay(
    timeline: Timeline, laid: Sequence[Laid], lanes: Sequence[int], *, overlap_s: float = 0.0
) -> tuple[Timeline, Ids]:
    """Lay cues together on the first of these lanes that has room, or make room on the first.

    They may crossfade with what is there for up to `overlap_s`.
    """
    if not laid:
        return timeline, ()
    ids = tuple(one.id for one in laid)
    timeline = replace(timeline, next_id=max(timeline.next_id, ids[-1] + 1))
    ways = ([replace(one, lane=lane) for one in laid] for lane in lanes)
    fitting = (way for way in ways if _has_room(timeline.laid, way, overlap_s))
    wanted = next(fitting, None)
    if wanted is None:
        wanted = [replace(one, lane=lanes[0]) for one in laid]
        timeline = edits.clear(timeline, _extent(laid), lane=lanes[0])
    return put_down(timeline, wanted), ids


def _has_room(there: Sequence[Laid], wanted: Sequence[Laid], overlap_s: float) -> bool:
    extent, lane = _extent(wanted), wanted[0].lane
    shared = (
        min(one.cue.end_s, extent.end_s) - max(one.cue.start_s, extent.start_s)
        for one in there
        if one.lane == lane
    )
    near = all(length_s <= overlap_s + ROUNDING_S for length_s in shared)
    return near and lawful((*there, *wanted))


def _extent(laid: Sequence[Laid]) -> Span:
    return Span(laid[0].cue.start_s, max(one.cue.end_s for one in laid))
