"""What is kept of a song so that places in it can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

BANDS = 20
"""Mel bands of the timbre."""

BANDS_PER_S = 20.0

WAVE_HZ = 4_000
"""Rate of the coarse waveform: two places are laid over each other to a fraction of a sample."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What one hearing gathers of a song.

    `chroma` is float32 (c, 12), C first, `CHROMA_FRAMES_PER_S`. `bands_db` is float32 (m, BANDS),
    power in mel bands, `BANDS_PER_S`. `wave` is int8 (k,), mono at `WAVE_HZ`, companded.
    `beats_s` and `downbeats_s` are float32 (n,), as tracked here; empty without a beat. `voice_s`
    is float32 (v, 2): the stretches in which somebody speaks or sings, as far as a detector of
    speech can tell.
    """

    duration_s: float
    chroma: Floats
    bands_db: Floats
    wave: NDArray[np.int8]
    beats_s: Floats
    downbeats_s: Floats
    voice_s: Floats

    @property
    def voice_share(self) -> float:
        """Share of the song in which there is a voice, 0 to 1."""
        return float(np.diff(self.voice_s, axis=1).sum()) / max(self.duration_s, 1e-3)
