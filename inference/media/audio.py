"""Sound as float32 at the rate asked for, streamed, from anything.

Two decoders stand behind one door: libsndfile for what it reads (it is the fastest for wav, flac,
ogg, opus and mp3) and FFmpeg's for the rest and for what libsndfile gives up on half-way. The
content decides, never the name. One resampler, soxr HQ, does all changes of rate.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import numpy as np
import soundfile
import soxr
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from inference.errors import MediaError
from inference.media.container import (
    DECODE_ERRORS,
    check_file,
    damaged,
    open_media,
    origin_s,
    packets,
    sound_streams,
)
from inference.values import Floats

Channels = Literal[1, 2]

_BLOCK_SAMPLES = 65_536
# The resampler's filter reaches a few milliseconds; the codecs' memory less than a second.
_LEAD_S = 0.05
_CODEC_LEAD_S = 1.0
# Time stamps jitter (whole milliseconds in Matroska); only larger holes are filled with silence.
_JITTER_S = 0.1
_LONGEST_HOLE_S = 600.0
_MICROSECONDS = 1_000_000
# Where seeking lands on a true time stamp; elsewhere it is a guess, so these are read through.
_SEEKABLE = frozenset(
    {"mov", "mp4", "matroska", "webm", "mpegts", "asf", "avi", "wav", "flac", "ogg"}
)
_SNDFILE_ERRORS = (soundfile.SoundFileError, OSError, ValueError, TypeError)

_MINUS_3_DB = math.sqrt(0.5)
# ITU-R BS.775 Lo/Ro: what each loudspeaker adds to (left, right). The sub-woofer is left out.
_FOLD = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "FC": (_MINUS_3_DB, _MINUS_3_DB), "LFE": (0.0, 0.0),
    "FLC": (1.0, 0.0), "FRC": (0.0, 1.0), "BC": (0.5, 0.5),
    "BL": (_MINUS_3_DB, 0.0), "BR": (0.0, _MINUS_3_DB),
    "SL": (_MINUS_3_DB, 0.0), "SR": (0.0, _MINUS_3_DB),
}  # fmt: skip


def stream_audio(
    path: Path,
    *,
    rate_hz: int,
    channels: Channels,
    stream: int | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
    block_s: float = 2.0,
) -> Iterator[Floats]:
    """Decode, fold down and resample [start_s, end_s) of the sound of `path`, block by block.

    A part is the same samples as that part of the whole: `round(start_s * rate_hz)` onwards
    (within 1 ms after a seek in containers that store whole milliseconds). Time 0 is that of the
    file: a sound stream that begins later is preceded by silence, holes of more than 0.1 s become
    silence. Mono is the mean of left and right. More than two channels are folded to stereo after
    ITU-R BS.775: front 1, centre and surrounds 0.7071, back centre 0.5 to each side, sub-woofer
    dropped, not normalised; channels of unknown place go to left and right in turn, averaged.
    Samples beyond full scale are kept; NaN and infinity become 0. What cannot be decoded is left
    out and reading goes on after it.

    Parameters
    ----------
    channels : 1 or 2
        Mono blocks are float32 (n,), stereo ones (n, 2).
    stream : int, optional
        Index of the sound stream in its container (`AudioStream.index`); else the default one.
    end_s : float, optional
        Without it, to the end. A file that ends earlier just ends earlier.
    block_s : float
        Length of every block but the last.

    Raises
    ------
    MediaError
        The file cannot be opened, or not one sample of sound can be decoded.
    """
    check_file(path)
    sound = _sound(path, stream)
    first, last = round(start_s * rate_hz), None if end_s is None else round(end_s * rate_hz)
    step = Fraction(1, math.gcd(sound.rate_hz, rate_hz))
    lead = max(0, math.floor((Fraction(first, rate_hz) - Fraction(_LEAD_S)) / step)) * step
    blocks: Iterator[Floats] = (
        _as_channels(block, channels) for block in _blocks(path, sound, int(lead * sound.rate_hz))
    )
    if last is not None:
        until = last / rate_hz + _LEAD_S - float(lead)
        blocks = _head(blocks, math.ceil(until * sound.rate_hz))
    resampled = _resampled(blocks, sound.rate_hz, rate_hz, channels)
    skipped = _tail(resampled, first - int(lead * rate_hz))
    wanted = skipped if last is None else _head(skipped, last - first)
    yield from _even(wanted, max(1, round(block_s * rate_hz)))


def read_audio(
    path: Path,
    *,
    rate_hz: int,
    channels: Channels,
    stream: int | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
) -> Floats:
    """Return what `stream_audio` gives as one array: float32 (n,) or (n, 2)."""
    blocks = list(
        stream_audio(
            path, rate_hz=rate_hz, channels=channels, stream=stream, start_s=start_s, end_s=end_s
        )
    )
    empty = np.empty((0,) if channels == 1 else (0, 2), np.float32)
    return np.concatenate(blocks) if blocks else empty


@dataclass(frozen=True, slots=True)
class _Sound:
    """Rate of a sound, its stream in the container, and how many samples libsndfile promises.

    `frames` is 0 where FFmpeg is to decode.
    """

    rate_hz: int
    stream: int | None
    frames: int


def _sound(path: Path, stream: int | None) -> _Sound:
    try:
        with _sndfile(path) as file:
            # More channels: only FFmpeg says which loudspeaker each of them is.
            if file.channels <= 2 and file.frames > 0:
                return _Sound(int(file.samplerate), stream, int(file.frames))
    except _SNDFILE_ERRORS:
        pass
    with open_media(path) as container:
        chosen = _chosen(path, container, stream)
        for frame in _frames(container, chosen):
            return _Sound(frame.sample_rate, chosen.index, 0)
    raise _no_sound(path)


def _no_sound(path: Path) -> MediaError:
    return damaged(path, "has no sound in it that can be decoded")


def _sndfile(path: Path) -> soundfile.SoundFile:
    # By descriptor, which it closes: given a name, the extension decides for some formats.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    return soundfile.SoundFile(descriptor, closefd=True)


def _blocks(path: Path, sound: _Sound, first: int) -> Iterator[Floats]:
    """Give the samples of the file from `first` on, float32 (n, 1) or (n, 2)."""
    position = first
    if sound.frames:
        for block in _by_libsndfile(path, first):
            position += len(block)
            yield _finite(block)
        if position >= sound.frames:
            return
    # Not libsndfile's, or it gave up before the end: FFmpeg finds its way past damage.
    try:
        for block in _by_ffmpeg(path, sound, position):
            position += len(block)
            yield _finite(block)
    except MediaError:
        if position == first:
            raise
    if position == 0:
        raise _no_sound(path)


def _finite(block: Floats) -> Floats:
    if np.isfinite(block).all():
        return block
    return np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)


def _by_libsndfile(path: Path, first: int) -> Iterator[Floats]:
    """Give blocks from `first` on until the end or the first damage."""
    try:
        with _sndfile(path) as file:
            file.seek(min(first, file.frames))
            while len(block := file.read(_BLOCK_SAMPLES, dtype="float32", always_2d=True)):
                yield block
    except _SNDFILE_ERRORS:
        return


def _by_ffmpeg(path: Path, sound: _Sound, first: int) -> Iterator[Floats]:
    with open_media(path) as container:
        chosen = _chosen(path, container, sound.stream)
        sought = _seek(container, first / sound.rate_hz)
        timed = _timed(_frames(container, chosen), origin_s(container), sound.rate_hz)
        position = first if sought else 0
        for block in _filled(timed, position, sound.rate_hz, sought=sought):
            position += len(block)
            if position > first:
                yield block[-(position - first) :]


def _chosen(path: Path, container: InputContainer, stream: int | None) -> AudioStream:
    streams = [s for s in sound_streams(container) if stream is None or s.index == stream]
    if not streams:
        what = f"{path.name} has no sound{'' if stream is None else f' stream {stream}'}."
        raise MediaError(what, remedy="Choose a file with sound.", path=path)
    return min(streams, key=lambda s: not s.disposition & Disposition.default)


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decode what can be decoded."""
    for packet in packets(container, [stream]):
        with contextlib.suppress(*DECODE_ERRORS):
            yield from cast("list[AudioFrame]", packet.decode())


