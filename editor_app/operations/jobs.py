"""Long work the user can watch and cancel.

A `Job` runs work (a generator of `Progress`) on a lane. All its signals come on the window's
thread. Cancelling answers at once: the job is over for the user, and the work is closed, cleaning
up behind it, as soon as it comes to its next step.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from editor_app.operations.lanes import Lanes
from inference.progress import Progress, Work, finish

State = Literal["waiting", "running", "done", "failed", "cancelled"]

_TOO_SOON = 0.02
_SOON_S = 1.0


class Job(QObject):
    """One piece of long work, for the user to see.

    `left_s` is a guess of the seconds left, None while nothing can be said; a `quiet` job is not
    worth mentioning. Of the last three signals exactly one comes, then `ended`.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(
        self,
        title: str,
        *,
        stop: Callable[[], None],
        over: Callable[[Job], None],
        quiet: bool = False,
    ) -> None:
        super().__init__()
        self.title = title
        self.quiet = quiet
        self.state: State = "waiting"
        self.fraction = 0.0
        self.doing = ""
        self._stop = stop
        self._over = over
        self._began_s = 0.0

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def left_s(self) -> float | None:
        """Seconds left if it goes on as it went so far."""
        elapsed_s = time.monotonic() - self._began_s
        if self.state != "running" or self.fraction < _TOO_SOON or elapsed_s < _SOON_S:
            return None
        return elapsed_s * (1 - self.fraction) / self.fraction

    def cancel(self) -> None:
        """Be over now; the work stops at its next step."""
        if not self.is_over:
            self._stop()
            self._end("cancelled", self.cancelled.emit)

    def begin(self) -> None:
        if not self.is_over:
            self.state = "running"
            self._began_s = time.monotonic()

    def advance(self, step: Progress) -> None:
        if not self.is_over:
            self.fraction = max(self.fraction, step.fraction)
            self.doing = step.doing
            self.progressed.emit(step)

    def succeed(self, result: object) -> None:
        self._end("done", lambda: self.finished.emit(result))

    def fail(self, error: Exception) -> None:
        self._end("failed", lambda: self.failed.emit(error))

    def _end(self, state: State, tell: Callable[[], None]) -> None:
        if self.is_over:
            return
        self.state = state
        tell()
        self.ended.emit()
        self._over(self)


class Jobs(QObject):
    """All long work that is under way."""

    added = Signal(object)
    ended = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lanes = lanes
        # Until its work is closed a job is held here: it must end on this thread, not on a lane.
        self._jobs: dict[int, Job] = {}
        self._next = 0

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that are not over, oldest first."""
        return tuple(job for job in self._jobs.values() if not job.is_over)

    def start(
        self, title: str, make_work: Callable[[], Work[Any]], *, lane: str, quiet: bool = False
    ) -> Job:
        """Begin work on a lane; `make_work` and every step of the work run there.

        Connect to the job's signals at once: none comes before this thread is idle again.
        """
        number, self._next = self._next, self._next + 1
        run = _Run(make_work)
        job = Job(title, stop=run.cancel, over=self.ended.emit, quiet=quiet)
        self._jobs[number] = job
        self.added.emit(job)
        self.lanes.put(lane, lambda: self._work_off(number, run))
        return job

    def close(self, timeout_s: float) -> bool:
        """Cancel everything and end all threads; whether all ended within the time."""
        for job in self.running:
            job.cancel()
        ended = self.lanes.close(timeout_s)
        self._jobs.clear()
        return ended

    def _work_off(self, number: int, run: _Run) -> None:
        """Run the work, on a lane."""

        def tell(what: Callable[[Job], None]) -> None:
            self.lanes.deliver(lambda: self._tell(number, what))

        end = run.through(lambda: tell(Job.begin), lambda: tell(run.hand_over))
        tell(end)
        self.lanes.deliver(lambda: self._forget(number))

    def _tell(self, number: int, what: Callable[[Job], None]) -> None:
        job = self._jobs.get(number)
        if job is not None:
            what(job)

    def _forget(self, number: int) -> None:
        job = self._jobs.pop(number, None)
        if job is not None:
            # Its signals hold on to their listeners, which may well hold on to the job.
            job.deleteLater()


class _CancelledError(Exception):
    pass


class _Run:
    """What a job shares with its lane: the order to stop, and the steps not shown yet."""

    def __init__(self, make: Callable[[], Work[Any]]) -> None:
        self._make = make
        self._cancelled = threading.Event()
        self._steps: list[Progress] = []
        self._lock = threading.Lock()

    def cancel(self) -> None:
        self._cancelled.set()

    def through(
        self, begin: Callable[[], None], stepped: Callable[[], None]
    ) -> Callable[[Job], None]:
        """Do the work and say how the job ends by it.

        `stepped` is called when there are steps to show after there were none.
        """
        try:
            self._heed()
            begin()
            result = finish(self._make(), lambda step: self._step(step, stepped))
        except _CancelledError:
            return Job.cancel
        except Exception as error:  # noqa: BLE001  (the window tells the user of it)
            return partial(Job.fail, error=error)
        return partial(Job.succeed, result=result)

    def hand_over(self, job: Job) -> None:
        """Show the steps made since the last time."""
        with self._lock:
            steps, self._steps = self._steps, []
        for step in steps:
            job.advance(step)

    def _step(self, step: Progress, stepped: Callable[[], None]) -> None:
        self._heed()
        with self._lock:
            wake = not self._steps
            # Work that steps faster than the window draws is shown where it is, not where it was.
            if self._steps and self._steps[-1].partial is None:
                self._steps[-1] = step
            else:
                self._steps.append(step)
        if wake:
            stepped()

    def _heed(self) -> None:
        if self._cancelled.is_set():
            raise _CancelledError
