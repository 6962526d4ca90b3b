"""A song made as long as is wanted, by leaving out and repeating what resembles itself.

A `Fitting` is exact to the sample at 48 kHz, and to the frame of a film whose frame is given.
`editor_app.score.fitted.cues_of` makes cues of it, `editor_app.score.seam_moves.move_seam` changes
one of its seams by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from editor_app.project.cue import MAX_SPEED
from editor_app.score.errors import FitError
from editor_app.score.fitted import RATE_HZ, Fitting, Part, Seam, difference
from editor_app.score.joins import (
    BEAT_FADE_S,
    GRID_FADE_S,
    Join,
    join,
    join_again,
    length_of,
    nearest_edge,
    on_sample,
    parts_of,
    seams_of,
)
from editor_app.score.moment import Song
from editor_app.score.routes import Jump, Jumps, Ways, explore, good_jumps
from editor_app.score.seams import seam_costs, unlikeness
from editor_app.score.song_ends import SILENT_DB, SongEnds, song_ends
from inference.features.structure import Doubles, Structure
from inference.values import Floats

SHORTEST_S, LONGEST_S = 8.0, 600.0
"""Lengths that a song can be fitted to."""

MOST_VARIANTS = 4

_PHRASE_BARS, _PHRASE_S = 4, 8.0
_FADE_OUT_S, _LEAST_FADE_S, _ATTACK_S = 2.5, 0.01, 0.05
_EARLY_S = 0.5  # so much before the last sound dies away it may be faded
_LATE_S = 1.0  # so much of the silence after the last sound may be heard
_STRETCH_S = (2.0, 8.0)
_STRETCHES = 6  # of the shortest stretches that the whole would hold
_TAIL_PRICE, _SPEED_PRICE = 0.15, 12.0
_LOST_START_PRICE, _LOST_END_PRICE, _EARLY_END_PRICE = 1.2, 1.4, 0.4
_TOLL, _USED_PRICE, _NEAR_S = 0.8, 0.5, 4.0
_TRIES = 24
_MOST_STRETCH = MAX_SPEED - 1
_LOST_START, _FADED_END, _LOST_END = 0.6, 0.9, 0.55
_DIFFERENT = 0.15
# What beginning again costs: music that just stops, as loops do, and music that comes to rest.
_LOOP_AGAIN, _UNLIKE_AGAIN, _REST_AGAIN = 0.15, 0.37, 0.5
_SPOKEN, _SUNG = 0.7, 0.95  # share with a voice from which on it is speech, without a beat and with


@dataclass(frozen=True, slots=True)
class _End:
    """A state to end at, and how: `source_out_s` is where the song is left for good."""

    price: float
    steps: int
    edge: int
    source_out_s: float
    natural: bool
    speed: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is to be fitted, with what was found out about it once."""

    name: str
    structure: Structure
    ends: SongEnds
    costs: Floats
    again: Jump
    length_s: float
    least: int
    start_s: float | None
    keep_intro: bool
    keep_ending: bool
    max_stretch: float


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
    task = _task(song, structure, _exact_s(length_s, frame_s), max_stretch=max_stretch)
    task = replace(task, keep_intro=keep_intro, keep_ending=keep_ending)
    if start_s is not None:
        task = replace(task, start_s=_edge_s(structure, start_s))
    return tuple(_variants(task, min(count, MOST_VARIANTS)))


def _exact_s(length_s: float, frame_s: float | None) -> float:
    if not SHORTEST_S - 0.5 <= length_s <= LONGEST_S + 0.5:
        raise FitError(
            f"A song cannot be fitted to {length_s:g} s.",
            remedy=f"Ask for {SHORTEST_S:g} s to {LONGEST_S / 60:g} min.",
        )
    if frame_s:
        length_s = round(length_s / frame_s) * frame_s
    return on_sample(length_s)


def _task(song: Song, structure: Structure, length_s: float, *, max_stretch: float) -> _Task:
    name = song.title or song.path.name
    ends = song_ends(structure.rows)
    if ends.peak_db < SILENT_DB:
        raise FitError(f"{name} is silent.", remedy="Choose another song.", path=song.path)
    if structure.rows.voice_share > (_SUNG if structure.has_beat else _SPOKEN):
        raise FitError(
            f"{name} is spoken, not music: words would be cut out of it.",
            remedy="Cut it by hand, or choose a piece of music.",
            path=song.path,
        )
    phrase_s = min(_PHRASE_S, _PHRASE_BARS * structure.per_bar * structure.step_s or _PHRASE_S)
    if ends.end_s - ends.start_s < min(phrase_s, length_s):
        raise FitError(
            f"{name} is shorter than a phrase of music: {ends.end_s - ends.start_s:.1f} s.",
            remedy="Choose a longer song, or place it once and let the rest be silent.",
            path=song.path,
        )
    apart, again = unlikeness(structure), _again(structure, ends)
    costs = seam_costs(structure, apart)
    costs[again] = min(float(costs[again]), _again_cost(structure, ends, apart, again))
    return _Task(
        name, structure, ends, costs, again, length_s, _least(structure, length_s),
        None, keep_intro=True, keep_ending=True, max_stretch=min(max_stretch, _MOST_STRETCH),
    )  # fmt: skip


