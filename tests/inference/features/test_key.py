from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.features.key import find_key
from inference.media.audio import read_audio
from tests.inference.features.sounds import chord, heard, noise

CADENCES = {
    "A minor": ((57, 60, 64), (50, 53, 57), (52, 56, 59), (57, 60, 64)),
    "G major": ((55, 59, 62), (60, 64, 67), (62, 66, 69), (55, 59, 62)),
    "Eb major": ((51, 55, 58), (56, 60, 63), (58, 62, 65), (51, 55, 58)),
}


@pytest.mark.parametrize("key", CADENCES)
def test_cadences(key: str) -> None:
    sound = np.concatenate([chord(pitches, 1.0) for pitches in CADENCES[key] * 4])
    found, confidence = find_key(heard(sound).chroma)
    assert found == key
    assert confidence > 0.15


@pytest.mark.parametrize(("name", "key"), [("sample", "Ab major"), ("sample2", "A minor")])
def test_real_excerpts(shared: Path, name: str, key: str) -> None:
    path = shared / "annot" / "madmom" / f"{name}.wav"
    assert find_key(heard(read_audio(path, rate_hz=16_000, channels=1)).chroma)[0] == key


def test_a_real_song(shared: Path) -> None:
    path = shared / "music_small" / "fretsonfire-songs-sectoid__Feelings.ogg"
    assert find_key(heard(read_audio(path, rate_hz=16_000, channels=1)).chroma)[0] == "D major"


def test_silence_has_no_key_and_noise_no_clear_one() -> None:
    assert find_key(heard(np.zeros(32_000, np.float32)).chroma) == (None, 0.0)
    assert find_key(heard(noise(20)).chroma)[1] < 0.3
    assert find_key(np.zeros((0, 12), np.float32)) == (None, 0.0)
