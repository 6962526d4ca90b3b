"""Music for the cut of another editor, handed back as a timeline of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from editor_app.interchange.reading import is_timeline
from editor_app.interchange.writers import check_kind
from editor_app.score.export import ExportRequest, export
from editor_app.score.render import RenderSettings
from editor_app.session import Placement, Scoring, Session, Wish
from editor_app.uses.films import Given
from inference.progress import Work, share
from inference.values import VideoAnalysis

_WATCHED, _PLACED = 0.8, 0.85


@dataclass(frozen=True, slots=True)
class ScoredTimeline:
    """What was written; `lost` are sentences on what the timeline cannot carry.

    `replaced` counts the clips of our earlier music that this takes the place of.
    """

    path: Path
    stem: Path
    placement: Placement
    lost: tuple[str, ...]
    replaced: int = 0


def score_timeline(
    session: Session,
    given: Given,
    out: Path,
    *,
    track: str | None = None,
    per_scene: bool = False,
) -> Work[ScoredTimeline]:
    """Choose and place music for a cut (or a film), and write it as a timeline to `out`.

    Raises
    ------
    MediaError, SearchError, TimelineError, RenderError
        As for `Session.suggest`, and for what is written.
    """
    # Before minutes of watching: what cannot be written is better said at once.
    check_kind(out)
    work = session.suggest(given.film, Wish(10), scenes=per_scene)
    answer = yield from share(work, 0.0, _WATCHED)
    scoring = Scoring()
    placement = yield from share(
        session.place(answer.video, session.choices(answer, track), scoring), _WATCHED, _PLACED
    )
    writing = write_scored(given, answer.video, placement, scoring, out)
    return (yield from share(writing, _PLACED, 1.0))


def write_scored(
    given: Given, video: VideoAnalysis, placement: Placement, scoring: Scoring, out: Path
) -> Work[ScoredTimeline]:
    """Write what was placed on a cut (or a film) as a timeline to `out`.

    Beside it the music as it is to be heard is written to a sound file, which lies on the timeline
    too, silent: the safe way where an editor reads levels differently.

    Raises
    ------
    MediaError, TimelineError, RenderError
        A song or the timeline cannot be read, or something cannot be written.
    """
    stem = out.with_name(f"{out.stem} music.wav")
    request = ExportRequest(
        given.film,
        placement.cues,
        # Its level is the one it has beside the cut's own sound, which the editor plays.
        RenderSettings(target=None, speech=video.base.speech, duck=scoring.duck),
        music=stem,
        timeline=given.path if is_timeline(given.path) else None,
        media=given.media,
        cut=given.cut,
        edit=out,
    )
    done = yield from export(request)
    lost = (*given.notes, *done.lost)
    return ScoredTimeline(out, stem, placement, lost, given.earlier)
