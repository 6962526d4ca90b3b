"""Where the film has music of its own: listened for once it matters, behind the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.engines import WATCH, Engines
from editor_app.operations.jobs import Job, Jobs
from inference.values import Span


class OwnMusic(QObject):
    """Listens when the timeline asks the music to step aside for that of the film.

    `found` comes when `spans` are other ones, `began` when the film is listened to.
    """

    found = Signal()
    began = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, jobs: Jobs, engines: Engines, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._jobs = jobs
        self._engines = engines
        self._path: Path | None = None
        self._job: Job | None = None
        self.spans: tuple[Span, ...] = ()
        document.film_changed.connect(self._forget)
        document.timeline_changed.connect(self._heed)

    @property
    def is_listening(self) -> bool:
        return self._job is not None and not self._job.is_over

    def _forget(self) -> None:
        self._path, self.spans = None, ()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._heed()

    def _heed(self) -> None:
        """Listen to the film if that was not done yet."""
        film = self._document.film
        if film is None or not self._document.timeline.duck_music or self._path == film.path:
            return
        self._path = path = film.path
        title = self.tr("Listening for music in the film")
        job = self._jobs.start(title, lambda: self._engines.analyzer().own_music(path), lane=WATCH)
        self._job = job
        job.finished.connect(self._take)
        job.failed.connect(self.failed)
        self.began.emit()

    def _take(self, spans: tuple[Span, ...]) -> None:
        self.spans = spans
        self.found.emit()
