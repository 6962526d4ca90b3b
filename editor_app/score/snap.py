"""Let a downbeat of the song fall on a cut of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from editor_app.score.moment import Song, in_point
from inference.values import Shot, Span

MAX_SHIFT_S = 1.5
"""However slow the song: further than this from the moment is another moment."""

_CUTS_TRIED = 3  # beyond the strongest three a cut is no event worth moving the music for
_EDGE_S = 0.02  # a cut this close to the stretch's end is its end


@dataclass(frozen=True, slots=True)
class Snap:
    """Where in the song to begin, and what that made meet.

    `source_in_s` is always inside the song and leaves it long enough where that is possible.
    `kind` says what of the song falls on `cut_s` (timeline) at `beat_s` (song), `shift_s` by how
    much the music was moved for it (positive: a later part of the song is heard). With `kind`
    None nothing was moved and `reason` says why; `reason` is always a sentence for the user.
    """

    source_in_s: float
    kind: Literal["downbeat", "beat"] | None
    cut_s: float | None
    cut_strength: float
    beat_s: float | None
    shift_s: float
    reason: str


def snap(
    song: Song, stretch: Span, *, shots: Sequence[Shot], tolerance_s: float | None = None
) -> Snap:
    """Move the song by as little as makes its nearest downbeat meet the strongest cut.

    Tried in order: a downbeat, then a beat, on the strongest cut inside the stretch, then on the
    next strongest; a stretch without a cut takes its own start for one. The music may move by
    `tolerance_s`; left out, by half a bar for a downbeat and half a beat for a beat (the nearest
    one is never further inside a steady grid), at most `MAX_SHIFT_S`. A move that would begin
    before the song or leave it too short for the stretch is not made.
    """
    start_s = in_point(song, stretch.duration_s)
    if not song.downbeats_s and not song.beats_s:
        return _unmoved(start_s, "The song has no beat that could meet a cut.")
    for cut_s, strength in _cuts(stretch, shots):
        for kind, grid_s in _grids(song):
            found = _nearest(
                np.asarray(grid_s), start_s + cut_s - stretch.start_s, tolerance_s=tolerance_s
            )
            if found is None or not _fits(song, start_s + found[1], stretch_s=stretch.duration_s):
                continue
            beat_s, shift_s = found
            return Snap(
                start_s + shift_s, kind, cut_s, strength, beat_s, shift_s,
                _sentence(kind, cut_s, strength, shift_s),
            )  # fmt: skip
    return _unmoved(start_s, "No beat of the song is near enough to a cut to be moved onto it.")


def _unmoved(start_s: float, reason: str) -> Snap:
    return Snap(start_s, None, None, 0.0, None, 0.0, reason)


def _cuts(stretch: Span, shots: Sequence[Shot]) -> list[tuple[float, float]]:
    """Time and strength of the cuts worth meeting, strongest first."""
    cuts = [
        (shot.span.start_s, shot.cut_strength)
        for shot in shots
        if shot.cut_strength > 0 and stretch.start_s <= shot.span.start_s < stretch.end_s - _EDGE_S
    ]
    strongest = sorted(cuts, key=lambda cut: -cut[1])[:_CUTS_TRIED]
    return strongest or [(stretch.start_s, 0.0)]


def _grids(song: Song) -> Iterator[tuple[Literal["downbeat", "beat"], tuple[float, ...]]]:
    if song.downbeats_s:
        yield "downbeat", song.downbeats_s
    if song.beats_s:
        yield "beat", song.beats_s


def _nearest(
    grid_s: np.ndarray, wanted_s: float, *, tolerance_s: float | None
) -> tuple[float, float] | None:
    """Give the grid point nearest to a position in the song and the way to it, if near enough."""
    if tolerance_s is None:
        step_s = float(np.median(np.diff(grid_s))) if len(grid_s) > 1 else MAX_SHIFT_S
        # A found grid is not perfectly even: one part in fifty more than half its step.
        tolerance_s = min(0.51 * step_s, MAX_SHIFT_S)
    beat_s = float(grid_s[np.argmin(np.abs(grid_s - wanted_s))])
    shift_s = beat_s - wanted_s
    return (beat_s, shift_s) if abs(shift_s) <= tolerance_s else None


def _fits(song: Song, start_s: float, *, stretch_s: float) -> bool:
    if song.duration_s >= stretch_s:
        return 0 <= start_s <= song.duration_s - stretch_s
    # Too short anyway, so it is repeated; but its first pass should be most of it.
    return 0 <= start_s <= song.duration_s / 4


def _sentence(kind: str, cut_s: float, strength: float, shift_s: float) -> str:
    where = f"the cut at {cut_s:.2f} s" if strength > 0 else f"the start at {cut_s:.2f} s"
    return f"A {kind} falls on {where}; the music was moved by {shift_s:+.2f} s for it."
