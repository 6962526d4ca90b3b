"""One decoding pass over the picture of a file: some frames for the encoder, all frames for shots.

Cost is decoding, so everything here is about not adding to it: frames no other frame refers to
are not decoded (`skip_frame=NONREF`, on x264's defaults half of them, 60 ms away at most), only
sampled frames are converted to RGB, and the tiny picture of every frame is read straight from
the decoder's planes.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import numpy as np
from av.codec.context import ThreadType
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.stream import VideoStream
from numpy.typing import NDArray

from inference.errors import MediaError
from inference.media.container import (
    DECODE_ERRORS,
    damaged,
    open_media,
    origin_s,
    packets,
    picture_stream,
)
from inference.media.probe import turn_deg
from inference.values import Frames

FRAME_SIZE = 224
SMALL_WIDTH, SMALL_HEIGHT = 64, 36

Small = NDArray[np.uint8]
"""Tiny picture, uint8 (36, 64, 3), Y U V as stored, never turned (see `small_picture`)."""

# A sampled frame may come from after its instant by this much; else the one shown then is taken.
_AHEAD_S = 0.1
# With decoded frames further apart than this a sample could be off by more than about 0.1 s.
_WIDEST_GAP_S = 0.21
# More threads than this only hold more frames in memory.
_MOST_THREADS = 8
# Time stamps that jump back, or past the end of the file, by more than this are broken.
_BEYOND_S = 1.0
_SAME_INSTANT_S = 1e-4
_SEEK_BACK_S = (0.0, 12.0)
_MICROSECONDS = 1_000_000
_PLANAR_BITS = {
    **dict.fromkeys(("yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuvj422p", "yuvj444p"), 8),
    **dict.fromkeys(("yuv420p10le", "yuv422p10le", "yuv444p10le"), 10),
    **dict.fromkeys(("yuv420p12le", "yuv422p12le", "yuv444p12le"), 12),
}
_Skip = Literal["DEFAULT", "NONREF"]


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """One decoded frame: its time, its tiny picture and, if sampled, its picture.

    `picture` is uint8 (224, 224, 3) RGB, upright, stretched to the square; None for most frames.
    """

    time_s: float
    small: Small
    picture: Frames | None


@dataclass(slots=True)
class Damage:
    """How many packets of a pass could not be decoded; filled in while the pass runs."""

    packets: int = 0


def look(
    path: Path,
    *,
    duration_s: float,
    rate_hz: float = 1.0,
    keyframes_only: bool = False,
    damage: Damage | None = None,
) -> Iterator[Glance]:
    """Decode the picture of `path` once, in order of time.

    Frames are sampled at `(i + 0.5) / rate_hz`: of the two decoded frames around the instant the
    nearer, unless the later is more than 0.1 s away (then the one still shown). A frame is given
    at most once, so a picture that stands still for long is one sample. With `keyframes_only`
    just keyframes at least half a sampling step apart and one frame after each are decoded; the
    keyframes are the samples.

    Parameters
    ----------
    duration_s : float
        What the probe says; time stamps far beyond it are taken for broken.
    damage : Damage, optional
        Counts the packets that could not be decoded; they are skipped.

    Raises
    ------
    MediaError
        The file cannot be opened, has no picture, or not one frame can be decoded.
    """
    damage = damage if damage is not None else Damage()
    gap_s = 0.5 / rate_hz
    with open_media(path) as container:
        stream = _prepared(path, container, "DEFAULT" if keyframes_only else "NONREF")
        source = packets(container, [stream])
        if keyframes_only:
            source = _sparse_keys(source, gap_s)
        frames = _timed(stream, _decoded(source, damage), origin_s(container), duration_s)
        glances: Iterator[Glance]
        if keyframes_only:
            glances = _key_samples(frames, gap_s)
        else:
            glances = _sampled(_close_enough(stream, frames), rate_hz, duration_s)
        nothing = True
        for glance in glances:
            nothing = False
            yield glance
    if nothing and keyframes_only:
        # A stream that never says which frames are key.
        yield from look(path, duration_s=duration_s, rate_hz=rate_hz, damage=damage)
    elif nothing:
        raise damaged(path, "holds no picture that can be decoded")


def frames_at(
    path: Path, times_s: Sequence[float], *, size: int = FRAME_SIZE
) -> tuple[Frames, list[float]]:
    """Return a few single pictures, by seeking, and the times at which they really are.

    Parameters
    ----------
    times_s : sequence of float
        Seconds from the start of the file; beyond its end the last picture is taken.
    size : int
        Height of the pictures; their width keeps the shape of the first.

    Returns
    -------
    frames : uint8 (n, size, width, 3), RGB, upright
    true_times : seconds, one per frame: of the picture shown at the time asked for

    Raises
    ------
    MediaError
        The file cannot be opened or has no picture that can be decoded.
    """
    with open_media(path) as container:
        stream = _prepared(path, container, "DEFAULT")
        found = [
            _sought(container, stream, time_s) or _read_through(path, time_s) for time_s in times_s
        ]
    if not found:
        return np.empty((0, size, size, 3), np.uint8), []
    first = found[0][1]
    upright = turn_deg(first) % 180 == 0
    shape = first.width / first.height if upright else first.height / first.width
    width = max(2, round(size * shape))
    return np.stack([_upright(frame, width, size) for _, frame in found]), [t for t, _ in found]


def small_picture(frame: VideoFrame) -> Small:
    """Return the tiny picture of a frame: each cell is the mean over a run of two rows of pixels.

    Read straight from the planes of the usual planar formats (up to 63 pixels at the sides are
    left out, so that cells are whole pixels); other formats go through the scaler. The picture
    is as stored: sideways where the file says it is to be turned, which neither cuts nor motion
    mind.
    """
    bits = _PLANAR_BITS.get(frame.format.name)
    if bits is None or frame.width < 2 * SMALL_WIDTH or frame.height < 2 * SMALL_HEIGHT:
        tiny = frame.reformat(SMALL_WIDTH, SMALL_HEIGHT, "yuv444p", interpolation="FAST_BILINEAR")
        return np.stack([_pixels(plane, 8) for plane in tiny.planes], axis=-1)
    return np.stack([_cells(_pixels(plane, bits), bits) for plane in frame.planes], axis=-1)


def _pixels(plane: VideoPlane, bits: int) -> NDArray[np.generic]:
    """View a plane as (height, width) numbers, without a copy."""
    dtype = np.dtype(np.uint8 if bits == 8 else "<u2")
    rows: NDArray[np.uint8] = np.frombuffer(cast("memoryview", plane), np.uint8).reshape(
        -1, plane.line_size
    )[: plane.height]
    pixels: NDArray[np.generic] = rows.view(dtype)
    return pixels[:, : plane.width]


def _cells(pixels: NDArray[np.generic], bits: int) -> NDArray[np.uint8]:
    height, width = pixels.shape
    step = width // SMALL_WIDTH
    left = (width - step * SMALL_WIDTH) // 2
    right = left + step * SMALL_WIDTH
    middle = ((np.arange(SMALL_HEIGHT) + 0.5) * height / SMALL_HEIGHT).astype(np.intp)
    wide = np.uint16 if bits == 8 else np.uint32
    rows = np.add(pixels[middle - 1, left:right], pixels[middle, left:right], dtype=wide)
    # A product adds up three times as fast as a sum along so short an axis, and as exactly: no
    # sum reaches the 24 bits of a float.
    sums = rows.reshape(-1, step).astype(np.float32) @ np.ones(step, np.float32)
    cells: NDArray[np.uint8] = (sums.astype(np.uint32) // (2 * step) >> (bits - 8)).astype(np.uint8)
    return cells.reshape(SMALL_HEIGHT, SMALL_WIDTH)


def _prepared(path: Path, container: InputContainer, skip: _Skip) -> VideoStream:
    stream = picture_stream(container)
    if stream is None or stream.codec_context is None:
        raise MediaError(f"{path.name} has no moving picture.", remedy="Choose a video.", path=path)
    context = stream.codec_context
    # By frames as well as by slices: most encoders write one slice to a frame.
    context.thread_type = ThreadType.AUTO
    context.thread_count = min(_MOST_THREADS, (os.cpu_count() or 1) + 1)
    context.skip_frame = skip
    # Smoothing the block edges of pictures that the fewest others build on is an eighth of the
    # decoding and changes no embedding that matters: cosine at least 0.997 to exact pictures.
    context.options = {"skip_loop_filter": "bidir"}
    return stream


def _decoded(source: Iterable[Packet[Stream]], damage: Damage) -> Iterator[VideoFrame]:
    for packet in source:
        try:
            yield from cast("list[VideoFrame]", packet.decode())
        except DECODE_ERRORS:
            damage.packets += 1


def _timed(
    stream: VideoStream, frames: Iterable[VideoFrame], start_s: float, duration_s: float
) -> Iterator[tuple[float, VideoFrame]]:
    """Give each frame its time in the file; broken time stamps are mended by the frame rate."""
    step_s = float(1 / (stream.average_rate or 25))
    last_s, shift_s = -math.inf, -start_s
    for frame in frames:
        time_s = last_s + step_s if frame.time is None else frame.time + shift_s
        if time_s < last_s - _BEYOND_S or time_s > max(duration_s, last_s) + _BEYOND_S:
            mended_s = max(0.0, last_s + step_s)
            shift_s += mended_s - time_s
            time_s = mended_s
        if time_s <= last_s or time_s < -step_s:
            continue
        last_s = max(0.0, time_s)
        yield last_s, frame


def _close_enough(
    stream: VideoStream, frames: Iterable[tuple[float, VideoFrame]]
) -> Iterator[tuple[float, VideoFrame]]:
    """Go back to decoding all frames where leaving some out makes gaps too long to sample."""
    before_s = 0.0
    for time_s, frame in frames:
        if time_s - before_s > _WIDEST_GAP_S:
            stream.codec_context.skip_frame = "DEFAULT"
        before_s = time_s
        yield time_s, frame


def _sparse_keys(source: Iterable[Packet[Stream]], gap_s: float) -> Iterator[Packet[Stream]]:
    """Pass on keyframes at least `gap_s` apart, after each the next frame shown later, which
    needs no other and tells how the picture moves, and the empty packets that flush.
    """
    last_s, follow = -math.inf, False
    for packet in source:
        stamp = packet.pts if packet.pts is not None else packet.dts
        time_s = math.inf if stamp is None else float(stamp * packet.time_base)
        if packet.is_keyframe and not last_s <= time_s < last_s + gap_s:
            last_s, follow = time_s, True
            yield packet
        elif not packet.size:
            yield packet
        elif follow and time_s > last_s:
            follow = False
            yield packet


def _sampled(
    frames: Iterable[tuple[float, VideoFrame]], rate_hz: float, duration_s: float
) -> Iterator[Glance]:
    """Pick the frame for each instant; a frame is given when the one after it is known."""
    instants = (float(i + 0.5) / rate_hz for i in itertools.count())
    instant_s = next(instants)
    held: tuple[float, VideoFrame] | None = None
    held_is_sample = False
    for time_s, frame in frames:
        is_sample = False
        while instant_s <= time_s:
            if held is None or _nearer(instant_s, held[0], time_s):
                is_sample = True
            else:
                held_is_sample = True
            instant_s = next(instants)
        if held is not None:
            yield _glance(*held, sampled=held_is_sample)
        held, held_is_sample = (time_s, frame), is_sample
    if held is not None:
        still_due = instant_s < duration_s or instant_s == 0.5 / rate_hz
        yield _glance(*held, sampled=held_is_sample or still_due)


def _nearer(instant_s: float, before_s: float, after_s: float) -> bool:
    ahead_s = after_s - instant_s
    return ahead_s <= _AHEAD_S and ahead_s < instant_s - before_s


def _glance(time_s: float, frame: VideoFrame, *, sampled: bool) -> Glance:
    picture = _upright(frame, FRAME_SIZE, FRAME_SIZE) if sampled else None
    return Glance(time_s, small_picture(frame), picture)


def _upright(frame: VideoFrame, width: int, height: int) -> Frames:
    turn = turn_deg(frame)
    if turn % 180:
        width, height = height, width
    rgb = frame.reformat(width, height, "rgb24", interpolation="BILINEAR").to_ndarray()
    return np.ascontiguousarray(np.rot90(rgb, k=-turn // 90)) if turn else cast("Frames", rgb)


def _sought(
    container: InputContainer, stream: VideoStream, time_s: float
) -> tuple[float, VideoFrame] | None:
    """Seek and decode up to `time_s`; None where the file does not let itself be sought."""
    start_s = origin_s(container)
    for back_s in _SEEK_BACK_S:
        with contextlib.suppress(*DECODE_ERRORS):
            container.seek(int((start_s + max(0.0, time_s - back_s)) * _MICROSECONDS))
            found = _last_until(container, stream, start_s, time_s)
            # Some formats land behind the keyframe that is needed.
            if found is not None and found[0] <= time_s + _SAME_INSTANT_S:
                return found
    return None


def _read_through(path: Path, time_s: float) -> tuple[float, VideoFrame]:
    with open_media(path) as container:
        stream = _prepared(path, container, "DEFAULT")
        found = _last_until(container, stream, origin_s(container), time_s)
    if found is None:
        raise damaged(path, "holds no picture that can be decoded")
    return found


def _key_samples(frames: Iterable[tuple[float, VideoFrame]], gap_s: float) -> Iterator[Glance]:
    last_s = -math.inf
    for time_s, frame in frames:
        sampled = bool(frame.key_frame) and time_s >= last_s + gap_s - _SAME_INSTANT_S
        last_s = time_s if sampled else last_s
        yield _glance(time_s, frame, sampled=sampled)


def _last_until(
    container: InputContainer, stream: VideoStream, start_s: float, time_s: float
) -> tuple[float, VideoFrame] | None:
    """Return the last frame not after `time_s` from here on, or the first one if all are later."""
    found = None
    frames = _decoded(packets(container, [stream]), Damage())
    for at_s, frame in _timed(stream, frames, start_s, math.inf):
        if found is not None and at_s > time_s + _SAME_INSTANT_S:
            break
        found = at_s, frame
    return found
