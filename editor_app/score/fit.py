"""A song made as long as is wanted, by leaving out and repeating what resembles itself.

A `Fitting` is exact to the sample at 48 kHz, and to the frame of a film whose frame is given.
`editor_app.score.fitted.cues_of` makes cues of it, `editor_app.score.seam_moves.move_seam` changes
one of its seams by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from editor_app.score.errors import FitError
from editor_app.score.fit_endings import (
    ATTACK_S,
    EARLY_S,
    End,
    cheapest_ends,
    end_share,
    fade_out_s,
)
from editor_app.score.fit_task import (
    LONGEST_S,
    SHORTEST_S,
    Task,
    begun_of,
    edge_s,
    exact_s,
    inner_edges,
    starts_of,
    task_of,
)
from editor_app.score.fitted import RATE_HZ, Fitting, Part, Seam, difference
from editor_app.score.joins import (
    Join,
    join,
    join_again,
    length_of,
    on_sample,
    parts_of,
    seams_of,
)
from editor_app.score.moment import Song
from editor_app.score.routes import Jump, Jumps, explore, good_jumps
from inference.features.structure import Structure
from inference.values import Floats

__all__ = ["LONGEST_S", "MOST_VARIANTS", "SHORTEST_S", "fit_song"]

MOST_VARIANTS = 4

_TOLL, _USED_PRICE, _NEAR_S = 0.8, 0.5, 4.0
_DIFFERENT = 0.15
_LOST_START = 0.6


def fit_song(  # noqa: PLR0913  (each says one thing that is wanted)
    song: Song,
    structure: Structure,
    length_s: float,
    *,
    count: int = MOST_VARIANTS,
    keep_intro: bool = True,
    keep_ending: bool = True,
    frame_s: float | None = None,
    max_stretch: float = 0.0,
    start_s: float | None = None,
) -> tuple[Fitting, ...]:
    """Fit a song to a length in up to `count` clearly different ways, the best first.

    Parameters
    ----------
    length_s : float
        8 s to 10 min; rounded to whole samples, or to whole frames where `frame_s` is given.
    keep_intro, keep_ending : bool
        Begin with the song's own beginning, end with its own end. Where it has none (music that
        is made to be repeated just stops), or none that can be reached, the end is faded out.
    start_s : float, optional
        Begin here instead, at the beat nearest to it.
    max_stretch : float
        How much faster or slower the song may be played where nothing else comes out exactly;
        0.03 at most, which nobody hears.

    Raises
    ------
    FitError
        It would sound wrong, and why: silence, speech, too short, nothing in it resembles itself.
    """
    task = task_of(song, structure, exact_s(length_s, frame_s), max_stretch=max_stretch)
    task = replace(task, keep_intro=keep_intro, keep_ending=keep_ending)
    if start_s is not None:
        task = replace(task, start_s=edge_s(structure, start_s))
    return tuple(_variants(task, min(count, MOST_VARIANTS)))


def _variants(task: Task, count: int) -> list[Fitting]:
    structure = task.structure
    jumps = good_jumps(
        structure, task.costs, inner=inner_edges(structure, task.ends), again=task.again
    )
    toll = np.zeros(structure.steps, np.float32)
    found: list[Fitting] = []
    for _ in range(2 * count):
        fitting = next(_fittings(task, jumps, toll), None)
        if fitting is None:
            break
        if all(difference(fitting, one) >= _DIFFERENT for one in found):
            found.append(fitting)
        if len(found) == count:
            break
        toll = toll + _tolls(task, fitting)
        jumps = replace(jumps, price=jumps.price + _used(structure, jumps, fitting))
    if not found:
        raise FitError(
            f"{task.name} has no places alike enough to bring it to {task.length_s:g} s unheard.",
            remedy="Choose another length or another song.",
        )
    return sorted(found, key=lambda one: -one.score)


def _tolls(task: Task, fitting: Fitting) -> Floats:
    """Make what a variant plays dear to the next, but for the song's beginning and end."""
    times = task.structure.times_s[:-1]
    inner = np.zeros(len(times), bool)
    for part in fitting.parts:
        inner |= (times >= part.source_in_s) & (times < part.source_out_s)
    inner[: task.least] = False
    inner[-task.least :] = False
    played = max(1.0, task.length_s / task.structure.step_s)
    return (inner * (_TOLL / played)).astype(np.float32)


