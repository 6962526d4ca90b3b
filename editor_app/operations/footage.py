"""Footage behind the window: taken in as music is, and found for a song."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.engines import INGEST, LIBRARY, WATCH, Engines
from editor_app.operations.jobs import Job, Jobs
from inference.progress import Progress, Work

if TYPE_CHECKING:
    from catalog.footage.footage import FootageStats
    from catalog.footage.ingest import FootageReport
    from catalog.footage.matching import Match
    from editor_app.score.moment import Song
    from editor_app.uses.matching import Found


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: a music file, or the id of a song of the library; all of it or its passage."""

    music: str
    passage: bool = False


class FootageFinding(QObject):
    """Takes clips in and finds them.

    `counted` brings the `FootageStats`; `found` the `Found` for what was asked last; `empty` comes
    instead where no clip can be found yet; `added` brings the `FootageReport`, `not_added` why a
    folder could not be taken in; `expected` a
    `Song` and the `Match` whose clip is to be opened with it.
    """

    counted = Signal(object)
    found = Signal(object)
    empty = Signal()
    added = Signal(object)
    not_added = Signal(object)
    expected = Signal(object, object)
    failed = Signal(object)

    COUNT = 50

    def __init__(self, jobs: Jobs, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._engines = engines
        self._asking: Job | None = None

    def count(self) -> None:
        """Ask how much footage there is."""
        self._jobs.lanes.ask(
            LIBRARY,
            partial(_stats, self._engines),
            self.counted.emit,
            failed=self.failed.emit,
        )

    def add(self, folder: Path) -> Job:
        """Take a folder of clips in."""
        title = self.tr("Adding footage from {name}").format(name=folder.name or str(folder))
        job = self._jobs.start(title, lambda: _taken_in(self._engines, folder), lane=INGEST)
        job.finished.connect(self.added)
        job.failed.connect(self.not_added)
        # Also after a cancel: every clip that was finished is in.
        job.ended.connect(self.count)
        return job

    def ask(self, asked: Asked) -> Job:
        """Find clips for a song; what was asked before is not answered any more."""
        self.drop()
        title = self.tr("Finding footage")
        work = partial(_find, self._engines, asked, self.COUNT)
        # A file that is not in the library is listened to, which must not hold up the library.
        job = self._jobs.start(title, work, lane=WATCH, quiet=True)
        self._asking = job
        job.finished.connect(self._take)
        job.failed.connect(self.failed)
        return job

    def drop(self) -> None:
        """Want no answer any more."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def expect(self, song: Song, match: Match) -> None:
        """Say that the clip of `match` is going to be opened, for this song to be laid on it."""
        self.expected.emit(song, match)

    def _take(self, found: Found | None) -> None:
        if found is None:
            self.empty.emit()
        else:
            self.found.emit(found)


def _stats(engines: Engines) -> FootageStats:
    from catalog.footage.footage import Footage  # noqa: PLC0415  (loads numpy)

    with Footage.open(engines.settings.library) as footage:
        return footage.stats(engines.pack().pack_id)


def _taken_in(engines: Engines, folder: Path) -> Work[FootageReport]:
    from catalog.footage.footage import Footage  # noqa: PLC0415
    from editor_app.uses.taking_in import take_in_footage  # noqa: PLC0415

    chosen = engines.settings
    with Footage.open(chosen.library) as footage:
        return (
            yield from take_in_footage(
                footage,
                [folder],
                engines.pack(),
                cache=chosen.cache,
                device=chosen.device,
                workers=max(1, (os.cpu_count() or 1) // 2),
            )
        )


def _find(engines: Engines, asked: Asked, count: int) -> Work[Found | None]:
    """Answer with connections of our own: those of the library belong to its lane."""
    from catalog.footage.footage import Footage  # noqa: PLC0415
    from catalog.library import Library  # noqa: PLC0415
    from editor_app.session import Session  # noqa: PLC0415
    from editor_app.uses.matching import Stretched, find_footage  # noqa: PLC0415

    yield Progress(0.0, "Finding footage")
    folder, analyzer = engines.settings.library, engines.analyzer()
    with Footage.open(folder) as footage, Library.open(folder) as library:
        if not footage.stats(analyzer.pack.pack_id).ready:
            return None
        session = Session(pack=analyzer.pack, library=library, analyzer=analyzer)
        stretched = Stretched(passage=asked.passage)
        work = find_footage(session, footage, asked.music, stretched=stretched, count=count)
        return (yield from work)
