from __future__ import annotations

import numpy as np
import pytest

from inference.features.loudness import Meter
from inference.features.rhythm import track_rhythm
from inference.features.sound import DESCRIPTORS, describe, energy_curve, per_segment
from inference.values import Floats, Span, segment_grid
from tests.inference.features.sounds import RATE_HZ, clicks, heard, noise


def described(sound: Floats) -> dict[str, Floats]:
    """Columns by name of a mono sound at 16 kHz, cut every 6 s."""
    # The meter wants more; for plain sounds each sample twice will do.
    meter = Meter(2 * RATE_HZ, 1)
    meter.feed(np.repeat(sound, 2))
    spectra = heard(sound)
    segments = segment_grid(len(sound) / RATE_HZ, 6.0)
    table = describe(spectra, track_rhythm(spectra), meter.step_energies(), segments=segments)
    assert table.shape == (len(segments), len(DESCRIPTORS))
    assert table.dtype == np.float32
    assert table.min() >= 0
    assert table.max() <= 1
    return dict(zip(DESCRIPTORS, table.T, strict=True))


def sine(hz: float, duration_s: float, level: float = 0.3) -> Floats:
    wave = level * np.sin(2 * np.pi * hz * np.arange(int(duration_s * RATE_HZ)) / RATE_HZ)
    return wave.astype(np.float32)


def test_loudness_and_energy_follow_the_level() -> None:
    columns = described(np.concatenate((noise(6, 0.01), noise(6, 0.1), noise(6, 0.3))))
    assert list(np.argsort(columns["loudness"])) == [0, 1, 2]
    assert columns["loudness"][1] - columns["loudness"][0] == pytest.approx(0.4, abs=0.02)
    assert columns["energy"].argmax() == 2


def test_onset_rate_counts_onsets_per_second() -> None:
    times = np.concatenate((np.arange(0.1, 6, 0.5), np.arange(6.1, 12, 0.2)))
    rate = described(clicks(times, 12))["onset_rate"] * 10
    assert rate[0] == pytest.approx(2, abs=0.4)
    assert rate[1] == pytest.approx(5, abs=0.5)


def test_pulse_and_tempo() -> None:
    steady = described(clicks(np.arange(0.3, 30, 0.5), 30))
    assert steady["pulse"].min() > 0.8
    assert steady["tempo"][0] == pytest.approx(np.log2(120 / 40) / np.log2(240 / 40), abs=0.02)
    shapeless = described(noise(30))
    assert shapeless["pulse"].max() < 0.3
    assert set(shapeless["tempo"]) == {0.5}


def test_colour_of_the_sound() -> None:
    low, high, hiss = (described(s) for s in (sine(80, 6), sine(4000, 6), noise(6)))
    assert low["bass"][0] > 0.95 > 0.05 > high["bass"][0]
    assert low["centroid"][0] < high["centroid"][0]
    assert high["centroid"][0] == pytest.approx(0.8, abs=0.1)
    assert low["flatness"][0] < 0.5 < 0.9 < hiss["flatness"][0]


def test_energy_of_an_even_track_is_even() -> None:
    sound = noise(30)
    meter = Meter(2 * RATE_HZ, 1)
    meter.feed(np.repeat(sound, 2))
    curve = energy_curve(heard(sound), meter.step_energies(), segment_grid(30, 6))
    assert curve.min() > 0.95


def test_every_segment_gets_a_value() -> None:
    values = np.arange(10.0)[:, None]
    spans = (Span(0, 5), Span(5, 9.9), Span(9.9, 12), Span(20, 21))
    np.testing.assert_array_equal(per_segment(values, 1.0, spans)[:, 0], [2.0, 7.0, 9.0, 9.0])
    assert per_segment(values[:0], 1.0, spans).shape == (4, 1)


def test_silence_is_finite() -> None:
    columns = described(np.zeros(RATE_HZ * 3, np.float32))
    assert all(np.isfinite(column).all() for column in columns.values())
    assert columns["loudness"][0] == 0
