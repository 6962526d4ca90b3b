"""Small pictures of the open film: the keyframe nearby at once, the right picture after it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from editor_app.operations.lanes import Lanes
from editor_app.project.timeline import Film
from inference.errors import MediaError

if TYPE_CHECKING:
    from inference.media.stills import Still, Stills

LANE = "pictures"
HEIGHT_PX = 112
"""Twice the height at which the strip is drawn, for screens with two pixels to the point."""

STEP_S = 0.25
"""Times this close together share a picture."""

_MOST_BYTES = 64 * 2**20
_MOST_WANTED = 300


class Filmstrip(QObject):
    """Small pictures by time. `ready` says that there are new ones: draw again."""

    ready = Signal()

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._held: OrderedDict[int, _Held] = OrderedDict()
        self._asked: set[int] = set()
        self._looking: _Looking | None = None
        lanes.at_end(LANE, self._shut)

    def open(self, film: Film | None) -> None:
        """Show this film from now on; None shows nothing."""
        if self._looking is not None:
            self._looking.close()
        self._held.clear()
        self._asked.clear()
        self._looking = None if film is None else _Looking(self._lanes, film, self._take)
        self.ready.emit()

    def image(self, time_s: float) -> QImage | None:
        """Return the picture at a time, `HEIGHT_PX` high, or the best known one; None if none is.

        Never waits: what is missing is asked for, what was asked for last first, and `ready` says
        when it is there.
        """
        key = round(max(0.0, time_s) / STEP_S)
        held = self._held.get(key)
        if held is None or not held.is_exact:
            self._ask(key)
        if held is None:
            return None
        self._held.move_to_end(key)
        return held.image

    def _ask(self, key: int) -> None:
        if self._looking is None:
            return
        if not self._asked:
            # All that one drawing asks for is handed over together.
            self._lanes.deliver(self._hand_over)
        self._asked.add(key)

    def _hand_over(self) -> None:
        asked, self._asked = self._asked, set()
        if self._looking is not None:
            self._looking.want(sorted(asked - self._held.keys()), exact=False)
            self._looking.want(sorted(asked & self._held.keys()), exact=True)

    def _take(self, looking: _Looking, key: int, held: _Held) -> None:
        if looking is not self._looking:
            return
        self._held[key] = held
        self._held.move_to_end(key)
        self._make_room()
        self.ready.emit()

    def _make_room(self) -> None:
        size = sum(one.size_bytes for one in self._held.values())
        while size > _MOST_BYTES and len(self._held) > 1:
            size -= self._held.popitem(last=False)[1].size_bytes

    def _shut(self) -> None:
        if self._looking is not None:
            self._looking.shut()


@dataclass(frozen=True, slots=True)
class _Held:
    """A picture, None where none can be decoded; whether a better one is to be had."""

    image: QImage | None
    is_exact: bool

    @property
    def size_bytes(self) -> int:
        return self.image.sizeInBytes() if self.image is not None else 0


class _Looking:
    """One open film on its lane, and the times wanted of it."""

    def __init__(
        self, lanes: Lanes, film: Film, tell: Callable[[_Looking, int, _Held], None]
    ) -> None:
        self._lanes = lanes
        self._film = film
        self._tell = tell
        self._quick: OrderedDict[int, None] = OrderedDict()
        self._exact: OrderedDict[int, None] = OrderedDict()
        self._under_way: set[tuple[int, bool]] = set()
        self._is_turning = False
        self._is_closed = False
        self._lock = threading.Lock()
        self._stills: Stills | None = None

    def want(self, keys: list[int], *, exact: bool) -> None:
        """Want these before all that was wanted so far, the first of them first."""
        with self._lock:
            wanted = self._exact if exact else self._quick
            for key in reversed(keys):
                # One that comes already is not looked for twice.
                if (key, exact) not in self._under_way:
                    wanted[key] = None
                    wanted.move_to_end(key)
            while len(wanted) > _MOST_WANTED:
                wanted.popitem(last=False)
            begin = bool(wanted) and not self._is_turning
            self._is_turning = self._is_turning or begin
        if begin:
            self._lanes.put(LANE, self._turn)

    def close(self) -> None:
        self._is_closed = True
        with self._lock:
            self._quick.clear()
            self._exact.clear()
        self._lanes.put(LANE, self.shut)

    def shut(self) -> None:
        """Close the file; on the lane."""
        if self._stills is not None:
            self._stills.close()
            self._stills = None

    def _turn(self) -> None:
        with self._lock:
            exact = not self._quick
            wanted = self._exact if exact else self._quick
            self._is_turning = bool(wanted) and not self._is_closed
            if not self._is_turning:
                return
            key = wanted.popitem()[0]
            self._under_way.add((key, exact))
        held = self._look(key, exact=exact)
        self._lanes.deliver(lambda: self._hand_over(key, held, exact=exact))
        self._lanes.put(LANE, self._turn)

    def _hand_over(self, key: int, held: _Held, *, exact: bool) -> None:
        with self._lock:
            self._under_way.discard((key, exact))
        self._tell(self, key, held)

    def _look(self, key: int, *, exact: bool) -> _Held:
        time_s = key * STEP_S
        try:
            stills = self._opened()
            still = stills.at(time_s) if exact else stills.key(time_s)
        except MediaError:
            # Whoever plays the film says what is wrong with it; here a gap is left.
            return _Held(None, is_exact=True)
        near = abs(still[0] - time_s) <= STEP_S
        return _Held(_image(still), is_exact=exact or near)

    def _opened(self) -> Stills:
        from inference.media.stills import Stills  # noqa: PLC0415  (loads the media libraries)

        if self._stills is None:
            self._stills = Stills(self._film.path, height=HEIGHT_PX)
        return self._stills


def _image(still: Still) -> QImage:
    picture = still[1]
    height, width, _ = picture.shape
    image = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    # Also a copy: the first image only borrows the bytes.
    return image.convertToFormat(QImage.Format.Format_RGB32)