def _seek(container: InputContainer, time_s: float) -> bool:
    """Go to a little before `time_s`; False where that is not worth it or not exact."""
    target_s = time_s - _CODEC_LEAD_S
    if target_s < _CODEC_LEAD_S or _SEEKABLE.isdisjoint(container.format.name.split(",")):
        return False
    try:
        container.seek(int((origin_s(container) + target_s) * _MICROSECONDS))
    except DECODE_ERRORS:
        return False
    return True


def _timed(
    frames: Iterable[AudioFrame], start_s: float, rate_hz: int
) -> Iterator[tuple[int | None, Floats]]:
    """Give the sample number at which each frame belongs, None where it does not say, and it."""
    for frame in frames:
        block = _floats(frame)
        if frame.sample_rate != rate_hz:
            block = soxr.resample(block, frame.sample_rate, rate_hz, quality="HQ")
        if len(block):
            yield None if frame.time is None else round((frame.time - start_s) * rate_hz), block


def _filled(
    timed: Iterable[tuple[int | None, Floats]], position: int, rate_hz: int, *, sought: bool
) -> Iterator[Floats]:
    """Lay blocks end to end from `position` on; silence where the time stamps leave a hole.

    After seeking, the first block may begin before `position`; its start is cut off.
    """
    shift, exact = 0, True
    for stamp, block in timed:
        hole = 0 if stamp is None else stamp + shift - position
        if exact and hole < 0:
            if len(block) <= -hole:
                continue
            yield block[-hole:]
            position += len(block) + hole
        else:
            if _is_hole(hole, rate_hz, exact=exact):
                yield from _silence(hole, block.shape[1])
                position += hole
            elif abs(hole) > _JITTER_S * rate_hz:
                shift -= hole
            yield block
            position += len(block)
        exact = False


