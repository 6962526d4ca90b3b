"""One film held open, to get from it the picture shown at any time, forwards at the least cost."""

from __future__ import annotations

import contextlib
import math
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from av.codec.context import ThreadType
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream

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

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Matroska rounds time stamps to whole milliseconds.
SAME_INSTANT_S = 0.001
_MICROSECONDS = 1_000_000
_MOST_THREADS = 8
# Some formats land behind the keyframe that is needed.
_SEEK_BACK_S = (0.0, 12.0)
# So near ahead, reading on is not slower than seeking.
_NEAR_S = 0.4
# So far ahead, pictures no other refers to are left out on the way.
_FAR_S = 1.0
_CACHE_BYTES = 96 * 2**20
_CACHE_LEAST, _CACHE_MOST = 2, 128
# Height from which pictures that do not say so are taken for HD colours, as players do.
_HD_LINES = 720


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A decoded picture and when it is shown; `end_s` is infinite for the last of the film.

    Where `is_exact` is false it is only near the one asked for, and `end_s` is not known.
    """

    start_s: float
    end_s: float
    frame: VideoFrame
    is_exact: bool = True

    def covers(self, time_s: float) -> bool:
        return self.start_s <= time_s + SAME_INSTANT_S < self.end_s


class FilmReader:
    """The pictures of one film. Not thread-safe; `close` it on the thread that made it.

    Raises
    ------
    MediaError
        From the beginning, or from `at` and `key`: the file cannot be opened, has no picture, or
        not one that can be decoded.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._closing = contextlib.ExitStack()
        self._cache = _Cache()
        self._now: Shown | None = None
        self._ahead: tuple[float, VideoFrame] | None = None
        self._open()

    @property
    def aspect(self) -> float:
        """How wide a pixel is for its height: those of some cameras and discs are not square."""
        return float(self._stream.sample_aspect_ratio or 1)

    @property
    def ahead(self) -> tuple[float, VideoFrame] | None:
        """The picture after the one that was given last, and when it begins, where it is known."""
        return self._ahead

    @property
    def end_s(self) -> float | None:
        """When the last picture begins, once it was come to."""
        return self._end_s

    def close(self) -> None:
        self._cache.clear()
        self._begin()
        self._closing.close()

    def at(self, time_s: float, go_on: Callable[[], bool] = lambda: True) -> Shown | None:
        """Return the picture shown at `time_s`: before the film its first, behind it its last.

        None when `go_on`, asked between pictures, says no.
        """
        time_s = max(0.0, time_s)
        known = self._cache.find(time_s)
        if known is not None:
            return known
        if not self._leads_to(time_s):
            self._seek(time_s)
        while self._ahead is not None and self._ahead[0] <= time_s + SAME_INSTANT_S:
            if not go_on():
                return None
            self._step(time_s)
        return self._now

    def is_near(self, time_s: float) -> bool:
        """Say whether the picture at `time_s` is to be had at once."""
        if self._cache.find(time_s) is not None:
            return True
        return self._now is not None and 0 <= time_s - self._now.start_s < _NEAR_S

    def key(self, time_s: float) -> Shown | None:
        """Return the keyframe before `time_s` as fast as that goes; None where there is none."""
        with contextlib.suppress(*DECODE_ERRORS):
            self._begin()
            self._container.seek(int((self._origin_s + max(0.0, time_s)) * _MICROSECONDS))
            for packet in packets(self._container, [self._stream]):
                if not packet.size:
                    break
                frames = [*packet.decode(), *self._stream.codec_context.decode(None)]
                if frames:
                    frame = cast("VideoFrame", frames[0])
                    return Shown(self._time_s(frame, 0.0), math.inf, frame, is_exact=False)
        return None

    def _open(self) -> None:
        self._container: InputContainer = self._closing.enter_context(open_media(self._path))
        stream = picture_stream(self._container)
        if stream is None or stream.codec_context is None:
            what = f"{self._path.name} has no moving picture."
            raise MediaError(what, remedy="Choose a video.", path=self._path)
        stream.codec_context.thread_type = ThreadType.AUTO
        stream.codec_context.thread_count = min(_MOST_THREADS, (os.cpu_count() or 1) + 1)
        self._stream: VideoStream = stream
        self._step_s = float(1 / (stream.average_rate or 25))
        self._origin_s = origin_s(self._container)
        self._end_s: float | None = None
        self._begin()

    def _begin(self) -> None:
        """Forget what was read; the next picture is the first behind where the file stands."""
        self._frames: Iterator[tuple[float, VideoFrame]] = self._decoded()
        self._now = self._ahead = None
        self._skipped_to_s = -math.inf
        self._skip(far=False)

    def _leads_to(self, time_s: float) -> bool:
        """Say whether reading on from here is the way to `time_s`."""
        if self._now is None or self._now.start_s > time_s + SAME_INSTANT_S:
            return False
        if self._ahead is None or time_s - self._now.start_s < _NEAR_S:
            return True
        return not self._key_between(self._ahead[0], time_s)

    def _key_between(self, low_s: float, high_s: float) -> bool:
        """Say whether the index of the file, where it has one, knows a keyframe between."""
        stream = self._stream
        base, entries = stream.time_base, stream.index_entries
        if base is None or len(entries) == 0:
            return high_s - low_s > _SEEK_BACK_S[1]
        found = entries.search_timestamp(int((high_s + self._origin_s) / base))
        return found >= 0 and float(entries[found].timestamp * base) - self._origin_s > low_s

    def _seek(self, time_s: float) -> None:
        for back_s in _SEEK_BACK_S:
            with contextlib.suppress(*DECODE_ERRORS):
                self._container.seek(
                    int((self._origin_s + max(0.0, time_s - back_s)) * _MICROSECONDS)
                )
                self._begin()
                self._step(time_s)
                if self._now is not None and self._now.start_s <= time_s + SAME_INSTANT_S:
                    return
        self._read_from_start(time_s)

    def _read_from_start(self, time_s: float) -> None:
        """For files that do not let themselves be sought, and for those that begin late."""
        self._closing.close()
        self._open()
        self._step(time_s)
        if self._now is None:
            raise damaged(self._path, "holds no picture that can be decoded")

    def _step(self, target_s: float) -> None:
        """Move on by one picture on the way to `target_s`."""
        if self._ahead is None:
            self._ahead = next(self._frames, None)
        if self._ahead is None:
            return
        (start_s, frame), self._ahead = self._ahead, next(self._frames, None)
        end_s = math.inf if self._ahead is None else self._ahead[0]
        self._now = Shown(start_s, end_s, frame)
        if self._ahead is None:
            self._end_s = start_s
        if start_s > self._skipped_to_s:
            self._cache.keep(self._now)
        self._skip(far=target_s - start_s > max(_FAR_S, 20 * self._step_s))

    def _skip(self, *, far: bool) -> None:
        self._stream.codec_context.skip_frame = "NONREF" if far else "DEFAULT"
        self._skipping = far

    def _decoded(self) -> Iterator[tuple[float, VideoFrame]]:
        """Give each picture from here on and its time; what cannot be decoded is left out."""
        last_s = -math.inf
        for packet in packets(self._container, [self._stream]):
            if self._skipping and packet.pts is not None:
                passed_s = float(packet.pts * packet.time_base) - self._origin_s
                self._skipped_to_s = max(self._skipped_to_s, passed_s)
            try:
                frames = cast("list[VideoFrame]", packet.decode())
            except DECODE_ERRORS:
                continue
            for frame in frames:
                time_s = self._time_s(frame, last_s + self._step_s)
                if time_s > last_s and time_s > -self._step_s:
                    last_s = max(0.0, time_s)
                    yield last_s, frame

    def _time_s(self, frame: VideoFrame, otherwise_s: float) -> float:
        # Frames that a decoder is made to give up have no time base of their own.
        if frame.pts is None or self._stream.time_base is None:
            return max(0.0, otherwise_s)
        return float(frame.pts * self._stream.time_base) - self._origin_s


