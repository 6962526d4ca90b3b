"""A few processes that do jobs on files nobody can trust.

A damaged file may crash a decoder or keep it busy for ever. Each process has one job at a time
and its own pipe, so that when it dies or stays silent too long the culprit is known: that job
fails with a reason, the process is replaced, the others go on.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from inference.errors import WorldError
from inference.progress import Work

Job = TypeVar("Job")
Answer = TypeVar("Answer")

TICK_S = 0.2
START_PATIENCE_S = 120.0
MOST_FALSE_STARTS = 3

_READY, _ALIVE, _DONE, _FAILED, _UNFIT = "ready", "alive", "done", "failed", "unfit"

Doing = Callable[[Job], Work[Answer]]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Job, Answer]):
    """A finished job: `answer`, or None and the `reason` why there is none."""

    job: Job
    answer: Answer | None
    reason: str = ""


def work_through(
    jobs: Iterator[Job],
    setup: Callable[[], Doing[Job, Answer]],
    *,
    workers: int,
    patience_s: float,
) -> Generator[Outcome[Job, Answer] | None, None, None]:
    """Do jobs in separate processes and yield their outcomes as they come.

    Yields None at least every `TICK_S`, so that the caller may show life or stop. Closing the
    generator ends the processes at once.

    Parameters
    ----------
    setup : picklable; called once in each process, gives what does a job
    patience_s : longest silence during a job before it counts as hung; each step that the job's
        work yields is a sign of life

    Raises
    ------
    WorldError
        The setup failed, or the processes cannot be started.
    """
    crew = _Crew(jobs, setup, patience_s)
    try:
        yield from crew.run(workers)
    finally:
        crew.dismiss()


class _Hand(Generic[Job]):
    """One process: what it is doing, since when it has been silent."""

    def __init__(self, setup: Callable[[], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_serve, args=(theirs, setup), daemon=True
        )
        self.process.start()
        # Our copy of their end must go, or their death would not end the pipe.
        theirs.close()
        self.ready = False
        self.job: Job | None = None
        self.heard_at_s = time.monotonic()

    def give(self, job: Job) -> None:
        self.job = job
        self.heard_at_s = time.monotonic()
        self.pipe.send(job)

    def end(self) -> int | None:
        """Stop the process at once and return its exit code."""
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        self.process.close()
        self.pipe.close()
        return code


class _Crew(Generic[Job, Answer]):
    def __init__(
        self, jobs: Iterator[Job], setup: Callable[[], Doing[Job, Answer]], patience_s: float
    ) -> None:
        self._jobs = jobs
        self._setup = setup
        self._patience_s = patience_s
        self._hands: list[_Hand[Job]] = []
        self._waiting: Job | None = next(jobs, None)
        self._false_starts = 0

    def run(self, workers: int) -> Iterator[Outcome[Job, Answer] | None]:
        while self._waiting is not None or any(hand.job is not None for hand in self._hands):
            self._hire(workers)
            ready = wait([hand.pipe for hand in self._hands], timeout=TICK_S)
            for hand in [hand for hand in self._hands if hand.pipe in ready]:
                yield self._listen(hand)
            for hand in [hand for hand in self._hands if self._is_silent(hand)]:
                yield self._give_up(hand)
            yield None

    def dismiss(self) -> None:
        for hand in self._hands:
            hand.end()
        self._hands.clear()

    def _hire(self, workers: int) -> None:
        """One more process while there is more to do than hands for it."""
        idle = any(hand.job is None for hand in self._hands)
        if self._waiting is not None and not idle and len(self._hands) < workers:
            self._hands.append(_Hand(self._setup))
        for hand in self._hands:
            if hand.ready and hand.job is None:
                self._next_job(hand)

    def _next_job(self, hand: _Hand[Job]) -> None:
        if self._waiting is not None:
            job, self._waiting = self._waiting, next(self._jobs, None)
            try:
                hand.give(job)
            except OSError:
                # It died between two jobs; its pipe tells so at the next look.
                self._waiting, self._jobs = job, _again(self._waiting, self._jobs)
                hand.job = None

    def _listen(self, hand: _Hand[Job]) -> Outcome[Job, Answer] | None:
        try:
            kind, content = hand.pipe.recv()
        except (EOFError, OSError):
            return self._bury(hand)
        hand.heard_at_s = time.monotonic()
        if kind == _UNFIT:
            what, remedy, path = content
            raise WorldError(what, remedy=remedy, path=path)
        if kind == _READY:
            hand.ready, self._false_starts = True, 0
        if kind in (_READY, _ALIVE) or hand.job is None:
            return None
        job, hand.job = hand.job, None
        return Outcome(job, content) if kind == _DONE else Outcome(job, None, content)

    def _is_silent(self, hand: _Hand[Job]) -> bool:
        silence_s = time.monotonic() - hand.heard_at_s
        if hand.ready:
            return hand.job is not None and silence_s > self._patience_s
        return silence_s > START_PATIENCE_S

    def _give_up(self, hand: _Hand[Job]) -> Outcome[Job, Answer] | None:
        self._hands.remove(hand)
        hand.end()
        reason = f"Nothing came of it for {self._patience_s:.0f} s; it is probably damaged."
        return self._failed(hand, reason)

    def _bury(self, hand: _Hand[Job]) -> Outcome[Job, Answer] | None:
        self._hands.remove(hand)
        hand.process.join(timeout=1.0)
        code = hand.end()
        return self._failed(hand, f"It made the decoder crash ({_words(code)}).")

    def _failed(self, hand: _Hand[Job], reason: str) -> Outcome[Job, Answer] | None:
        if hand.job is not None:
            return Outcome(hand.job, None, reason)
        self._false_starts += 1
        if self._false_starts >= MOST_FALSE_STARTS:
            raise WorldError(
                "The processes that listen to music cannot be started.",
                remedy="Check that memory is free, and reinstall the program if this stays so.",
            )
        return None


def _again(first: Job | None, rest: Iterator[Job]) -> Iterator[Job]:
    if first is not None:
        yield first
    yield from rest


def _words(code: int | None) -> str:
    if code is not None and code < 0:
        with_number = {one.value: one.name for one in signal.Signals}
        return with_number.get(-code, f"signal {-code}")
    return f"exit code {code}"


def _serve(pipe: Connection, setup: Callable[[], Doing[Job, Answer]]) -> None:
    """The life of a process: set up, then one job after the other until the pipe ends."""
    # Ctrl-C reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        do = setup()
    except WorldError as error:
        pipe.send((_UNFIT, (error.what, error.remedy, error.path)))
        return
    try:
        pipe.send((_READY, None))
        while True:
            pipe.send(_attempt(do, pipe.recv(), pipe))
    except (EOFError, OSError):
        # The parent is gone; nobody waits for what we know.
        return


def _attempt(do: Doing[Job, Answer], job: Job, pipe: Connection) -> tuple[str, object]:
    try:
        return _DONE, _drive(do(job), pipe)
    except WorldError as error:
        return _FAILED, str(error)
    except Exception as error:  # noqa: BLE001  # one bad file must never stop the rest
        return _FAILED, f"The program stumbled over it ({type(error).__name__}: {error})."


def _drive(work: Work[Answer], pipe: Connection) -> Answer:
    said_at_s = time.monotonic()
    while True:
        try:
            next(work)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        if time.monotonic() - said_at_s > 1.0:
            said_at_s = time.monotonic()
            pipe.send((_ALIVE, None))
