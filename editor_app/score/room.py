"""How much room the music leaves to speech: measured on both sides of a mix before it is made.

Both sides are heard once; what any ducking does to them is then a sum over rows of 64 samples, as
in `editor_app.score.meter`. Levels are K-weighted, so that what is measured is what is heard.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from editor_app.score.duck import MAX_DEPTH_DB, STEP_ASIDE, Duck, ducked_spans, joined
from editor_app.score.gain_curve import GainCurve
from editor_app.score.limiter import ROW
from editor_app.score.meter import RowMeter, integrated_lufs
from editor_app.score.mix import BLOCK, RATE_HZ, Mix, mix_blocks
from inference.features.true_peak import TruePeak
from inference.progress import Progress, Work
from inference.values import Floats, Span

NEAR_S = 1.5
"""What is further than this from every word is no matter of speech."""

_NEAR_MUSIC_S = STEP_ASIDE.hold_s + STEP_ASIDE.release_s
_LEAST_SPEECH_S = 0.5
"""Shorter stretches are too little to be measured."""

_ROWS_PER_S = RATE_HZ / ROW
_SILENCE = 1e-9  # of energy in a row: 20 dB below the gate of BS.1770

Rows = list[slice]
"""Rows of 64 samples, as runs in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The film's own sound and the music of a mix, the music as if nobody spoke.

    `own` and `music` are float32 (rows,), K-weighted energy of every row from `start_s` on;
    loudness and true peak are those of both together.
    """

    start_s: float
    own: Floats
    music: Floats
    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Room:
    """What ducking does: levels in decibels, None where there is nothing to measure.

    `before_db` and `after_db` say how far speech stands above the music without and with ducking,
    over all speech; `least_db` the latter in the stretch where it is least. `lost_db` is what the
    music loses further than `NEAR_S` from every word, and away from music of the film.
    """

    before_db: float | None
    after_db: float | None
    least_db: float | None
    lost_db: float | None


def hear_sides(mix: Mix) -> Work[Sides]:
    """Listen to both sides of a mix, the music without ducking.

    Raises
    ------
    MediaError
        If a song or the original sound cannot be read.
    """
    music = mix_blocks(replace(mix, original=None, speech=(), duck=None, own_music=()))
    own = mix_blocks(replace(mix, cues=(), speech=(), duck=None, own_music=()))
    meters, peak = [RowMeter() for _ in range(3)], TruePeak(2)
    for number, pair in enumerate(zip(own, music, strict=True)):
        blocks = [np.ascontiguousarray(block.T) for block in (*pair, pair[0] + pair[1])]
        for meter, block in zip(meters, blocks, strict=True):
            meter.feed(block)
        # The last is filled with silence, behind which its overshoots lie.
        peak.add(np.pad(blocks[-1], ((0, 0), (0, BLOCK - len(pair[0])))))
        fraction = min(1.0, (number + 1) * BLOCK / max(1, mix.samples))
        yield Progress(fraction, "Listening to speech and music")
    rows, music_rows, together = (meter.energies() for meter in meters)
    true_peak_dbtp = 20 * float(np.log10(max(peak.peak, 1e-6)))
    return Sides(mix.span.start_s, rows, music_rows, integrated_lufs(together), true_peak_dbtp)


def room_of(sides: Sides, mix: Mix) -> Room:
    """Return what the ducking of a mix does to the sides heard of it."""
    turned = _turned(sides, mix.room)
    near = [_widened(span, NEAR_S) for span in mix.speech]
    near += [_widened(span, _NEAR_MUSIC_S) for span in mix.own_music]
    talk, far = _rows(sides, mix.speech), _others(sides, _rows(sides, near))
    least = [_clear_db(sides.own, turned, one) for one in _stretches(sides, mix)]
    return Room(
        _clear_db(sides.own, sides.music, talk),
        _clear_db(sides.own, turned, talk),
        min((one for one in least if one is not None), default=None),
        _clear_db(sides.music, turned, far),
    )


def depth_for(sides: Sides, mix: Mix) -> float:
    """Return how deep the music has to go so that in every stretch speech stands clear of it.

    No less than the depth of the ducking, no more than `MAX_DEPTH_DB`; 0 without ducking.
    """
    if mix.duck is None:
        return 0.0
    clear_db = mix.duck.clear_db
    dry = [_clear_db(sides.own, sides.music, one) for one in _stretches(sides, mix)]
    missing = [clear_db - one for one in dry if one is not None]
    return min(MAX_DEPTH_DB, max([mix.duck.depth_db, *missing]))


def _stretches(sides: Sides, mix: Mix) -> list[Rows]:
    """Return the rows of the words in each stretch over which the music stays down."""
    speech = sorted(mix.speech, key=lambda span: span.start_s)
    begins = [span.start_s for span in speech]
    found = []
    for stretch in ducked_spans(speech, mix.duck or Duck()):
        first, last = (bisect_left(begins, at_s) for at_s in (stretch.start_s, stretch.end_s))
        rows = _rows(sides, speech[first:last])
        if _count(rows) >= _LEAST_SPEECH_S * _ROWS_PER_S:
            found.append(rows)
    return found


def _turned(sides: Sides, curve: GainCurve | None) -> Floats:
    """Energy of the music with its gains."""
    if curve is None:
        return sides.music
    middles_s = sides.start_s + (np.arange(len(sides.music)) + 0.5) / _ROWS_PER_S
    gain_db = np.interp(middles_s, curve.times_s, curve.gain_db)
    turned: Floats = (sides.music * 10 ** (gain_db / 10)).astype(np.float32)
    return turned


def _rows(sides: Sides, spans: Iterable[Span]) -> Rows:
    """Return the rows over which any of these stretches lasts, none of them twice."""
    count, found = len(sides.own), []
    for span in joined(spans):
        ends = (round((at_s - sides.start_s) * _ROWS_PER_S) for at_s in (span.start_s, span.end_s))
        first, last = (min(max(0, row), count) for row in ends)
        if first < last:
            found.append(slice(first, last))
    return found


def _others(sides: Sides, rows: Rows) -> Rows:
    """Return the rows between these."""
    firsts = [0, *(part.stop for part in rows)]
    lasts = [*(part.start for part in rows), len(sides.own)]
    pairs = zip(firsts, lasts, strict=True)
    return [slice(first, last) for first, last in pairs if first < last]


def _count(rows: Rows) -> int:
    return sum(part.stop - part.start for part in rows)


def _energy(energies: Floats, rows: Rows) -> float:
    return sum(float(energies[part].sum(dtype=np.float64)) for part in rows)


def _widened(span: Span, by_s: float) -> Span:
    return Span(span.start_s - by_s, span.end_s + by_s)


def _clear_db(upper: Floats, lower: Floats, rows: Rows) -> float | None:
    """By how much one side is louder than the other over some rows; None where either is silent."""
    above, below = _energy(upper, rows), _energy(lower, rows)
    if min(above, below) <= _count(rows) * _SILENCE:
        return None
    return 10 * float(np.log10(above / below))
