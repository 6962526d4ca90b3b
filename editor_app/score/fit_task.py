"""What is asked of a fitting, with what is found out about the song once, or why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from editor_app.project.cue import MAX_SPEED
from editor_app.score.errors import FitError
from editor_app.score.joins import BEAT_FADE_S, GRID_FADE_S, nearest_edge, on_sample
from editor_app.score.moment import Song
from editor_app.score.routes import Jump
from editor_app.score.seams import seam_costs, unlikeness
from editor_app.score.song_ends import SILENT_DB, SongEnds, song_ends
from inference.features.structure import Doubles, Structure
from inference.values import Floats

SHORTEST_S, LONGEST_S = 8.0, 600.0
"""Lengths that a song can be fitted to."""

PHRASE_BARS, PHRASE_S = 4, 8.0
"""A phrase: bars, or seconds where there are none."""

_HAIR_S = 0.01
_STRETCH_S = (2.0, 8.0)
_STRETCHES = 6  # of the shortest stretches that the whole would hold
_MOST_STRETCH = MAX_SPEED - 1
_LOST_START_PRICE = 1.2
_SPOKEN, _SUNG = 0.7, 0.95  # share with a voice from which on it is speech, without a beat and with
# What beginning again costs: music that just stops, as loops do, and music that comes to rest.
_LOOP_AGAIN, _UNLIKE_AGAIN, _REST_AGAIN = 0.15, 0.37, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is to be fitted, with what was found out about it once."""

    name: str
    structure: Structure
    duration_s: float
    ends: SongEnds
    costs: Floats
    again: Jump
    length_s: float
    least: int
    start_s: float | None
    keep_intro: bool
    keep_ending: bool
    max_stretch: float


def exact_s(length_s: float, frame_s: float | None) -> float:
    """Return a length in whole samples, of whole frames where there are any."""
    if not SHORTEST_S - 0.5 <= length_s <= LONGEST_S + 0.5:
        raise FitError(
            f"A song cannot be fitted to {length_s:g} s.",
            remedy=f"Ask for {SHORTEST_S:g} s to {LONGEST_S / 60:g} min.",
        )
    if frame_s:
        length_s = round(length_s / frame_s) * frame_s
    return on_sample(length_s)


def task_of(song: Song, structure: Structure, length_s: float, *, max_stretch: float) -> Task:
    """Look at a song that is to be fitted; FitError where that would sound wrong."""
    name = song.title or song.path.name
    # What a library says of a song's length may be a hair less than was heard.
    duration_s = min(structure.duration_s, song.duration_s or structure.duration_s)
    ends = _inside(song_ends(structure.rows), duration_s)
    if ends.peak_db < SILENT_DB:
        raise FitError(f"{name} is silent.", remedy="Choose another song.", path=song.path)
    if structure.rows.voice_share > (_SUNG if structure.has_beat else _SPOKEN):
        raise FitError(
            f"{name} is spoken, not music: words would be cut out of it.",
            remedy="Cut it by hand, or choose a piece of music.",
            path=song.path,
        )
    phrase_s = min(PHRASE_S, PHRASE_BARS * structure.per_bar * structure.step_s or PHRASE_S)
    if ends.end_s - ends.start_s < min(phrase_s, length_s):
        raise FitError(
            f"{name} is shorter than a phrase of music: {ends.end_s - ends.start_s:.1f} s.",
            remedy="Choose a longer song, or place it once and let the rest be silent.",
            path=song.path,
        )
    apart, again = unlikeness(structure), _again(structure, ends)
    costs = seam_costs(structure, apart)
    costs[again] = min(float(costs[again]), _again_cost(structure, ends, apart, again))
    return Task(
        name, structure, duration_s, ends, costs, again, length_s, _least(structure, length_s),
        None, keep_intro=True, keep_ending=True, max_stretch=min(max_stretch, _MOST_STRETCH),
    )  # fmt: skip


def _inside(ends: SongEnds, duration_s: float) -> SongEnds:
    return replace(ends, end_s=min(ends.end_s, duration_s), tail_s=min(ends.tail_s, duration_s))


def _again(structure: Structure, ends: SongEnds) -> Jump:
    """Return the jump from the end of the song to its beginning."""
    last = int(np.searchsorted(structure.times_s, ends.end_s + _HAIR_S, side="right")) - 1
    return last, max(0, int(np.searchsorted(structure.times_s, ends.start_s, side="right")) - 1)


def _again_cost(structure: Structure, ends: SongEnds, apart: Floats, again: Jump) -> float:
    """Of music that has come to rest anything may follow, also its own beginning."""
    if ends.natural:
        return _REST_AGAIN
    bar = structure.per_bar or round(_STRETCH_S[0] / structure.step_s)
    met = apart[max(0, again[0] - bar) : again[0], again[1] : again[1] + bar]
    return _LOOP_AGAIN + _UNLIKE_AGAIN * float(met.mean()) if met.size else _REST_AGAIN


def _least(structure: Structure, length_s: float) -> int:
    """Fewest steps of a stretch, in whole bars."""
    shortest, usual = _STRETCH_S
    wanted_s = min(usual, max(shortest, length_s / _STRETCHES))
    bar = structure.per_bar or 1
    return max(1, round(wanted_s / structure.step_s / bar)) * bar


def edge_s(structure: Structure, time_s: float) -> float:
    """Return the time of the edge nearest to a time."""
    return float(structure.times_s[nearest_edge(structure, time_s)])


def inner_edges(structure: Structure, ends: SongEnds) -> tuple[int, int]:
    """First and last edge with enough sound on both sides for a crossfade."""
    around_s = GRID_FADE_S if not structure.has_beat else 2 * BEAT_FADE_S
    first_s, last_s = ends.start_s + around_s, ends.end_s - around_s
    edges = np.flatnonzero((structure.times_s > first_s) & (structure.times_s < last_s))
    return (int(edges[0]), int(edges[-1])) if len(edges) else (1, 0)


def starts_of(task: Task) -> Floats:
    """What beginning at each edge costs: nothing where it is wanted, infinity where it may not."""
    structure = task.structure
    starts = np.full(structure.steps + 1, np.inf, np.float32)
    if task.start_s is None:
        sounding = (structure.times_s >= task.ends.start_s) & (structure.times_s < task.ends.end_s)
        price = _LOST_START_PRICE if task.keep_intro else 0.0
        starts[(structure.phase <= 0) & sounding] = price
    if task.keep_intro or task.start_s is not None:
        starts[_first_edge(task)] = 0.0
    return starts


def _first_edge(task: Task) -> int:
    """Return the edge that what is before the first beat is counted to."""
    start_s = task.ends.start_s if task.start_s is None else task.start_s
    return max(0, int(np.searchsorted(task.structure.times_s, start_s + 1e-6)) - 1)


def begun_of(task: Task) -> Doubles:
    """Where in the song it begins, for each edge that it may begin at."""
    begun_s = task.structure.times_s.copy()
    edge = _first_edge(task)
    begun_s[edge] = max(begun_s[edge], task.ends.start_s)
    return begun_s
