from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from inference.features.loudness import FLOOR_DBTP, FLOOR_LUFS, Meter, measure
from inference.values import Floats

RATE_HZ = 48_000


def tone(*steps: tuple[float, float], rate_hz: int = RATE_HZ) -> Floats:
    """A 1 kHz stereo sine, as steps of (peak level in dBFS, seconds)."""
    level = np.concatenate([np.full(int(s * rate_hz), 10 ** (db / 20)) for db, s in steps])
    wave = level * np.sin(2 * np.pi * 1000 * np.arange(len(level)) / rate_hz)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


@pytest.mark.parametrize(
    "steps",
    [
        ((-23, 20),),
        ((-36, 10), (-23, 60), (-36, 10)),
        ((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)),
        ((-26, 20), (-20, 20.1), (-26, 20)),
    ],
    ids=["case 1", "case 3", "case 4", "case 5"],
)
@pytest.mark.parametrize("rate_hz", [32_000, 44_100, 48_000])
def test_tones_of_ebu_tech_3341(steps: tuple[tuple[float, float], ...], rate_hz: int) -> None:
    signal = tone(*steps, rate_hz=rate_hz)
    assert measure([signal], rate_hz).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_signals_with_published_values(shared: Path) -> None:
    folder = shared / "annot" / "loudness"
    checked = 0
    with (folder / "expected.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            if not (folder / row["file"]).exists():
                continue
            signal, rate_hz = soundfile.read(folder / row["file"], dtype="float32", always_2d=True)
            found = measure([signal], rate_hz)
            if row["integrated LUFS"]:
                expected = float(row["integrated LUFS"].split()[0])
                assert found.integrated_lufs == pytest.approx(expected, abs=0.1), row["file"]
            if row["true peak dBTP"]:
                expected = float(row["true peak dBTP"].split()[0])
                assert expected - 0.4 <= found.true_peak_dbtp <= expected + 0.2, row["file"]
            checked += 1
    assert checked >= 8


def test_agrees_with_pyloudnorm_on_music(shared: Path) -> None:
    checked = 0
    for path in sorted((shared / "music_small").glob("*.*"))[::6]:
        try:
            signal, rate_hz = soundfile.read(path, dtype="float32", frames=48_000 * 20)
        except soundfile.LibsndfileError:
            continue
        if rate_hz < 32_000:
            continue
        found = measure([signal], rate_hz).integrated_lufs
        oracle = pyloudnorm.Meter(rate_hz).integrated_loudness(signal)
        assert found == pytest.approx(oracle, abs=0.1), path.name
        checked += 1
    assert checked >= 3


def test_block_size_changes_nothing() -> None:
    signal = np.random.default_rng(0).normal(0, 0.1, (200_003, 2)).astype(np.float32)
    whole = measure([signal], 44_100)
    cut = measure(np.split(signal, [1, 2, 4_410, 4_411, 90_000, 90_000, 199_999]), 44_100)
    assert cut == whole


def test_a_tone_of_one_channel_reads_as_the_standard_says() -> None:
    wave = np.sin(2 * np.pi * 997 * np.arange(5 * RATE_HZ) / RATE_HZ).astype(np.float32)
    assert measure([wave], RATE_HZ).integrated_lufs == pytest.approx(-3.01, abs=0.01)
    doubled = Meter(RATE_HZ, 1, dual_mono=True)
    doubled.feed(wave)
    both = measure([np.stack((wave, wave), axis=1)], RATE_HZ)
    assert doubled.integrated_lufs() == pytest.approx(both.integrated_lufs, abs=1e-4)


def test_momentary_maximum_is_the_loudest_400_ms() -> None:
    signal = tone((-40, 2), (-20, 0.4), (-40, 2))
    assert measure([signal], RATE_HZ).momentary_max_lufs == pytest.approx(-20, abs=0.2)


def test_skipping_quiet_rows_never_changes_the_true_peak() -> None:
    rng = np.random.default_rng(1)
    swell = np.abs(np.sin(np.arange(40_960) / 5_000))
    for _ in range(4):
        signal = (rng.normal(0, 0.2, 40_960) * swell).astype(np.float32)
        spectrum = np.fft.rfft(signal)
        spectrum[int(0.45 * len(signal)) :] = 0
        signal = np.fft.irfft(spectrum).astype(np.float32)
        padded = np.zeros(4 * (len(spectrum) - 1) // 2 + 1, complex)
        padded[: len(spectrum)] = np.fft.rfft(signal)
        oracle = 20 * np.log10(np.abs(np.fft.irfft(padded, n=4 * len(signal)) * 4).max())
        found = measure([signal], RATE_HZ).true_peak_dbtp
        assert found == pytest.approx(oracle, abs=0.05)


def test_overshoot_between_the_samples_is_found_anywhere() -> None:
    quiet = np.full(5_000, 0.01, np.float32)
    for start in (0, 31, 32, 2_000, 4_960):
        signal = quiet.copy()
        burst = np.sin(np.pi / 2 * np.arange(40) + np.pi / 4) * np.hanning(40)
        signal[start : start + 40] += burst[: len(signal) - start].astype(np.float32)
        assert measure([signal], RATE_HZ).true_peak_dbtp > 20 * np.log10(np.abs(signal).max()) + 2


@pytest.mark.parametrize("signal", [np.zeros(96_000, np.float32), np.ones(100, np.float32) * 1e-5])
def test_silence_and_too_short_sound_read_the_floor(signal: Floats) -> None:
    found = measure([signal], RATE_HZ)
    assert found.integrated_lufs == FLOOR_LUFS
    assert found.momentary_max_lufs == FLOOR_LUFS


def test_nothing_at_all_reads_the_floor() -> None:
    assert measure([], RATE_HZ).true_peak_dbtp == FLOOR_DBTP


def test_a_meter_that_was_read_takes_no_more() -> None:
    meter = Meter(RATE_HZ, 2)
    meter.feed(np.zeros((10, 2), np.float32))
    meter.integrated_lufs()
    with pytest.raises(ValueError, match="already"):
        meter.feed(np.zeros((10, 2), np.float32))


@pytest.mark.parametrize(("rate_hz", "channels"), [(22_050, 2), (48_000, 3)])
def test_refuses_what_it_cannot_measure(rate_hz: int, channels: int) -> None:
    with pytest.raises(ValueError, match="cannot meter"):
        Meter(rate_hz, channels)
