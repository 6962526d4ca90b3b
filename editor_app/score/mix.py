"""The mix, block by block: the original sound and the cues, each with its gains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from editor_app.project.cue import Cue
from editor_app.score.duck import STEP_ASIDE, Duck, ducked_spans, joined
from editor_app.score.gain_curve import GainCurve, duck_curve, lowest
from editor_app.score.melting import Melting, meltings
from editor_app.score.stretch import LOOK_AHEAD_S, stretched
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

    With `duck` the music makes room for `speech`. In any case it steps aside for `own_music`, that
    of the film itself.
    """

    span: Span
    cues: tuple[Cue, ...] = ()
    original: Original | None = None
    speech: tuple[Span, ...] = ()
    duck: Duck | None = None
    own_music: tuple[Span, ...] = ()

    @property
    def samples(self) -> int:
        return round(self.span.duration_s * RATE_HZ)

    @property
    def room(self) -> GainCurve | None:
        """What the music is turned down by, over the timeline; None where it never is."""
        for_music = duck_curve(self.own_music, STEP_ASIDE) if self.own_music else None
        if self.duck is None:
            return for_music
        for_speech = duck_curve(self.speech, self.duck)
        return for_speech if for_music is None else lowest(for_speech, for_music)


def mix_blocks(mix: Mix, *, start: int = 0, block: int = BLOCK) -> Iterator[Floats]:
    """Give the mix as float32 (n, 2) at `RATE_HZ`, `block` samples at a time, the last shorter.

    Exactly `mix.samples - start` samples in all; sound that runs out early is followed by
    silence. Whatever `block` is, the samples are the same, to the bit. From `start` on (samples
    from the start of the mix) they are those of the whole as nearly as `stream_audio` gives a
    part of a file: to the bit where nothing is resampled. A cue whose speed is not 1 is made from
    its beginning wherever it is entered, some hundred times faster than it plays.

    Raises
    ------
    MediaError
        If a song or the original sound cannot be read.
    """
    melting = meltings(mix.cues)
    voices = [
        _Voice(
            cue,
            at=_sample(cue.start_s - mix.span.start_s),
            enters=melting.get((cue, "in")),
            leaves=melting.get((cue, "out")),
        )
        for cue in mix.cues
    ]
    original = _original_voice(mix)
    curve = mix.room
    for first in range(start, mix.samples, block):
        sound = np.zeros((min(block, mix.samples - first), 2), np.float32)
        for voice in voices:
            voice.add_to(sound, first)
        if curve is not None:
            _duck(sound, curve, mix.span.start_s, first)
        if original is not None:
            original.add_to(sound, first)
        yield sound


def ducked_in(mix: Mix) -> tuple[Span, ...]:
    """Return the stretches of a mix over which the music is all the way down, in order."""
    if not mix.cues:
        return ()
    for_speech = ducked_spans(mix.speech, mix.duck) if mix.duck else ()
    spans = [*for_speech, *ducked_spans(mix.own_music, STEP_ASIDE)]
    inside = (
        Span(max(one.start_s, mix.span.start_s), min(one.end_s, mix.span.end_s)) for one in spans
    )
    return joined(one for one in inside if one.duration_s > 0)


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

    def __init__(
        self,
        cue: Cue,
        *,
        at: int,
        stream: int | None = None,
        enters: Melting | None = None,
        leaves: Melting | None = None,
    ) -> None:
        self._cue = cue
        self._at = at
        self._stream = stream
        self._enters, self._leaves = enters, leaves
        self._length = _sample(cue.duration_s)
        self._gain = np.float32(10 ** (cue.gain_db / 20))
        self._automation = _automation(cue)
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
        if self._automation is not None:
            sound *= self._automation.gain(0.0, len(sound), rate_hz=RATE_HZ, first=begin)[:, None]
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
        """Read the song from a sample of the cue on.

        Where in a stretched song the splices lie depends on what came before.
        """
        cue, first = self._cue, _sample(self._cue.source_in_s)
        if cue.speed == 1.0:
            return self._decode(first + begin, end_s=cue.source_out_s)
        song = self._decode(first, end_s=cue.source_out_s + LOOK_AHEAD_S)
        return _skipped(stretched(song, cue.speed, rate_hz=RATE_HZ), begin)

    def _decode(self, first: int, *, end_s: float) -> Iterator[Floats]:
        from inference.media.audio import stream_audio  # noqa: PLC0415  (opens media libraries)

        return stream_audio(
            self._cue.track_path,
            rate_hz=RATE_HZ,
            channels=2,
            stream=self._stream,
            start_s=first / RATE_HZ,
            end_s=end_s,
        )

    def _fade(self, sound: Floats, begin: int) -> None:
        """Apply the part of both fades that falls on `sound`, in place."""
        fade_in, fade_out = _sample(self._cue.fade_in_s), _sample(self._cue.fade_out_s)
        if begin < fade_in:
            head = sound[: fade_in - begin]
            rising = _quarter_sine(np.arange(begin, begin + len(head)), fade_in)
            head *= rising * self._enters.level(rising) if self._enters else rising
        left = self._length - begin  # samples of the cue from the start of `sound` on
        if left - len(sound) < fade_out:
            tail = sound[max(0, left - fade_out) :]
            first_left = min(left, fade_out)
            falling = _quarter_sine(np.arange(first_left, first_left - len(tail), -1), fade_out)
            tail *= falling * self._leaves.level(falling) if self._leaves else falling


def _automation(cue: Cue) -> GainCurve | None:
    """Return the gain points of a cue as a curve that begins with it."""
    if not cue.gain_points:
        return None
    times_s, gain_db = np.array(cue.gain_points, np.float64).T
    return GainCurve(times_s, gain_db)


def _skipped(blocks: Iterator[Floats], samples: int) -> Iterator[Floats]:
    for block in blocks:
        if len(block) > samples:
            yield block[samples:]
        samples = max(0, samples - len(block))


def _quarter_sine(position: np.ndarray, length: int) -> Floats:
    """Sine of 0 to a right angle over `length` samples: with its mirror, constant power."""
    angle = position.astype(np.float32) * np.float32(np.pi / 2 / length)
    gain: Floats = np.sin(angle, dtype=np.float32)
    return gain[:, None]
