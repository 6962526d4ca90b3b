"""What there is to export, as the dialog is given it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from editor_app.project.credits import Credit
from editor_app.project.cue import Cue
from editor_app.project.edits import audible
from editor_app.project.timeline import Film, Project, Timeline
from editor_app.score.duck import DEFAULT
from inference.values import Span


@dataclass(frozen=True, slots=True)
class Material:
    """A film with its music, and what the dialog begins with.

    `cues` are those that are heard. `speech` is None while the film has not been watched; the
    music then cannot make room for it. `own_music` is where it has music itself, as far as that
    is known. `lanes` are the music lanes that sound, by name. `original_gain_db` is None where
    the film's own sound is muted. `kept` is what is wanted of the film (None: all). `folder` is
    where to write at first (None: beside the film).
    """

    film: Film
    cues: tuple[Cue, ...] = ()
    speech: tuple[Span, ...] | None = None
    original_gain_db: float | None = 0.0
    kept: Span | None = None
    ducking: str = DEFAULT
    duck_depth_db: float = 12.0
    duck_music: bool = False
    own_music: tuple[Span, ...] = ()
    lanes: tuple[tuple[str, tuple[Cue, ...]], ...] = ()
    target: str = "youtube"
    credits: tuple[Credit, ...] = ()
    folder: Path | None = None


def material_of(
    project: Project,
    cues: tuple[Cue, ...],
    *,
    speech: tuple[Span, ...] | None,
    own_music: tuple[Span, ...] = (),
    credits: tuple[Credit, ...] = (),  # noqa: A002  (no other word says it)
    folder: Path | None = None,
) -> Material:
    """Return what `project` has to export; `cues` are those of its timeline that are heard.

    Raises
    ------
    ValueError
        If the project has no film.
    """
    if project.film is None:
        raise ValueError("there is no film to export")
    timeline = project.timeline
    return Material(
        film=project.film,
        cues=cues,
        speech=speech,
        original_gain_db=None if timeline.original.muted else timeline.original.gain_db,
        kept=timeline.kept,
        ducking=timeline.ducking,
        duck_depth_db=timeline.duck_depth_db,
        duck_music=timeline.duck_music,
        own_music=own_music,
        lanes=_lanes(timeline),
        target=project.target,
        credits=credits,
        folder=folder,
    )


def _lanes(timeline: Timeline) -> tuple[tuple[str, tuple[Cue, ...]], ...]:
    alone = (
        (lane.name, audible(replace(timeline, laid=timeline.on_lane(number))))
        for number, lane in enumerate(timeline.lanes)
    )
    return tuple((name, cues) for name, cues in alone if cues)
