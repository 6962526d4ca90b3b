"""Watching the open film, behind everything else the user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.engines import WATCH, Engines
from editor_app.operations.jobs import Job, Jobs
from editor_app.project.timeline import Film
from inference.progress import Progress, Work

if TYPE_CHECKING:
    from inference.values import VideoAnalysis


class Analysing(QObject):
    """One film at a time: beginning with another gives the one before up.

    `provisional` brings a first impression of a long film, `ready` the analysis; both carry a
    `VideoAnalysis`. After `failed` or `cancelled` the film may be tried again.
    """

    started = Signal(object)
    provisional = Signal(object)
    ready = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, jobs: Jobs, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._engines = engines
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The job that is under way, None when nothing is being watched."""
        return self._job if self._job is not None and not self._job.is_over else None

    def start(self, film: Film) -> Job:
        """Watch a film; `started` carries the job."""
        self.cancel()
        engines, path = self._engines, film.path

        def work() -> Work[VideoAnalysis]:
            return engines.analyzer().analyze_video(path, preview=True)

        job = self._jobs.start(self.tr("Watching {name}").format(name=path.name), work, lane=WATCH)
        job.progressed.connect(self._show)
        job.finished.connect(self.ready)
        job.failed.connect(self.failed)
        job.cancelled.connect(self.cancelled)
        self._job = job
        self.started.emit(job)
        return job

    def cancel(self) -> None:
        """Give up what is under way, at once."""
        if self._job is not None:
            self._job.cancel()

    def _show(self, step: Progress) -> None:
        if step.partial is not None:
            self.provisional.emit(step.partial)