def _is_hole(samples: int, rate_hz: int, *, exact: bool) -> bool:
    return (0 if exact else _JITTER_S * rate_hz) < samples < _LONGEST_HOLE_S * rate_hz


def _silence(samples: int, channels: int) -> Iterator[Floats]:
    for start in range(0, samples, _BLOCK_SAMPLES):
        yield np.zeros((min(_BLOCK_SAMPLES, samples - start), channels), np.float32)


def _floats(frame: AudioFrame) -> Floats:
    """Return the samples of a frame as float32 (n, 1) or (n, 2), full scale 1."""
    raw = frame.to_ndarray()
    places = [channel.name for channel in frame.layout.channels]
    samples = raw.T if frame.format.is_planar else raw.reshape(-1, len(places))
    scaled: Floats = samples.astype(np.float32)
    if raw.dtype == np.uint8:
        scaled = scaled / np.float32(128) - np.float32(1)
    elif raw.dtype.kind == "i":
        scaled = scaled / np.float32(2.0 ** (8 * raw.itemsize - 1))
    return scaled if len(places) <= 2 else scaled @ _fold_matrix(tuple(places))


def _fold_matrix(places: tuple[str, ...]) -> Floats:
    """Return what each channel adds to left and right, float32 (channels, 2)."""
    if all(place in _FOLD for place in places):
        return np.array([_FOLD[place] for place in places], np.float32)
    sides = np.arange(len(places)) % 2
    matrix = np.stack([sides == 0, sides == 1], axis=1).astype(np.float32)
    return cast("Floats", matrix / matrix.sum(axis=0))


def _as_channels(block: Floats, channels: Channels) -> Floats:
    """Turn (n, 1) or (n, 2) into mono (n,) or stereo (n, 2)."""
    if channels == 1:
        return cast("Floats", block.mean(axis=1, dtype=np.float32))
    return block if block.shape[1] == 2 else np.repeat(block, 2, axis=1)


def _resampled(
    blocks: Iterator[Floats], from_hz: int, to_hz: int, channels: Channels
) -> Iterator[Floats]:
    if from_hz == to_hz:
        yield from blocks
        return
    resampler = soxr.ResampleStream(from_hz, to_hz, channels, dtype="float32", quality="HQ")
    for block in blocks:
        yield resampler.resample_chunk(np.ascontiguousarray(block))
    rest = np.empty((0,) if channels == 1 else (0, 2), np.float32)
    yield resampler.resample_chunk(rest, last=True)


def _head(blocks: Iterator[Floats], samples: int) -> Iterator[Floats]:
    while samples > 0 and (block := next(blocks, None)) is not None:
        yield block[:samples]
        samples -= len(block)


def _tail(blocks: Iterator[Floats], skip: int) -> Iterator[Floats]:
    for block in blocks:
        yield block[skip:]
        skip = max(0, skip - len(block))


def _even(blocks: Iterator[Floats], samples: int) -> Iterator[Floats]:
    """Give the same samples in blocks of one length; only the last may be shorter."""
    held: list[Floats] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count >= samples:
            joined = np.concatenate(held)
            cut = count - count % samples
            for start in range(0, cut, samples):
                yield joined[start : start + samples]
            held, count = [joined[cut:]], count - cut
    if count:
        yield np.concatenate(held)
