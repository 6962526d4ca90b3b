"""Small pictures of a film that is kept open: the keyframe before a time at once, or the exact."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, cast

import numpy as np
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
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
from inference.values import Frames

Still = tuple[float, Frames]
"""Seconds at which a picture is shown first, and it: uint8 (height, width, 3), RGB, upright."""

_MICROSECONDS = 1_000_000
_SEEK_BACK_S = (0.0, 12.0)
# A picture further ahead than this is reached sooner by seeking than by decoding up to it.
_READ_ON_S = 3.0
_SAME_INSTANT_S = 1e-4


class Stills:
    """A film opened for looking at single pictures. Used by one thread at a time; to be closed.

    Parameters
    ----------
    height : int
        Height of the pictures; their width keeps the shape of the film.

    Raises
    ------
    MediaError
        The file cannot be opened or has no moving picture.
    """

    def __init__(self, path: Path, *, height: int) -> None:
        self._path = path
        self._height = height
        self._open = ExitStack()
        self._container = self._open.enter_context(open_media(path))
        stream = picture_stream(self._container)
        if stream is None or stream.codec_context is None:
            self.close()
            what = f"{path.name} has no moving picture."
            raise MediaError(what, remedy="Choose a video.", path=path)
        self._stream: VideoStream = stream
        # One picture is wanted, not many: threads by frames would first want to be filled.
        stream.thread_type = "SLICE"
        stream.codec_context.options = {"skip_loop_filter": "all"}
        self._origin_s = origin_s(self._container)
        self._frames: Iterator[VideoFrame] = iter(())
        self._reached_s = math.inf

    def close(self) -> None:
        self._open.close()

    def __enter__(self) -> Stills:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def key(self, time_s: float) -> Still:
        """Return the last keyframe not after `time_s`, or the first picture.

        Raises
        ------
        MediaError
            Not one picture can be decoded there.
        """
        self._seek(time_s, "NONKEY")
        frame = next(self._frames, None)
        if frame is None:
            # A stream that never says which pictures are key.
            return self.at(time_s)
        self._reached_s = math.inf
        return self._still(frame)

    def at(self, time_s: float) -> Still:
        """Return the picture shown at `time_s`, or the one before it where no other builds on
        that; the last one beyond the end.

        Raises
        ------
        MediaError
            Not one picture can be decoded there.
        """
        if not self._reached_s <= time_s <= self._reached_s + _READ_ON_S:
            found = self._sought(time_s)
        else:
            found = self._read_on(time_s)
        if found is None:
            raise damaged(self._path, "holds no picture that can be decoded")
        return self._still(found)

    def _sought(self, time_s: float) -> VideoFrame | None:
        found = None
        for back_s in _SEEK_BACK_S:
            self._seek(time_s - back_s, "NONREF")
            found = self._read_on(time_s) or found
            # Some formats land behind the keyframe that is needed.
            if found is not None and self._time_s(found) <= time_s + _SAME_INSTANT_S:
                break
        return found

    def _seek(self, time_s: float, skip: Literal["NONKEY", "NONREF"]) -> None:
        with contextlib.suppress(*DECODE_ERRORS):
            self._container.seek(int((self._origin_s + max(0.0, time_s)) * _MICROSECONDS))
        self._stream.codec_context.skip_frame = skip
        source = packets(self._container, [self._stream])
        self._frames = _decoded(source, self._stream, keys=skip == "NONKEY")
        self._reached_s = math.inf

    def _read_on(self, time_s: float) -> VideoFrame | None:
        """Return the last picture not after `time_s` from here on, or the first if all are later.

        The picture after it has been read then, and is the one to go on from.
        """
        found = None
        for frame in self._frames:
            self._reached_s = self._time_s(frame)
            if found is not None and self._reached_s > time_s + _SAME_INSTANT_S:
                break
            found = frame
        return found

    def _time_s(self, frame: VideoFrame) -> float:
        # A frame got by flushing does not know its own time base.
        if frame.pts is None or self._stream.time_base is None:
            return 0.0
        return float(frame.pts * self._stream.time_base) - self._origin_s

    def _still(self, frame: VideoFrame) -> Still:
        turn = turn_deg(frame)
        sideways = bool(turn % 180)
        shape = frame.height / frame.width if sideways else frame.width / frame.height
        width, height = max(1, round(self._height * shape)), self._height
        if sideways:
            width, height = height, width
        rgb = frame.reformat(width, height, "rgb24", interpolation="AREA").to_ndarray()
        upright = np.rot90(rgb, k=-turn // 90) if turn else rgb
        return max(0.0, self._time_s(frame)), cast("Frames", np.ascontiguousarray(upright))


def _decoded(
    source: Iterator[Packet[Stream]], stream: VideoStream, *, keys: bool
) -> Iterator[VideoFrame]:
    for packet in source:
        # Packets of other pictures need not even be looked at.
        if keys and packet.size and not packet.is_keyframe:
            continue
        with contextlib.suppress(*DECODE_ERRORS):
            yield from cast("list[VideoFrame]", packet.decode())
            if keys and packet.size:
                # Else the decoder waits for those that may have to be shown before it.
                yield from stream.decode(None)
                return