def _again(structure: Structure, ends: SongEnds) -> Jump:
    """Return the jump from the end of the song to its beginning."""
    last = int(np.searchsorted(structure.times_s, ends.end_s + _LEAST_FADE_S, side="right")) - 1
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


def _edge_s(structure: Structure, time_s: float) -> float:
    return float(structure.times_s[nearest_edge(structure, time_s)])


def _variants(task: _Task, count: int) -> list[Fitting]:
    structure = task.structure
    jumps = good_jumps(structure, task.costs, inner=_inner(structure, task.ends), again=task.again)
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


def _inner(structure: Structure, ends: SongEnds) -> tuple[int, int]:
    """First and last edge with enough sound on both sides for a crossfade."""
    around_s = GRID_FADE_S if not structure.has_beat else 2 * BEAT_FADE_S
    first_s, last_s = ends.start_s + around_s, ends.end_s - around_s
    edges = np.flatnonzero((structure.times_s > first_s) & (structure.times_s < last_s))
    return (int(edges[0]), int(edges[-1])) if len(edges) else (1, 0)


def _tolls(task: _Task, fitting: Fitting) -> Floats:
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


def _fittings(task: _Task, jumps: Jumps, toll: Floats) -> Iterator[Fitting]:
    """Give what comes out exactly, the cheapest first."""
    structure = task.structure
    # A song that slows down has fewer steps in the same time, one that hurries more.
    quick = float(np.percentile(np.diff(structure.times_s)[1:-1], 5)) if structure.steps > 4 else 1
    steps = int(task.length_s * (1 + task.max_stretch) / max(quick, 0.1)) + 8
    begun_s = _begun_s(task)
    ways = explore(
        structure, jumps,
        starts=_starts(task), begun_s=begun_s, steps=steps, least=task.least, toll=toll,
    )  # fmt: skip
    for end in _cheapest_ends(task, ways):
        found, first = ways.jumps_to(end.steps, end.edge)
        fitting = _fitted(task, found, float(begun_s[first]), end)
        if fitting is not None:
            yield fitting


def _starts(task: _Task) -> Floats:
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


def _first_edge(task: _Task) -> int:
    """Return the edge that what is before the first beat is counted to."""
    start_s = task.ends.start_s if task.start_s is None else task.start_s
    return max(0, int(np.searchsorted(task.structure.times_s, start_s + 1e-6)) - 1)


def _begun_s(task: _Task) -> Doubles:
    """Where in the song it begins, for each edge that it may begin at."""
    begun_s = task.structure.times_s.copy()
    edge = _first_edge(task)
    begun_s[edge] = max(begun_s[edge], task.ends.start_s)
    return begun_s


def _cheapest_ends(task: _Task, ways: Ways) -> list[_End]:
    ends = [*_natural_ends(task, ways), *_made_ends(task, ways)]
    return sorted(ends, key=lambda end: end.price)[:_TRIES]


def _natural_ends(task: _Task, ways: Ways) -> Iterator[_End]:
    """Give ways that come to the song's own end, its last sound shortened where it must be."""
    ends, times = task.ends, task.structure.times_s
    if not (task.keep_ending and ends.natural):
        return
    edge = int(np.searchsorted(times[:-1], ends.tail_s - _EARLY_S, side="right")) - 1
    usual_s = max(ends.tail_s, float(times[edge]) + _ATTACK_S)
    earliest_s = max(ends.tail_s - _EARLY_S, float(times[edge]) + _ATTACK_S)
    latest_s = min(task.structure.duration_s, ends.end_s + _LATE_S)
    for steps in np.flatnonzero(np.isfinite(ways.price[:, edge])):
        begun_s = float(ways.elapsed_s[steps, edge])
        wanted_s = float(times[edge]) + task.length_s - begun_s
        out_s = min(max(wanted_s, earliest_s), latest_s)
        speed = (begun_s + out_s - float(times[edge])) / task.length_s
        speed = 1.0 if out_s == wanted_s else speed
        if abs(speed - 1) > task.max_stretch:
            continue
        early = max(0.0, ends.end_s - out_s) / max(ends.end_s - usual_s, 0.2)
        late = max(0.0, out_s - ends.end_s) / _LATE_S
        price = float(ways.price[steps, edge]) + _TAIL_PRICE * (early + late)
        yield _End(price + _SPEED_PRICE * abs(speed - 1), int(steps), edge, out_s, True, speed)


