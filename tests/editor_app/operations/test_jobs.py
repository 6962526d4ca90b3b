from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from editor_app.operations.jobs import Job, Jobs
from inference.errors import WorldError
from inference.progress import Progress


class Steps:
    """Work that takes a step whenever the test lets it."""

    def __init__(self, *fractions: float, end: object = "result") -> None:
        self._fractions = fractions
        self._end = end
        self._may = threading.Semaphore(0)
        self.closed = threading.Event()
        self.thread: threading.Thread | None = None

    def let(self, steps: int = 1) -> None:
        self._may.release(steps)

    def __call__(self) -> Generator[Progress, None, object]:
        self.thread = threading.current_thread()
        try:
            for fraction in self._fractions:
                assert self._may.acquire(timeout=5)
                yield Progress(fraction, f"at {fraction}")
            assert self._may.acquire(timeout=5)
            if isinstance(self._end, Exception):
                raise self._end
            return self._end
        finally:
            self.closed.set()


class Told:
    """Everything a job says, with the thread it says it on."""

    def __init__(self, job: Job) -> None:
        self.said: list[tuple[object, ...]] = []
        job.progressed.connect(lambda step: self._hear("progressed", step.fraction))
        job.finished.connect(lambda result: self._hear("finished", result))
        job.failed.connect(lambda error: self._hear("failed", error))
        job.cancelled.connect(lambda: self._hear("cancelled"))
        job.ended.connect(lambda: self._hear("ended"))

    def _hear(self, *what: object) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.said.append(what)


def test_a_job_tells_how_far_it_is_and_what_came_of_it(qtbot, jobs: Jobs) -> None:
    steps = Steps(0.25, 0.75)
    job = jobs.start("Counting", steps, lane="a")
    told = Told(job)
    assert (job.state, job.title, jobs.running) == ("waiting", "Counting", (job,))
    steps.let()
    qtbot.waitUntil(lambda: told.said == [("progressed", 0.25)])
    assert (job.state, job.fraction, job.doing) == ("running", 0.25, "at 0.25")
    steps.let()
    qtbot.waitUntil(lambda: job.fraction == 0.75)
    steps.let()
    qtbot.waitUntil(lambda: job.is_over)
    assert told.said[2:] == [("finished", "result"), ("ended",)]
    assert job.state == "done"
    assert jobs.running == ()
    assert steps.thread is not None
    assert steps.thread.name == "cuesmith a"


@pytest.mark.parametrize("error", [WorldError("Gone.", remedy="Look."), ValueError("a bug")])
def test_a_failure_of_either_family_is_handed_over(qtbot, jobs: Jobs, error: Exception) -> None:
    steps = Steps(end=error)
    job = jobs.start("Failing", steps, lane="a")
    told = Told(job)
    steps.let()
    qtbot.waitUntil(lambda: job.is_over)
    assert told.said == [("failed", error), ("ended",)]


def test_cancelling_answers_at_once_and_closes_the_work_at_its_next_step(qtbot, jobs: Jobs) -> None:
    steps = Steps(0.1, 0.2, 0.3)
    job = jobs.start("Long", steps, lane="a")
    told = Told(job)
    steps.let()
    qtbot.waitUntil(lambda: job.fraction == 0.1)
    job.cancel()
    assert told.said[1:] == [("cancelled",), ("ended",)]
    assert not steps.closed.is_set()
    steps.let()
    assert steps.closed.wait(5)
    qtbot.wait(1)
    job.cancel()
    assert (job.state, job.fraction) == ("cancelled", 0.1)
    assert told.said[1:] == [("cancelled",), ("ended",)]


def test_a_job_cancelled_while_it_waits_never_begins(qtbot, jobs: Jobs) -> None:
    first, second, third = Steps(), Steps(), Steps()
    jobs.start("First", first, lane="a")
    waiting = jobs.start("Second", second, lane="a")
    last = jobs.start("Third", third, lane="a")
    waiting.cancel()
    first.let()
    third.let()
    qtbot.waitUntil(lambda: last.is_over)
    assert second.thread is None


def test_what_a_cancelled_job_says_later_is_dropped(qtbot, jobs: Jobs) -> None:
    steps = Steps()
    job = jobs.start("Late", steps, lane="a")
    told = Told(job)
    steps.let()
    assert steps.closed.wait(5)
    job.cancel()
    last = Steps()
    last.let()
    after = jobs.start("After", last, lane="a")
    qtbot.waitUntil(lambda: after.is_over)
    assert told.said == [("cancelled",), ("ended",)]


def test_provisional_results_are_never_passed_over(qtbot, jobs: Jobs) -> None:
    def work() -> Generator[Progress, None, None]:
        for number in range(100):
            yield Progress(number / 100, "counting", partial=number if number % 10 == 0 else None)

    seen: list[object] = []
    job = jobs.start("Counting", work, lane="a")
    job.progressed.connect(lambda step: seen.append(step.partial))
    qtbot.waitUntil(lambda: job.is_over)
    assert [one for one in seen if one is not None] == list(range(0, 100, 10))


def test_says_how_long_it_will_take(qtbot, jobs: Jobs, monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr("editor_app.operations.jobs.time.monotonic", lambda: now[0])
    steps = Steps(0.25)
    job = jobs.start("Long", steps, lane="a")
    assert job.left_s is None
    steps.let()
    qtbot.waitUntil(lambda: job.fraction == 0.25)
    assert job.left_s is None
    now[0] += 10
    assert job.left_s == pytest.approx(30)
    job.cancel()
    assert job.left_s is None
    steps.let()


def test_jobs_are_announced_and_their_end_too(qtbot, jobs: Jobs) -> None:
    seen: list[tuple[str, str]] = []
    jobs.added.connect(lambda job: seen.append(("added", job.title)))
    jobs.ended.connect(lambda job: seen.append(("ended", job.title)))
    steps = Steps()
    steps.let()
    job = jobs.start("One", steps, lane="a", quiet=True)
    qtbot.waitUntil(lambda: job.is_over)
    assert seen == [("added", "One"), ("ended", "One")]
    assert job.quiet


def test_closing_cancels_everything_and_ends_the_threads(qtbot, jobs: Jobs) -> None:
    running, waiting = Steps(0.1, 0.2), Steps()
    first = jobs.start("Running", running, lane="a")
    second = jobs.start("Waiting", waiting, lane="a")
    running.let()
    qtbot.waitUntil(lambda: first.fraction == 0.1)
    running.let(2)
    waiting.let()
    assert jobs.close(5.0)
    assert running.closed.is_set()
    assert (first.state, second.state) == ("cancelled", "cancelled")
    qtbot.wait(1)
