"""The picture of the output: as it is, or made anew where it has to be."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from editor_app.score.containers import Container
from editor_app.score.encoder import encode, picture_arguments
from editor_app.score.encoding import Encoding, picture_encoder
from inference.errors import MediaError
from inference.media.container import open_media, origin_s, picture_stream
from inference.media.probe import probe, require_picture
from inference.progress import Work
from inference.values import MediaInfo, Span

if TYPE_CHECKING:
    from moviepy import VideoFileClip

_MICROSECONDS = 1_000_000
_TAIL_S = 5.0
_NEW_DEPTH_BITS = 8
_CODEC_NAMES = MappingProxyType({"h264": "H.264", "hevc": "H.265", "vp9": "VP9", "av1": "AV1"})
_BT709 = 1  # as FFmpeg numbers colour spaces


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a film before its sound is replaced.

    `end_s` is where its picture ends. `shift_s` is what the encoder's idea of time 0 differs from
    ours by: it counts sound that begins before 0. `depth_bits` is how fine its colours are;
    `subtitles` how many tracks of them it brings.
    """

    info: MediaInfo
    stream: int
    codec: str
    end_s: float
    shift_s: float
    colour_space: int
    depth_bits: int = 8
    subtitles: int = 0


def look_at(path: Path) -> Picture:
    """Probe a film.

    Raises
    ------
    MediaError
        If it is not a film that can be read.
    """
    info = probe(path)
    shown = require_picture(info)
    with open_media(path) as container:
        stream = picture_stream(container)
        if stream is None or stream.time_base is None:
            raise AssertionError("the probe saw a picture")
        origin = origin_s(container)
        space = int(getattr(stream.codec_context, "colorspace", 0) or 0)
        pixels = stream.codec_context.format
        depth_bits = max((one.bits for one in pixels.components), default=8) if pixels else 8
        subtitles = len(container.streams.subtitles)
        if stream.duration is not None:
            end_s = float(((stream.start_time or 0) + stream.duration) * stream.time_base) - origin
        else:
            end_s = _last_picture_s(path) - origin
        first_s = (container.start_time or 0) / _MICROSECONDS
    if end_s <= 0:
        raise MediaError(
            f"The picture of {path.name} lasts no time.", remedy="Choose another video.", path=path
        )
    return Picture(
        info,
        shown.index,
        shown.codec,
        end_s,
        min(0.0, first_s),
        space,
        depth_bits=depth_bits,
        subtitles=subtitles,
    )


def _last_picture_s(path: Path) -> float:
    """Return the end of the last picture by its packets, read from near the end if possible."""
    length_s = probe(path).duration_s
    for start_s in (max(0.0, length_s - _TAIL_S), 0.0):
        with open_media(path) as container:
            if start_s:
                container.seek(int((origin_s(container) + start_s) * _MICROSECONDS))
            stream = picture_stream(container)
            packets = container.demux(stream) if stream else iter(())
            ends = [
                float((p.pts + (p.duration or 0)) * p.time_base)
                for p in packets
                if p.pts is not None and p.time_base is not None
            ]
        if ends:
            return max(ends)
    raise MediaError(f"{path.name} has no time stamps.", remedy="Choose another file.", path=path)


def why_reencode(
    picture: Picture, span: Span | None, container: Container, *, wanted: Encoding | None = None
) -> str | None:
    """Say why the picture does not stay as it is; None when it does.

    `wanted` is how the user asked for it to be made anew (None: not at all).
    """
    if span is not None:
        return "The cut is trimmed, and a cut can only begin untouched at certain pictures."
    if not container.takes(picture.codec):
        name = _CODEC_NAMES.get(picture.codec, picture.codec)
        return f"This kind of file cannot hold {name} pictures."
    if wanted is not None:
        return "You asked for a new encoding."
    return None


