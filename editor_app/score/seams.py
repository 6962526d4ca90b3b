"""Where a song can be left and gone on with elsewhere, and how well that goes unnoticed.

A seam leaves the song at one edge of its grid and goes on at another. It is good where what was
heard before it is also what led to the other place, and where what would have come is what comes:
two stretches along a diagonal of the song's self-similarity. Then the two sounds are laid over
each other to a fraction of a millisecond, so that what they share goes on without a dent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inference.features.products import product
from inference.features.structure import Doubles, Structure, expanded
from inference.features.structure_rows import WAVE_HZ
from inference.values import Floats

Ints: TypeAlias = NDArray[np.int64]

UNPHASED = 0.35
"""What it costs to come back at another place of the bar than the music had reached."""

_CHROMA_UNIT, _TIMBRE_UNIT_DB, _LEVEL_UNIT_DB = 0.25, 7.0, 6.0
_TEMPO_UNIT = 0.08
_CHROMA, _TIMBRE, _LEVEL, _TEMPO = 0.33, 0.42, 0.25, 0.3
_MOST = 2.0
_GRID_MEMORY = 6  # half seconds until the weight of what lies before or after has halved
_BETTER_SIDE = 0.2
_OFF_BAR, _OFF_PHRASE = 0.06, 0.03
_CUT_VOICE, _IN_A_WORD_S = 0.1, 0.06
_TONELESS = 1e-6

_REACH_S, _AROUND_S = 0.03, 0.12
_GRID_REACH_S = 0.06
_ENVELOPE_S = 0.01
_SHIFT_COST = 0.15


@dataclass(frozen=True, slots=True)
class Lay:
    """How two places lie over each other best.

    `shift_s` is to be added to the place gone on at; `likeness` (-1 to 1) is the correlation of
    the two waveforms around the seam then: at 1 they are the same sound.
    """

    shift_s: float
    likeness: float


def unlikeness(structure: Structure) -> Floats:
    """How different each two steps of a song sound, 0 (alike) to about 2; float32 (n, n)."""
    likeness = product(structure.chroma, np.ascontiguousarray(structure.chroma.T))
    toned = np.linalg.norm(structure.chroma, axis=1) > _TONELESS
    chroma = np.where(toned[:, None] & toned, 1 - likeness, toned[:, None] ^ toned)
    timbre = np.sqrt(_squares(structure.timbre)) / np.sqrt(structure.timbre.shape[1])
    level = np.abs(structure.level_db[:, None] - structure.level_db)
    parts = (
        (_CHROMA, chroma / _CHROMA_UNIT),
        (_TIMBRE, timbre / _TIMBRE_UNIT_DB),
        (_LEVEL, level / _LEVEL_UNIT_DB),
    )
    found = sum((np.float32(w) * np.minimum(part, _MOST) for w, part in parts), np.float32(0))
    return np.asarray(found + _tempo_change(structure), np.float32)


def _squares(rows: Floats) -> Floats:
    """Squared distance of each two rows."""
    lengths = np.square(rows).sum(axis=1)
    between = product(rows, np.ascontiguousarray(rows.T))
    return np.asarray(np.maximum(lengths[:, None] + lengths - 2 * between, 0), np.float32)


def _tempo_change(structure: Structure) -> Floats | float:
    if not structure.has_beat:
        return 0.0
    pace = np.log2(np.maximum(np.diff(structure.times_s), 1e-3)).astype(np.float32)
    pace[[0, -1]] = pace[[1, -2]]  # the first and the last step are rests of one
    change = np.abs(pace[:, None] - pace) / np.float32(_TEMPO_UNIT)
    return np.asarray(np.float32(_TEMPO) * np.minimum(change, _MOST))


def seam_costs(structure: Structure, apart: Floats | None = None) -> Floats:
    """Cost of leaving at each edge and going on at each other; float32 (n + 1, n + 1).

    0 where the song goes on as it is. Cost counts what lies before and after with half the weight
    for each bar further away, and adds what it costs to cut into a voice, to lose one's place in
    the bar or, a little, in the phrase. `apart` is the `unlikeness`, where it is known.
    """
    apart = unlikeness(structure) if apart is None else apart
    memory = 0.5 ** (1 / (structure.per_bar or _GRID_MEMORY))
    after = _along(apart, memory)
    before = _along(apart[::-1, ::-1], memory)[::-1, ::-1]
    both = (before + after) / 2
    cost = both + _BETTER_SIDE * (np.minimum(before, after) - both)
    return np.asarray(cost + _off_beat(structure) + _sung(structure), np.float32)


def _along(apart: Floats, memory: float) -> Floats:
    """Weighted mean along the diagonal from each edge on; float32 (n + 1, n + 1)."""
    count = len(apart)
    total = np.zeros((count + 1, count + 1), np.float32)
    for row in range(count - 1, -1, -1):
        total[row, :-1] = apart[row] + np.float32(memory) * total[row + 1, 1:]
    left = np.arange(count, -1, -1)
    steps = np.minimum(left[:, None], left)
    weight = (1 - memory ** steps.astype(np.float32)) / (1 - memory)
    # Where nothing is left to compare, the two are as unlike as can be.
    mean = total / np.maximum(weight, np.float32(1e-6))
    return np.where(steps > 0, mean, np.float32(_MOST / 2)).astype(np.float32)


def _sung(structure: Structure) -> Floats:
    """What cutting into a voice adds, where it is left or where it is gone on with."""
    sung = structure.has_voice(around_s=_IN_A_WORD_S).astype(np.float32)
    both = np.float32(_CUT_VOICE) * np.maximum(sung[:, None], sung)
    # Where the song goes on as it is nothing is cut.
    return np.asarray(both * (1 - np.eye(len(sung), dtype=np.float32)), np.float32)


def _off_beat(structure: Structure) -> Floats | float:
    """What losing one's place in bar and phrase adds."""
    if not structure.per_bar:
        return 0.0
    phase = structure.phase
    inside = np.float32(_OFF_BAR) * (phase > 0)
    edge = np.arange(len(phase))
    moved = np.abs(edge[:, None] - edge)
    phrase = (moved % (4 * structure.per_bar) > 0) + (moved % (2 * structure.per_bar) > 0)
    lost = np.float32(UNPHASED) * (phase[:, None] != phase)
    cost = lost + np.float32(_OFF_PHRASE) * phrase + np.minimum(inside[:, None], inside)
    return np.asarray(cost, np.float32)


