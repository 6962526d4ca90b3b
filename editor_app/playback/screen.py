"""What of a film is to be seen: the picture asked for, or the one that is due."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from editor_app.playback.reader import SAME_INSTANT_S, FilmReader, Shown, painted
from inference.errors import MediaError, WorldError

GoOn = Callable[[], bool]

# Faster than this forwards, or than once backwards, only keyframes are shown.
_FASTEST_WHOLE = 2.0
# Pictures and sound rarely end together; less than this is nothing to speak of.
_EARLY_S = 1.5
_LONGEST_WAIT_S = 0.05
# What was prepared and is later than this is not shown any more.
_LATEST_S = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture ready to be painted, uint8 (h, w, 4): blue, green, red, one byte of no meaning.

    `is_exact` is false for one that stands in until the right one is decoded.
    """

    time_s: float
    pixels: NDArray[np.uint8]
    is_exact: bool


class Screen:
    """Delivers pictures of one film, each once. Not thread-safe.

    Raises
    ------
    MediaError
        From the beginning, or from `still` and `due`: the film cannot be read.
    """

    def __init__(
        self,
        path: Path,
        duration_s: float,
        *,
        deliver: Callable[[Picture], None],
        report: Callable[[WorldError], None],
    ) -> None:
        self._path = path
        self._duration_s = duration_s
        self._deliver = deliver
        self._report = report
        self._reader = FilmReader(path)
        self._seen: tuple[float, tuple[int, int]] | None = None
        self._prepared: Picture | None = None
        self._prepared_for: tuple[float, tuple[int, int]] | None = None
        self._told_end = False

    def close(self) -> None:
        self._reader.close()

    def still(self, time_s: float, size: tuple[int, int], *, exact: bool, go_on: GoOn) -> None:
        """Deliver the picture of `time_s`, made to fit into `size`.

        Unless `exact`, the keyframe before it is delivered first where the right one takes long.
        `go_on` is asked between pictures; when it says no the right one is not delivered.
        """
        if not exact and not self._reader.is_near(time_s):
            self._show(self._reader.key(time_s), size)
        self._show(self._reader.at(time_s, go_on), size)

    def due(self, position_s: float, speed: float, size: tuple[int, int], *, go_on: GoOn) -> float:
        """Deliver the picture due at `position_s`; return after how long to come again, seconds.

        The time until then is used to prepare the next one.
        """
        began = time.monotonic()
        self._show_prepared(position_s, size)
        near = self._reader.is_near(position_s)
        shown = None if near else self._reader.key(position_s)
        if near or -1.0 <= speed <= _FASTEST_WHOLE:
            self._show(shown, size)
            shown = self._reader.at(position_s, go_on)
        self._show(shown, size)
        if shown is None or not shown.is_exact:
            return _LONGEST_WAIT_S
        left_s = shown.end_s - position_s if speed > 0 else position_s - shown.start_s
        if speed > 0 and left_s > 0:
            self._prepare(size)
        wait_s = left_s / abs(speed) - (time.monotonic() - began)
        return min(_LONGEST_WAIT_S, max(0.0, wait_s))

    def _prepare(self, size: tuple[int, int]) -> None:
        ahead = self._reader.ahead
        if ahead is not None and (ahead[0], size) != self._prepared_for:
            start_s, frame = ahead
            pixels = painted(frame, *size, aspect=self._reader.aspect)
            self._prepared_for = start_s, size
            self._prepared = Picture(start_s, pixels, is_exact=True)

    def _show_prepared(self, position_s: float, size: tuple[int, int]) -> None:
        """Deliver what was prepared if its time has come; decoding goes on afterwards."""
        if self._prepared is None or self._prepared_for is None or self._prepared_for[1] != size:
            return
        late_s = position_s + SAME_INSTANT_S - self._prepared_for[0]
        if 0 <= late_s < _LATEST_S and self._seen != self._prepared_for:
            self._seen = self._prepared_for
            self._deliver(self._prepared)

    def _show(self, shown: Shown | None, size: tuple[int, int]) -> None:
        if shown is None or self._seen == (shown.start_s, size):
            return
        self._seen = shown.start_s, size
        pixels = painted(shown.frame, *size, aspect=self._reader.aspect)
        self._deliver(Picture(shown.start_s, pixels, shown.is_exact))
        self._mind_the_end()

    def _mind_the_end(self) -> None:
        end_s = self._reader.end_s
        if self._told_end or end_s is None or end_s > self._duration_s - _EARLY_S:
            return
        self._told_end = True
        when = f"{int(end_s // 60)}:{int(end_s % 60):02d}"
        self._report(
            MediaError(
                f"The picture of {self._path.name} ends at {when}, before the film does.",
                remedy="The sound plays on. If there should be more, copy the file again.",
                path=self._path,
            )
        )
