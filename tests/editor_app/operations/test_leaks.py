"""Whatever is begun and given up leaves nothing behind: no thread, no open file, no memory."""

from __future__ import annotations

import ctypes
import gc
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from editor_app.operations.analysing import Analysing
from editor_app.operations.engines import WATCH, Engines
from editor_app.operations.filmstrip import Filmstrip
from editor_app.operations.jobs import Jobs
from editor_app.operations.opening import film_of
from editor_app.operations.waveforms import Waveforms
from editor_app.project.timeline import Film
from resources import DEMO

ROUNDS, LOTS = 50, 3
SELF = Path("/proc/self")

pytestmark = pytest.mark.skipif(
    not (SELF / "statm").exists(), reason="the system does not say what a process holds"
)


@dataclass(frozen=True, slots=True)
class Held:
    threads: int
    files: int
    memory_mb: float


def held() -> Held:
    gc.collect()
    # What the C library keeps for later is not held by us.
    getattr(ctypes.CDLL(None), "malloc_trim", lambda _: None)(0)
    pages = int((SELF / "statm").read_text().split()[1])
    files = len(list((SELF / "fd").iterdir()))
    return Held(threading.active_count(), files, pages * 4096 / 1e6)


@pytest.fixture(scope="module")
def film() -> Film:
    return film_of(DEMO / "clip.mp4")


def assert_settles(act: Callable[[], None], rounds: int) -> None:
    """Do something over and over: threads and files stay, and memory stops growing.

    The stores of decoder, encoder and heap fill up at first, the later the larger the process is
    already; a leak never stops.
    """
    grown: list[float] = []
    before = held()
    for _ in range(LOTS):
        for _ in range(rounds):
            act()
        after = held()
        assert after.threads <= before.threads
        assert after.files <= before.files
        grown.append(after.memory_mb - before.memory_mb)
        if grown[-1] < 20:
            return
        before = after
    pytest.fail(f"memory grew by {grown} MB, each time in {rounds} rounds")


def test_analyses_begun_and_cancelled(qtbot, jobs: Jobs, engines: Engines, film: Film) -> None:
    analysing = Analysing(jobs, engines)
    steps = itertools.cycle([1, 2, 3, 6, 1])

    def begin_and_cancel() -> None:
        """Give it up after so many steps, each time at another place."""
        wanted, seen = next(steps), []
        job = analysing.start(film)
        job.progressed.connect(seen.append)
        qtbot.waitUntil(lambda: len(seen) >= wanted or job.is_over, timeout=30_000)
        analysing.cancel()
        closed = threading.Event()
        jobs.lanes.put(WATCH, closed.set)
        assert closed.wait(30)
        qtbot.wait(1)

    for _ in range(ROUNDS // 2):
        begin_and_cancel()
    assert_settles(begin_and_cancel, ROUNDS)
    assert jobs._jobs == {}


def test_films_opened_and_closed(qtbot, jobs: Jobs, film: Film) -> None:
    strip = Filmstrip(jobs.lanes)
    waveforms = Waveforms(jobs.lanes)

    def open_and_close() -> None:
        strip.open(film)
        for time_s in range(5):
            strip.image(float(time_s))
        waveforms.forget(film.path)
        waveforms.get(film.path)
        with qtbot.waitSignals([strip.ready, waveforms.ready], timeout=20_000):
            pass
        strip.open(None)
        for lane in ("pictures", "sound"):
            idle = threading.Event()
            jobs.lanes.put(lane, idle.set)
            assert idle.wait(20)
        qtbot.wait(1)

    for _ in range(3):
        open_and_close()
    assert_settles(open_and_close, ROUNDS // 2)