class _Cache:
    """The pictures last decoded, as they come from the decoder; bounded in bytes and number."""

    def __init__(self) -> None:
        self._held: OrderedDict[float, Shown] = OrderedDict()
        self._bytes = 0

    def find(self, time_s: float) -> Shown | None:
        for start_s in reversed(self._held):
            shown = self._held[start_s]
            if shown.covers(time_s):
                self._held.move_to_end(start_s)
                return shown
        return None

    def keep(self, shown: Shown) -> None:
        self._drop(self._held.pop(shown.start_s, None))
        self._held[shown.start_s] = shown
        self._bytes += _size(shown.frame)
        while self._is_too_large():
            self._drop(self._held.popitem(last=False)[1])

    def _is_too_large(self) -> bool:
        count = len(self._held)
        return count > _CACHE_MOST or (count > _CACHE_LEAST and self._bytes > _CACHE_BYTES)

    def clear(self) -> None:
        self._held.clear()
        self._bytes = 0

    def _drop(self, shown: Shown | None) -> None:
        self._bytes -= _size(shown.frame) if shown is not None else 0


def _size(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)


def painted(
    frame: VideoFrame, width: int, height: int, *, aspect: float = 1.0
) -> NDArray[np.uint8]:
    """Turn a picture upright and make it fit into `width` x `height` pixels, never larger.

    `aspect` is how wide its pixels are. Returns uint8 (h, w, 4): blue, green, red, and a byte
    that means nothing.
    """
    turn = turn_deg(frame)
    if turn % 180:
        width, height = height, width
    size = fitted(round(frame.width * aspect), frame.height, width, height)
    bgra = frame.reformat(
        *size, "bgra", interpolation="BILINEAR", src_colorspace=_colours(frame)
    ).to_ndarray()
    upright = np.rot90(bgra, k=-turn // 90) if turn else bgra
    return cast("NDArray[np.uint8]", np.ascontiguousarray(upright))


def fitted(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """Return the size a picture has when it is made to fit, keeping its shape; never larger."""
    scale = min(1.0, most_width / width, most_height / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _colours(frame: VideoFrame) -> Colorspace | None:
    unsaid = frame.colorspace in (2, Colorspace.DEFAULT)
    return Colorspace.ITU709 if unsaid and frame.height >= _HD_LINES else None
