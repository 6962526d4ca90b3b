"""The pictures of one file at any time of it, upright, at one size, whatever the file's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av.filter
import numpy as np
from av.codec.context import ThreadType
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from inference.media.container import (
    DECODE_ERRORS,
    damaged,
    open_media,
    origin_s,
    packets,
    picture_stream,
)
from inference.media.probe import turn_deg

Planes = NDArray[np.uint8]
"""A picture as yuv420p, uint8 (height * 3 / 2, width), BT.709, limited range."""

_EARLY_S = 0.002  # time stamps of some containers are whole milliseconds
_JUMP_S = 4.0  # further ahead, a seek is cheaper than decoding all between
_SEEK_BACK_S = (0.0, 12.0, float("inf"))
_WINDOW_S = 1.0  # how much is held at once of a film that runs backwards
_MICROSECONDS = 1_000_000
_TURNS = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}


def black(size: tuple[int, int]) -> Planes:
    """Return the picture without light, of (width, height)."""
    width, height = size
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    picture[:height] = 16
    return picture


def mixed(below: Planes, above: Planes, share: float) -> Planes:
    """Return a dissolve: `share` (0 to 1) of `above`."""
    weight = round(256 * share)
    sums = below.astype(np.uint16) * (256 - weight) + above.astype(np.uint16) * weight
    return (sums >> 8).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class _Timed:
    time_s: float
    frame: VideoFrame


class Reel:
    """One opened file. Times are seconds from its start; beyond its end its last picture stays.

    Made for times that mostly rise; a jump seeks. Close it when done.

    Raises
    ------
    MediaError
        The file cannot be opened, or has no picture.
    """

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._path, self._size = path, size
        self._open = ExitStack()
        self._container = self._open.enter_context(open_media(path))
        stream = picture_stream(self._container)
        if stream is None or stream.codec_context is None:
            self._open.close()
            raise damaged(path, "has no picture")
        stream.codec_context.thread_type = ThreadType.AUTO
        self._stream = stream
        self._origin_s = origin_s(self._container)
        self._ahead = iter(self._frames())
        self._shown: _Timed | None = None
        self._next = next(self._ahead, None)
        self._scaler: tuple[tuple[object, ...], av.filter.Graph] | None = None
        self._made: tuple[VideoFrame, Planes] | None = None
        self._window: list[tuple[float, Planes]] = []

    def close(self) -> None:
        self._open.close()

    def at(self, time_s: float) -> Planes:
        """Return the picture shown at a time.

        Raises
        ------
        MediaError
            Nothing of the file can be decoded.
        """
        time_s = max(0.0, time_s)
        if self._is_far(time_s):
            self._seek(time_s)
        while self._next is not None and self._next.time_s <= time_s + _EARLY_S:
            self._step()
        if self._shown is None:
            self._step()  # a file whose first picture comes late shows it early
        if self._shown is None:
            raise damaged(self._path, "holds no picture that can be decoded")
        return self._scaled(self._shown.frame)

    def at_backwards(self, time_s: float) -> Planes:
        """Return the picture shown at a time, for times that fall: a second is decoded at once."""
        time_s = max(0.0, time_s)
        if not self._window or time_s + _EARLY_S < self._window[0][0]:
            self._window = self._seen_back(time_s)
        shown = [picture for at, picture in self._window if at <= time_s + _EARLY_S]
        return (shown or [self._window[0][1]])[-1]

    def _seen_back(self, time_s: float) -> list[tuple[float, Planes]]:
        begin_s = max(0.0, time_s - _WINDOW_S)
        window = [(begin_s, self.at(begin_s))]
        while self._next is not None and self._next.time_s <= time_s + _EARLY_S:
            self._step()
            assert self._shown is not None  # noqa: S101  (a step shows what was next)
            window.append((self._shown.time_s, self._scaled(self._shown.frame)))
        return window

    def _is_far(self, time_s: float) -> bool:
        if self._shown is not None and time_s + _EARLY_S < self._shown.time_s:
            return True
        return self._next is not None and time_s > self._next.time_s + _JUMP_S

    def _seek(self, time_s: float) -> None:
        for back_s in _SEEK_BACK_S:
            target_s = max(0.0, time_s - back_s)
            try:
                self._container.seek(round((self._origin_s + target_s) * _MICROSECONDS))
            except DECODE_ERRORS:
                continue
            self._ahead, self._shown = iter(self._frames()), None
            self._next = next(self._ahead, None)
            if self._next is not None and self._next.time_s <= time_s + _EARLY_S:
                return

    def _step(self) -> None:
        self._shown = self._next or self._shown
        self._next = next(self._ahead, None)

    def _frames(self) -> Iterator[_Timed]:
        last_s = -1.0
        for packet in packets(self._container, [self._stream]):
            try:
                decoded = packet.decode()
            except DECODE_ERRORS:
                continue
            for frame in decoded:
                if isinstance(frame, VideoFrame):
                    known = frame.pts is not None and frame.time_base is not None
                    last_s = (frame.time - self._origin_s) if known else last_s + self._frame_s
                    yield _Timed(last_s, frame)

    @property
    def _frame_s(self) -> float:
        return float(1 / (self._stream.average_rate or 25))

    def _scaled(self, frame: VideoFrame) -> Planes:
        if self._made is not None and self._made[0] is frame:
            return self._made[1]
        graph = self._graph(frame)
        graph.push(frame)
        made = graph.pull()
        assert isinstance(made, VideoFrame)  # noqa: S101  (a picture was pushed)
        picture: Planes = np.ascontiguousarray(made.to_ndarray(format="yuv420p"), np.uint8)
        self._made = frame, picture
        return picture

    def _graph(self, frame: VideoFrame) -> av.filter.Graph:
        """Return the filters for pictures like this one; they may change within a file."""
        kind = (frame.width, frame.height, frame.format.name, turn_deg(frame))
        if self._scaler is None or self._scaler[0] != kind:
            aspect = self._stream.sample_aspect_ratio
            self._scaler = kind, self._made_graph(frame, float(aspect or 1))
        return self._scaler[1]

    def _made_graph(self, frame: VideoFrame, aspect: float) -> av.filter.Graph:
        turn = turn_deg(frame)
        shape = frame.width * aspect / frame.height
        width, height = fitted(1 / shape if turn % 180 else shape, self._size)
        left, top = (self._size[0] - width) // 2, (self._size[1] - height) // 2
        steps = [_TURNS[turn]] if turn else []
        steps += [
            f"scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv",
            f"pad={self._size[0]}:{self._size[1]}:{left}:{top}:black",
            "setsar=1",
            "format=yuv420p",
        ]
        return _chain(frame, ",".join(steps))


def fitted(shape: float, size: tuple[int, int]) -> tuple[int, int]:
    """Return the largest even (width, height) of a shape (width / height) inside a size."""
    width, height = size
    if shape > width / height:
        return width, max(2, round(width / shape / 2) * 2)
    return max(2, round(height * shape / 2) * 2), height


def _chain(frame: VideoFrame, filters: str) -> av.filter.Graph:
    graph = av.filter.Graph()
    last = graph.add_buffer(
        width=frame.width,
        height=frame.height,
        format=frame.format,
        time_base=frame.time_base or Fraction(1, _MICROSECONDS),
    )
    for step in filters.split(","):
        name, _, arguments = step.partition("=")
        made = graph.add(name, arguments) if arguments else graph.add(name)
        last.link_to(made)
        last = made
    sink = graph.add("buffersink")
    last.link_to(sink)
    graph.configure()
    return graph
