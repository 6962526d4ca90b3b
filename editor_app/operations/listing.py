"""The library as the window shows it: songs in pages, folders, and what the user marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from editor_app.operations.engines import LIBRARY, Engines
from editor_app.operations.lanes import Lanes, Latest

if TYPE_CHECKING:
    from catalog.filters import Filters
    from catalog.library import Library, LibraryStats
    from catalog.ordering import By
    from catalog.tracks import Track

Result = TypeVar("Result")

_MATTERING = frozenset({"never", "tempo_factor", "beat_shift_s", "bar_shift"})
"""Marks that change what is suggested, or how it is laid."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A music folder: how many songs it holds, and whether it is there."""

    path: Path
    songs: int
    is_there: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The library at a glance; `failed` are files that could not be used, with the reason."""

    folders: tuple[Folder, ...]
    stats: LibraryStats
    failed: tuple[tuple[Path, str], ...]


class Listing(QObject):
    """Reads and marks the library.

    `counted` says how many songs the list has that was asked for last; `page_ready` brings an
    offset and the tracks from there on; `looked_over` an `Overview`; `marked` a track as it is
    after it was marked. `changed` says that songs came or went, or that what may be suggested, or
    where its beats are, is no longer as it was.
    """

    counted = Signal(int)
    page_ready = Signal(int, object)
    looked_over = Signal(object)
    marked = Signal(object)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, lanes: Lanes, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._engines = engines
        self._filters: Filters | None = None
        self._by: By = "title"
        self._descending = False
        self._ids: tuple[int, ...] = ()
        self._counting: Latest[tuple[int, ...]] = Latest(
            lanes, LIBRARY, done=self._take_ids, failed=self.failed.emit
        )
        self._looking: Latest[Overview] = Latest(
            lanes, LIBRARY, done=self.looked_over.emit, failed=self.failed.emit
        )

    def show(self, filters: Filters | None) -> None:
        """List the songs that pass; None lists all that are at hand."""
        self._filters = filters
        self._count()

    def sort(self, by: By, *, descending: bool = False) -> None:
        """List in another order."""
        self._by, self._descending = by, descending
        self._count()

    def page(self, offset: int, count: int) -> None:
        """Ask for the songs from `offset` on; those of an older list never come."""
        ids = self._ids
        self._ask(
            lambda library: library.some(ids[offset : offset + count]),
            lambda tracks: self._take_page(ids, offset, tracks),
        )

    def look_over(self) -> None:
        """Ask for the folders, numbers and failed files."""
        engines = self._engines
        self._looking.ask(lambda: _overview(engines.library()))

    def library_changed(self) -> None:
        """List and look over again: songs have come or gone."""
        self._count()
        self.look_over()

    def mark(self, track_id: int, **changes: bool | float) -> None:
        """Note something of a song, by the names of `catalog.marks.Marks`."""
        matters = bool(_MATTERING & changes.keys())
        self._ask(
            lambda library: library.mark(track_id, **changes),
            lambda track: self._take_marked(track, matters=matters),
        )

    def note_corrected(self, track: Track) -> None:
        """Take in that the beats of a song were corrected."""
        self._take_marked(track, matters=True)

    def count_use(self, track_ids: Iterable[int]) -> None:
        """Note that songs were laid on a film once more."""
        ids = tuple(track_ids)

        def count(library: Library) -> tuple[Track, ...]:
            library.count_use(ids)
            return library.some(ids)

        self._ask(count, self._take_used)

    def forget_folder(self, folder: Path) -> None:
        """Take a folder and its songs out of the library; no file is touched."""

        def forget(library: Library) -> int:
            gone = library.within(folder)
            library.forget_folder(folder)
            return library.remove(gone)

        self._ask(forget, lambda _: self._renew())

    def _count(self) -> None:
        engines, filters = self._engines, self._filters
        by, descending = self._by, self._descending
        self._counting.ask(lambda: _listed(engines.library(), filters, by, descending=descending))

    def _take_ids(self, ids: tuple[int, ...]) -> None:
        self._ids = ids
        self.counted.emit(len(ids))

    def _take_page(self, ids: tuple[int, ...], offset: int, tracks: tuple[Track, ...]) -> None:
        if ids is self._ids:
            self.page_ready.emit(offset, tracks)

    def _take_marked(self, track: Track | None, *, matters: bool) -> None:
        if track is not None:
            self.marked.emit(track)
            if matters:
                self.changed.emit()

    def _take_used(self, tracks: tuple[Track, ...]) -> None:
        for track in tracks:
            self.marked.emit(track)

    def _renew(self) -> None:
        self.library_changed()
        self.changed.emit()

    def _ask(self, make: Callable[[Library], Result], done: Callable[[Result], None]) -> None:
        engines = self._engines
        self._lanes.ask(LIBRARY, lambda: make(engines.library()), done, failed=self.failed.emit)


def _listed(
    library: Library, filters: Filters | None, by: By, *, descending: bool
) -> tuple[int, ...]:
    from catalog.filters import Filters  # noqa: PLC0415  (the catalog is loaded on its lane)
    from catalog.ordering import Order  # noqa: PLC0415

    return library.listed(filters or Filters(), Order(by, descending))


def _overview(library: Library) -> Overview:
    folders = tuple(
        Folder(path, len(library.within(path)), path.is_dir()) for path in library.folders()
    )
    return Overview(folders, library.stats(), library.failed())
