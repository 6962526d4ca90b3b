"""Filling the cut: a song laid on each stretch of the film, around what is pinned.

fill(timeline, choices, *, shots, level_lufs, lane=0, most_stretch=0) -> (Timeline, ids)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from editor_app.project import edits
from editor_app.project.laying import put_down
from editor_app.project.timeline import Timeline
from editor_app.score.arrange import Ids, numbered
from editor_app.score.moment import Song
from editor_app.score.pins import Part, around, pins_of, played_through
from editor_app.score.plan import MUSIC_ALONE_LUFS, plan_scenes
from editor_app.score.repeats import repeated_in
from inference.values import Shot, Span

if TYPE_CHECKING:
    from inference.features.structure import Structure


def fill(
    timeline: Timeline,
    choices: Sequence[tuple[Span, Song | None]],
    *,
    shots: Sequence[Shot] = (),
    level_lufs: float = MUSIC_ALONE_LUFS,
    lane: int = 0,
    most_stretch: float = 0.0,
    exact: Collection[int] = (),
    structures: Mapping[Path, Structure] | None = None,
) -> tuple[Timeline, Ids]:
    """Lay one song on each stretch, melting into the next; None leaves it without music.

    All music that lay on these stretches, on any lane, goes, but for pinned cues: where one lies
    the stretch is left out, and its song goes on behind it as if it had played on. Songs are
    aligned, but for those of the choices `exact`, by number, and those that go on from a pinned
    cue: they begin at their moments.

    A song too short for its stretch is repeated from its last downbeat to its first, or, where its
    structure is among `structures`, where it resembles itself.
    """
    parts = _parts(timeline, choices, exact)
    for part, at in ((part, at) for part in parts for at in range(len(timeline.lanes))):
        timeline = edits.clear(timeline, part.span, lane=at)
    songs = [part.song for part in parts]
    groups = plan_scenes(
        [part.span for part in parts],
        songs,
        shots=shots,
        level_lufs=level_lufs,
        most_stretch=most_stretch,
        exact=[number for number, part in enumerate(parts) if part.exact],
    )
    planned = repeated_in(groups, songs, structures or {})
    laid = numbered(timeline, [one for group in planned for one in group])
    if not laid:
        return timeline, ()
    laid = [replace(one, lane=lane) for one in laid]
    next_id = max([timeline.next_id, *(one.id + 1 for one in laid)])
    filled = put_down(replace(timeline, next_id=next_id), laid)
    return filled, tuple(one.id for one in laid)


def _parts(
    timeline: Timeline,
    choices: Sequence[tuple[Span, Song | None]],
    exact: Collection[int],
) -> list[Part]:
    """Return the stretches, with what pinned cues leave of them."""
    pins = pins_of(timeline)
    return played_through(
        [
            part
            for number, (span, song) in enumerate(choices)
            for part in around(pins, span, song, exact=number in exact)
        ]
    )
