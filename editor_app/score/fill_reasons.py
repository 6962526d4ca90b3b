"""Why a song lies where it does, and why it changes there, as data for the user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from editor_app.score.change_points import ChangePoint
from editor_app.score.fill_task import Ground
from editor_app.score.fill_values import Candidate, Piece
from editor_app.score.neighbours import fifths_apart, tempo_distance
from editor_app.score.pins import Pin
from editor_app.score.reason import Reason
from editor_app.score.runs import Run
from inference.values import Span


def fit_over(candidate: Candidate, pieces: Sequence[Piece]) -> float:
    """Mean fit over pieces, each weighed by its length."""
    lengths = np.array([one.span.duration_s for one in pieces])
    fits = np.array([candidate.fits[one.scene] for one in pieces])
    return float(fits @ lengths / lengths.sum())


def pinned(pin: Pin | None) -> tuple[Reason, ...]:
    return () if pin is None else (Reason("pin", f"you pinned {pin.name}"),)


def plays_on(span: Span) -> Reason:
    return Reason("change", f"the song plays on at {span.start_s:.1f} s")


def run_reasons(
    ground: Ground, before: Run | None, run: Run, earlier: Run | None
) -> Iterator[Reason]:
    candidate = ground.songs[run.song]
    pieces = ground.pieces[run.first : run.last]
    if candidate is None:
        return
    if any(piece.pin is None for piece in pieces):
        yield _fit_reason(ground, candidate, pieces)
    if before is not None:
        yield _change_reason(pieces[0].point)
        yield from _follow_reasons(ground.songs[before.song], candidate)
    length_s = pieces[-1].span.end_s - pieces[0].span.start_s
    if length_s > candidate.song.duration_s:
        words = (
            f"the song lasts {candidate.song.duration_s:.0f} s, its stretch {length_s:.0f} s: "
            "it is repeated"
        )
        numbers = (("song_s", candidate.song.duration_s), ("stretch_s", length_s))
        yield Reason("repeat", words, numbers)
    if earlier is not None:
        gap_s = float(ground.task.times_s[run.first] - ground.task.times_s[earlier.last])
        yield Reason("return", f"the song comes back after {gap_s:.0f} s", (("gap_s", gap_s),))


def _fit_reason(ground: Ground, candidate: Candidate, pieces: Sequence[Piece]) -> Reason:
    """Say how well the song fits, and what the best song for this stretch alone would."""
    lengths = np.array([one.span.duration_s for one in pieces])
    fits = lengths @ ground.fits[[one.scene for one in pieces]] / lengths.sum()
    best = ground.songs[int(fits.argmax())]
    best_fit, fit = float(fits.max()), fit_over(candidate, pieces)
    scenes = len({piece.scene for piece in pieces})
    words = f"fits {scenes} scene{'s' if scenes > 1 else ''} by {fit:.2f}"
    if best is None or best is candidate:
        words += ", no other song fits better"
    else:
        words += f"; “{best.song.title or best.song.path.stem}” would by {best_fit:.2f}"
    return Reason("fit", words, (("fit", fit), ("best_fit", best_fit), ("scenes", float(scenes))))


def _change_reason(point: ChangePoint) -> Reason:
    if point.strength <= 0:
        words = f"the song changes at {point.at_s:.1f} s, where the scene does"
    else:
        strength = "strong " if point.strength >= 0.5 else ""
        words = f"the song changes on a {strength}cut at {point.at_s:.1f} s"
    return Reason("change", words, (("at_s", point.at_s), ("cut_strength", point.strength)))


def _follow_reasons(before: Candidate | None, now: Candidate) -> Iterator[Reason]:
    if before is None:
        return
    apart = fifths_apart(before.key, now.key)
    if apart is not None:
        well = "go together" if apart <= 1 else "are some way apart" if apart <= 3 else "clash"
        words = f"{now.key} after {before.key}: the keys {well}"
        yield Reason("key", words, (("fifths", float(apart)),))
    if before.song.bpm and now.song.bpm:
        away = tempo_distance(before.song.bpm, now.song.bpm)
        pulse = "the same pulse" if away < 0.25 else "another pulse"
        words = f"{now.song.bpm:.0f} BPM after {before.song.bpm:.0f}: {pulse}"
        yield Reason("tempo", words, (("distance", away),))


def plan_reasons(ground: Ground, changes: int, least: int, most: int) -> Iterator[Reason]:
    words = f"{changes} change{'' if changes == 1 else 's'} of song, of at most {most}"
    numbers = (("changes", float(changes)), ("least", float(least)), ("most", float(most)))
    yield Reason("changes", words, numbers)
    if least:
        words = f"your pins need at least {least} change{'' if least == 1 else 's'}"
        yield Reason("pins", words, (("least", float(least)),))
    spoken = [piece.point for piece in ground.pieces if piece.point.spoken]
    if spoken:
        where = ", ".join(f"{point.at_s:.1f} s" for point in spoken[:5])
        more = f" and {len(spoken) - 5} others" if len(spoken) > 5 else ""
        words = f"no change at {where}{more}: somebody is speaking there"
        yield Reason("speech", words, (("edges", float(len(spoken))),))
