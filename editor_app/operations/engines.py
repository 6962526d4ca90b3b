"""The engines of the window, each built on the lane that uses it, when it is used first.

Building is slow (model files, native libraries), so nothing is built at start. A database
connection belongs to one lane: what looks things up and what takes music in have each their own,
and SQLite lets them see each other's work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from editor_app.operations.lanes import Lanes
from editor_app.settings import Settings
from inference.progress import Progress, Work

if TYPE_CHECKING:
    from catalog.library import Library
    from editor_app.session import Session
    from inference.analysis import Analyzer
    from inference.towers.pack import Pack

LIBRARY, INGEST, WATCH = "library", "ingest", "watch"

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """What watches films: the pack, and the device it runs on.

    `why_not_gpu` is a sentence, None when a graphics processor is used or another was asked for.
    """

    pack: Pack
    device: str
    why_not_gpu: str | None


class Engines:
    """Builds engines for the settings as they are at that time.

    `settings` may be set anew on the window's thread: whatever they change is built anew when it
    is used next.
    """

    def __init__(self, settings: Settings, lanes: Lanes) -> None:
        self.settings = settings
        self._pack = _Slot["Pack"]()
        self._library = _Slot["Library"]()
        self._analyzer = _Slot["Analyzer"]()
        self._session = _Slot["Session"]()
        lanes.at_end(LIBRARY, self._close_library)

    def pack(self) -> Pack:
        """Return the model pack; on any lane.

        Raises
        ------
        PackError
            The pack cannot be used.
        """
        from inference.towers.pack import read_pack  # noqa: PLC0415  (loads numpy)

        folder = self.settings.pack
        return self._pack.get(folder, lambda: read_pack(folder))

    def library(self) -> Library:
        """Return the library for looking things up, an empty one if there was none; on its lane.

        Raises
        ------
        LibraryError
            It cannot be opened.
        """
        from catalog.library import Library  # noqa: PLC0415  (loads numpy)

        folder = self.settings.library
        return self._library.get(folder, lambda: Library.open(folder), let_go=Library.close)

    def session(self) -> Session:
        """Return the use cases over pack and library; on the library's lane."""
        from editor_app.session import Session  # noqa: PLC0415  (loads numpy and the renderer)

        pack, library = self.pack(), self.library()
        return self._session.get(
            (pack.pack_id, library.folder, self.settings),
            lambda: Session(pack=pack, library=library, analyzer=self._new_analyzer()),
        )

    def analyzer(self) -> Analyzer:
        """Return what watches films; on the lane of watching."""
        return self._analyzer.get((self.pack().pack_id, self.settings), self._new_analyzer)

    @contextmanager
    def taking_in(self) -> Iterator[Library]:
        """Give the library for taking music in, for the length of a `with`; on its lane."""
        from catalog.library import Library  # noqa: PLC0415  (loads numpy)

        with Library.open(self.settings.library) as library:
            yield library

    def warm(self) -> Work[Ready]:
        """Build what a first analysis would wait for; on the lane of watching.

        Raises
        ------
        PackError, DeviceError
            The pack, or the device that was asked for by name, cannot be used.
        """
        from inference.towers.session import device_report, require_device  # noqa: PLC0415

        yield Progress(0.0, "Getting ready")
        asked = self.settings.device
        require_device(asked)
        analyzer = self.analyzer()
        yield Progress(0.5, "Getting ready")
        analyzer.prepare()
        if asked != "auto":
            return Ready(analyzer.pack, asked, None)
        report, fallen = device_report(), analyzer.fell_back_because
        device = "cpu" if fallen else report.device
        return Ready(analyzer.pack, device, fallen or report.why_not_gpu)

    def _new_analyzer(self) -> Analyzer:
        from inference.analysis import Analyzer  # noqa: PLC0415  (loads the media libraries)
        from inference.cache import BaseCache  # noqa: PLC0415

        chosen = self.settings
        return Analyzer(self.pack(), BaseCache(chosen.cache), device=chosen.device)

    def _close_library(self) -> None:
        self._library.let_go()


class _Slot(Generic[Built]):
    """One built thing and what it was built for."""

    def __init__(self) -> None:
        self._held: tuple[object, Built, Callable[[Built], None] | None] | None = None
        self._lock = threading.Lock()

    def get(
        self,
        key: object,
        build: Callable[[], Built],
        *,
        let_go: Callable[[Built], None] | None = None,
    ) -> Built:
        with self._lock:
            if self._held is not None and self._held[0] == key:
                return self._held[1]
        self.let_go()
        built = build()
        with self._lock:
            self._held = key, built, let_go
        return built

    def let_go(self) -> None:
        with self._lock:
            held, self._held = self._held, None
        if held is not None and held[2] is not None:
            held[2](held[1])