def confidence_of(cost: float) -> float:
    """How sure one may be that a seam of this cost is not noticed, 0 to 1."""
    return float(1 / (1 + (max(cost, 0.0) / 0.45) ** 3))


def lay(structure: Structure, out_s: float, in_s: float) -> Lay:
    """Find how far to shift the place gone on at, so that the two sounds fall together.

    On beats the two are shifted by up to 30 ms, elsewhere by up to 60 ms, and by as little as
    serves: waveform and envelope are both correlated.
    """
    reach = round((_REACH_S if structure.has_beat else _GRID_REACH_S) * WAVE_HZ)
    around = round(_AROUND_S * WAVE_HZ)
    fixed = _excerpt(structure, out_s, around)
    sliding = _excerpt(structure, in_s, around + reach)
    wave = _correlations(fixed, sliding)
    envelope, movement = _envelope(fixed)
    envelopes = movement * _correlations(envelope, _envelope(sliding)[0])
    shifts = np.arange(-reach, reach + 1)
    score = wave + envelopes - np.float32(_SHIFT_COST) * np.square(shifts / reach, dtype=np.float32)
    best = int(score.argmax())
    shift = shifts[best] + _between(score, best)
    # What the two places lie beside the samples of the coarse waveform is part of the shift.
    beside = _beside(in_s) - _beside(out_s)
    return Lay(float(shift) / WAVE_HZ - beside, float(wave[best]))


def likeness_of(
    structure: Structure, out_s: float, in_s: float, *, lead_s: float, length_s: float
) -> float:
    """Correlation (-1 to 1) of the two sounds in a crossfade that begins `lead_s` before."""
    around = max(1, round(length_s / 2 * WAVE_HZ))
    middle_s = length_s / 2 - lead_s
    one = _excerpt(structure, out_s + middle_s, around)
    other = _excerpt(structure, in_s + middle_s, around)
    return float(_correlations(one, other)[0])


def _beside(time_s: float) -> float:
    return time_s - round(time_s * WAVE_HZ) / WAVE_HZ


def _excerpt(structure: Structure, time_s: float, around: int) -> Floats:
    """2 * `around` samples around a time; silence beyond the ends."""
    wave, middle = structure.rows.wave, round(time_s * WAVE_HZ)
    start, end = middle - around, middle + around
    part = expanded(wave[max(0, start) : max(0, end)])
    lead = np.zeros(max(0, -start), np.float32)
    tail = np.zeros(max(0, 2 * around - len(lead) - len(part)), np.float32)
    return np.concatenate((lead, part, tail))


def _envelope(wave: Floats) -> tuple[Floats, np.float32]:
    """Return how loud a sound is around its mean, and how much it moves, 0 (held) to 1."""
    width = round(_ENVELOPE_S * WAVE_HZ)
    smooth = np.convolve(np.abs(wave), np.hanning(width + 2)[1:-1], mode="same")[width:-width]
    smooth = np.pad(smooth, width, mode="edge")  # at the ends the sound only seems to fade
    mean = max(float(smooth.mean()), 1e-6)
    return np.asarray(smooth - mean, np.float32), np.float32(min(1.0, 2 * smooth.std() / mean))


def _correlations(fixed: Floats, sliding: Floats) -> Floats:
    """Normalised correlation of `fixed` with each place of `sliding` that is as long."""
    found = np.correlate(sliding, fixed, mode="valid")
    squares = np.concatenate(([0.0], np.cumsum(np.square(sliding, dtype=np.float64))))
    energy = (squares[len(fixed) :] - squares[: -len(fixed)]) * float(np.square(fixed).sum())
    return np.asarray(found / np.sqrt(np.maximum(energy, 1e-9)), np.float32)


def _between(score: Floats | Doubles, best: int) -> float:
    """Where between the samples the top of a curve lies, -0.5 to 0.5."""
    if not 0 < best < len(score) - 1:
        return 0.0
    left, here, right = (float(score[best + k]) for k in (-1, 0, 1))
    bend = left - 2 * here + right
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, (left - right) / (2 * bend)))
