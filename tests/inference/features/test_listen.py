from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from inference.errors import MediaError
from inference.features.listen import Heard, listen
from inference.features.sound import DESCRIPTORS
from inference.progress import finish
from inference.values import Floats, MusicBase
from tests.inference.features.sounds import clicks, noise, written

PATCH = 47_616


class Encoder:
    """Stands for the music encoder: says what it was given."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def __call__(self, patches: Floats) -> tuple[Floats, Floats]:
        assert patches.dtype == np.float32
        assert patches.shape[1] == PATCH
        self.batches.append(len(patches))
        level = np.sqrt(np.square(patches).mean(axis=1, keepdims=True))
        return np.repeat(level, 4, axis=1), level.clip(0, 1)


def hear(path: Path, encode: Encoder | None = None) -> Heard:
    return finish(listen(path, encode or Encoder()))


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 s at 120 beats a minute, 44.1 kHz stereo, louder from the middle on."""
    beat = clicks(np.arange(0.25, 39.5, 0.5), 40)[: 40 * 16_000] * 0.5
    beat[20 * 16_000 :] *= 1.8
    at_44k = np.interp(np.arange(40 * 44_100) / 44_100, np.arange(len(beat)) / 16_000, beat)
    return written(
        tmp_path_factory.mktemp("listen") / "song.flac",
        np.stack((at_44k, at_44k), axis=1).astype(np.float32),
        44_100,
    )


def test_one_hearing_gives_everything(song: Path) -> None:
    encoder = Encoder()
    heard = hear(song, encoder)
    count = 7
    assert heard.duration_s == pytest.approx(40, abs=1e-6)
    assert len(heard.segments) == count == sum(encoder.batches)
    assert max(encoder.batches) <= 8
    assert heard.base.shape == (count, 4 + 1 + len(DESCRIPTORS))
    assert heard.base.dtype == heard.tags.dtype == heard.energy.dtype == np.float32
    assert heard.bpm == pytest.approx(120, abs=0.1)
    assert np.diff(heard.beats_s) == pytest.approx(0.5, abs=0.01)
    assert heard.beats_s[4] % 0.5 == pytest.approx(0.25, abs=0.01)
    assert heard.energy[:3].max() < heard.energy[4:].min()
    assert -40 < heard.loudness_lufs < 0
    assert heard.true_peak_dbtp < 0.5


def test_patches_come_from_the_middle_of_their_segments(song: Path) -> None:
    whole, _ = soundfile.read(song, dtype="float32")
    heard = hear(song)
    for level, span in zip(heard.base[:, 0], heard.segments, strict=True):
        middle = (span.start_s + span.end_s) / 2
        near = whole[int((middle - 1.488) * 44_100) : int((middle + 1.488) * 44_100), 0]
        # All of this sound lies below 8 kHz, so the patch has the same level.
        assert level == pytest.approx(np.sqrt(np.square(near).mean()), rel=0.03)


def test_fits_the_music_base(song: Path) -> None:
    base = MusicBase(content_key="k", **hear(song).as_dict())
    assert base.duration_s == pytest.approx(40)


def test_progress_rises_and_closing_stops(song: Path) -> None:
    encoder = Encoder()
    work = listen(song, encoder)
    steps = [next(work).fraction for _ in range(20)]
    assert steps == sorted(steps)
    assert 0 < steps[-1] < 1
    work.close()
    assert sum(encoder.batches) < 7


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 32_000, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_rate_and_mono(tmp_path: Path, rate_hz: int, channels: int) -> None:
    wave = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(8 * rate_hz) / rate_hz)
    sound = np.repeat(wave[:, None], channels, axis=1).astype(np.float32)
    heard = hear(written(tmp_path / "tone.wav", sound, rate_hz))
    assert heard.duration_s == pytest.approx(8, abs=0.001)
    # A sine of -20 dBFS on both loudspeakers, whether it is stored once or twice.
    assert heard.loudness_lufs == pytest.approx(-20, abs=0.15)
    assert heard.true_peak_dbtp == pytest.approx(-20, abs=0.2)
    assert heard.bpm is None


@pytest.mark.parametrize("seconds", [1.0, 2.0, 2.976, 3.5, 8.9, 9.1])
def test_short_music_gives_at_least_one_segment(tmp_path: Path, seconds: float) -> None:
    heard = hear(written(tmp_path / "short.wav", noise(seconds)))
    assert len(heard.segments) == (2 if seconds > 9 else 1)
    assert heard.segments[-1].end_s == pytest.approx(seconds, abs=0.001)
    assert np.isfinite(heard.base).all()


@pytest.mark.parametrize(
    ("sound", "says"),
    [
        (noise(0.4), "0.40 s"),
        (np.zeros(16_000 * 5, np.float32), "silent"),
        (noise(5, 1e-5), "silent"),
    ],
    ids=["too short", "silent", "as good as silent"],
)
def test_what_is_no_music_is_refused_by_name(tmp_path: Path, sound: Floats, says: str) -> None:
    path = written(tmp_path / "nothing.wav", sound)
    with pytest.raises(MediaError, match=says) as refusal:
        hear(path)
    assert refusal.value.path == path
    assert "nothing.wav" in refusal.value.what
    assert refusal.value.remedy


@pytest.mark.parametrize("content", [b"", b"not music at all" * 100])
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.mp3"
    path.write_bytes(content)
    with pytest.raises(MediaError):
        hear(path)


def test_memory_does_not_grow_with_the_song(tmp_path: Path) -> None:
    path = written(tmp_path / "long.flac", np.tile(noise(20), 9))
    tracemalloc.start()
    hear(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 11e6  # of 12 MB of samples at 16 kHz, 35 MB at the rate of the meter


def test_real_music(shared: Path) -> None:
    heard = hear(shared / "music_small" / "wesnoth-1.16-music__northerners.ogg")
    assert heard.duration_s == pytest.approx(60, abs=0.5)
    assert heard.key is not None
    assert np.ptp(heard.energy) > 0.05
