"""Music for a whole film from the library: planned, laid, written, with its reasons.

film_fillings(session, video, wish, pins) -> Work[FilmFillings]   all positions of the slider
FilmFillings.plan(change) -> FillPlan                             at once, without moments
FilmFillings.begun(session, plan) -> FillPlan                     songs with beats and moments
laid(timeline, plan, *, shots, level_lufs) -> (Timeline, ids)     one step of the history
fill_film(session, given, wish, out) -> Work[FilledFilm]          all of it, to a file
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalog.tracks import Track
from editor_app.project.cue import Cue
from editor_app.project.edits import audible
from editor_app.project.timeline import Timeline
from editor_app.score.align import Meeting
from editor_app.score.arrange import Ids, chain, fill, met
from editor_app.score.fill_values import Candidate, Filled, FillPlan
from editor_app.score.filling import Fillings, fillings, with_moments
from editor_app.score.moment import Song
from editor_app.score.passages import Passage
from editor_app.score.pins import Pin, checked
from editor_app.score.render import RenderReport
from editor_app.session import (
    Placement,
    Scoring,
    Session,
    Suggestion,
    Wish,
    level_of,
    query_of,
    shots_of,
)
from editor_app.uses.films import Given, named, with_whole_film
from inference.progress import Progress, Work, share
from inference.values import Shot, Span, VideoAnalysis


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


@dataclass(frozen=True, slots=True, eq=False)
class FilmFillings:
    """The plans of a film for every position of the slider, and the tracks that they speak of."""

    video: VideoAnalysis
    fillings: Fillings
    tracks: Mapping[Path, Track]

    def plan(self, change: float) -> FillPlan:
        """Return the plan for a position of the slider; songs begin where pins say, or at 0."""
        return self.fillings.plan(change)

    def begun(self, session: Session, plan: FillPlan) -> FillPlan:
        """Return a plan whose songs know their beats and begin at their best passages."""
        whole = replace(plan, stretches=tuple(self._whole(session, one) for one in plan.stretches))

        def find(song: Song, span: Span) -> Passage | None:
            track = self.tracks.get(song.path)
            found = () if track is None else session.moments(self.video, span, track)
            return found[0] if found else None

        return with_moments(whole, find)

    def _whole(self, session: Session, filled: Filled) -> Filled:
        track = None if filled.song is None else self.tracks.get(filled.song.path)
        if filled.song is None or track is None:
            return filled
        song = session.song(Suggestion(track, 0.0, filled.song.moment_s, ()))
        return replace(filled, song=song)


@dataclass(frozen=True, slots=True)
class Laying:
    """What became of a stretch of the plan: its cues, and what of them falls on each strong cut."""

    filled: Filled
    cues: tuple[Cue, ...]
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FilledFilm:
    """A film that was filled and written."""

    video: VideoAnalysis
    change: float
    plan: FillPlan
    layings: tuple[Laying, ...]
    tracks: Mapping[Path, Track]
    report: RenderReport


def fill_film(session: Session, given: Given, wish: FillWish, out: Path) -> Work[FilledFilm]:
    """Watch a film, choose music for all of it, lay it and write the film to `out`.

    Raises
    ------
    MediaError, RenderError
        The film or a song cannot be used, or `out` cannot be written.
    SearchError
        The library holds no analysed song, or a pinned song is not in it.
    FillError
        Pins contradict each other or the film.
    """
    # Before minutes of watching: an empty library or an unknown song is better said at once.
    session.library.prepare(session.pack.pack_id)
    pins = tuple(_pin(session, one) for one in wish.pins)
    checked(pins, max((pin.span.end_s for pin in pins), default=0.0))
    video = yield from share(session.analyzer.analyze_video(given.film), 0.0, 0.5)
    made = yield from share(film_fillings(session, video, wish.wish, pins), 0.5, 0.6)
    plan = made.begun(session, made.plan(wish.change))
    shots = shots_of(video)
    timeline, ids = laid(
        Timeline(duration_s=video.base.duration_s), plan, shots=shots,
        level_lufs=level_of(video, wish.scoring), most_stretch=wish.most_stretch,
    )  # fmt: skip
    placement = Placement(audible(timeline), ())
    work = with_whole_film(
        given, video, lambda film: session.write(film, placement, wish.scoring, out), out
    )
    report = yield from share(work, 0.6, 1.0)
    layings = tuple(_laying(timeline, ids, one, shots) for one in plan.stretches)
    return FilledFilm(named(given, video), wish.change, plan, layings, made.tracks, report)


def film_fillings(
    session: Session, video: VideoAnalysis, wish: Wish, pins: Sequence[Pin] = ()
) -> Work[FilmFillings]:
    """Work out the music of a film that has been watched, for every position of the slider.

    Raises
    ------
    SearchError
        The library holds no analysed song, or a slider of the wish is unknown.
    FillError
        Pins contradict each other or the film.
    """
    base, library = video.base, session.library
    checked(pins, base.duration_s)
    yield Progress(0.0, "Searching")
    own = {pin.song.path: library.at(pin.song.path) for pin in pins if pin.song is not None}
    found = library.candidates(
        [query_of(video, scene, wish) for scene in base.scenes],
        pack_id=session.pack.pack_id,
        directions=session.pack.attributes,
        wanted=[track.id for track in own.values() if track is not None],
    )
    songs = [
        Candidate(_bare(track), found.scores[:, i], track.key, track.key_confidence, track.vocals)
        for i, track in enumerate(found.tracks)
    ]
    work = fillings(base.scenes, songs, pins=pins, shots=shots_of(video), speech=base.speech)
    made = yield from share(work, 0.4, 1.0)
    return FilmFillings(video, made, {track.path: track for track in found.tracks})


def laid(
    timeline: Timeline,
    plan: FillPlan,
    *,
    shots: Sequence[Shot],
    level_lufs: float,
    most_stretch: float = 0.0,
) -> tuple[Timeline, Ids]:
    """Lay a plan on a timeline: one new timeline, so one step of the history.

    Pinned cues stay as they are; all other music on the film goes.
    """
    stretches = [one for one in plan.stretches if not one.laid]
    decided = [
        number
        for number, one in enumerate(stretches)
        if one.pin is not None and one.pin.moment_s is not None
    ]
    return fill(
        timeline,
        [(one.span, one.song) for one in stretches],
        shots=shots,
        level_lufs=level_lufs,
        most_stretch=most_stretch,
        exact=decided,
    )


def _pin(session: Session, asked: AskedPin) -> Pin:
    song = None
    if asked.wanted is not None:
        song = session.song(Suggestion(session.track(asked.wanted), 0.0, asked.moment_s or 0.0, ()))
    return Pin(asked.span, song, asked.moment_s)


def _bare(track: Track) -> Song:
    """Return what planning needs to know of a song; its beats are read once it is chosen."""
    return Song(
        track.path,
        track.duration_s,
        title=track.title,
        artist=track.artist,
        loudness_lufs=track.loudness_lufs,
        bpm=track.bpm,
        content_key=track.content_key,
    )


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
