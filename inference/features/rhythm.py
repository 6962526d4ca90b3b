"""Tempo, beats and bars, from the spectra that `Listener` gathers.

Beats are found as by D. P. W. Ellis, "Beat Tracking by Dynamic Programming", J. New Music Research
36 (2007), with one change: the expected beat period is not one number but a path through local
tempo estimates, so the beats follow a tempo that drifts. Bars are the most likely path through the
positions of a bar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from inference.features.spectrum import CHROMA_FRAMES_PER_S, FRAMES_PER_S, Spectra
from inference.values import Floats

MIN_PULSE = 0.12
"""Pulse clarity below which music is said to have no tempo."""

_LATENCY_S = 0.0061
_SLOWEST_BPM, _FASTEST_BPM = 40.0, 240.0
_TEMPI = 180
_USUAL_BPM, _USUAL_OCTAVES = 130.0, 1.2
_WINDOW, _WINDOW_HOP = 12 * FRAMES_PER_S, 3 * FRAMES_PER_S
_WINDOWS_AT_ONCE = 16
_TEETH = 4  # multiples of the period that must agree
_TEMPO_CHANGE = 0.02
_BASS_WEIGHT = 0.3
_TIGHTNESS = 1000.0  # Ellis has 100, for a single period guessed coarsely; ours is exact and local
_STEADY, _STEADY_SHARE = 0.005, 0.7
_STRONG_HALF = 0.5
_FASTEST_TATUM_S = 0.14
_SHORTEST_S, _FEWEST_BEATS = 2.0, 4
_SMOOTHED_BEATS = 8
_BAR_CHANGE = 40.0
_BEAT_WEIGHT = 0.3
_TRIPLE_BAR_GAIN = 0.08

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TempoPath:
    """Local tempo: float64 (w,) each, one value per window. `pulse` is its clarity, 0 to 1."""

    times_s: Doubles
    period_s: Doubles
    pulse: Doubles


@dataclass(frozen=True, slots=True, eq=False)
class Accents:
    """How much each tatum sounds like a beat and like the first of a bar; mean 0, spread 1."""

    beat: Doubles
    bar: Doubles


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """The rhythm of a track.

    `bpm` is None where there is no pulse; then there are no beats either. `beats_s` and
    `downbeats_s` are float32 (n,). `bpm_confidence` goes from 0 to 1.
    """

    bpm: float | None
    bpm_confidence: float
    beats_s: Floats
    downbeats_s: Floats
    beats_per_bar: int
    tempo: TempoPath


def track_rhythm(spectra: Spectra) -> Rhythm:
    """Find the tempo, beats and bars of a track."""
    onsets = onset_curve(spectra.flux + _BASS_WEIGHT * spectra.low_flux)
    if len(onsets) < _SHORTEST_S * FRAMES_PER_S:
        return _no_rhythm(0.0, TempoPath(np.zeros(1), np.full(1, 0.5), np.zeros(1)))
    tempo = follow_tempo(onsets)
    clarity = float(tempo.pulse.mean())
    if clarity < MIN_PULSE:
        return _no_rhythm(clarity, tempo)
    per_beat = subdivision(onsets, tempo)
    fine = replace(tempo, period_s=tempo.period_s / per_beat)
    tatums = smooth_beats(place_beats(onsets, beat_frames(onsets, fine)))
    if len(tatums) < _FEWEST_BEATS * per_beat:
        return _no_rhythm(0.0, tempo)
    position, per_bar = find_bars(accents_at(spectra, tatums, per_beat), per_beat)
    beats = tatums[position % per_beat == 0]
    return Rhythm(
        bpm=mean_tempo(beats),
        bpm_confidence=min(1.0, clarity),
        beats_s=beats.astype(np.float32),
        downbeats_s=tatums[position == 0].astype(np.float32),
        beats_per_bar=per_bar,
        tempo=tempo,
    )


def _no_rhythm(clarity: float, tempo: TempoPath) -> Rhythm:
    none = np.zeros(0, np.float32)
    return Rhythm(None, max(0.0, clarity), none, none, 4, tempo)


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


def follow_tempo(onsets: Doubles) -> TempoPath:
    """Most likely path of the beat period through windows of 12 s, one every 3 s."""
    windows, times = _windows(onsets)
    periods = 60 * FRAMES_PER_S / np.geomspace(_FASTEST_BPM, _SLOWEST_BPM, _TEMPI)
    similar = _autocorrelation(windows)
    combs = _comb(similar, periods)
    bpm = 60 * FRAMES_PER_S / periods
    usual = np.exp(-0.5 * (np.log2(bpm / _USUAL_BPM) / _USUAL_OCTAVES) ** 2)
    path = _viterbi(np.maximum(combs, 0) * usual, np.log2(periods))
    found = _steadied(_refined(windows, periods[path]))
    pulse = np.clip(_at(similar, found), 0, 1)
    return TempoPath(times, found / FRAMES_PER_S, pulse)


def _windows(onsets: Doubles) -> tuple[Doubles, Doubles]:
    size = min(_WINDOW, len(onsets))
    windows = sliding_window_view(onsets, size)[::_WINDOW_HOP]
    times = (np.arange(len(windows)) * _WINDOW_HOP + size / 2) / FRAMES_PER_S
    return windows, times


def _autocorrelation(windows: Doubles) -> Doubles:
    """Normalised, unbiased; float64 (w, lags)."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    length = windows.shape[1]
    spectrum = np.fft.rfft(centred, n=2 * length, axis=1)
    similar = np.fft.irfft(np.abs(spectrum) ** 2, n=2 * length, axis=1)[:, : length * 3 // 4]
    similar /= np.maximum(similar[:, :1], 1e-9) * (1 - np.arange(similar.shape[1]) / length)
    return np.asarray(similar)


def _at(rows: Doubles, places: Doubles) -> Doubles:
    """Values of each row at its own fractional places, float64 (w,) or (w, k)."""
    index = np.arange(len(rows)).reshape(-1, *[1] * (places.ndim - 1))
    whole = np.clip(places.astype(int), 0, rows.shape[1] - 2)
    part = places - whole
    return np.asarray(rows[index, whole] * (1 - part) + rows[index, whole + 1] * part)


def _comb(similar: Doubles, periods: Doubles) -> Doubles:
    """How well each period and its multiples agree with each window; float64 (w, periods)."""
    total = np.zeros((len(similar), len(periods)))
    for tooth in range(1, _TEETH + 1):
        lags = np.minimum(periods * tooth, similar.shape[1] - 2.001)
        whole = lags.astype(int)
        part = lags - whole
        total += similar[:, whole] * (1 - part) + similar[:, whole + 1] * part
    return np.asarray(total / _TEETH)


def _viterbi(scores: Doubles, position: Doubles) -> Ints:
    """Path of highest score (w,) through (w, states) when moving between positions costs."""
    cost = np.minimum(((position[:, None] - position) / _TEMPO_CHANGE) ** 2 * 0.01, 1.0)
    best = scores[0]
    back = np.zeros(scores.shape, int)
    for step in range(1, len(scores)):
        options = best[:, None] - cost
        back[step] = options.argmax(axis=0)
        best = options.max(axis=0) + scores[step]
    path = [int(best.argmax())]
    for step in range(len(scores) - 1, 0, -1):
        path.append(int(back[step, path[-1]]))
    return np.array(path[::-1])


def _refined(windows: Doubles, periods: Doubles) -> Doubles:
    """Move each period to the pulse train that fits its window best, a few windows at a time."""
    starts = range(0, len(windows), _WINDOWS_AT_ONCE)
    parts = [slice(start, start + _WINDOWS_AT_ONCE) for start in starts]
    return np.concatenate([_fitted(windows[part], periods[part]) for part in parts])


def _fitted(windows: Doubles, periods: Doubles) -> Doubles:
    """Fit a pulse train to each window, within 3 % of the period it was given."""
    size = 1 << (12 * _WINDOW).bit_length()
    spectra = np.abs(np.fft.rfft(windows * np.hanning(windows.shape[1]), n=size, axis=1))
    factors = np.linspace(0.97, 1.03, 61)
    bins = size / periods[:, None] * factors
    fit = _at(spectra, bins) + 0.5 * _at(spectra, bins * 2) + 0.25 * _at(spectra, bins * 4)
    top = np.clip(fit.argmax(axis=1), 1, len(factors) - 2)
    left, here, right = (fit[np.arange(len(fit)), top + k] for k in (-1, 0, 1))
    bend = np.minimum(left - 2 * here + right, -1e-12)
    shift = np.clip((left - right) / (2 * bend), -0.5, 0.5)
    return np.asarray(periods / (factors[top] + shift * (factors[1] - factors[0])))


def _steadied(periods: Doubles) -> Doubles:
    """Take back the odd window that disagrees with a steady tempo, or with its neighbours."""
    middle = float(np.median(periods))
    if np.mean(np.abs(periods / middle - 1) < _STEADY) > _STEADY_SHARE:
        return np.full_like(periods, middle)
    return np.asarray(np.median(sliding_window_view(np.pad(periods, 2, mode="edge"), 5), axis=1))


def subdivision(onsets: Doubles, tempo: TempoPath) -> int:
    """Say whether there is a strong pulse at half the beat period too: 2, else 1.

    Where eighth notes are as strong as quarter notes, onsets alone cannot tell which of them the
    beats are; then both are tracked and the bars decide.
    """
    windows, _ = _windows(onsets)
    similar = _autocorrelation(windows)
    period = tempo.period_s * FRAMES_PER_S
    half, whole = _at(similar, period / 2), _at(similar, period)
    fast = np.median(period) / 2 < _FASTEST_TATUM_S * FRAMES_PER_S
    return 1 if fast or np.median(half) < _STRONG_HALF * np.median(whole) else 2


def beat_frames(onsets: Doubles, tempo: TempoPath) -> Ints:
    """Frames of the beats: the sequence with the strongest onsets at the steadiest distance."""
    count = len(onsets)
    times = np.arange(count) / FRAMES_PER_S
    period = np.interp(times, tempo.times_s, tempo.period_s) * FRAMES_PER_S
    shortest, longest = int(period.min() * 0.6), int(period.max() * 1.6) + 1
    lags = np.arange(longest, shortest - 1, -1)
    total = np.concatenate((np.zeros(longest), onsets))
    # A beat lies up to half a frame beside its frame: rounding each step alone would add up.
    beside = np.zeros(len(total))
    totals, besides = (sliding_window_view(values, len(lags)) for values in (total, beside))
    back = np.zeros(count, int)
    # No beat of a stretch this short can follow another one of it: a stretch is done at once.
    for start in range(0, count, shortest):
        stop = min(start + shortest, count)
        local = period[(start + stop) // 2]
        away = (lags - besides[start:stop]) / local - 1
        scores = totals[start:stop] - _TIGHTNESS * away**2
        best = scores.argmax(axis=1)
        rows = np.arange(stop - start)
        back[start:stop] = rows + start - lags[best]
        total[longest + start : longest + stop] += scores[rows, best]
        beside[longest + start : longest + stop] = np.clip(-away[rows, best] * local, -0.5, 0.5)
    return _traced(total[longest:], back, round(float(period[-1])))


def _traced(total: Doubles, back: Ints, last: int) -> Ints:
    frame = len(total) - last + int(total[-last:].argmax()) if last < len(total) else 0
    beats = []
    while frame >= 0:
        beats.append(frame)
        frame = int(back[frame])
    return np.array(beats[::-1])


def place_beats(onsets: Doubles, frames: Ints) -> Doubles:
    """Times of beats between frames, without those before the first and after the last sound."""
    inner = frames[(frames > 0) & (frames < len(onsets) - 1)]
    before, here, after = onsets[inner - 1], onsets[inner], onsets[inner + 1]
    bend = before - 2 * here + after
    shift = np.where(bend < -1e-9, (before - after) / (2 * np.where(bend < -1e-9, bend, -1)), 0)
    times = (inner + np.clip(shift, -0.5, 0.5)) / FRAMES_PER_S + _LATENCY_S
    heard = np.flatnonzero(np.maximum(np.maximum(before, here), after) > 0.3)
    return times[heard[0] : heard[-1] + 1] if len(heard) else np.zeros(0)


def smooth_beats(beats: Doubles) -> Doubles:
    """Lay each beat on the line through its neighbours, at most 25 ms away from where it was."""
    if len(beats) < 3:
        return beats
    index = np.arange(len(beats))
    reach = np.minimum(np.minimum(index, index[::-1]), _SMOOTHED_BEATS)
    total = np.concatenate(([0.0], np.cumsum(beats)))
    line = (total[index + reach + 1] - total[index - reach]) / (2 * reach + 1)
    return np.asarray(beats + np.clip(line - beats, -0.025, 0.025))


def mean_tempo(beats: Doubles) -> float:
    """Beats per minute: of the line through all beats where one fits, else the middle one."""
    index = np.arange(len(beats))
    slope, start = np.polyfit(index, beats, 1)
    if np.abs(beats - (start + slope * index)).max() < 0.04:
        return float(60 / slope)
    return float(60 / np.median(np.diff(beats)))


def find_bars(accents: Accents, per_beat: int) -> tuple[Ints, int]:
    """Position in its bar of each tatum, and how many beats a bar has (3 or 4)."""
    paths = {per_bar: _bar_path(accents, per_bar, per_beat) for per_bar in (4, 3)}
    per_bar = 3 if paths[3][1] > paths[4][1] + _TRIPLE_BAR_GAIN else 4
    return paths[per_bar][0], per_bar


def accents_at(spectra: Spectra, tatums: Doubles, per_beat: int) -> Accents:
    """Hear how much each tatum sounds like a beat and like the first of a bar."""
    low = _standard(_peak_near(spectra.low_flux, tatums))
    full = _standard(_peak_near(spectra.flux, tatums))
    harmony = _standard(_harmony(spectra, tatums, 2 * per_beat))
    return Accents(beat=_standard(low + full), bar=_standard(low + 0.5 * full + harmony))


def _standard(values: Doubles) -> Doubles:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9))


