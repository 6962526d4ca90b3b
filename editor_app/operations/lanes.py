"""Lanes: threads that each do one thing after the other and answer on the window's thread.

A lane is named for what it owns: "library" the reading database, "ingest" the one that takes music
in, "watch" the analysis of films, "sound" and "pictures" what the timeline draws, "render" the
writing of films, "disk" quick looks at files. Its thread begins with its first task. What a task
found is handed to `Lanes.deliver`, so that everything the window sees happens on one thread, and
in order.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from editor_app.operations.tidying import Tidying

Task = Callable[[], None]
Result = TypeVar("Result")


class Lanes(QObject):
    """The threads of the window; made once, closed once."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: dict[str, _Thread] = {}
        self._endings: dict[str, list[Task]] = {}
        self._closed = False
        self._tidying = Tidying(self)
        self._mail: deque[Task] = deque()
        self._lock = threading.Lock()
        self._arrived.connect(self._open_mail, Qt.ConnectionType.QueuedConnection)

    @property
    def is_closed(self) -> bool:
        return self._closed

    def put(self, lane: str, task: Task) -> None:
        """Run `task` on a lane, after what waits there; on a closed lane it never runs.

        A task must not raise: `ask`, `Latest` and `Jobs` bring failures home.
        """
        if self._closed:
            return
        if lane not in self._threads:
            self._threads[lane] = _Thread(lane, self._endings.setdefault(lane, []))
        self._threads[lane].put(task)

    def ask(
        self,
        lane: str,
        make: Callable[[], Result],
        done: Callable[[Result], None],
        *,
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `make` on a lane and hand what it returns, or raises, to the window's thread."""

        def task() -> None:
            try:
                result = make()
            except Exception as error:  # noqa: BLE001  (the window tells the user of it)
                self.deliver(lambda error=error: failed(error))  # type: ignore[misc]
            else:
                self.deliver(lambda: done(result))

        self.put(lane, task)

    def at_end(self, lane: str, task: Task) -> None:
        """Run `task` as the last one of a lane, if that ever ran anything."""
        self._endings.setdefault(lane, []).append(task)

    def deliver(self, call: Task) -> None:
        """Call `call` on the thread these lanes live on; may be used from every thread."""
        with self._lock:
            wake = not self._mail
            self._mail.append(call)
        if wake:
            self._arrived.emit()

    def close(self, timeout_s: float) -> bool:
        """Drop what waits, let what runs come to its end; whether all ended within the time."""
        self._closed = True
        until = time.monotonic() + timeout_s
        for thread in self._threads.values():
            thread.stop()
        ended = all(thread.join(until - time.monotonic()) for thread in self._threads.values())
        if ended:
            self._tidying.end()
        return ended

    def _open_mail(self) -> None:
        with self._lock:
            mail, self._mail = self._mail, deque()
        if self._closed:
            # Who asked may be gone: what comes after the end is for nobody.
            return
        try:
            while mail:
                mail.popleft()()
        finally:
            # A call that raises must not take those behind it along.
            for call in mail:
                self.deliver(call)


class Latest(Generic[Result]):
    """Questions of which the newest matters most.

    A new question takes the place of one that waits. Of one that runs already the answer is
    dropped when it comes, unless it is welcome on the way to the new one (see `ask`). `done` and
    `failed` are called on the window's thread.
    """

    def __init__(
        self,
        lanes: Lanes,
        lane: str,
        *,
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._lanes = lanes
        self._lane = lane
        self._done = done
        self._failed = failed
        self._number = 0
        self._oldest_welcome = 0
        self._waiting: tuple[int, Callable[[], Result]] | None = None
        self._lock = threading.Lock()

    def ask(self, make: Callable[[], Result], *, refines: bool = False) -> None:
        """Ask anew: `make` runs on the lane.

        A question that `refines` the one before lets the answer to that come through: when one
        asks faster than can be answered, as by dragging a slider, something moves all the same.
        """
        self._number += 1
        if not refines:
            self._oldest_welcome = self._number
        with self._lock:
            is_queued = self._waiting is not None
            self._waiting = self._number, make
        if not is_queued:
            self._lanes.put(self._lane, self._run)

    def drop(self) -> None:
        """Want no answer any more, to whatever was asked."""
        self._oldest_welcome = self._number + 1

    def _run(self) -> None:
        with self._lock:
            assert self._waiting is not None, "one task, one question"  # noqa: S101
            number, make = self._waiting
            self._waiting = None
        if number < self._oldest_welcome:
            return
        try:
            result = make()
        except Exception as error:  # noqa: BLE001  (the window tells the user of it)
            failure = error
            self._lanes.deliver(lambda: self._answer(number, self._failed, failure))
        else:
            self._lanes.deliver(lambda: self._answer(number, self._done, result))

    def _answer(self, number: int, tell: Callable[..., None], what: object) -> None:
        if number >= self._oldest_welcome:
            tell(what)


class _Thread:
    """One thread and what it is to do; begins with its first task."""

    def __init__(self, name: str, endings: list[Task]) -> None:
        self._tasks: deque[Task] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._endings = endings
        # A daemon: a disk that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=f"cuesmith {name}", daemon=True)
        self._thread.start()

    def put(self, task: Task) -> None:
        with self._changed:
            self._tasks.append(task)
            self._changed.notify()

    def stop(self) -> None:
        with self._changed:
            self._tasks.clear()
            self._stopping = True
            self._changed.notify()

    def join(self, timeout_s: float) -> bool:
        self._thread.join(max(0.0, timeout_s))
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (task := self._next()) is not None:
            task()
            # Else the last task, with all it refers to, would live until the next one.
            del task
        for ending in self._endings:
            ending()

    def _next(self) -> Task | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._tasks)
            return self._tasks.popleft() if self._tasks else None