def _made_ends(task: _Task, ways: Ways) -> Iterator[_End]:
    """Give ways that are faded out when the time has come."""
    times = task.structure.times_s
    left_s = task.length_s - ways.elapsed_s[:, :-1]
    inside = (left_s > 0) & (left_s <= np.diff(times)) & np.isfinite(ways.price[:, :-1])
    steps, edges = np.nonzero(inside & (times[:-1] + left_s <= task.ends.end_s))
    prices = ways.price[steps, edges] + _fading_prices(task)[edges]
    for i in np.argsort(prices)[:_TRIES]:
        step, edge = int(steps[i]), int(edges[i])
        out_s = float(times[edge] + left_s[step, edge])
        yield _End(float(prices[i]), step, edge, out_s, False)


def _fading_prices(task: _Task) -> Floats:
    """What fading out in each step costs: dear where that loses an end that there is.

    A song that just stops is faded where it does, or anywhere for a little more.
    """
    structure = task.structure
    if not task.keep_ending:
        return np.zeros(structure.steps, np.float32)
    if task.ends.natural:
        return np.full(structure.steps, _LOST_END_PRICE, np.float32)
    phrase = _PHRASE_BARS * structure.per_bar or round(_PHRASE_S / structure.step_s)
    prices = np.full(structure.steps, _EARLY_END_PRICE, np.float32)
    prices[-phrase:] = 0.0
    return prices


def _fitted(task: _Task, found: Sequence[Jump], start_s: float, end: _End) -> Fitting | None:
    """Make a way through the song exact; None where its last sound leaves no room for that."""
    joins = [_joined(task, jump) for jump in found]
    parts = parts_of(on_sample(start_s), joins, on_sample(end.source_out_s), speed=end.speed)
    over_s = length_of(parts, end.speed) - task.length_s
    last = parts[-1]
    out_s = last.source_out_s - over_s * end.speed
    earliest_s = (
        task.ends.tail_s - _EARLY_S if end.natural else last.source_in_s + 2 * last.crossfade_s
    )
    if not max(earliest_s, last.source_in_s + _ATTACK_S) <= out_s <= task.structure.duration_s:
        return None
    parts[-1] = replace(last, source_out_s=out_s)
    seams = seams_of(joins, parts, end.speed)
    return _summed_up(task, tuple(parts), seams, replace(end, source_out_s=out_s))


def _joined(task: _Task, jump: Jump) -> Join:
    if jump == task.again:
        return join_again(task.structure, task.costs, jump)
    return join(task.structure, task.costs, jump, least=task.least)


def _summed_up(task: _Task, parts: tuple[Part, ...], seams: tuple[Seam, ...], end: _End) -> Fitting:
    trimmed_s = task.ends.end_s - end.source_out_s
    fade_out_s = _fade_out_s(task, parts[-1], end)
    begins_whole = parts[0].source_in_s <= task.ends.start_s + 1 / RATE_HZ
    asked = begins_whole or not task.keep_intro or task.start_s is not None
    sure = [seam.confidence for seam in seams] or [1.0]
    score = (min(sure) + sum(sure) / len(sure)) / 2 * _end_share(task, end)
    score *= 1.0 if asked else _LOST_START
    return Fitting(
        parts,
        seams,
        task.length_s,
        score * (1 - abs(end.speed - 1) * 5),
        _reasons(seams, begins_whole, trimmed_s, end),
        fade_in_s=0.0 if begins_whole else _ATTACK_S,
        fade_out_s=fade_out_s,
        speed=end.speed,
    )


def _end_share(task: _Task, end: _End) -> float:
    """Share of the score that is left by the way it ends."""
    if end.natural:
        return 1.0
    return _LOST_END if task.ends.natural and task.keep_ending else _FADED_END


def _fade_out_s(task: _Task, last: Part, end: _End) -> float:
    heard_s = end.source_out_s - last.source_in_s - last.crossfade_s
    if end.natural:
        spare_s = end.source_out_s - task.ends.tail_s + _EARLY_S
        wanted_s = min(_FADE_OUT_S, max(_LEAST_FADE_S, spare_s))
    else:
        wanted_s = _FADE_OUT_S
    return max(0.0, min(wanted_s, heard_s / 2))


def _reasons(
    seams: Sequence[Seam], begins_whole: bool, trimmed_s: float, end: _End
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
