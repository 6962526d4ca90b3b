"""From the edges that a song is left and gone on at to parts that fall together to the sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from editor_app.score.fitted import RATE_HZ, Part, Seam
from editor_app.score.routes import Jump
from editor_app.score.seams import confidence_of, lay, likeness_of
from inference.features.structure import Structure
from inference.values import Floats

BEAT_FADE_S, GRID_FADE_S = 0.08, 1.0
"""The longest crossfade on a beat, and where there is no beat."""

_ALIKE_FADE_S, _AGAIN_FADE_S = 0.03, 0.02
_BEFORE_BEAT = 0.8  # share of a crossfade that lies before the beat: the new attack stays whole
_SAME, _ALIKE, _SIMILAR = 0.85, 0.25, 0.45


@dataclass(frozen=True, slots=True)
class Join:
    """A seam as it is made: seconds of the song, on whole samples.

    The crossfade begins `lead_s` before; `likeness` (-1 to 1) says how much the two sounds in it
    are the same.
    """

    out_s: float
    in_s: float
    crossfade_s: float
    lead_s: float
    likeness: float
    confidence: float
    reason: str


def join(structure: Structure, costs: Floats, jump: Jump, *, least: int) -> Join:
    """Lay the two sides of a jump over each other; `least` steps lie to the next at the least."""
    out_s, into_s = (float(structure.times_s[edge]) for edge in jump)
    found = lay(structure, out_s, into_s)
    in_s = into_s + found.shift_s
    fade_s, before = _fade(structure, found.likeness, least)
    crossfade_s, lead_s = on_sample(fade_s), on_sample(fade_s * before)
    cost = float(costs[jump])
    made = Join(
        on_sample(out_s), on_sample(in_s), crossfade_s, lead_s,
        likeness_of(structure, out_s, in_s, lead_s=lead_s, length_s=crossfade_s),
        confidence_of(cost), "",
    )  # fmt: skip
    return replace(made, reason=_why(structure, jump, made, cost=cost))


def join_again(structure: Structure, costs: Floats, jump: Jump) -> Join:
    """Let the song begin again where it has come to its end."""
    out_s, into_s = (float(structure.times_s[edge]) for edge in jump)
    fade_s = on_sample(_AGAIN_FADE_S)
    return Join(
        # The file has no sample behind its last.
        math.floor(out_s * RATE_HZ) / RATE_HZ, on_sample(into_s) + fade_s, fade_s, fade_s,
        likeness=0.0, confidence=confidence_of(float(costs[jump])),
        reason="The song has come to its end and begins again.",
    )  # fmt: skip


def on_sample(time_s: float) -> float:
    """Return the time of the nearest sample."""
    return round(time_s * RATE_HZ) / RATE_HZ


def parts_of(start_s: float, joins: Sequence[Join], end_s: float, *, speed: float) -> list[Part]:
    """Return the parts between these joins, from `start_s` to `end_s` of the song."""
    begins = [start_s, *(one.in_s - one.lead_s * speed for one in joins)]
    ends = [*(one.out_s + (one.crossfade_s - one.lead_s) * speed for one in joins), end_s]
    fades = [0.0, *(one.crossfade_s for one in joins)]
    return [Part(*values) for values in zip(begins, ends, fades, strict=True)]


def length_of(parts: Sequence[Part], speed: float) -> float:
    """How long these parts sound, one crossfaded into the next, seconds."""
    heard_s = sum(part.source_out_s - part.source_in_s for part in parts) / speed
    return heard_s - sum(part.crossfade_s for part in parts)


def seams_of(joins: Sequence[Join], parts: Sequence[Part], speed: float) -> tuple[Seam, ...]:
    """Return the joins with the times at which they are heard."""
    seams = [Seam(0.0, one.out_s, one.in_s, one.confidence, one.reason) for one in joins]
    return timed(seams, parts, speed)


def timed(seams: Sequence[Seam], parts: Sequence[Part], speed: float) -> tuple[Seam, ...]:
    """Return the seams between these parts with the times at which they are heard."""
    found, start_s = [], 0.0
    for seam, part, after in zip(seams, parts[:-1], parts[1:], strict=True):
        at_s = start_s + (seam.out_s - part.source_in_s) / speed
        found.append(replace(seam, at_s=at_s))
        start_s += (part.source_out_s - part.source_in_s) / speed - after.crossfade_s
    return tuple(found)


def _fade(structure: Structure, likeness: float, least: int) -> tuple[float, float]:
    """Length of a crossfade, and the share of it that lies before the seam."""
    alike = max(0.0, likeness)
    if structure.has_beat:
        return BEAT_FADE_S + alike * (_ALIKE_FADE_S - BEAT_FADE_S), _BEFORE_BEAT
    return min(GRID_FADE_S * (1 - alike / 2), least * structure.step_s / 3), 0.5


def _why(structure: Structure, jump: Jump, made: Join, *, cost: float) -> str:
    alike = _alike(made.likeness, cost)
    if not structure.per_bar:
        return f"{alike}; they melt over {made.crossfade_s:.1f} s."
    left, entered = (int(structure.phase[edge]) for edge in jump)
    if left != entered:
        return f"{alike}; a bar is cut short there to come out exactly."
    where = "on the first beat of a bar" if left == 0 else "at the same beat of a bar"
    return f"{alike}; the cut is {where}."


def _alike(likeness: float, cost: float) -> str:
    if likeness > _SAME:
        return "The very same sound lies at both places"
    if cost < _ALIKE:
        return "Both places sound alike before and after"
    if cost < _SIMILAR:
        return "Both places are similar"
    return "The best that could be found, though the two places differ"


def nearest_edge(structure: Structure, time_s: float) -> int:
    """Return the edge of the grid nearest to a time of the song."""
    return int(np.abs(structure.times_s - time_s).argmin())
