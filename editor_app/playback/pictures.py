"""The picture in step with the clock, decoded on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inference.errors import MediaError, WorldError

if TYPE_CHECKING:
    from editor_app.playback.screen import Picture, Screen

_SHORTEST_WAIT_S = 0.002


class Clock(Protocol):
    """Says which time of the film is heard now."""

    @property
    def position_s(self) -> float: ...

    @property
    def is_playing(self) -> bool: ...

    @property
    def speed(self) -> float: ...


@dataclass(frozen=True, slots=True)
class _Request:
    """What is wanted: each has its number, and only the newest counts."""

    number: int = 0
    film: int = 0
    path: Path | None = None
    duration_s: float = 0.0
    time_s: float | None = None
    exact: bool = True
    size: tuple[int, int] = (1280, 720)


class Pictures:
    """Shows the film: the picture asked for last, or, while the clock runs, the one that is due.

    Commands answer at once. `deliver` and `report` are called on the thread, which lives from
    the first film until `close`.
    """

    def __init__(
        self,
        clock: Clock,
        deliver: Callable[[Picture], None],
        report: Callable[[WorldError], None],
    ) -> None:
        self._clock = clock
        self._deliver = deliver
        self._report = report
        self._lock = threading.Condition()
        self._request = _Request()
        self._closing = False
        self._thread: threading.Thread | None = None

    def open(self, path: Path | None, *, duration_s: float = 0.0) -> None:
        """Turn to another film and show its first picture; None: to none."""
        with self._lock:
            time_s = None if path is None else 0.0
            film = self._request.film + 1
            self._ask(_Request(0, film, path, duration_s, time_s, size=self._request.size))

    def show(self, time_s: float, *, exact: bool = True) -> None:
        """Show the picture of this time.

        Unless `exact` the keyframe before it comes first where the right one takes long.
        """
        with self._lock:
            self._ask(replace(self._request, time_s=time_s, exact=exact))

    def follow(self) -> None:
        """Look at the clock: it was started, or jumped."""
        with self._lock:
            self._ask(replace(self._request, time_s=None))

    def set_size(self, width: int, height: int) -> None:
        """Say how many pixels there are for the pictures from the next one on."""
        with self._lock:
            self._request = replace(self._request, size=(max(1, width), max(1, height)))

    def close(self) -> None:
        """End the thread; nothing is delivered afterwards."""
        with self._lock:
            self._closing = True
            self._ask(_Request())
        if self._thread is not None:
            self._thread.join()

    def _ask(self, request: _Request) -> None:
        self._request = replace(request, number=self._request.number + 1)
        if self._thread is None and request.path is not None:
            self._thread = threading.Thread(target=self._work, name="pictures", daemon=True)
            self._thread.start()
        self._lock.notify_all()

    def _work(self) -> None:
        from editor_app.playback.screen import Screen  # noqa: PLC0415  (media libraries)

        while not self._closing:
            request = self._request
            if request.path is None:
                self._wait(request)
                continue
            try:
                screen = Screen(
                    request.path,
                    request.duration_s,
                    deliver=partial(self._hand_on, request),
                    report=self._report,
                )
                try:
                    self._show_film(screen, request)
                finally:
                    screen.close()
            except MediaError as trouble:
                self._report(trouble)
                while self._is_of(request):
                    self._wait(self._request)

    def _show_film(self, screen: Screen, film: _Request) -> None:
        """Answer requests until they are for another film."""
        done = -1
        while self._is_of(film):
            request = self._request
            wait_s: float | None = None
            if self._clock.is_playing:
                wait_s = max(_SHORTEST_WAIT_S, self._show_due(screen, request))
            elif request.number != done:
                done = request.number
                self._show_still(screen, request)
            self._wait(request, wait_s)

    def _show_due(self, screen: Screen, request: _Request) -> float:
        position_s, speed = self._clock.position_s, self._clock.speed
        return screen.due(position_s, speed, request.size, go_on=self._newest(request))

    def _show_still(self, screen: Screen, request: _Request) -> None:
        if request.time_s is not None:
            newest = self._newest(request)
            screen.still(request.time_s, request.size, exact=request.exact, go_on=newest)

    def _newest(self, request: _Request) -> Callable[[], bool]:
        return lambda: self._request.number == request.number

    def _hand_on(self, film: _Request, picture: Picture) -> None:
        if self._is_of(film):
            self._deliver(picture)

    def _is_of(self, film: _Request) -> bool:
        return not self._closing and self._request.film == film.film

    def _wait(self, request: _Request, timeout_s: float | None = None) -> None:
        """Wait until something else is asked for, or for `timeout_s`."""
        with self._lock:
            self._lock.wait_for(
                lambda: self._closing or self._request.number != request.number, timeout_s
            )
