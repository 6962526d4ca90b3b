from __future__ import annotations

import numpy as np
import pytest

from inference.features.tempo import Doubles, counted, follow_tempo, onset_curve

LENGTH_S = 40


def curve(*times_s: np.ndarray) -> Doubles:
    """Onsets at 100 frames a second: a hump of a few frames at each time."""
    frames = np.arange(LENGTH_S * 100) / 100
    return sum(np.exp(-(((frames[:, None] - one) / 0.01) ** 2)).sum(axis=1) for one in times_s)


def steps(beat_s: float, *places: float, per_bar: int = 4) -> np.ndarray:
    """Times of places of each bar, in beats."""
    bars = np.arange(0, LENGTH_S / beat_s / per_bar)
    return (bars[:, None] * per_bar + np.array(places)).reshape(-1) * beat_s + 0.3


@pytest.mark.parametrize("bpm", [90, 128, 160])
def test_what_comes_every_three_eighths_is_not_the_beat(bpm: float) -> None:
    beat_s = 60 / bpm
    bass = curve(steps(beat_s, 0, 1.5, 3))
    snare = curve(steps(beat_s, 1, 3))
    hat = curve(steps(beat_s, *np.arange(0, 4, 0.5)))
    tempo = follow_tempo(onset_curve(bass + snare + hat), np.stack([bass, snare, hat]))
    octaves = np.log2(tempo.period_s / beat_s)
    assert np.abs(octaves - np.round(octaves)).max() < 0.01


def test_a_swaying_tempo_is_followed() -> None:
    times = [0.3]
    while times[-1] < LENGTH_S:
        times.append(times[-1] + 0.5 / (1 + 0.06 * np.sin(2 * np.pi * times[-1] / 10)))
    onsets = curve(np.array(times))
    tempo = follow_tempo(onsets, onsets[None])
    true_s = np.interp(tempo.times_s, times[:-1], np.diff(times))
    assert np.abs(tempo.period_s / true_s - 1).max() < 0.03


def test_four_strong_pulses_in_a_slow_beat_are_two_beats() -> None:
    metal = curve(steps(60 / 90, *np.arange(0, 4, 0.25)))
    beats = curve(steps(60 / 90, 0, 1, 2, 3))
    slow = follow_tempo(onset_curve(beats), beats[None])
    assert 60 / np.median(slow.period_s) == pytest.approx(90, abs=0.1)
    fast, parts = counted(onset_curve(metal + beats), slow)
    assert (60 / np.median(fast.period_s), parts) == (pytest.approx(180, abs=0.2), 2)
    assert counted(onset_curve(beats), slow) == (slow, 1)


def test_what_repeats_nothing_is_not_clear() -> None:
    noise = np.random.default_rng(2).uniform(0, 1, (6, LENGTH_S * 100))
    assert follow_tempo(noise.sum(axis=0), noise).clarity < 0.06
