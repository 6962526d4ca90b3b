"""Plain numbers that say how each segment of a song sounds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inference.features.loudness import STEP_S, energy_to_lufs
from inference.features.rhythm import Rhythm
from inference.features.spectrum import FRAMES_PER_S, LOW_HZ, RATE_HZ, Spectra
from inference.features.tempo import onset_curve
from inference.values import Floats, Span

DESCRIPTORS = ("loudness", "onset_rate", "pulse", "tempo", "centroid", "bass", "flatness", "energy")
"""Columns of `describe`, all from 0 to 1.

loudness: of the segment, ungated, -50 LUFS at 0, 0 LUFS at 1.
onset_rate: notes and drum strokes heard to begin, 0 at none, 1 at ten a second.
pulse: how alike the sound is one beat later; 0 for a pad, 1 for a metronome.
tempo: octaves above 40 BPM over those of 240 BPM; 0.5 where there is no tempo.
centroid: centre of the magnitude spectrum, octaves above 250 Hz, 8 kHz at 1.
bass: share of the power that lies below 150 Hz.
flatness: of the power spectrum, -60 dB at 0 (a tone), 0 dB at 1 (white noise).
energy: relative within the track, see `energy_curve`.
"""

_QUIETEST_LUFS = -50.0
_ONSETS_PER_S = 10.0
_STRONG_ONSET = 1.0
_SLOWEST_BPM, _FASTEST_BPM = 40.0, 240.0
_DULL_HZ, _BRIGHT_HZ = 250.0, 8_000.0
_FLATNESS_DB = 60.0
_ENERGY_RANGE_LU = 20.0
_ENERGY_LOUDNESS, _ENERGY_ONSETS = 0.6, 0.4

Doubles = NDArray[np.float64]


def describe(
    spectra: Spectra, rhythm: Rhythm, step_energies: Doubles, *, segments: Sequence[Span]
) -> Floats:
    """Describe every segment, float32 (L, 8), in the order of `DESCRIPTORS`.

    `step_energies` are those of `Meter.step_energies`: one for each 100 ms.
    """
    power = per_segment(spectra.power, 1.0, segments)
    loudness = segment_lufs(step_energies, segments)
    columns = (
        1 - loudness / _QUIETEST_LUFS,
        _onset_rate(onset_curve(spectra.flux), segments) / _ONSETS_PER_S,
        np.interp(_centres(segments), rhythm.tempo.times_s, rhythm.tempo.pulse),
        _tempo(rhythm, segments),
        _centroid(power),
        _bass_share(power),
        1 + _flatness_db(power) / _FLATNESS_DB,
        energy_curve(spectra, step_energies, segments),
    )
    return np.clip(np.stack(columns, axis=1), 0, 1).astype(np.float32)


def energy_curve(spectra: Spectra, step_energies: Doubles, segments: Sequence[Span]) -> Doubles:
    """How much is going on in each segment, 0 to 1, against the rest of the same track.

    Six tenths loudness (the loudest segment at 1, 20 LU below at 0), four tenths how strongly notes
    and drums set in (the busiest segment at 1).
    """
    loudness = segment_lufs(step_energies, segments)
    loud = np.clip(1 + (loudness - loudness.max()) / _ENERGY_RANGE_LU, 0, 1)
    onsets = per_segment(spectra.flux[:, None], FRAMES_PER_S, segments)[:, 0]
    busy = onsets / max(float(onsets.max()), 1e-9)
    return np.asarray(_ENERGY_LOUDNESS * loud + _ENERGY_ONSETS * busy)


def segment_lufs(step_energies: Doubles, segments: Sequence[Span]) -> Doubles:
    """Loudness of each segment without gating, float64 (L,)."""
    return energy_to_lufs(per_segment(step_energies[:, None], 1 / STEP_S, segments)[:, 0])


def per_segment(values: NDArray[np.floating], per_s: float, segments: Sequence[Span]) -> Doubles:
    """Mean over each segment of float (n, k) values, `per_s` of them a second; float64 (L, k).

    Every segment gets at least the value nearest to its start.
    """
    if not len(values):
        return np.zeros((len(segments), values.shape[1]))
    means = np.empty((len(segments), values.shape[1]))
    for row, span in enumerate(segments):
        first = min(round(span.start_s * per_s), len(values) - 1)
        means[row] = values[first : max(first + 1, round(span.end_s * per_s))].mean(axis=0)
    return means


def _centres(segments: Sequence[Span]) -> Doubles:
    return np.array([(span.start_s + span.end_s) / 2 for span in segments])


def _onset_rate(onsets: Doubles, segments: Sequence[Span]) -> Doubles:
    peaks = np.zeros(len(onsets))
    if len(onsets) > 2:
        middle = onsets[1:-1]
        peaks[1:-1] = (middle > onsets[:-2]) & (middle >= onsets[2:]) & (middle > _STRONG_ONSET)
    return per_segment(peaks[:, None], FRAMES_PER_S, segments)[:, 0] * FRAMES_PER_S


def _tempo(rhythm: Rhythm, segments: Sequence[Span]) -> Doubles:
    if rhythm.bpm is None:
        return np.full(len(segments), 0.5)
    bpm = 60 / np.interp(_centres(segments), rhythm.tempo.times_s, rhythm.tempo.period_s)
    return np.asarray(np.log2(bpm / _SLOWEST_BPM) / np.log2(_FASTEST_BPM / _SLOWEST_BPM))


def _hz(power: Doubles) -> Doubles:
    return np.linspace(0, RATE_HZ / 2, power.shape[1])


def _centroid(power: Doubles) -> Doubles:
    magnitude = np.sqrt(power)
    centre = magnitude @ _hz(power) / np.maximum(magnitude.sum(axis=1), 1e-12)
    octaves = np.log2(np.maximum(centre, _DULL_HZ) / _DULL_HZ)
    return np.asarray(octaves / np.log2(_BRIGHT_HZ / _DULL_HZ))


def _bass_share(power: Doubles) -> Doubles:
    low = power[:, _hz(power) < LOW_HZ].sum(axis=1)
    return np.asarray(low / np.maximum(power.sum(axis=1), 1e-12))


def _flatness_db(power: Doubles) -> Doubles:
    audible = np.maximum(power[:, 1:], 1e-12)
    return np.asarray(10 * (np.log10(audible).mean(axis=1) - np.log10(audible.mean(axis=1))))
