"""Hear a song once, from front to back, and keep everything that later steps need of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soxr

from inference.errors import MediaError
from inference.features.key import find_key
from inference.features.loudness import FLOOR_LUFS, Meter
from inference.features.patches import PatchCutter
from inference.features.rhythm import track_rhythm
from inference.features.sound import describe, energy_curve
from inference.features.spectrum import RATE_HZ, Listener
from inference.media.audio import stream_audio
from inference.media.probe import probe
from inference.progress import Progress, Work
from inference.values import Floats, MediaInfo, Span, segment_grid

MIN_MUSIC_S = 1.0
"""Shorter files are no music."""

Encode = Callable[[Floats], tuple[Floats, Floats]]
"""Patches float32 (n, patch_samples) to embeddings (n, D) and tag probabilities (n, T)."""

_METER_RATES_HZ = (32_000, 48_000)
_BATCH = 8
_BLOCK_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """All of `inference.values.MusicBase` but the content key, under the same names."""

    duration_s: float
    segments: tuple[Span, ...]
    base: Floats
    tags: Floats
    energy: Floats
    bpm: float | None
    bpm_confidence: float
    beats_s: Floats
    downbeats_s: Floats
    key: str | None
    key_confidence: float
    loudness_lufs: float
    true_peak_dbtp: float

    def as_dict(self) -> dict[str, Any]:
        """Fields by name, for `MusicBase(content_key=..., **heard.as_dict())`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def listen(
    path: Path,
    encode: Encode,
    *,
    segment_s: float = 6.0,
    patch_samples: int = 47_616,
    rate_hz: int = RATE_HZ,
    info: MediaInfo | None = None,
) -> Work[Heard]:
    """Decode `path` once; measure, track and encode it as it streams by.

    Memory does not grow with the sound, only with what is kept of it (about 100 numbers a second).
    The patch of each segment is centred in it; a track shorter than a patch is mirrored at both
    ends until it fills one. A mono file is measured as it is heard from two loudspeakers. Time and
    duration are those of the decoded samples, never of the header.

    Parameters
    ----------
    encode : callable
        Patches, float32 (n, patch_samples), n at most 8, to embeddings (n, D) and tags (n, T).
    rate_hz : int
        Rate of the patches; 16,000 is the only one there is.
    info : MediaInfo, optional
        What `probe` said, if it was already asked.

    Raises
    ------
    MediaError
        The file cannot be decoded, holds no sound, lasts less than 1 s, or is silent throughout.
    """
    if rate_hz != RATE_HZ:
        raise ValueError(f"patches are cut at {RATE_HZ} Hz, not {rate_hz}")
    info = info or probe(path)
    ear = _Ear(info, encode, PatchCutter(RATE_HZ, patch_samples, segment_s))
    for block in ear.blocks():
        ear.hear(block)
        yield Progress(min(0.95, ear.position_s / max(info.duration_s, 1e-3)), "Listening")
    yield Progress(0.95, "Finding the beat")
    return ear.sum_up(segment_s)


class _Ear:
    """What one hearing gathers."""

    def __init__(self, info: MediaInfo, encode: Encode, cutter: PatchCutter) -> None:
        self._path = info.path
        self._rate_hz, self._channels = _metered_as(info)
        self._meter = Meter(self._rate_hz, self._channels, dual_mono=self._channels == 1)
        self._down = soxr.ResampleStream(self._rate_hz, RATE_HZ, 1, dtype="float32")
        self._listener = Listener()
        self._cutter = cutter
        self._encode = encode
        self._waiting: list[Floats] = []
        self._encoded: list[tuple[Floats, Floats]] = []
        self._samples = 0

    @property
    def position_s(self) -> float:
        return self._samples / self._rate_hz

    def blocks(self) -> Iterator[Floats]:
        return stream_audio(
            self._path, rate_hz=self._rate_hz, channels=self._channels, block_s=_BLOCK_S
        )

    def hear(self, block: Floats) -> None:
        self._samples += len(block)
        self._meter.feed(block)
        mono = block if block.ndim == 1 else (block[:, 0] + block[:, 1]) * np.float32(0.5)
        self._hear_mono(self._down.resample_chunk(mono))

    def _hear_mono(self, mono: Floats) -> None:
        self._listener.feed(mono)
        self._take(self._cutter.feed(mono))

    def _take(self, patches: list[Floats]) -> None:
        self._waiting += patches
        while len(self._waiting) >= _BATCH:
            self._encoded.append(self._encode(np.stack(self._waiting[:_BATCH])))
            del self._waiting[:_BATCH]

    def sum_up(self, segment_s: float) -> Heard:
        self._refuse_what_is_no_music()
        self._hear_mono(self._down.resample_chunk(np.zeros(0, np.float32), last=True))
        segments = segment_grid(self.position_s, segment_s)
        self._take(self._cutter.finish(segments))
        if self._waiting:
            self._encoded.append(self._encode(np.stack(self._waiting)))
        return self._heard(segments)

    def _refuse_what_is_no_music(self) -> None:
        if self.position_s < MIN_MUSIC_S:
            raise MediaError(
                f"{self._path.name} holds only {self.position_s:.2f} s of sound.",
                remedy="Choose a piece of music that is longer than a second.",
                path=self._path,
            )
        if self._meter.integrated_lufs() <= FLOOR_LUFS:
            raise MediaError(
                f"{self._path.name} is silent from beginning to end.",
                remedy="Check the file in a player, or leave it out of the library.",
                path=self._path,
            )

    def _heard(self, segments: tuple[Span, ...]) -> Heard:
        spectra = self._listener.finish()
        rhythm = track_rhythm(spectra)
        steps = self._meter.step_energies()
        key, key_confidence = find_key(spectra.chroma)
        embeddings, tags = (np.concatenate(part) for part in zip(*self._encoded, strict=True))
        described = describe(spectra, rhythm, steps, segments=segments)
        return Heard(
            duration_s=self.position_s,
            segments=segments,
            base=np.concatenate((embeddings, tags, described), axis=1, dtype=np.float32),
            tags=tags.mean(axis=0).astype(np.float32),
            energy=energy_curve(spectra, steps, segments).astype(np.float32),
            bpm=rhythm.bpm,
            bpm_confidence=rhythm.bpm_confidence,
            beats_s=rhythm.beats_s,
            downbeats_s=rhythm.downbeats_s,
            key=key,
            key_confidence=key_confidence,
            loudness_lufs=self._meter.integrated_lufs(),
            true_peak_dbtp=self._meter.true_peak_dbtp(),
        )


def _metered_as(info: MediaInfo) -> tuple[int, Literal[1, 2]]:
    """Rate and channels to decode to: the file's own where the meter takes them."""
    if not info.audio:
        raise MediaError(
            f"{info.path.name} holds no sound.",
            remedy="Choose a music file.",
            path=info.path,
        )
    lowest, highest = _METER_RATES_HZ
    own = info.audio[0].sample_rate_hz
    return (own if lowest <= own <= highest else highest), (1 if info.audio[0].channels == 1 else 2)
