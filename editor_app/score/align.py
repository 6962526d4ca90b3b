"""The music meets the picture: which beat falls on which cut, and why another cut has none.

The nearest downbeat falls on the strongest cut (`editor_app.score.snap`). Where the song may be
played a little faster or slower, its speed is chosen so that the most of the other strong cuts
meet a beat too, while that first meeting stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from editor_app.project.cue import MAX_SPEED, Cue
from editor_app.score.cuts import strong_cuts
from editor_app.score.moment import Song, covers
from editor_app.score.reason import Reason
from editor_app.score.snap import Snap, snap
from inference.values import Shot, Span

MEETS_S = 0.04
"""A beat this near to a cut falls on it: the length of a frame, and nobody sees or hears less."""

MOST_STRETCH = MAX_SPEED - 1
"""How much faster or slower the song may be played at most."""

BEAT_WORTH = 0.6
"""What a beat on a cut is worth beside a downbeat."""

LEAST_GAIN = 0.3
"""Strength of cuts that a stretch has to win, or the song plays at its own speed."""

_STRETCH_COST = 0.2  # of the full 3 %: of two speeds that meet as much, the gentler one
_GAP_PERIODS = 1.5  # further than this from any beat, the song has none there

Kind = Literal["downbeat", "beat"]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What of the music falls on a strong cut.

    `kind` is None where nothing does; `off_s` is how much later (negative: earlier) than the cut
    the nearest beat then sounds, None where there is none near it. `reason` says which and why.
    """

    cut_s: float
    strength: float
    kind: Kind | None
    off_s: float | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where in the song to begin, how fast to play it, and what meets.

    The first six are as in `Snap`, for the cut that the music was moved for; `speed` is how many
    seconds of the song pass in one of the film; `meetings` are the strong cuts in order of time.
    """

    source_in_s: float
    kind: Kind | None
    cut_s: float | None
    cut_strength: float
    beat_s: float | None
    shift_s: float
    speed: float
    meetings: tuple[Meeting, ...]
    reasons: tuple[Reason, ...]

    @property
    def reason(self) -> str:
        """All that was done, as sentences for the user."""
        return " ".join(reason.text for reason in self.reasons)

    @property
    def met(self) -> int:
        """How many strong cuts a beat falls on."""
        return sum(one.kind is not None for one in self.meetings)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to lay the song: where it begins, how fast it plays, what that is worth."""

    source_in_s: float
    speed: float
    worth: float


def align(
    song: Song,
    stretch: Span,
    *,
    shots: Sequence[Shot],
    tolerance_s: float | None = None,
    most_stretch: float = 0.0,
) -> Alignment:
    """Bring the nearest downbeat onto the strongest cut, and with a stretch others onto more cuts.

    The song is moved as `snap` does, by at most `tolerance_s`. With `most_stretch` above 0 (at
    most 0.03) and a song long enough, it may be played that much faster or slower. Every strong
    cut of the stretch is in the report.
    """
    found = snap(song, stretch, shots=shots, tolerance_s=tolerance_s)
    cuts = strong_cuts(shots, stretch)
    plain = _Way(found.source_in_s, 1.0, _worth(song, stretch, cuts, found.source_in_s, 1.0))
    most_stretch = min(most_stretch, MOST_STRETCH)
    best = _stretched(song, stretch, cuts, found, most_stretch, plain=plain)
    cue = _laid(song, stretch, best)
    return Alignment(
        best.source_in_s,
        found.kind,
        found.cut_s,
        found.cut_strength,
        found.beat_s,
        found.shift_s,
        best.speed,
        meetings([(cue, song)], cuts, anchor_s=found.cut_s, most_stretch=most_stretch),
        _reasons(found, best, plain, len(cuts)),
    )


def meetings(
    passes: Sequence[tuple[Cue, Song]],
    cuts: Sequence[Shot],
    *,
    anchor_s: float | None = None,
    most_stretch: float = 0.0,
) -> tuple[Meeting, ...]:
    """Say of every cut what of the cues, as they lie, falls on it; `anchor_s` was chosen first."""
    anchored = next((cut for cut in cuts if cut.span.start_s == anchor_s), None)
    return tuple(_meeting(passes, cut, anchored, most_stretch) for cut in cuts)


def _stretched(
    song: Song,
    stretch: Span,
    cuts: Sequence[Shot],
    found: Snap,
    most_stretch: float,
    *,
    plain: _Way,
) -> _Way:
    """Return the speed at which most is met while the first meeting stays; else the plain way."""
    if found.cut_s is None or found.beat_s is None or not most_stretch:
        return plain
    if not covers(song, stretch.duration_s):
        return plain
    ways = [plain]
    for speed in _speeds(song, cuts, found.cut_s, found.beat_s, most_stretch):
        start_s = found.beat_s - (found.cut_s - stretch.start_s) * speed
        if start_s >= 0 and start_s + stretch.duration_s * speed <= song.duration_s:
            worth = _worth(song, stretch, cuts, start_s, speed)
            cost = _STRETCH_COST * abs(speed - 1) / most_stretch
            ways.append(_Way(start_s, speed, worth - cost))
    best = max(ways, key=lambda way: way.worth)
    return best if best.worth >= plain.worth + LEAST_GAIN else plain


def _speeds(
    song: Song, cuts: Sequence[Shot], cut_s: float, beat_s: float, most_stretch: float
) -> list[float]:
    """Return the speeds that let a beat fall exactly on another strong cut."""
    beats = np.union1d(song.beats_s, song.downbeats_s)
    away_s = np.array([cut.span.start_s - cut_s for cut in cuts])
    away_s = away_s[np.abs(away_s) > MEETS_S]
    speeds = ((beats - beat_s) / away_s[:, None]).ravel()
    return sorted(set(speeds[np.abs(speeds - 1) <= most_stretch].round(6).tolist()))


