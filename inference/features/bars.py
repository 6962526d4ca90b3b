"""Which beat is the "one": the most likely path through the positions of a bar.

Every pulse (two in a beat) is heard in six bands and by how the harmony changes around it; what
makes a pulse sound like a beat, or a beat like the first of a bar, are weighted sums of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.features.spectrum import CHROMA_FRAMES_PER_S, FRAMES_PER_S, Spectra
from inference.values import Floats

PER_BEAT = 2
"""Pulses in a beat."""

_REACHES = (1, 2, 4, 8)  # pulses before and after whose harmonies are compared
# Fitted by logistic regression, then rounded. The first six weigh onsets from low to high, the rest
# changes of harmony from quick to slow: beats have drums and quick changes; the first of a bar has
# bass and slow ones, and seldom a snare.
_LIKE_BEAT = np.array([0.6, 0.05, 0.1, 0.6, 0.05, 0.2, 0.45, -0.3, 0.0, 0.0])
_LIKE_FIRST = np.array([0.35, 0.2, 0.2, -0.15, 0.0, 0.0, 0.25, 0.35, 0.3, 0.2])
_OUTLIER = 4.0
_BAR_CHANGE = 40.0
_BEAT_WEIGHT = 0.5
_TRIPLE_BAR_GAIN = 0.08

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Accents:
    """How much each pulse sounds like a beat and like the first of a bar; mean 0, spread 1."""

    beat: Doubles
    bar: Doubles


def find_bars(accents: Accents) -> tuple[Ints, int]:
    """Position in its bar of each pulse, and how many beats a bar has (3 or 4)."""
    paths = {per_bar: _bar_path(accents, per_bar) for per_bar in (4, 3)}
    per_bar = 3 if paths[3][1] > paths[4][1] + _TRIPLE_BAR_GAIN else 4
    return paths[per_bar][0], per_bar


def accents_at(spectra: Spectra, pulses: Doubles) -> Accents:
    """Hear how much each pulse sounds like a beat and like the first of a bar."""
    heard = [_peaks_near(spectra.band_flux, pulses), _harmony(spectra, pulses)]
    features = _standard(np.concatenate(heard, axis=1))
    return Accents(beat=_standard(features @ _LIKE_BEAT), bar=_standard(features @ _LIKE_FIRST))


def _standard(values: Doubles) -> Doubles:
    spread = np.maximum(values.std(axis=0), 1e-9)
    return np.asarray(np.clip((values - values.mean(axis=0)) / spread, -_OUTLIER, _OUTLIER))


def _peaks_near(curves: Floats, times_s: Doubles) -> Doubles:
    frames = np.round(times_s * FRAMES_PER_S).astype(int)
    near = np.clip(frames[:, None] + np.arange(-4, 5), 0, len(curves) - 1)
    return np.asarray(curves[near].max(axis=1), np.float64)


def _harmony(spectra: Spectra, pulses: Doubles) -> Doubles:
    """How much the notes after each pulse differ from those before, for each reach; cosine."""
    total = np.concatenate((np.zeros((1, 12)), np.cumsum(spectra.chroma, axis=0, dtype=np.float64)))
    step = float(np.median(np.diff(pulses)))
    return np.stack([_change(total, pulses, reach * step) for reach in _REACHES], axis=1)


def _change(total: Doubles, pulses: Doubles, reach_s: float) -> Doubles:
    edges = np.stack((pulses - reach_s, pulses, pulses + reach_s), axis=1) * CHROMA_FRAMES_PER_S
    sums = np.stack([np.interp(edges, np.arange(len(total)) - 0.5, c) for c in total.T], axis=-1)
    before, after = np.diff(sums, axis=1).transpose(1, 0, 2)
    alike = (before * after).sum(axis=1)
    scale = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    # Beside the beginning or the end of the song there is no harmony to differ from.
    return np.asarray(1 - np.divide(alike, scale, out=np.ones_like(scale), where=scale > 1e-9))


def _bar_path(accents: Accents, per_bar: int) -> tuple[Ints, float]:
    """Most likely positions in the bar, and the score of that path per pulse."""
    states = np.arange(per_bar * PER_BEAT)
    is_beat = states % PER_BEAT == 0
    first = np.where(states == 0, 1.0, np.where(is_beat, -1 / (per_bar - 1), 0))
    scores = first * accents.bar[:, None]
    scores += np.where(is_beat, 1, -1) * _BEAT_WEIGHT * accents.beat[:, None]
    path, score = _best_path(scores.tolist())
    return np.array(path), score / len(scores)


def _best_path(scores: list[list[float]]) -> tuple[list[int], float]:
    """Path of highest score that goes round the states, or jumps where that costs less."""
    best, back = scores[0], []
    count = len(best)
    # Plain lists: eight numbers are too few for arrays to be quick.
    for row in scores[1:]:
        top = max(best)
        jump, source = top - _BAR_CHANGE, best.index(top)
        before = best[-1:] + best[:-1]
        back.append([(k - 1) % count if one >= jump else source for k, one in enumerate(before)])
        best = [max(one, jump) + score for one, score in zip(before, row, strict=True)]
    score = max(best)
    path = [best.index(score)]
    for sources in reversed(back):
        path.append(sources[path[-1]])
    return path[::-1], score
