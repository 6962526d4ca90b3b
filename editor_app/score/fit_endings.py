"""How a fitted song ends: with its own end, a little shortened, or faded out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from editor_app.score.fit_task import PHRASE_BARS, PHRASE_S, Task
from editor_app.score.fitted import Part
from editor_app.score.routes import Ways
from inference.values import Floats

ATTACK_S = 0.05
EARLY_S = 0.5
"""So much before its last sound dies away a song may be faded."""

_LATE_S = 1.0  # so much of the silence after the last sound may be heard
_FADE_OUT_S, _LEAST_FADE_S = 2.5, 0.01
_TAIL_PRICE, _SPEED_PRICE = 0.15, 12.0
_LOST_END_PRICE, _EARLY_END_PRICE = 1.4, 0.4
_FADED_END, _LOST_END = 0.9, 0.55
_TRIES = 24


@dataclass(frozen=True, slots=True)
class End:
    """A state to end at, and how: `source_out_s` is where the song is left for good."""

    price: float
    steps: int
    edge: int
    source_out_s: float
    natural: bool
    speed: float = 1.0


def cheapest_ends(task: Task, ways: Ways) -> list[End]:
    """Return the cheapest states to end at, the cheapest first."""
    ends = [*_natural_ends(task, ways), *_made_ends(task, ways)]
    return sorted(ends, key=lambda end: end.price)[:_TRIES]


def _natural_ends(task: Task, ways: Ways) -> Iterator[End]:
    """Give ways that come to the song's own end, its last sound shortened where it must be."""
    ends, times = task.ends, task.structure.times_s
    if not (task.keep_ending and ends.natural):
        return
    edge = int(np.searchsorted(times[:-1], ends.tail_s - EARLY_S, side="right")) - 1
    usual_s = max(ends.tail_s, float(times[edge]) + ATTACK_S)
    earliest_s = max(ends.tail_s - EARLY_S, float(times[edge]) + ATTACK_S)
    latest_s = min(task.duration_s, ends.end_s + _LATE_S)
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
        yield End(price + _SPEED_PRICE * abs(speed - 1), int(steps), edge, out_s, True, speed)


def _made_ends(task: Task, ways: Ways) -> Iterator[End]:
    """Give ways that are faded out when the time has come."""
    times = task.structure.times_s
    left_s = task.length_s - ways.elapsed_s[:, :-1]
    inside = (left_s > 0) & (left_s <= np.diff(times)) & np.isfinite(ways.price[:, :-1])
    steps, edges = np.nonzero(inside & (times[:-1] + left_s <= task.ends.end_s))
    prices = ways.price[steps, edges] + _fading_prices(task)[edges]
    for i in np.argsort(prices)[:_TRIES]:
        step, edge = int(steps[i]), int(edges[i])
        out_s = float(times[edge] + left_s[step, edge])
        yield End(float(prices[i]), step, edge, out_s, False)


def _fading_prices(task: Task) -> Floats:
    """What fading out in each step costs: dear where that loses an end that there is.

    A song that just stops is faded where it does, or anywhere for a little more.
    """
    structure = task.structure
    if not task.keep_ending:
        return np.zeros(structure.steps, np.float32)
    if task.ends.natural:
        return np.full(structure.steps, _LOST_END_PRICE, np.float32)
    phrase = PHRASE_BARS * structure.per_bar or round(PHRASE_S / structure.step_s)
    prices = np.full(structure.steps, _EARLY_END_PRICE, np.float32)
    prices[-phrase:] = 0.0
    return prices


def end_share(task: Task, end: End) -> float:
    """Share of the score that is left by the way it ends."""
    if end.natural:
        return 1.0
    return _LOST_END if task.ends.natural and task.keep_ending else _FADED_END


def fade_out_s(task: Task, last: Part, end: End) -> float:
    """How long the last part is faded."""
    heard_s = end.source_out_s - last.source_in_s - last.crossfade_s
    wanted_s = _FADE_OUT_S
    if end.natural:
        # What was not shortened has died away by itself.
        shortened = end.source_out_s < task.ends.end_s
        spare_s = end.source_out_s - task.ends.tail_s + EARLY_S if shortened else 0.0
        wanted_s = min(_FADE_OUT_S, max(_LEAST_FADE_S, spare_s))
    return max(0.0, min(wanted_s, heard_s / 2))
