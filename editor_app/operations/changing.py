"""Changing to another model pack behind the window: the one in use serves until it is done."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.engines import INGEST
from editor_app.operations.jobs import Job, Jobs
from editor_app.settings import Settings
from inference.progress import Progress, Work

if TYPE_CHECKING:
    from editor_app.uses.changed_over import ChangedOver


class Changing(QObject):
    """Makes library and footage ready for a pack.

    `done` brings the settings that may now be worked with and the `ChangedOver`; `given_up` comes
    where it failed, or the user stopped it. What was finished when it is given up, or the program
    ends, is kept: the next time goes on from there.
    """

    done = Signal(object, object)
    given_up = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._target: Settings | None = None

    @property
    def target(self) -> Settings | None:
        """The settings whose pack everything is made ready for, None while nothing changes."""
        return None if self._job is None else self._target

    def begin(self, settings: Settings) -> Job:
        """Make everything ready for the pack of `settings`; another change is given up for it."""
        self.give_up()
        title = self.tr("Getting your songs ready for another model pack")
        return self._start(title, settings, listens=True)

    def go_on(self, settings: Settings) -> Job:
        """Finish what was cut off of an earlier change to the pack of `settings`; decodes nothing.

        Where nothing was, it ends at once.
        """
        title = self.tr("Getting your songs ready for the model pack")
        return self._start(title, settings, listens=False, quiet=True)

    def give_up(self) -> None:
        """Stop, if a change is under way, and say nothing of it; what was finished is kept."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _start(self, title: str, settings: Settings, *, listens: bool, quiet: bool = False) -> Job:
        job = self._jobs.start(
            title, lambda: _work(settings, listens=listens), lane=INGEST, quiet=quiet
        )
        self._job, self._target = job, settings
        job.finished.connect(lambda found: self._finish(settings, found))
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._end(job))
        return job

    def _finish(self, settings: Settings, found: ChangedOver) -> None:
        self._job = None
        self.done.emit(settings, found)

    def _end(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.given_up.emit()


def _work(settings: Settings, *, listens: bool) -> Work[ChangedOver]:
    from editor_app.uses.changed_over import ChangedOver, is_unfinished  # noqa: PLC0415  (numpy)

    yield Progress(0.0, "Loading the models")
    if not (listens or is_unfinished(settings)):
        return ChangedOver()
    from editor_app.uses.changing_pack import change_over  # noqa: PLC0415  (not at every start)
    from editor_app.uses.packs import verified  # noqa: PLC0415
    from inference.towers.pack import read_pack  # noqa: PLC0415

    pack = verified(settings.pack) if listens else read_pack(settings.pack)
    # One core is left to the window and what it plays.
    workers = max(1, (os.cpu_count() or 1) - 1)
    return (yield from change_over(settings, pack, workers=workers, listens=listens))