def _used(structure: Structure, jumps: Jumps, fitting: Fitting) -> Floats:
    """Make seams that a variant has dear to the next, and those around them."""
    out_s, into_s = structure.times_s[jumps.out], structure.times_s[jumps.into]
    near = np.zeros(len(out_s), bool)
    for seam in fitting.seams:
        near |= (np.abs(out_s - seam.out_s) < _NEAR_S) & (np.abs(into_s - seam.in_s) < _NEAR_S)
    return (near * _USED_PRICE).astype(np.float32)


def _fittings(task: Task, jumps: Jumps, toll: Floats) -> Iterator[Fitting]:
    """Give what comes out exactly, the cheapest first."""
    structure = task.structure
    # A song that slows down has fewer steps in the same time, one that hurries more.
    quick = float(np.percentile(np.diff(structure.times_s)[1:-1], 5)) if structure.steps > 4 else 1
    steps = int(task.length_s * (1 + task.max_stretch) / max(quick, 0.1)) + 8
    begun_s = begun_of(task)
    ways = explore(
        structure, jumps,
        starts=starts_of(task), begun_s=begun_s, steps=steps, least=task.least, toll=toll,
    )  # fmt: skip
    for end in cheapest_ends(task, ways):
        found, first = ways.jumps_to(end.steps, end.edge)
        fitting = _fitted(task, found, float(begun_s[first]), end)
        if fitting is not None:
            yield fitting


def _fitted(task: Task, found: Sequence[Jump], start_s: float, end: End) -> Fitting | None:
    """Make a way through the song exact; None where its last sound leaves no room for that."""
    joins = [_joined(task, jump) for jump in found]
    parts = parts_of(on_sample(start_s), joins, on_sample(end.source_out_s), speed=end.speed)
    over_s = length_of(parts, end.speed) - task.length_s
    last = parts[-1]
    out_s = last.source_out_s - over_s * end.speed
    earliest_s = (
        task.ends.tail_s - EARLY_S if end.natural else last.source_in_s + 2 * last.crossfade_s
    )
    if not max(earliest_s, last.source_in_s + ATTACK_S) <= out_s <= task.duration_s:
        return None
    parts[-1] = replace(last, source_out_s=out_s)
    seams = seams_of(joins, parts, end.speed)
    return _summed_up(task, tuple(parts), seams, replace(end, source_out_s=out_s))


def _joined(task: Task, jump: Jump) -> Join:
    if jump == task.again:
        return join_again(task.structure, task.costs, jump)
    return join(task.structure, task.costs, jump, least=task.least)


def _summed_up(task: Task, parts: tuple[Part, ...], seams: tuple[Seam, ...], end: End) -> Fitting:
    trimmed_s = task.ends.end_s - end.source_out_s
    begins_whole = parts[0].source_in_s <= task.ends.start_s + 1 / RATE_HZ
    asked = begins_whole or not task.keep_intro or task.start_s is not None
    sure = [seam.confidence for seam in seams] or [1.0]
    score = (min(sure) + sum(sure) / len(sure)) / 2 * end_share(task, end)
    score *= 1.0 if asked else _LOST_START
    return Fitting(
        parts,
        seams,
        task.length_s,
        score * (1 - abs(end.speed - 1) * 5),
        _reasons(seams, begins_whole, trimmed_s, end),
        fade_in_s=0.0 if begins_whole else ATTACK_S,
        fade_out_s=fade_out_s(task, parts[-1], end),
        speed=end.speed,
    )


def _reasons(
    seams: Sequence[Seam], begins_whole: bool, trimmed_s: float, end: End
) -> tuple[str, ...]:
    begins = "Begins as the song begins" if begins_whole else "Begins inside the song"
    if not end.natural:
        ends = "is faded out at the end"
    elif trimmed_s > 0.1:
        ends = f"ends as the song ends, its last sound {trimmed_s:.1f} s shorter"
    else:
        ends = "ends as the song ends"
    words = [f"{begins} and {ends}."]
    if seams:
        least = min(seam.confidence for seam in seams)
        count = "One seam" if len(seams) == 1 else f"{len(seams)} seams"
        words.append(f"{count}, the least sure of them {100 * least:.0f} %.")
    if end.speed != 1:
        change = "faster" if end.speed > 1 else "slower"
        words.append(f"Played {100 * abs(end.speed - 1):.1f} % {change} to come out exactly.")
    return tuple(words)
