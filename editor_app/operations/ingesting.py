"""Taking music in behind the window; the library stays usable meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.engines import INGEST, Engines
from editor_app.operations.jobs import Job, Jobs
from inference.progress import Progress, Work

if TYPE_CHECKING:
    from catalog.library import Library
    from editor_app.uses.taking_in import TakenIn

FIRST_NEWS_S, LAST_NEWS_S = 5.0, 40.0
"""While music is taken in, what is new so far is shown after five seconds, then after twice as long
each time, at most forty: bringing search up to date grows dearer with the library."""


class Ingesting(QObject):
    """Brings the library up to date with music folders, one order after the other.

    `changed` says that the library holds other songs than before: at the end, and now and then
    before it. `ended` brings the `IngestReport`, `vanished` the known folders that were not there.
    """

    started = Signal(object)
    progressed = Signal(object)
    changed = Signal()
    ended = Signal(object)
    vanished = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._engines = engines
        self._orders: list[Job] = []
        self._shown = 0.0
        self._shown_at_s = 0.0
        self._pause_s = FIRST_NEWS_S

    @property
    def is_running(self) -> bool:
        return bool(self._orders)

    def add(self, folders: Iterable[Path], *, retry_failed: bool = False) -> Job:
        """Take in folders; `retry_failed` also tries files again that failed before."""
        chosen = tuple(folders)
        names = ", ".join(folder.name or str(folder) for folder in chosen)

        def work(library: Library, engines: Engines) -> Work[TakenIn]:
            from editor_app.uses.taking_in import take_in  # noqa: PLC0415  (loads the catalog)

            return take_in(
                library,
                chosen,
                engines.pack(),
                device=engines.settings.device,
                workers=_workers(),
                retry_failed=retry_failed,
            )

        return self._start(self.tr("Adding music from {name}").format(name=names), work)

    def rescan(self) -> Job:
        """Look through the known folders for what is new, changed or gone."""

        def work(library: Library, engines: Engines) -> Work[TakenIn]:
            from editor_app.uses.taking_in import take_in_again  # noqa: PLC0415  (loads the catalog)

            device = engines.settings.device
            return take_in_again(library, engines.pack(), device=device, workers=_workers())

        return self._start(self.tr("Looking through your music folders"), work)

    def cancel(self) -> None:
        """Stop taking in; what was finished is kept."""
        for job in tuple(self._orders):
            job.cancel()

    def _start(self, title: str, work: Callable[[Library, Engines], Work[TakenIn]]) -> Job:
        engines = self._engines

        def whole() -> Work[TakenIn]:
            with engines.taking_in() as library:
                return (yield from work(library, engines))

        job = self._jobs.start(title, whole, lane=INGEST)
        self._orders.append(job)
        job.progressed.connect(self._advance)
        job.finished.connect(self._finish)
        job.failed.connect(self.failed)
        job.ended.connect(self._end)
        self.started.emit(job)
        return job

    def _advance(self, step: Progress) -> None:
        now_s = time.monotonic()
        if step.fraction == 0.0 or self._shown == 0.0:
            # Folders are looked through; nothing has been heard yet.
            self._shown, self._shown_at_s = step.fraction, now_s
            self._pause_s = FIRST_NEWS_S
        elif step.fraction > self._shown and now_s - self._shown_at_s >= self._pause_s:
            self._shown, self._shown_at_s = step.fraction, now_s
            self._pause_s = min(2 * self._pause_s, LAST_NEWS_S)
            self.changed.emit()
        self.progressed.emit(step)

    def _finish(self, taken_in: TakenIn) -> None:
        if taken_in.vanished:
            self.vanished.emit(taken_in.vanished)
        self.ended.emit(taken_in.report)

    def _end(self) -> None:
        self._orders = [job for job in self._orders if not job.is_over]
        # Also after a failure or a cancel: every song that was finished is in.
        self.changed.emit()


def _workers() -> int:
    """One core is left to the window and what it plays."""
    return max(1, (os.cpu_count() or 1) - 1)
