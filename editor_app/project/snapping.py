"""What an edge of a cue may be drawn to while it is dragged.

    targets(timeline, *, shots, scenes, segments, playhead_s, moving, trimming) -> Targets
    snap_move(targets, laid, *, by_s, tolerance_s) -> Snapped     cues that are moved
    snap_edge(targets, edge_s, *, by_s, tolerance_s) -> Snapped   one edge, or a thing dragged in
    snap_slip(targets, laid, *, by_s, tolerance_s) -> Snapped     the song under a cue

Build `Targets` once when the drag begins; each question afterwards takes some microseconds.
`tolerance_s` is what a few pixels are at the present zoom. `Snapped.by_s` is always the whole
movement, to be passed on to the edit; without a target it is the `by_s` that was given.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from editor_app.project.timeline import Laid, Timeline
    from inference.values import Shot, Span

Kind = Literal[
    "film start", "film end", "playhead", "in", "out", "scene", "cut", "cue start", "cue end",
    "segment", "downbeat", "beat",
]  # fmt: skip
"""What a target is; of several at the same time the first in this order is named."""

Edge = Literal["start", "end", "downbeat"]
"""What of the thing that is dragged meets the target."""

_RANKS: tuple[Kind, ...] = get_args(Kind)
_RANK = {kind: rank for rank, kind in enumerate(_RANKS)}

_PULL: dict[str, float] = {"segment": 0.8, "downbeat": 0.6, "beat": 0.4}
"""Share of the tolerance over which the weaker kinds draw; the others draw over all of it."""

_OWN_PULL = 0.5  # an edge on a target is meant more often than a downbeat inside on a cut
_CUTS_MET = 3  # own downbeats are drawn to the strongest cuts only, or every place would draw
_SAME_S = 0.001
_SCENE: Kind = "scene"
_SEGMENT: Kind = "segment"
_DOWNBEAT: Kind = "downbeat"
_BEAT: Kind = "beat"


@dataclass(frozen=True, slots=True)
class Target:
    """A time worth meeting; `label` is plain English, for instance "cut 12.40"."""

    time_s: float
    kind: Kind
    label: str


@dataclass(frozen=True, slots=True)
class Snapped:
    """How far to move in the end, and what of the dragged thing then meets which target."""

    by_s: float
    target: Target | None = None
    edge: Edge | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """All that draws: fixed times, rising, and the beats of the cues that stay where they are.

    `cuts` are (time_s, strength), strongest first.
    """

    times_s: tuple[float, ...]
    kinds: tuple[Kind, ...]
    cuts: tuple[tuple[float, float], ...]
    beating: tuple[Laid, ...]

    def near(self, time_s: float, *, tolerance_s: float) -> Target | None:
        """Return the target that draws `time_s`: the nearest, of equals the most telling."""
        best: tuple[float, int] | None = None
        found: tuple[float, Kind] | None = None
        for at_s, kind in self._around(time_s, tolerance_s):
            away_s = abs(at_s - time_s) / _PULL.get(kind, 1.0)
            # Rounded, so that things that coincide but for rounding are told apart by rank.
            order = (round(away_s / _SAME_S), _RANK[kind])
            if away_s <= tolerance_s and (best is None or order < best):
                best, found = order, (at_s, kind)
        return None if found is None else _target(*found)

    def _around(self, time_s: float, tolerance_s: float) -> Iterator[tuple[float, Kind]]:
        at = bisect_left(self.times_s, time_s - tolerance_s)
        while at < len(self.times_s) and self.times_s[at] <= time_s + tolerance_s:
            yield self.times_s[at], self.kinds[at]
            at += 1
        for laid in self.beating:
            if laid.cue.start_s <= time_s + tolerance_s and time_s - tolerance_s <= laid.cue.end_s:
                yield from _beats(laid, time_s)


def targets(
    timeline: Timeline,
    *,
    shots: Sequence[Shot] = (),
    scenes: Sequence[Span] = (),
    segments: Sequence[Span] = (),
    playhead_s: float | None = None,
    moving: Collection[int] = (),
    trimming: int | None = None,
) -> Targets:
    """Collect what draws, leaving out what moves along.

    `moving` are the cues that are dragged: neither their edges nor their beats draw. `trimming`
    is a cue of which an edge is dragged: its edges do not draw, its beats, which stay, do.
    """
    still = [one for one in timeline.laid if one.id not in moving]
    fixed: list[tuple[float, Kind]] = [
        *_of_film(timeline, shots, scenes, segments),
        *_of_cues(one for one in still if one.id != trimming),
    ]
    if playhead_s is not None:
        fixed.append((playhead_s, "playhead"))
    found = sorted((time_s, _RANK[kind]) for time_s, kind in fixed)
    cuts = ((shot.span.start_s, shot.cut_strength) for shot in shots if shot.cut_strength > 0)
    return Targets(
        times_s=tuple(time_s for time_s, _ in found),
        kinds=tuple(_RANKS[rank] for _, rank in found),
        cuts=tuple(sorted(cuts, key=lambda cut: -cut[1])),
        beating=tuple(one for one in still if one.song.beats_s or one.song.downbeats_s),
    )


def snap_move(
    targets: Targets, laid: Sequence[Laid], *, by_s: float, tolerance_s: float
) -> Snapped:
    """Draw cues that are moved together by their edges, a single one by its downbeats too.

    `laid` are the cues where they were when the drag began (a thing dragged in: a `Laid` of it).
    """
    edges: list[tuple[Edge, float]] = [("start", one.cue.start_s) for one in laid]
    edges += [("end", one.cue.end_s) for one in laid]
    drawn = (
        _drawn(targets, edge_s, edge, by_s=by_s, tolerance_s=tolerance_s) for edge, edge_s in edges
    )
    chances = [chance for chance in drawn if chance is not None]
    if len(laid) == 1:
        chances += [
            (abs(away_s) / _OWN_PULL, Snapped(by_s + away_s, target, "downbeat"))
            for away_s, target in _own_downbeats(targets, laid[0], moved_s=by_s)
        ]
    return _nearest(chances, by_s=by_s, tolerance_s=tolerance_s)


def snap_edge(targets: Targets, edge_s: float, *, by_s: float, tolerance_s: float) -> Snapped:
    """Draw one edge that is at `edge_s` and dragged by `by_s`."""
    chance = _drawn(targets, edge_s, "start", by_s=by_s, tolerance_s=tolerance_s)
    return Snapped(by_s) if chance is None else chance[1]


def snap_slip(targets: Targets, laid: Laid, *, by_s: float, tolerance_s: float) -> Snapped:
    """Draw the downbeats of a song that is slipped by `by_s` under its cue to the strong cuts."""
    chances = (
        (abs(away_s), Snapped(by_s - away_s * laid.cue.speed, target, "downbeat"))
        for away_s, target in _own_downbeats(targets, laid, slipped_s=by_s)
    )
    return _nearest(chances, by_s=by_s, tolerance_s=tolerance_s)


_Chance = tuple[float, Snapped]
"""What a snap costs, seconds of way weighed by how much it is likely meant, and the snap."""


def _drawn(
    targets: Targets, edge_s: float, edge: Edge, *, by_s: float, tolerance_s: float
) -> _Chance | None:
    target = targets.near(edge_s + by_s, tolerance_s=tolerance_s)
    if target is None:
        return None
    away_s = target.time_s - (edge_s + by_s)
    cost_s = abs(away_s) / _PULL.get(target.kind, 1.0)
    return cost_s, Snapped(by_s + away_s, target, edge)


def _own_downbeats(
    targets: Targets, laid: Laid, *, moved_s: float = 0.0, slipped_s: float = 0.0
) -> Iterator[tuple[float, Target]]:
    """Give how much later the music would have to sound to meet each strong cut under it."""
    start_s, grid_s = laid.cue.start_s + moved_s, laid.song.downbeats_s
    if not grid_s:
        return
    inside = (cut_s for cut_s, _ in targets.cuts if start_s < cut_s < start_s + laid.cue.duration_s)
    for cut_s in islice(inside, _CUTS_MET):
        heard_s = laid.cue.source_at_s(cut_s - moved_s) + slipped_s
        yield (heard_s - _closest(grid_s, heard_s)) / laid.cue.speed, _target(cut_s, "cut")


def _nearest(chances: Iterable[_Chance], *, by_s: float, tolerance_s: float) -> Snapped:
    near = (chance for chance in chances if chance[0] <= tolerance_s)
    return min(near, key=lambda chance: chance[0], default=(0.0, Snapped(by_s)))[1]


def _of_film(
    timeline: Timeline, shots: Sequence[Shot], scenes: Sequence[Span], segments: Sequence[Span]
) -> Iterator[tuple[float, Kind]]:
    yield 0.0, "film start"
    if timeline.duration_s > 0:
        yield timeline.duration_s, "film end"
    yield from ((shot.span.start_s, "cut") for shot in shots if shot.cut_strength > 0)
    for spans, kind in ((scenes, _SCENE), (segments, _SEGMENT)):
        yield from ((span.start_s, kind) for span in spans)
    if timeline.kept is not None:
        yield timeline.kept.start_s, "in"
        yield timeline.kept.end_s, "out"


def _of_cues(laid: Iterable[Laid]) -> Iterator[tuple[float, Kind]]:
    for one in laid:
        yield one.cue.start_s, "cue start"
        yield one.cue.end_s, "cue end"


def _beats(laid: Laid, time_s: float) -> Iterator[tuple[float, Kind]]:
    """Give the beat and the downbeat of a cue nearest to a time, where it sounds."""
    heard_s = laid.cue.source_at_s(time_s)
    for grid_s, kind in ((laid.song.downbeats_s, _DOWNBEAT), (laid.song.beats_s, _BEAT)):
        if grid_s:
            at_s = laid.cue.timeline_at_s(_closest(grid_s, heard_s))
            if laid.cue.start_s <= at_s <= laid.cue.end_s:
                yield at_s, kind


def _closest(grid_s: Sequence[float], wanted_s: float) -> float:
    at = bisect_left(grid_s, wanted_s)
    return min(grid_s[max(0, at - 1) : at + 1], key=lambda beat_s: abs(beat_s - wanted_s))


def _target(time_s: float, kind: Kind) -> Target:
    return Target(time_s, kind, f"{kind} {time_s:.2f}")
