"""A whole film filled with music, from its name to the files that are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalog.tracks import Track
from editor_app.interchange.writers import check_kind
from editor_app.project.cue import Cue
from editor_app.project.edits import audible
from editor_app.project.timeline import Timeline
from editor_app.questions import shots_of
from editor_app.score.align import Meeting
from editor_app.score.arrange import Ids, chain, met
from editor_app.score.fill_values import Filled, FillPlan
from editor_app.score.pins import Pin, checked
from editor_app.score.render import RenderReport
from editor_app.session import (
    Placement,
    Scoring,
    Session,
    Suggestion,
    Wish,
    level_of,
)
from editor_app.uses.filling import film_fillings, heard_for, laid
from editor_app.uses.films import Given, named, with_whole_film
from editor_app.uses.scored_timeline import ScoredTimeline, write_scored
from inference.progress import Work, share
from inference.values import Shot, Span, VideoAnalysis

_WATCHED, _PLANNED = 0.8, 0.9  # of choosing
_CHOSEN, _WRITTEN = 0.6, 0.9


@dataclass(frozen=True, slots=True)
class AskedPin:
    """A song by its name (None: silence) on a stretch, from `moment_s` of it if that is given."""

    span: Span
    wanted: str | None
    moment_s: float | None = None


@dataclass(frozen=True, slots=True)
class FillWish:
    """What is asked of the music of a film.

    `change` is the slider, 0 (one song for all) to 1 (per scene). Songs may be played faster or
    slower by `most_stretch` so that more strong cuts meet a beat.
    """

    change: float = 0.5
    pins: tuple[AskedPin, ...] = ()
    wish: Wish = field(default_factory=Wish)
    scoring: Scoring = field(default_factory=Scoring)
    most_stretch: float = 0.0


@dataclass(frozen=True, slots=True)
class Laying:
    """What became of a stretch of the plan: its cues, and what of them falls on each strong cut."""

    filled: Filled
    cues: tuple[Cue, ...]
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FilledFilm:
    """A film that was filled.

    `report` is on the film that was written, `handed` on the timeline; None where none was wanted.
    """

    video: VideoAnalysis
    change: float
    plan: FillPlan
    placement: Placement
    layings: tuple[Laying, ...]
    tracks: Mapping[Path, Track]
    report: RenderReport | None = None
    handed: ScoredTimeline | None = None


def fill_film(
    session: Session,
    given: Given,
    wish: FillWish,
    *,
    out: Path | None = None,
    timeline: Path | None = None,
) -> Work[FilledFilm]:
    """Watch a film, choose music for all of it and lay it.

    The film is written to `out`, the cut with the cues on it as a timeline for its editor to
    `timeline`, as far as they are given.

    Raises
    ------
    MediaError, RenderError, TimelineError
        The film or a song cannot be used, or something cannot be written.
    SearchError
        The library holds no analysed song, or a pinned song is not in it.
    FillError
        Pins contradict each other or the film.
    """
    # Before minutes of watching: what cannot be done is better said at once.
    if timeline is not None:
        check_kind(timeline)
    session.library.prepare(session.pack.pack_id)
    pins = tuple(_pin(session, one) for one in wish.pins)
    checked(pins, max((pin.span.end_s for pin in pins), default=0.0))
    done = yield from share(_filled(session, given.film, wish, pins), 0.0, _CHOSEN)
    video, placed, scoring = done.video, done.placement, wish.scoring
    if out is not None:
        work = with_whole_film(
            given, video, lambda film: session.write(film, placed, scoring, out), out
        )
        report = yield from share(work, _CHOSEN, 1.0 if timeline is None else _WRITTEN)
        done = replace(done, report=report)
    if timeline is not None:
        writing = write_scored(given, video, placed, scoring, timeline)
        low = _CHOSEN if out is None else _WRITTEN
        done = replace(done, handed=(yield from share(writing, low, 1.0)))
    return replace(done, video=named(given, video))


def _filled(
    session: Session, film: Path, wish: FillWish, pins: tuple[Pin, ...]
) -> Work[FilledFilm]:
    """Watch a film and lay music on all of it, without writing anything."""
    video = yield from share(session.analyzer.analyze_video(film), 0.0, _WATCHED)
    made = yield from share(film_fillings(session, video, wish.wish, pins), _WATCHED, _PLANNED)
    plan = made.begun(session, made.plan(wish.change))
    structures = yield from share(heard_for(session, plan), _PLANNED, 1.0)
    shots = shots_of(video)
    timeline, ids = laid(
        Timeline(duration_s=video.base.duration_s), plan, shots=shots,
        level_lufs=level_of(video, wish.scoring), most_stretch=wish.most_stretch,
        structures=structures,
    )  # fmt: skip
    layings = tuple(_laying(timeline, ids, one, shots) for one in plan.stretches)
    placement = Placement(audible(timeline), ())
    return FilledFilm(video, wish.change, plan, placement, layings, made.tracks)


def _pin(session: Session, asked: AskedPin) -> Pin:
    song = None
    if asked.wanted is not None:
        song = session.song(Suggestion(session.track(asked.wanted), 0.0, asked.moment_s or 0.0, ()))
    return Pin(asked.span, song, asked.moment_s)


def _laying(timeline: Timeline, ids: Ids, filled: Filled, shots: Sequence[Shot]) -> Laying:
    """Find the cues of a stretch: those of its song that lie, or mostly lie, on it."""
    if filled.song is None:
        return Laying(filled, (), ())
    ours = [timeline.find(one) for one in ids]
    first = next(
        (
            one
            for one in ours
            if one is not None
            and one.song.path == filled.song.path
            and _is_on(filled.span, one.cue)
        ),
        None,
    )
    if first is None:
        return Laying(filled, (), ())
    passes = (one.cue for one in chain(timeline, first.id))
    cues = tuple(cue for cue in passes if _is_on(filled.span, cue))
    # A cue reaches a little into its neighbours' stretches, whose cuts are theirs.
    meetings = (
        one
        for one in met(timeline, first.id, shots=shots)
        if filled.span.start_s <= one.cut_s < filled.span.end_s
    )
    return Laying(filled, cues, tuple(meetings))


def _is_on(span: Span, cue: Cue) -> bool:
    """Whether a cue lies on a stretch, with its middle at least."""
    return span.start_s <= (cue.start_s + cue.end_s) / 2 < span.end_s