def _peak_near(curve: Floats, beats: Doubles) -> Doubles:
    frames = np.round(beats * FRAMES_PER_S).astype(int)
    near = frames[:, None] + np.arange(-4, 5)
    return np.asarray(curve[np.clip(near, 0, len(curve) - 1)].max(axis=1), np.float64)


def _harmony(spectra: Spectra, beats: Doubles, reach: int) -> Doubles:
    """How much the notes of `reach` tatums after each differ from those before, cosine distance."""
    total = np.concatenate((np.zeros((1, 12)), np.cumsum(spectra.chroma, axis=0, dtype=np.float64)))
    step = float(np.median(np.diff(beats)))
    edges = (
        np.stack((beats - reach * step, beats, beats + reach * step), axis=1) * CHROMA_FRAMES_PER_S
    )
    sums = np.stack([np.interp(edges, np.arange(len(total)) - 0.5, c) for c in total.T], axis=-1)
    before, after = np.diff(sums, axis=1).transpose(1, 0, 2)
    scale = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray(1 - (before * after).sum(axis=1) / np.maximum(scale, 1e-9))


def _bar_path(accents: Accents, per_bar: int, per_beat: int) -> tuple[Ints, float]:
    """Most likely positions in the bar, and the score of that path per tatum."""
    states = np.arange(per_bar * per_beat)
    scores = np.where(states == 0, 1.0, -1 / (len(states) - 1)) * accents.bar[:, None]
    if per_beat > 1:
        scores += np.where(states % per_beat == 0, 1, -1) * _BEAT_WEIGHT * accents.beat[:, None]
    best = scores[0]
    back = np.zeros(scores.shape, int)
    before = np.roll(states, 1)
    for tatum in range(1, len(scores)):
        steady = best[before]
        jump = best.max() - _BAR_CHANGE
        back[tatum] = np.where(steady >= jump, before, best.argmax())
        best = np.maximum(steady, jump) + scores[tatum]
    position = np.empty(len(scores), int)
    position[-1] = best.argmax()
    for tatum in range(len(scores) - 1, 0, -1):
        position[tatum - 1] = back[tatum, position[tatum]]
    return position, float(best.max()) / len(scores)
