from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from inference.errors import MediaError
from inference.features.waveform import (
    Waveform,
    read_waveform,
    waveform,
    waveform_of,
    write_waveform,
)
from inference.progress import finish
from resources import DEMO


def written(path: Path, sound: np.ndarray, rate_hz: int = 44_100) -> Path:
    soundfile.write(path, sound, rate_hz, subtype="FLOAT")
    return path


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 44_100, 48_000])
def test_says_how_loud_each_hundredth_of_a_second_is(tmp_path: Path, rate_hz: int) -> None:
    sound = np.zeros((3 * rate_hz, 2), np.float32)
    sound[rate_hz : 2 * rate_hz, 1] = 0.5
    sound[rate_hz // 2, 0] = -1.5
    found = finish(waveform(written(tmp_path / "a.wav", sound, rate_hz)))
    cells = found.levels[0]
    assert len(cells) == 300
    assert found.duration_s == 3.0
    assert (cells[100:200, 0] == 128).all()
    assert (cells[100:200, 1] == 90).all()
    assert cells[50, 0] == 255
    assert not cells[:50].any()
    assert not cells[51:100].any()
    assert not cells[200:].any()


def test_coarser_levels_keep_every_peak(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    cells = rng.integers(0, 255, (1_001, 2), dtype=np.uint8)
    cells[:, 1] //= 2
    found = waveform_of(cells)
    assert [len(level) for level in found.levels] == [1001, 251, 63, 16, 4]
    for fine, coarse in zip(found.levels, found.levels[1:], strict=False):
        for i, (peak, body) in enumerate(coarse.tolist()):
            under = fine[4 * i : 4 * i + 4]
            assert peak == under[:, 0].max()
            assert body == pytest.approx(np.sqrt((under[:, 1].astype(float) ** 2).mean()), abs=0.6)


@pytest.fixture(scope="module")
def ramp() -> Waveform:
    """Ten seconds that grow louder by one step every 0.04 s."""
    loud = np.repeat(np.arange(250, dtype=np.uint8), 4)
    return waveform_of(np.stack([loud, loud], axis=1))


def test_columns_cover_what_they_stand_for(ramp: Waveform) -> None:
    wide = ramp.columns(0, 10, 10)[:, 0]
    assert wide.tolist() == pytest.approx([24 + 25 * i for i in range(10)], abs=26 / 4)
    assert ramp.columns(2, 4, 2)[:, 0].tolist() == pytest.approx([74, 99], abs=26 / 4)
    assert ramp.columns(0, 0.04, 8)[:, 0].tolist() == [0] * 8
    assert ramp.columns(5, 5.08, 4)[:, 0].tolist() == [125, 125, 126, 126]


def test_nothing_is_heard_outside_the_sound(ramp: Waveform) -> None:
    around = ramp.columns(-4, 14, 9)[:, 0].tolist()
    assert around == pytest.approx([0, 0, 49, 99, 149, 199, 249, 0, 0], abs=50 / 4)
    assert [around[i] for i in (0, 1, 7, 8)] == [0, 0, 0, 0]
    assert not ramp.columns(-9, -1, 5).any()
    assert not ramp.columns(10, 20, 5).any()
    assert ramp.columns(3, 3, 2)[:, 0].tolist() == [75, 75]


@pytest.mark.parametrize("count", [1, 7, 1000])
def test_there_are_as_many_columns_as_asked_for(ramp: Waveform, count: int) -> None:
    assert ramp.columns(-1.3, 11.7, count).shape == (count, 2)
    assert ramp.columns(4.321, 4.322, count).shape == (count, 2)


def test_the_song_of_the_demo() -> None:
    steps = []
    path = sorted((DEMO / "music").glob("*.ogg"))[0]
    found = finish(waveform(path), steps.append)
    assert found.is_whole
    assert found.duration_s == pytest.approx(50, abs=0.1)
    assert 30 < found.levels[0][:, 1].mean() < 128
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)


def test_long_sounds_are_shown_before_their_end(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", np.full(8_000 * 150, 0.25, np.float32), 8_000)
    steps = []
    finish(waveform(path), steps.append)
    partials = [step.partial for step in steps if step.partial is not None]
    assert [(one.duration_s, one.is_whole) for one in partials] == [(60, False), (120, False)]


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"no sound" * 99)
    with pytest.raises(MediaError):
        finish(waveform(path))


def test_is_kept_and_read(tmp_path: Path, ramp: Waveform) -> None:
    path = tmp_path / "kept" / "a.npz"
    assert read_waveform(path) is None
    write_waveform(ramp, path)
    found = read_waveform(path)
    assert found is not None
    for mine, kept in zip(ramp.levels, found.levels, strict=True):
        assert np.array_equal(mine, kept)
    path.write_bytes(path.read_bytes()[:-40])
    assert read_waveform(path) is None
    assert [one.name for one in path.parent.iterdir()] == ["a.npz"]
