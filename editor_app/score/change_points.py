"""Where the music may change: at cuts near the edges of scenes, never while somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from editor_app.score.duck import joined
from inference.values import Shot, Span

WITHIN_S = 4.0
"""A change moves by at most this from the edge of its scene to a better cut."""

BREATH_S = 0.8
"""Between two sentences no further apart than this somebody is still speaking."""

_INSIDE_S = 0.1
_AWAY_COST = 0.1  # strength of cut that a second away from the edge has to win
_ON_CUT_S = 0.05
_SHARE = 1 / 3  # of a scene is the most that is given to its neighbour


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """An edge between two scenes: where the music may change, and how strong the cut is there.

    `spoken` says that somebody speaks there, and at every cut near it.
    """

    at_s: float
    strength: float
    spoken: bool


def change_points(
    scenes: Sequence[Span], shots: Sequence[Shot], speech: Sequence[Span] = ()
) -> tuple[ChangePoint, ...]:
    """Return one point for each edge between two scenes, in order.

    It lies on the strongest cut near the edge at which nobody speaks.
    """
    spoken = joined(speech, bridge_s=BREATH_S)
    cuts = [(shot.span.start_s, shot.cut_strength) for shot in shots if shot.cut_strength > 0]
    return tuple(_point(left, right, cuts, spoken) for left, right in pairwise(scenes))


def speaks(spoken: Sequence[Span], at_s: float) -> bool:
    """Whether somebody is in the middle of speaking."""
    return any(one.start_s + _INSIDE_S < at_s < one.end_s - _INSIDE_S for one in spoken)


def _point(
    left: Span, right: Span, cuts: Sequence[tuple[float, float]], spoken: Sequence[Span]
) -> ChangePoint:
    edge_s = right.start_s
    earliest_s = edge_s - min(WITHIN_S, _SHARE * left.duration_s)
    latest_s = edge_s + min(WITHIN_S, _SHARE * right.duration_s)
    here = max((s for at_s, s in cuts if abs(at_s - edge_s) <= _ON_CUT_S), default=0.0)
    near = [(edge_s, here), *((a, s) for a, s in cuts if earliest_s <= a <= latest_s)]
    quiet = [(at_s, strength) for at_s, strength in near if not speaks(spoken, at_s)]
    if not quiet:
        return ChangePoint(edge_s, here, spoken=True)
    best = max(quiet, key=lambda one: one[1] - _AWAY_COST * abs(one[0] - edge_s))
    return ChangePoint(*best, spoken=False)
