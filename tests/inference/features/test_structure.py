from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.cache import BaseCache
from inference.errors import MediaError
from inference.features.structure import (
    MOST_STEPS,
    Structure,
    companded,
    expanded,
    hear_rows,
    hear_structure,
    structure_of,
)
from inference.features.structure_file import read_rows, write_rows
from inference.features.structure_rows import WAVE_HZ, Rows
from inference.progress import finish
from tests.inference.features.sounds import RATE_HZ, chord, clicks, noise, written

BEATS = np.arange(0.25, 20, 0.5)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clicks at 120 bpm; two chords, two seconds each, by turns."""
    sound = clicks(BEATS, 20)[: 20 * RATE_HZ]
    for bar in range(10):
        tones = chord((45, 57, 60) if bar % 2 else (50, 53, 57), 2.0)
        start = bar * 2 * RATE_HZ + RATE_HZ // 4
        sound[start : start + len(tones)] += tones[: len(sound) - start]
    return written(tmp_path_factory.mktemp("structure") / "song.wav", sound)


def heard(path: Path, cache: BaseCache | None = None) -> Structure:
    beats = BEATS.astype(np.float32)
    return finish(hear_structure(path, beats_s=beats, downbeats_s=beats[::4], cache=cache))


def test_steps_lie_on_the_beats_and_bars_are_counted(song: Path) -> None:
    found = heard(song)
    assert found.has_beat
    assert found.per_bar == 4
    np.testing.assert_allclose(found.times_s[1:-1], BEATS, atol=1e-6)
    assert (found.times_s[0], found.times_s[-1]) == (0.0, pytest.approx(20.0))
    assert found.phase[:6].tolist() == [3, 0, 1, 2, 3, 0]
    assert found.chroma.shape == (found.steps, 12)
    assert len(found.timbre) == len(found.level_db) == found.steps


def test_the_same_chord_is_known_again(song: Path) -> None:
    found = heard(song)
    alike = found.chroma @ found.chroma.T
    assert alike[2, 10] > 0.98
    assert alike[2, 6] < 0.9


def test_gaps_and_ends_are_filled_with_beats(song: Path) -> None:
    rows = finish(hear_rows(song))
    kept = np.concatenate((BEATS[4:12], BEATS[20:34])).astype(np.float32)
    found = structure_of(rows, beats_s=kept, downbeats_s=BEATS[4:12:4].astype(np.float32))
    np.testing.assert_allclose(found.times_s[1:-1], BEATS, atol=1e-3)
    assert set(found.phase[1:-1][::4].tolist()) == {0}


def test_without_a_beat_there_are_half_seconds(song: Path) -> None:
    none = np.zeros(0, np.float32)
    found = finish(hear_structure(song, beats_s=none, downbeats_s=none))
    assert not found.has_beat
    assert found.per_bar == 0
    np.testing.assert_allclose(np.diff(found.times_s), 0.5, atol=1e-6)
    assert set(found.phase.tolist()) == {-1}


def test_beats_that_nobody_gave_are_tracked(song: Path) -> None:
    found = finish(hear_structure(song))
    assert found.has_beat
    assert found.step_s == pytest.approx(0.5, abs=0.01)


def test_it_is_heard_once(song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = BaseCache(tmp_path / "cache")
    first = heard(song, cache)
    monkeypatch.setattr("inference.features.structure.stream_audio", None)
    again = heard(song, cache)
    np.testing.assert_array_equal(first.rows.wave, again.rows.wave)
    np.testing.assert_array_equal(first.timbre, again.timbre)
    np.testing.assert_array_equal(first.chroma, again.chroma)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nothing", None])
def test_a_file_that_cannot_be_read_counts_as_absent(
    song: Path, tmp_path: Path, damage: bytes | None
) -> None:
    kept = tmp_path / "a.structure.npz"
    write_rows(finish(hear_rows(song)), kept)
    assert read_rows(kept) is not None
    kept.write_bytes(kept.read_bytes()[:-200] if damage is None else damage)
    assert read_rows(kept) is None
    assert read_rows(tmp_path / "absent.npz") is None


def test_a_place_that_cannot_be_written_is_passed_over(song: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    write_rows(finish(hear_rows(song)), tmp_path / "file" / "a.npz")


def test_the_coarse_waveform_keeps_loud_and_soft() -> None:
    time = np.arange(WAVE_HZ) / WAVE_HZ
    wave = (np.sin(2 * np.pi * 200 * time) * np.linspace(0.003, 1, WAVE_HZ)).astype(np.float32)
    back = expanded(companded(wave))
    assert np.abs(back - wave).max() < 0.01
    assert np.corrcoef(back[:400], wave[:400])[0, 1] > 0.95


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.wav"
    path.write_text("nothing")
    with pytest.raises(MediaError):
        finish(hear_structure(path))


@pytest.mark.parametrize("seconds", [0.01, 0.4, 3.0])
def test_short_sounds_are_no_trouble(tmp_path: Path, seconds: float) -> None:
    found = finish(hear_structure(written(tmp_path / "short.wav", noise(seconds))))
    assert found.steps >= 1
    assert np.isfinite(found.timbre).all()


@pytest.mark.parametrize(("beat_s", "per_bar"), [(0.4, 1), (None, 0)])
def test_hours_are_looked_at_coarsely(beat_s: float | None, per_bar: int) -> None:
    rng, hours_s = np.random.default_rng(1), 2.5 * 3600
    rows = Rows(
        duration_s=hours_s,
        chroma=rng.random((int(hours_s * 7.8125), 12), np.float32),
        bands_db=rng.random((int(hours_s * 20), 20), np.float32),
        wave=np.zeros(4, np.int8),
        beats_s=np.zeros(0, np.float32),
        downbeats_s=np.zeros(0, np.float32),
        voice_s=np.zeros((0, 2), np.float32),
    )
    beats = np.zeros(0) if beat_s is None else np.arange(0.1, hours_s, beat_s)
    found = structure_of(rows, beats_s=beats.astype(np.float32), downbeats_s=beats[::4])
    assert found.steps <= MOST_STEPS + 1
    assert found.per_bar == per_bar
    assert (found.times_s[0], found.times_s[-1]) == (0, hours_s)
    assert np.diff(found.times_s).min() > 0
