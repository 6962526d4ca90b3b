"""Outlines of sounds for whoever draws them: at once when known, else as soon as heard.

The newest wish comes first: a song that scrolls into view is not kept waiting by a film of two
hours, whose hearing goes on afterwards.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.lanes import Lanes
from inference.progress import Work

if TYPE_CHECKING:
    from inference.features.waveform import Waveform

LANE = "sound"
_MOST_BYTES = 96 * 2**20
_MOST_WANTED = 64

Tell = Callable[[Path, "Waveform | Exception"], None]


class Waveforms(QObject):
    """Outlines by file. `ready` carries the path of which more, or all, is known now."""

    ready = Signal(object)

    def __init__(
        self, lanes: Lanes, *, cache: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._known: OrderedDict[Path, Waveform] = OrderedDict()
        self._failed: dict[Path, Exception] = {}
        self._hearing = _Hearing(lanes, cache, self._take)

    def get(self, path: Path) -> Waveform | None:
        """Return the outline of a file, or what is known of it, and ask for what is missing.

        Never waits. None when nothing is known yet, or nothing can be (see `trouble`).
        """
        found = self._known.get(path)
        if found is not None:
            self._known.move_to_end(path)
        if path not in self._failed and (found is None or not found.is_whole):
            self._hearing.want(path)
        return found

    def trouble(self, path: Path) -> Exception | None:
        """Say why a file has no outline; None when it may still get one."""
        return self._failed.get(path)

    def forget(self, path: Path) -> None:
        """Forget a file: it is heard anew when asked for again."""
        self._known.pop(path, None)
        self._failed.pop(path, None)

    def _take(self, path: Path, found: Waveform | Exception) -> None:
        if isinstance(found, Exception):
            self._failed[path] = found
        else:
            self._known[path] = found
            self._known.move_to_end(path)
            self._make_room()
        self.ready.emit(path)

    def _make_room(self) -> None:
        held = sum(one.size_bytes for one in self._known.values())
        while held > _MOST_BYTES and len(self._known) > 1:
            held -= self._known.popitem(last=False)[1].size_bytes


class _Hearing:
    """What is wanted, and the works begun for it; one step of the newest at a time."""

    def __init__(self, lanes: Lanes, cache: Path | None, tell: Tell) -> None:
        self._lanes = lanes
        self._cache = cache
        self._tell = tell
        self._wanted: OrderedDict[Path, None] = OrderedDict()
        self._works: dict[Path, Work[Waveform]] = {}
        self._is_turning = False
        self._lock = threading.Lock()
        lanes.at_end(LANE, self._close)

    def want(self, path: Path) -> None:
        with self._lock:
            self._wanted[path] = None
            self._wanted.move_to_end(path)
            if len(self._wanted) > _MOST_WANTED:
                # Scrolled out of view long ago; it is wished again when it comes back.
                self._wanted.popitem(last=False)
            begin, self._is_turning = not self._is_turning, True
        if begin:
            self._lanes.put(LANE, self._turn)

    def _turn(self) -> None:
        path = self._newest()
        if path is None:
            return
        work = self._works.get(path)
        if work is None:
            work = self._works[path] = _heard(path, self._cache)
        try:
            step = next(work)
        except StopIteration as end:
            self._finish(path, end.value)
        except Exception as error:  # noqa: BLE001  (kept, and said where the file is used)
            self._finish(path, error)
        else:
            if step.partial is not None:
                self._say(path, step.partial)  # type: ignore[arg-type]
        self._lanes.put(LANE, self._turn)

    def _newest(self) -> Path | None:
        with self._lock:
            path = next(reversed(self._wanted), None)
            self._is_turning = path is not None
        return path

    def _finish(self, path: Path, found: Waveform | Exception) -> None:
        self._works.pop(path)
        with self._lock:
            self._wanted.pop(path, None)
        self._say(path, found)

    def _say(self, path: Path, found: Waveform | Exception) -> None:
        self._lanes.deliver(lambda: self._tell(path, found))

    def _close(self) -> None:
        for work in self._works.values():
            work.close()


def _heard(path: Path, cache: Path | None) -> Work[Waveform]:
    # Loads numpy and the decoders, which the window does without until a sound is to be drawn.
    from inference.features.waveform import (  # noqa: PLC0415
        read_waveform,
        waveform,
        write_waveform,
    )
    from inference.media.content import content_key  # noqa: PLC0415

    kept = cache / f"{content_key(path)}.waveform.npz" if cache else None
    found = read_waveform(kept) if kept else None
    if found is None:
        found = yield from waveform(path)
        if kept:
            with suppress(OSError):
                write_waveform(found, kept)
    return found
