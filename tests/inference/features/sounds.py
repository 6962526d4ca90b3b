"""Made-up sounds with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from inference.features.spectrum import Listener, Spectra
from inference.values import Floats

RATE_HZ = 16_000


def clicks(times_s: NDArray[np.float64], duration_s: float) -> Floats:
    """Short decaying 1 kHz strokes that begin at `times_s`."""
    after = np.arange(int(0.03 * RATE_HZ)) / RATE_HZ
    stroke = 0.5 * np.sin(2 * np.pi * 1000 * after) * np.exp(-150 * after)
    sound = np.zeros(int(duration_s * RATE_HZ) + len(stroke))
    for time in times_s:
        start = round(time * RATE_HZ)
        sound[start : start + len(stroke)] += stroke
    return sound.astype(np.float32)


def chord(pitches: tuple[int, ...], duration_s: float) -> Floats:
    """Struck strings at MIDI pitches, four partials each, dying away."""
    after = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    tones = [
        np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * partial * after) / partial
        for pitch in pitches
        for partial in (1, 2, 3, 4)
    ]
    return (0.05 * np.sum(tones, axis=0) * np.exp(-after)).astype(np.float32)


def noise(duration_s: float, level: float = 0.1) -> Floats:
    """White noise, the same every time."""
    rng = np.random.default_rng(7)
    return rng.normal(0, level, int(duration_s * RATE_HZ)).astype(np.float32)


def heard(sound: Floats, *, block: int = 20_000) -> Spectra:
    """Spectra of a mono sound at 16 kHz."""
    listener = Listener()
    for start in range(0, len(sound), block):
        listener.feed(sound[start : start + block])
    return listener.finish()


def written(path: Path, sound: Floats, rate_hz: int = RATE_HZ) -> Path:
    """Write a sound to a file, in the format its name says."""
    soundfile.write(path, sound, rate_hz)
    return path
