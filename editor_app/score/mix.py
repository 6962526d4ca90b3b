"""The mix, block by block: the original sound and the cues, each with its gains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from editor_app.project.cue import Cue
from editor_app.score.duck import Duck, GainCurve, duck_curve
from inference.values import Floats, Span

RATE_HZ = 48_000
BLOCK = 65_536
"""Samples per block: 1.4 s, small enough to answer a cancel, large enough to cost nothing."""


@dataclass(frozen=True, slots=True)
class Original:
    """The sound that came with the picture; `stream` is its index in the file, None the default."""

    path: Path
    stream: int | None = None
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Mix:
    """All that sounds in `span` of the timeline; either part may be missing.

    With `duck` the music makes room for `speech`.
    """

    span: Span
    cues: tuple[Cue, ...] = ()
    original: Original | None = None
    speech: tuple[Span, ...] = ()
    duck: Duck | None = None

    @property
    def samples(self) -> int:
        return round(self.span.duration_s * RATE_HZ)


def mix_blocks(mix: Mix, *, start: int = 0, block: int = BLOCK) -> Iterator[Floats]:
    """Give the mix as float32 (n, 2) at `RATE_HZ`, `block` samples at a time, the last shorter.

    Exactly `mix.samples - start` samples in all; sound that runs out early is followed by
    silence. Whatever `block` is, the samples are the same, to the bit. From `start` on (samples
    from the start of the mix) they are those of the whole as nearly as `stream_audio` gives a
    part of a file: to the bit where nothing is resampled.

    Raises
    ------
    MediaError
        If a song or the original sound cannot be read.
    """
    voices = [_Voice(cue, at=_sample(cue.start_s - mix.span.start_s)) for cue in mix.cues]
    original = _original_voice(mix)
    curve = duck_curve(mix.speech, mix.duck) if mix.duck else None
    for first in range(start, mix.samples, block):
        sound = np.zeros((min(block, mix.samples - first), 2), np.float32)
        for voice in voices:
            voice.add_to(sound, first)
        if curve is not None:
            _duck(sound, curve, mix.span.start_s, first)
        if original is not None:
            original.add_to(sound, first)
        yield sound


def _sample(time_s: float) -> int:
    return round(time_s * RATE_HZ)


def _duck(block: Floats, curve: GainCurve, start_s: float, first: int) -> None:
    block *= curve.gain(start_s, len(block), rate_hz=RATE_HZ, first=first)[:, None]


def _original_voice(mix: Mix) -> _Voice | None:
    """Treat the original sound as one more cue, without fades, over the whole span."""
    if mix.original is None:
        return None
    cue = Cue(
        mix.original.path,
        title="",
        artist="",
        start_s=mix.span.start_s,
        duration_s=mix.span.duration_s,
        source_in_s=mix.span.start_s,
        gain_db=mix.original.gain_db,
    )
    return _Voice(cue, at=0, stream=mix.original.stream)


class _Voice:
    """One cue: opened when the mix reaches it, closed when it has sounded."""

    def __init__(self, cue: Cue, *, at: int, stream: int | None = None) -> None:
        self._cue = cue
        self._at = at
        self._stream = stream
        self._length = _sample(cue.duration_s)
        self._gain = np.float32(10 ** (cue.gain_db / 20))
        self._position = 0
        self._source: Iterator[Floats] | None = None
        self._held = np.zeros((0, 2), np.float32)

    def add_to(self, block: Floats, start: int) -> None:
        """Add what falls into the block whose first sample is `start`; blocks come in order."""
        begin = max(0, start - self._at)
        end = min(self._length, start + len(block) - self._at)
        if end <= begin:
            return
        sound = self._read(begin, end) * self._gain
        self._fade(sound, begin)
        offset = self._at + begin - start
        block[offset : offset + len(sound)] += sound
        if end == self._length:
            self._source = None

    def _read(self, begin: int, end: int) -> Floats:
        """Samples [begin, end) of the cue, fewer where the file ends early."""
        if self._source is None:
            self._position = begin
            self._source = self._open(begin)
        parts, missing = [self._held], end - self._position - len(self._held)
        while missing > 0 and (fresh := next(self._source, None)) is not None:
            parts.append(fresh)
            missing -= len(fresh)
        joined = np.concatenate(parts) if len(parts) > 1 else self._held
        taken, self._held = np.split(joined, [end - self._position])
        self._position = end
        return taken

    def _open(self, begin: int) -> Iterator[Floats]:
        from inference.media.audio import stream_audio  # noqa: PLC0415  (opens media libraries)

        return stream_audio(
            self._cue.track_path,
            rate_hz=RATE_HZ,
            channels=2,
            stream=self._stream,
            start_s=(_sample(self._cue.source_in_s) + begin) / RATE_HZ,
            end_s=self._cue.source_out_s,
        )

    def _fade(self, sound: Floats, begin: int) -> None:
        """Apply the part of both fades that falls on `sound`, in place."""
        fade_in, fade_out = _sample(self._cue.fade_in_s), _sample(self._cue.fade_out_s)
        if begin < fade_in:
            head = sound[: fade_in - begin]
            head *= _quarter_sine(np.arange(begin, begin + len(head)), fade_in)
        left = self._length - begin  # samples of the cue from the start of `sound` on
        if left - len(sound) < fade_out:
            tail = sound[max(0, left - fade_out) :]
            first_left = min(left, fade_out)
            tail *= _quarter_sine(np.arange(first_left, first_left - len(tail), -1), fade_out)


def _quarter_sine(position: np.ndarray, length: int) -> Floats:
    """Sine of 0 to a right angle over `length` samples: with its mirror, constant power."""
    angle = position.astype(np.float32) * np.float32(np.pi / 2 / length)
    gain: Floats = np.sin(angle, dtype=np.float32)
    return gain[:, None]
