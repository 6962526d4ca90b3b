"""Music for a whole film from the library: planned and laid, with its reasons.

film_fillings(session, video, wish, pins) -> Work[FilmFillings]   all positions of the slider
FilmFillings.plan(change) -> FillPlan                             at once, without moments
FilmFillings.begun(session, plan) -> FillPlan                     songs with beats and moments
heard_for(session, plan) -> Work                                  how short ones are repeated
laid(timeline, plan, *, shots, level_lufs) -> (Timeline, ids)     one step of the history

`editor_app.uses.filled_film` does all of it, to files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.tracks import Track
from editor_app.project.timeline import Timeline
from editor_app.questions import query_of, shots_of
from editor_app.score.arrange import Ids
from editor_app.score.fill_laying import fill
from editor_app.score.fill_values import Candidate, Filled, FillPlan
from editor_app.score.filling import Fillings, fillings, with_moments
from editor_app.score.moment import Song
from editor_app.score.passages import Passage
from editor_app.score.pins import Pin, checked
from editor_app.session import Session, Suggestion, Wish
from editor_app.uses.fitting import heard_short
from inference.features.structure import Structure
from inference.progress import Progress, Work, share
from inference.values import Shot, Span, VideoAnalysis


@dataclass(frozen=True, slots=True, eq=False)
class FilmFillings:
    """The plans of a film for every position of the slider, and the tracks that they speak of."""

    video: VideoAnalysis
    wish: Wish
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
            found = () if track is None else session.moments(self.video, span, track, self.wish)
            return found[0] if found else None

        return with_moments(whole, find)

    def _whole(self, session: Session, filled: Filled) -> Filled:
        track = None if filled.song is None else self.tracks.get(filled.song.path)
        if filled.song is None or track is None:
            return filled
        song = session.song(Suggestion(track, 0.0, filled.song.moment_s, ()))
        return replace(filled, song=song)


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
    return FilmFillings(video, wish, made, {track.path: track for track in found.tracks})


def laid(
    timeline: Timeline,
    plan: FillPlan,
    *,
    shots: Sequence[Shot],
    level_lufs: float,
    most_stretch: float = 0.0,
    structures: Mapping[Path, Structure] | None = None,
) -> tuple[Timeline, Ids]:
    """Lay a plan on a timeline: one new timeline, so one step of the history.

    Pinned cues stay as they are; all other music on the film goes. Songs too short for their
    stretches are repeated where they resemble themselves, as far as `structures` are known.
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
        structures=structures,
    )


def heard_for(session: Session, plan: FillPlan) -> Work[dict[Path, Structure]]:
    """Hear how the songs of a plan are built that are too short for their stretches."""
    choices = [(one.span, one.song) for one in plan.stretches if not one.laid]
    return heard_short(choices, session.analyzer.cache)


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
