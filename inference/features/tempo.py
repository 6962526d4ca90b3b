"""How fast music goes, moment by moment.

Tempo is the most likely path through what the onsets of each stretch repeat at; where it is not
steady it is followed again in shorter stretches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from inference.features.spectrum import FRAMES_PER_S
from inference.values import Floats

_SLOWEST_BPM, _FASTEST_BPM = 40.0, 240.0
_TEMPI = 180
_USUAL_BPM, _USUAL_OCTAVES = 130.0, 1.2
_WINDOW, _WINDOW_HOP = 12 * FRAMES_PER_S, 3 * FRAMES_PER_S
_WINDOWS_AT_ONCE = 16
_TEMPO_CHANGE = 0.02
# Multiples of the period that must agree, and how much each counts. Half the period tells three
# beats from two: what repeats after three eighths seldom repeats after one and a half. Three counts
# less than two and four, and eight counts too, for most bars and phrases are multiples of four.
_TEETH = {0.5: 0.5, 1: 1.0, 2: 1.0, 3: 0.7, 4: 1.0, 8: 0.5}
_STEADY, _STEADY_SHARE = 0.005, 0.7
_SHORT_WINDOW, _SHORT_HOP = 5 * FRAMES_PER_S, FRAMES_PER_S
_SPAN, _SPANNED = 0.12, 49  # how far from the tempo of long windows short ones may go
_SHORT_CHANGE = 0.1
_STRONG_HALF, _STRONG_QUARTER = 0.5, 0.35
_FASTEST_TATUM_S = 0.14
_FASTEST_HALVED_BPM = 97.0

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TempoPath:
    """Local tempo: float64 (w,) each, one value per window.

    `pulse` is how alike all onsets are one beat later, 0 to 1; `swell`, up to 1, how alike those of
    each part of the spectrum are some beats later: music without a stroke has this alone.
    """

    times_s: Doubles
    period_s: Doubles
    pulse: Doubles
    swell: Doubles

    @property
    def clarity(self) -> float:
        """How clearly there is a tempo, 0 to 1."""
        return float(np.clip(max(self.pulse.mean(), self.swell.mean()), 0, 1))


def onset_curve(flux: Floats) -> Doubles:
    """Flux above its neighbourhood, in units of its spread; float64 (n,)."""
    if len(flux) < 2:
        return np.zeros(len(flux))
    smooth = np.convolve(flux, np.hanning(7)[1:-1] / 3.0, mode="same")
    above: Doubles = np.maximum(smooth - _local_mean(smooth, FRAMES_PER_S), 0)
    spread = float(above.std())
    return above / spread if spread > 1e-6 else np.zeros(len(flux))


def _local_mean(values: Doubles, width: int) -> Doubles:
    half = width // 2
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    index = np.arange(len(values))
    low, high = np.maximum(index - half, 0), np.minimum(index + half + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low))


def follow_tempo(onsets: Doubles, bands: Doubles) -> TempoPath:
    """Most likely path of the beat period through windows of 12 s, one every 3 s.

    `onsets` is float64 (n,), `bands` (b, n): the onsets of each part of the spectrum, so that a
    bass drum counts as much as a cymbal that drowns it in the whole.
    """
    periods = 60 * FRAMES_PER_S / np.geomspace(_FASTEST_BPM, _SLOWEST_BPM, _TEMPI)
    combs = _comb(_autocorrelation(*(_windows(band)[0] for band in bands)), periods)
    bpm = 60 * FRAMES_PER_S / periods
    usual = np.exp(-0.5 * (np.log2(bpm / _USUAL_BPM) / _USUAL_OCTAVES) ** 2)
    path = _viterbi(np.maximum(combs, 0) * usual, np.log2(periods))
    windows, times = _windows(onsets)
    fitted = _refined(windows, periods[path])
    found, steady = _steadied(fitted)
    pulse = np.clip(_at(_autocorrelation(windows), found), 0, 1)
    swell = combs[np.arange(len(combs)), path]
    tempo = TempoPath(times, found / FRAMES_PER_S, pulse, swell)
    return tempo if steady or len(onsets) < _SHORT_WINDOW else _followed(onsets, tempo)


def _windows(onsets: Doubles) -> tuple[Doubles, Doubles]:
    size = min(_WINDOW, len(onsets))
    windows = sliding_window_view(onsets, size)[::_WINDOW_HOP]
    times = (np.arange(len(windows)) * _WINDOW_HOP + size / 2) / FRAMES_PER_S
    return windows, times


def _autocorrelation(*curves: Doubles) -> Doubles:
    """Mean over curves of what each repeats in its windows; normalised, unbiased; (w, lags)."""
    length = curves[0].shape[1]
    power = sum(_unit_power(windows) for windows in curves) / len(curves)
    similar = np.fft.irfft(power, n=2 * length, axis=1)[:, : length * 3 // 4]
    return np.asarray(similar / (1 - np.arange(similar.shape[1]) / length))


def _unit_power(windows: Doubles) -> Doubles:
    """Power spectra of windows brought to equal energy."""
    centred = (windows - windows.mean(axis=1, keepdims=True)).astype(np.float32)
    spectrum = np.fft.rfft(centred, n=2 * windows.shape[1], axis=1)
    energy = np.maximum(np.einsum("ij,ij->i", centred, centred), 1e-9)
    return np.asarray((np.square(spectrum.real) + np.square(spectrum.imag)) / energy[:, None])


def _at(rows: Doubles, places: Doubles) -> Doubles:
    """Values of each row at its own fractional places, float64 (w,) or (w, k)."""
    index = np.arange(len(rows)).reshape(-1, *[1] * (places.ndim - 1))
    whole = np.clip(places.astype(int), 0, rows.shape[1] - 2)
    part = places - whole
    return np.asarray(rows[index, whole] * (1 - part) + rows[index, whole + 1] * part)


def _comb(similar: Doubles, periods: Doubles) -> Doubles:
    """How well each period and its multiples agree with each window; float64 (w, periods)."""
    total = np.zeros((len(similar), len(periods)))
    for tooth, weight in _TEETH.items():
        lags = np.minimum(periods * tooth, similar.shape[1] - 2.001)
        whole = lags.astype(int)
        part = lags - whole
        total += weight * (similar[:, whole] * (1 - part) + similar[:, whole + 1] * part)
    return np.asarray(total / sum(_TEETH.values()))


def _viterbi(scores: Doubles, position: Doubles) -> Ints:
    """Path of highest score (w,) through (w, states) when moving between positions costs."""
    cost = np.minimum(((position[:, None] - position) / _TEMPO_CHANGE) ** 2 * 0.01, 1.0)
    best = scores[0]
    back = np.zeros(scores.shape, int)
    for step in range(1, len(scores)):
        options = best[:, None] - cost
        back[step] = options.argmax(axis=0)
        best = options.max(axis=0) + scores[step]
    return _traced_back(best, back)


def _refined(windows: Doubles, periods: Doubles) -> Doubles:
    """Move each period to the pulse train that fits its window best, a few windows at a time."""
    starts = range(0, len(windows), _WINDOWS_AT_ONCE)
    parts = [slice(start, start + _WINDOWS_AT_ONCE) for start in starts]
    return np.concatenate([_fitted(windows[part], periods[part]) for part in parts])


def _fitted(windows: Doubles, periods: Doubles) -> Doubles:
    """Fit a pulse train to each window, within 3 % of the period it was given."""
    size = 1 << (12 * _WINDOW).bit_length()
    tapered = (windows * np.hanning(windows.shape[1])).astype(np.float32)
    spectra = np.abs(np.fft.rfft(tapered, n=size, axis=1))
    factors = np.linspace(0.97, 1.03, 61)
    bins = size / periods[:, None] * factors
    fit = _at(spectra, bins) + 0.5 * _at(spectra, bins * 2) + 0.25 * _at(spectra, bins * 4)
    top = np.clip(fit.argmax(axis=1), 1, len(factors) - 2)
    left, here, right = (fit[np.arange(len(fit)), top + k] for k in (-1, 0, 1))
    bend = np.minimum(left - 2 * here + right, -1e-12)
    shift = np.clip((left - right) / (2 * bend), -0.5, 0.5)
    return np.asarray(periods / (factors[top] + shift * (factors[1] - factors[0])))


def _steadied(periods: Doubles) -> tuple[Doubles, bool]:
    """Take back the odd window that disagrees with a steady tempo, or with its neighbours.

    Say, too, whether the tempo is steady.
    """
    middle = float(np.median(periods))
    if np.mean(np.abs(periods / middle - 1) < _STEADY) > _STEADY_SHARE:
        return np.full_like(periods, middle), True
    padded = np.pad(periods, 2, mode="edge")
    return np.asarray(np.median(sliding_window_view(padded, 5), axis=1)), False


def _followed(onsets: Doubles, tempo: TempoPath) -> TempoPath:
    """Follow a tempo that is not steady through windows of 5 s, one a second."""
    windows = sliding_window_view(onsets, _SHORT_WINDOW)[::_SHORT_HOP]
    times = (np.arange(len(windows)) * _SHORT_HOP + _SHORT_WINDOW / 2) / FRAMES_PER_S
    periods = np.interp(times, tempo.times_s, tempo.period_s) * FRAMES_PER_S
    factors = np.linspace(1 - _SPAN, 1 + _SPAN, _SPANNED)
    fits = np.concatenate(list(_fits(windows, periods, factors)))
    path = _smoothest(fits, np.log(factors) - np.log(periods)[:, None])
    pulse, swell = (np.interp(times, tempo.times_s, one) for one in (tempo.pulse, tempo.swell))
    return TempoPath(times, periods / factors[path] / FRAMES_PER_S, pulse, swell)


def _fits(windows: Doubles, periods: Doubles, factors: Doubles) -> Iterator[Doubles]:
    """How well pulse trains of each factor fit, 0 to 1, some windows at a time; (k, factors)."""
    size = 1 << (12 * _SHORT_WINDOW).bit_length()
    taper = np.hanning(windows.shape[1])
    for start in range(0, len(windows), _WINDOWS_AT_ONCE):
        part = slice(start, start + _WINDOWS_AT_ONCE)
        tapered = (windows[part] * taper).astype(np.float32)
        spectra = np.abs(np.fft.rfft(tapered, n=size, axis=1))
        bins = size / periods[part, None] * factors
        fit = _at(spectra, bins) + 0.5 * _at(spectra, bins * 2) + 0.25 * _at(spectra, bins * 4)
        yield fit / np.maximum(fit.max(axis=1, keepdims=True), 1e-9)


def _smoothest(scores: Doubles, position: Doubles) -> Ints:
    """Path of highest score (w,) through (w, states), where each row has positions of its own."""
    best = scores[0]
    back = np.zeros(scores.shape, int)
    for step in range(1, len(scores)):
        away = (position[step] - position[step - 1][:, None]) / _TEMPO_CHANGE
        options = best[:, None] - np.minimum(_SHORT_CHANGE * away**2, 1.0)
        back[step] = options.argmax(axis=0)
        best = options.max(axis=0) + scores[step]
    return _traced_back(best, back)


def _traced_back(best: Doubles, back: Ints) -> Ints:
    path = [int(best.argmax())]
    for step in range(len(back) - 1, 0, -1):
        path.append(int(back[step, path[-1]]))
    return np.array(path[::-1])


def counted(onsets: Doubles, tempo: TempoPath) -> tuple[TempoPath, int]:
    """Say what people count as a beat, and into how many equal pulses it parts: 2, else 1.

    Where eighth notes are as strong as quarter notes, onsets alone cannot tell which of them the
    beats are; then both are tracked and the bars decide. Where a slow beat parts into four strong
    pulses, two of them are a beat.
    """
    windows, times = _windows(onsets)
    similar = _autocorrelation(windows)
    period = np.interp(times, tempo.times_s, tempo.period_s) * FRAMES_PER_S
    quarter, half, whole = (np.median(_at(similar, period * part)) for part in (0.25, 0.5, 1))
    middle_s = float(np.median(period)) / FRAMES_PER_S
    if middle_s / 2 < _FASTEST_TATUM_S or half < _STRONG_HALF * whole:
        return tempo, 1
    if quarter > _STRONG_QUARTER * whole and 60 / middle_s < _FASTEST_HALVED_BPM:
        return replace(tempo, period_s=tempo.period_s / 2), 2
    return tempo, 2
