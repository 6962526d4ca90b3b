"""Moving a seam by hand: to the next place, earlier or later, where the same jump goes well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from editor_app.score.fitted import Fitting, Seam
from editor_app.score.joins import Join, join, length_of, nearest_edge, on_sample, timed
from editor_app.score.routes import WORST, Jump
from editor_app.score.seams import seam_costs
from inference.features.structure import Structure
from inference.values import Floats

_GOOD, _LITTLE_WORSE = 0.3, 1.2


def move_seam(
    fitting: Fitting, index: int, structure: Structure, direction: Literal[-1, 1]
) -> Fitting | None:
    """Return the fitting with a seam at the next good place before (-1) or after it (1).

    The jump stays as long as it is, so the length does too; what tempo and sound differ by in
    that other place, a few milliseconds, the last sound is cut by. None where there is no such
    place before the next seam.
    """
    costs = seam_costs(structure)
    seam = fitting.seams[index]
    jump = nearest_edge(structure, seam.out_s), nearest_edge(structure, seam.in_s)
    for there in _good_places(fitting, index, structure, costs, jump, direction):
        moved = _moved(fitting, index, join(structure, costs, there, least=_bar(structure)))
        if moved is not None and moved.parts[-1].source_out_s <= structure.duration_s:
            return moved
    return None


def _good_places(
    fitting: Fitting,
    index: int,
    structure: Structure,
    costs: Floats,
    jump: Jump,
    direction: int,
) -> Iterator[Jump]:
    """Give places along the jump's diagonal as good as its own, the nearest first."""
    bearable = min(WORST, max(_GOOD, _LITTLE_WORSE * float(costs[jump])))
    bar = _bar(structure)
    earliest_s, latest_s = fitting.parts[index].source_in_s, fitting.parts[index + 1].source_out_s
    by = direction * bar
    out, into = jump[0] + by, jump[1] + by
    while min(out, into) > 0 and max(out, into) < structure.steps:
        out_s, in_s = structure.times_s[out], structure.times_s[into]
        if out_s < earliest_s + bar * structure.step_s or in_s > latest_s - bar * structure.step_s:
            return
        if costs[out, into] <= bearable:
            yield out, into
        out, into = out + by, into + by


def _bar(structure: Structure) -> int:
    return structure.per_bar or max(1, round(2.0 / structure.step_s))


def _moved(fitting: Fitting, index: int, made: Join) -> Fitting | None:
    parts, speed = list(fitting.parts), fitting.speed
    left, right = parts[index], parts[index + 1]
    after_s = (made.crossfade_s - made.lead_s) * speed
    parts[index] = replace(left, source_out_s=made.out_s + after_s)
    parts[index + 1] = replace(
        right,
        source_in_s=made.in_s - made.lead_s * speed,
        crossfade_s=made.crossfade_s,
    )
    over_s = on_sample(length_of(parts, speed) - fitting.length_s)
    last = parts[-1]
    parts[-1] = replace(last, source_out_s=last.source_out_s - over_s * speed)
    if any(part.source_out_s - part.source_in_s <= 2 * part.crossfade_s for part in parts):
        return None
    seams = list(fitting.seams)
    seams[index] = Seam(0.0, made.out_s, made.in_s, made.confidence, made.reason)
    return replace(fitting, parts=tuple(parts), seams=timed(seams, parts, speed))
