"""Which sample of the film is played after which, and where in the film what is heard now lies."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

RATE_HZ = 48_000
"""Samples a second of everything that is played; the renderer's rate."""

_FOREVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Route:
    """The way through the film at normal speed, in samples.

    From `start` to `end`; with a `loop` that `start` does not lie behind, to the loop's end and
    back to its beginning, for ever.
    """

    start: int
    end: int
    loop: tuple[int, int] | None = None

    @property
    def samples(self) -> int:
        """Samples until the end of the film is reached."""
        return max(0, self.end - self.start) if self._loop is None else _FOREVER

    def stretch(self, played: int) -> tuple[int, int]:
        """Return what is played after `played` samples and how many follow it without a jump.

        The latter is 0 where the film has ended.
        """
        position = self.start + played
        if self._loop is None:
            return min(position, self.end), max(0, self.end - position)
        first, last = self._loop
        if position >= last:
            position = first + (position - last) % (last - first)
        return position, last - position

    @property
    def _loop(self) -> tuple[int, int] | None:
        """The loop, where it is one and is come to."""
        if self.loop is None or not self.start < self.loop[1] or self.loop[0] >= self.loop[1]:
            return None
        return self.loop


@dataclass(frozen=True, slots=True)
class _Mark:
    """From the sample `given` to the device on, the film moved by `speed` from `film`."""

    given: int
    film: float
    speed: float


class Track:
    """Remembers what the device was given, to say what of it is heard now."""

    def __init__(self) -> None:
        self._marks: deque[_Mark] = deque([_Mark(0, 0.0, 0.0)])

    def jump(self, given: int, film: float) -> None:
        """Forget the past: whatever the device still holds, this is where we are."""
        self._marks.clear()
        self._marks.append(_Mark(given, film, 0.0))

    def follow(self, given: int, film: float, speed: float) -> None:
        """From the sample `given` on the film goes on from `film` with `speed`."""
        last = self._marks[-1]
        if last.speed == speed and abs(last.film + (given - last.given) * speed - film) < 0.5:
            return
        if last.given >= given and len(self._marks) > 1:
            self._marks.pop()
        self._marks.append(_Mark(given, film, speed))

    def film(self, heard: float) -> float:
        """Sample of the film that is heard when the device has sounded `heard` samples."""
        while len(self._marks) > 1 and self._marks[1].given <= heard:
            self._marks.popleft()
        mark = self._marks[0]
        return mark.film + max(0.0, heard - mark.given) * mark.speed
