"""Songs made of bars that are known to be the same, or not, as sounds and as structures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from inference.features.structure import Structure, hear_structure
from inference.progress import finish
from tests.inference.features.sounds import chord

RATE = 48_000
BAR_S = 2.0
CHORDS = {"A": (57, 60, 64), "B": (53, 57, 60), "C": (55, 59, 62), "D": (50, 54, 57)}
VERSE, CHORUS = "AABA", "CDCB"
FORM = VERSE + CHORUS + VERSE + CHORUS + VERSE
TAIL_S = 3.0


def stroke(hz: float, seconds: float, damp: float) -> NDArray[np.float64]:
    time = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(0.4 * np.sin(2 * np.pi * hz * time) * np.exp(-damp * time))


@cache
def bar(name: str) -> NDArray[np.float32]:
    """Two seconds: a bass drum on the first beat, ticks on all four, a struck chord."""
    sound = np.zeros(int(BAR_S * RATE))
    sound[: int(0.3 * RATE)] += stroke(60, 0.3, 12)
    for beat in range(4):
        start = int(beat * BAR_S / 4 * RATE)
        sound[start : start + int(0.05 * RATE)] += stroke(1500, 0.05, 100)
    tones = np.repeat(chord(CHORDS[name], BAR_S), RATE // 16_000)
    return np.asarray(sound + tones[: len(sound)], np.float32)


@cache
def song_sound(form: str = FORM, *, tail_s: float = TAIL_S) -> NDArray[np.float32]:
    """Mono: the bars of the form, then a last chord that dies away."""
    time = np.arange(int(tail_s * RATE)) / RATE
    last = 0.3 * np.sin(2 * np.pi * 220 * time) * np.exp(-2.5 * time)
    return np.concatenate([*(bar(name) for name in form), last.astype(np.float32)])


def beats(form: str = FORM) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    times = np.arange(len(form) * 4 + 1, dtype=np.float32) * np.float32(BAR_S / 4)
    return times, times[::4]


def written_song(folder: Path, sound: NDArray[np.float32], name: str = "song.wav") -> Path:
    path = folder / name
    soundfile.write(path, np.stack([sound, sound], axis=1), RATE, subtype="FLOAT")
    return path


def structure_at(path: Path, form: str | None = FORM) -> Structure:
    """Hear a file, with the beats of its form; None for music without a beat."""
    none = np.zeros(0, np.float32)
    times, bars = (none, none) if form is None else beats(form)
    return finish(hear_structure(path, beats_s=times, downbeats_s=bars))