def _worth(song: Song, stretch: Span, cuts: Sequence[Shot], start_s: float, speed: float) -> float:
    """Strength of the cuts that are met, a beat counting less than a downbeat."""
    at_s = np.array([cut.span.start_s for cut in cuts])
    heard_s = start_s + (at_s - stretch.start_s) * speed
    strengths = np.array([cut.cut_strength for cut in cuts])
    on_beat, on_bar = (
        np.abs(_away(np.asarray(grid_s), heard_s)) <= MEETS_S * speed
        for grid_s in (song.beats_s, song.downbeats_s)
    )
    return float(strengths @ np.where(on_bar, 1.0, np.where(on_beat, BEAT_WORTH, 0.0)))


def _away(grid_s: Doubles, heard_s: Doubles) -> Doubles:
    """How much later than each place the nearest point of a grid is; infinity without any."""
    if not len(grid_s):
        return np.full(len(heard_s), np.inf)
    right = np.searchsorted(grid_s, heard_s)
    after = grid_s[np.minimum(right, len(grid_s) - 1)] - heard_s
    before = grid_s[np.maximum(right - 1, 0)] - heard_s
    return np.where(np.abs(before) <= np.abs(after), before, after)


def _nearest(song: Song, heard_s: float, speed: float) -> tuple[Kind | None, float | None]:
    """What falls on a place of the song, and how much later than it the nearest beat sounds."""
    kinds: tuple[tuple[Kind, tuple[float, ...]], ...] = (
        ("downbeat", song.downbeats_s),
        ("beat", song.beats_s),
    )
    off_s: float | None = None
    for kind, grid_s in kinds:
        if not grid_s:
            continue
        off_s = float(_away(np.asarray(grid_s), np.array([heard_s]))[0]) / speed
        if abs(off_s) <= MEETS_S:
            return kind, off_s
    return None, off_s


def _laid(song: Song, stretch: Span, way: _Way) -> Cue:
    longest_s = (song.duration_s - way.source_in_s) / way.speed
    duration_s = max(min(stretch.duration_s, longest_s), MEETS_S)
    return Cue(
        song.path, song.title, song.artist, stretch.start_s, duration_s, way.source_in_s,
        speed=way.speed,
    )  # fmt: skip


def _meeting(
    passes: Sequence[tuple[Cue, Song]], cut: Shot, anchor: Shot | None, most_stretch: float
) -> Meeting:
    at_s = cut.span.start_s
    # Where two cues overlap, the later one is the one that comes in.
    sounding = [one for one in passes if one[0].start_s - MEETS_S <= at_s < one[0].end_s]
    if not sounding:
        return _missed(cut, None, f"No music sounds at the cut at {at_s:.2f} s.")
    cue, song = sounding[-1]
    kind, off_s = _nearest(song, cue.source_at_s(at_s), cue.speed)
    if kind is not None and off_s is not None:
        reason = Reason(
            "cut", f"A {kind} falls on the cut at {at_s:.2f} s.", _numbers(cut, off_s=off_s)
        )
        return Meeting(at_s, cut.cut_strength, kind, off_s, reason)
    if off_s is None or abs(off_s) > _GAP_PERIODS * _period_s(song):
        return _missed(cut, None, f"The song has no beat at the cut at {at_s:.2f} s.")
    return _missed(cut, off_s, _too_far(cut, off_s, anchor, most_stretch))


def _missed(cut: Shot, off_s: float | None, words: str) -> Meeting:
    reason = Reason("cut", words, _numbers(cut, off_s=off_s))
    return Meeting(cut.span.start_s, cut.cut_strength, None, off_s, reason)


def _numbers(cut: Shot, *, off_s: float | None) -> tuple[tuple[str, float], ...]:
    numbers = (("cut_s", cut.span.start_s), ("strength", cut.cut_strength))
    return numbers if off_s is None else (*numbers, ("off_s", off_s))


def _too_far(cut: Shot, off_s: float, anchor: Shot | None, most_stretch: float) -> str:
    at_s, side = cut.span.start_s, "after" if off_s > 0 else "before"
    words = f"The nearest beat comes {abs(off_s):.2f} s {side} the cut at {at_s:.2f} s"
    if anchor is None or anchor is cut:
        return f"{words}."
    first_s = anchor.span.start_s
    words += f"; the music was moved for the cut at {first_s:.2f} s instead"
    needed = abs(off_s / (at_s - first_s))
    if not most_stretch:
        return f"{words}."
    if needed > most_stretch:
        return f"{words}, and a stretch of {needed:.1%} is more than {most_stretch:.1%}."
    return f"{words}, and a stretch of {needed:.1%} would lose stronger ones or win too little."


def _period_s(song: Song) -> float:
    grid_s = song.beats_s or song.downbeats_s
    return float(np.median(np.diff(grid_s))) if len(grid_s) > 1 else np.inf


def _reasons(found: Snap, best: _Way, plain: _Way, cuts: int) -> tuple[Reason, ...]:
    moved = Reason("moved", found.reason, (("shift_s", found.shift_s),))
    if best is plain or not cuts:
        return (moved,)
    words = "faster" if best.speed > 1 else "slower"
    text = f"It plays {abs(best.speed - 1):.1%} {words}, so that more of the cuts meet a beat."
    return (moved, Reason("stretch", text, (("speed", best.speed),)))
