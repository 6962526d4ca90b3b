"""Tempo, beats and bars, from the spectra that `Listener` gathers.

Beats are found as by D. P. W. Ellis, "Beat Tracking by Dynamic Programming", J. New Music Research
36 (2007), with one change: the expected beat period is not one number but a path through local
tempo estimates, so the beats follow a tempo that drifts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from inference.features.bars import PER_BEAT, accents_at, find_bars
from inference.features.spectrum import FRAMES_PER_S, Spectra
from inference.features.tempo import (
    Doubles,
    Ints,
    TempoPath,
    counted,
    follow_tempo,
    onset_curve,
)
from inference.values import Floats

MIN_PULSE = 0.12
"""Pulse clarity below which music is said to have no tempo."""

_LATENCY_S = 0.0061
_BASS_WEIGHT = 0.3
_TIGHTNESS = 1000.0  # Ellis has 100, for a single period guessed coarsely; ours is exact and local
_NEAREST, _FARTHEST = 0.75, 1.3  # of the expected distance; others cost too much anyway
_SHORTEST_S, _FEWEST_BEATS = 2.0, 4
_SMOOTHED_BEATS = 8
_PHASES = 24
_EARLY, _MIDDLE, _LATE = slice(6, 11), slice(11, 14), slice(14, 19)  # of a beat's phases
_SWUNG = 2.0


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
        return _no_rhythm(0.0, TempoPath(np.zeros(1), np.full(1, 0.5), np.zeros(1), np.zeros(1)))
    bands = np.stack([onset_curve(band) for band in spectra.band_flux.T])
    tempo = follow_tempo(onsets, bands)
    if tempo.clarity < MIN_PULSE:
        return _no_rhythm(tempo.clarity, tempo)
    tempo, parts = counted(onsets, tempo)
    pulses = _pulses(onsets, tempo, parts)
    if len(pulses) < _FEWEST_BEATS * PER_BEAT - 1:
        return _no_rhythm(0.0, tempo)
    position, per_bar = find_bars(accents_at(spectra, pulses))
    beats = pulses[position % PER_BEAT == 0]
    return Rhythm(
        bpm=mean_tempo(beats),
        bpm_confidence=tempo.clarity,
        beats_s=beats.astype(np.float32),
        downbeats_s=pulses[position == 0].astype(np.float32),
        beats_per_bar=per_bar,
        tempo=tempo,
    )


def _no_rhythm(clarity: float, tempo: TempoPath) -> Rhythm:
    none = np.zeros(0, np.float32)
    return Rhythm(None, clarity, none, none, 4, tempo)


def _pulses(onsets: Doubles, tempo: TempoPath, parts: int) -> Doubles:
    """Times of `PER_BEAT` pulses a beat, where as many or one are heard."""
    fine = replace(tempo, period_s=tempo.period_s / parts)
    heard = place_beats(onsets, beat_frames(onsets, fine))
    if parts == PER_BEAT or len(heard) < 2:
        return smooth_beats(heard)
    beats = smooth_beats(unswung(onsets, heard))
    both = np.empty(2 * len(beats) - 1)
    both[::2], both[1::2] = beats, (beats[1:] + beats[:-1]) / 2
    return both


def unswung(onsets: Doubles, beats: Doubles) -> Doubles:
    """Move beats that lie on the notes between swung beats to the beats.

    Of two notes in a swung beat the later one begins shortly before the next beat: where another
    note follows a third of a beat after each "beat" and none two thirds after, that one is it.
    """
    phases = np.arange(_PHASES) / _PHASES
    times = beats[:-1, None] + np.diff(beats)[:, None] * phases
    frames = np.round((times - _LATENCY_S) * FRAMES_PER_S).astype(int)
    level = onsets[np.clip(frames, 0, len(onsets) - 1)].mean(axis=0)
    early = level[_EARLY].max()
    others = max(level[_MIDDLE].max(), level[_LATE].max(), 0.1 * level[0])
    if early <= _SWUNG * others:
        return beats
    return times[:, _EARLY.start + int(level[_EARLY].argmax())]


def beat_frames(onsets: Doubles, tempo: TempoPath) -> Ints:
    """Frames of the beats: the sequence with the strongest onsets at the steadiest distance."""
    count = len(onsets)
    times = np.arange(count) / FRAMES_PER_S
    period = np.interp(times, tempo.times_s, tempo.period_s) * FRAMES_PER_S
    shortest, longest = int(period.min() * _NEAREST), int(period.max() * _FARTHEST) + 1
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
        missed = np.minimum(np.maximum(away[rows, best] * -local, -0.5), 0.5)
        beside[longest + start : longest + stop] = missed
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