def not_carried(picture: Picture, *, is_new: bool) -> tuple[str, ...]:
    """Say what of the film the new one does not have; `is_new` when its picture is made anew."""
    said = []
    if is_new and picture.depth_bits > _NEW_DEPTH_BITS:
        said.append(
            f"The film has {picture.depth_bits} bits a colour; encoded again it has"
            f" {_NEW_DEPTH_BITS}."
        )
    if picture.subtitles:
        said.append("The film's subtitles are not carried over.")
    if len(picture.info.audio) > 1:
        said.append(f"Of the film's {len(picture.info.audio)} sound tracks one is carried over.")
    return tuple(said)


def whole_pictures(picture: Picture, span: Span | None) -> Span:
    """Return `span` (or all of the film), lengthened to end with a whole picture."""
    wanted = span or Span(0.0, picture.end_s)
    rate = _rate(picture)
    count = max(1, math.ceil((wanted.duration_s - 1e-4) * rate))
    return Span(wanted.start_s, wanted.start_s + float(count / rate))


def reencode(
    picture: Picture,
    span: Span,
    *,
    encoding: Encoding,
    container: Container,
    temp: Path,
    out: Path,
) -> Work[None]:
    """Encode the pictures of `span` to `temp`, without sound, at the film's mean rate.

    moviepy gives the pictures. Its own writer is passed by: it rounds the frame rate to two
    decimals (10 minutes at 23.976 then drift by 0.1 s from their sound) and does not notice when
    the encoder fails.
    """
    from moviepy import VideoFileClip  # noqa: PLC0415  (takes half a second, and is seldom needed)

    rate = _rate(picture)
    count = round(span.duration_s * rate)
    size = _even_size(picture)
    name = str(picture.info.path.absolute())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            clip = VideoFileClip(name, audio=False, target_resolution=size)
    except (OSError, KeyError, ValueError) as error:
        raise _unreadable(picture.info.path) from error
    try:
        arguments = picture_arguments(
            size,
            rate,
            is_709=picture.colour_space == _BT709,
            encoder=picture_encoder(encoding, muxer=container.muxer),
            muxer=container.muxer,
            out=temp,
        )
        frames = _frames(clip, picture.info.path, start_s=span.start_s, rate=rate, count=count)
        total = count * size[1]
        yield from encode(arguments, frames, total=total, doing="Encoding the picture", out=out)
    finally:
        _close(clip)


def _close(clip: VideoFileClip) -> None:
    """Close a moviepy film; by itself it leaves the pipes of a decoder that has ended open."""
    decoder = clip.reader.proc
    clip.close()
    for pipe in (decoder.stdout, decoder.stderr) if decoder else ():
        pipe.close()


def _even_size(picture: Picture) -> tuple[int, int]:
    """Size of the picture as shown, in whole pairs of pixels as the encoders need them.

    moviepy itself overlooks that a turned picture changes its size.
    """
    shown = require_picture(picture.info)
    return max(2, shown.width // 2 * 2), max(2, shown.height // 2 * 2)


def _rate(picture: Picture) -> Fraction:
    rate = Fraction(require_picture(picture.info).frames_per_s).limit_denominator(1001)
    return rate if rate > 0 else Fraction(25)


def _frames(
    clip: VideoFileClip, path: Path, *, start_s: float, rate: Fraction, count: int
) -> Iterator[np.ndarray]:
    """Give `count` pictures uint8 (height, width, 3); the last one again where the film ends."""
    for number in range(count):
        with warnings.catch_warnings():
            # moviepy warns when it repeats the last picture; that is what is wanted here.
            warnings.simplefilter("ignore")
            try:
                frame = clip.get_frame(start_s + float(number / rate))
            except (OSError, ValueError) as error:
                raise _unreadable(path) from error
        yield np.ascontiguousarray(frame, np.uint8)


def _unreadable(path: Path) -> MediaError:
    return MediaError(
        f"The picture of {path.name} cannot be read from start to end.",
        remedy="Make the file again from its source, or choose another one.",
        path=path,
    )
