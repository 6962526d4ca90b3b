"""A song too short for its stretch, repeated where it resembles itself instead of end to start.

Planning (`editor_app.score.plan`) repeats a song from its last downbeat to its first. Here those
passes become a fitting: the same stretch, begun at the same place of the song, at the same speed
and level, with the seams that `fit_song` finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from editor_app.project.cue import Cue
from editor_app.project.laying import ROUNDING_S
from editor_app.score.arrange import Planned
from editor_app.score.errors import FitError
from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting, Part, Seam, cues_of
from editor_app.score.moment import Song
from inference.features.structure import Structure

LEAST_SURE = 0.4
"""Seams less sure than this may be heard: then the long crossfade of the plan hides more. Of 40
real songs of 1 to 2 minutes, made 2.3 times as long, 27 are sure enough."""


def repeated_in(
    groups: Sequence[Sequence[Cue]],
    songs: Sequence[Song | None],
    structures: Mapping[Path, Structure],
) -> list[list[Planned]]:
    """Return what was planned for stretches in a row, each song repeated as well as it can be.

    Those without a structure come back as they are.
    """
    found: list[list[Planned]] = []
    for passes, after, song in zip(groups, (*groups[1:], ()), songs, strict=False):
        structure = None if song is None else structures.get(song.path)
        if song is None or structure is None:
            found.append([(cue, song, None) for cue in passes if song is not None])
            continue
        melts = bool(after) and after[0].start_s < passes[-1].end_s - ROUNDING_S
        found.append(repeated(passes, song, structure, melts=melts))
    return found


def repeated(
    passes: Sequence[Cue], song: Song, structure: Structure, *, melts: bool
) -> list[Planned]:
    """Return the passes of a song over one stretch, repeated where it resembles itself.

    They come back as they are where they need no repeat, and where the song cannot be fitted to
    that length (shorter than 8 s, longer than 10 min, nothing in it alike enough) or only with
    seams less sure than `LEAST_SURE`. With `melts` the next song comes in over the end; without,
    the song's own ending is kept if it can be.
    """
    first, last = passes[0], passes[-1]
    as_they_are: list[Planned] = [(cue, song, None) for cue in passes]
    if len(passes) < 2:
        return as_they_are
    try:
        fitting = _fitting(first, last.end_s, song, structure, keep_ending=not melts)
    except FitError:
        return as_they_are
    if any(seam.confidence < LEAST_SURE for seam in fitting.seams):
        return as_they_are
    fade_out_s = last.fade_out_s if melts else fitting.fade_out_s
    fitting = replace(fitting, fade_in_s=first.fade_in_s, fade_out_s=fade_out_s)
    cues = cues_of(fitting, song, first.start_s, gain_db=first.gain_db)
    if cues[0].duration_s <= first.fade_in_s or cues[-1].duration_s <= fade_out_s:
        return as_they_are  # what melts into its neighbours has to be heard alone as well
    sure = (None, *(seam.confidence for seam in fitting.seams))
    return [(cue, song, seam) for cue, seam in zip(cues, sure, strict=True)]


def _fitting(
    first: Cue, end_s: float, song: Song, structure: Structure, *, keep_ending: bool
) -> Fitting:
    """Fit the song to the stretch, exactly from where its first pass begins.

    A fitting begins on an edge of the structure; what lies between that edge and the place asked
    for is put before its first part, or taken off it.
    """
    begin_s = first.source_in_s
    edge_s = float(structure.times_s[abs(structure.times_s - begin_s).argmin()])
    length_s = (end_s - first.start_s) * first.speed
    (found,) = fit_song(
        song, structure, length_s + begin_s - edge_s,
        count=1, keep_ending=keep_ending, start_s=edge_s,
    )  # fmt: skip
    begun_s = found.parts[0].source_in_s - begin_s
    parts = (replace(found.parts[0], source_in_s=begin_s), *found.parts[1:])
    return replace(
        found,
        parts=tuple(_quicker_part(part, first.speed) for part in parts),
        seams=tuple(_later(seam, begun_s, first.speed) for seam in found.seams),
        length_s=(found.length_s + begun_s) / first.speed,
        speed=first.speed,
    )


def _quicker_part(part: Part, speed: float) -> Part:
    return replace(part, crossfade_s=part.crossfade_s / speed)


def _later(seam: Seam, by_s: float, speed: float) -> Seam:
    return replace(seam, at_s=(seam.at_s + by_s) / speed)
