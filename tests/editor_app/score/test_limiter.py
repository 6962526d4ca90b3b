from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.score.limiter import (
    HALF_TAPS,
    ROW,
    Interpolator,
    envelope,
    sample_peaks,
)

CEILING = 10 ** (-1 / 20)


def true_peaks(samples: np.ndarray) -> np.ndarray:
    """Peak of every row, from a plain four-fold oversampling of the whole by FFT."""
    fine = np.fft.irfft(np.fft.rfft(samples, axis=0), n=4 * len(samples), axis=0) * 4
    return np.abs(fine).reshape(-1, 4 * ROW * samples.shape[1]).max(axis=1)


def test_peaks_between_samples_are_found() -> None:
    # A quarter of the rate, caught at 45 degrees: 3.01 dB above every sample.
    time = np.arange(4096)
    wave = np.sin(np.pi / 2 * time + np.pi / 4)[:, None].repeat(2, axis=1).astype(np.float32)
    padded = np.pad(wave, ((HALF_TAPS, HALF_TAPS), (0, 0)))
    rows = np.arange(4, len(wave) // ROW - 4)
    found = Interpolator().true_peaks(padded, rows)
    assert sample_peaks(wave).max() == pytest.approx(0.7071, abs=1e-3)
    np.testing.assert_allclose(found, 1.0, atol=0.01)


def test_rows_that_hide_no_peak_are_left_out_and_none_that_does() -> None:
    rng = np.random.default_rng(1)
    loudness = np.repeat(rng.uniform(0.02, 1.0, 256), ROW)[:, None]
    wave = (rng.standard_normal((256 * ROW, 2)) * loudness * 0.4).astype(np.float32)
    interpolator = Interpolator()
    suspects = interpolator.suspects(sample_peaks(wave), CEILING)
    padded = np.pad(wave, ((HALF_TAPS, HALF_TAPS), (0, 0)))
    found = interpolator.true_peaks(padded, np.arange(256))
    assert 0 < suspects.sum() < 256
    assert not (found[~suspects] > CEILING).any()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.5, 6.0), st.integers(1, 400))
def test_nothing_passes_the_ceiling_and_nothing_is_lifted(
    seed: int, level: float, rows: int
) -> None:
    rng = np.random.default_rng(seed)
    peaks = (rng.exponential(0.3, rows) * level).astype(np.float32)
    made = envelope(peaks, CEILING)
    if made is None:
        assert peaks.max() <= CEILING
        return
    assert made.edges.shape == (rows + 1,)
    assert made.edges.max() <= 1.0 + 1e-6
    highest_gain = np.maximum(made.edges[:-1], made.edges[1:])
    assert (peaks * highest_gain).max() <= CEILING
    assert made.reduction_db == pytest.approx(20 * np.log10(peaks.max() / CEILING), abs=0.2)


def test_the_limited_sound_keeps_the_ceiling_between_samples() -> None:
    rng = np.random.default_rng(2)
    wave = (np.cumsum(rng.standard_normal((ROW * 700, 2)), axis=0) * 0.02).astype(np.float32)
    wave -= np.linspace(wave[0], wave[-1], len(wave), dtype=np.float32)
    wave[::997] += 0.8
    padded = np.pad(wave, ((HALF_TAPS, HALF_TAPS), (0, 0)))
    between = Interpolator().true_peaks(padded, np.arange(700))
    made = envelope(np.maximum(between, sample_peaks(wave)), CEILING)
    assert made is not None
    half = 350
    for first, part in ((0, wave[: half * ROW]), (half, wave[half * ROW :])):
        made.apply(part, first)
    assert true_peaks(wave)[4:-4].max() <= CEILING * 1.003


def test_quiet_sound_needs_no_limiter() -> None:
    assert envelope(np.full(50, 0.3, np.float32), CEILING) is None
