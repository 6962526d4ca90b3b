"""What was opened is let go again: threads, files and memory are as before."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from editor_app.item_models.document import Document
from editor_app.project.project_file import write_project
from editor_app.project.timeline import Project
from tests.end_to_end.window.conftest import Program

TIMES = 50
SERIES = 3
WARM_UP = 8
"""Rounds before counting: lazily loaded libraries and filled caches are no leak."""
MOST_MB = 40.0
"""Room for what allocators keep: less than a picture a round."""
MOST_OBJECTS = 8
"""Python's objects that a round may add: caches still fill."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@dataclass(frozen=True)
class Used:
    """What the process holds."""

    threads: int
    files: tuple[str, ...]
    objects: int
    memory_mb: float


def used() -> Used:
    gc.collect()
    with suppress(OSError, AttributeError):
        # The C library keeps freed memory of each thread; what it could give back is no leak.
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except OSError:
            continue
    status = Path("/proc/self/status").read_text()
    memory_kb = int(status.split("VmRSS:")[1].split()[0])
    files = tuple(sorted(one for one in found if one.startswith("/")))
    return Used(threading.active_count(), files, len(gc.get_objects()), memory_kb / 1024)


def repeat(program: Program, act: Callable[[], None], times: int) -> Used:
    for _ in range(times):
        act()
    program.person.look(300)
    return used()


def check(program: Program, act: Callable[[], None]) -> None:
    """Do something often and see that as often again it holds no more.

    What leaks does so in every series; stores of other parts may fill during one.
    """
    before = repeat(program, act, WARM_UP)
    for _ in range(SERIES):
        after = repeat(program, act, TIMES)
        assert after.threads <= before.threads
        assert after.files == before.files
        added = after.objects - before.objects, after.memory_mb - before.memory_mb
        if added[0] < MOST_OBJECTS * TIMES and added[1] < MOST_MB:
            return
        before = after
    pytest.fail(f"every series added objects and MB, the last one {added}")


@pytest.fixture
def projects(film: Path, opened: Program, tmp_path: Path) -> tuple[Path, Path]:
    """Two projects of the same film, one with a song on it."""
    document: Document = opened.desk.document
    empty, full = tmp_path / "empty.cuesmith", tmp_path / "full.cuesmith"
    write_project(document.project, empty)
    opened.person.press("Return")
    opened.person.wait(lambda: document.timeline.laid)
    write_project(document.project, full)
    document.load(Project())
    return empty, full


def test_projects_opened_and_closed(opened: Program, projects: tuple[Path, Path]) -> None:
    desk, person = opened.desk, opened.person
    turn = [0]

    def act() -> None:
        path = projects[turn[0] % 2]
        turn[0] += 1
        person.drop_files(path)
        person.wait(lambda: desk.document.path == path)
        opened.wait_for_songs()
        person.press("Ctrl+N")
        person.wait(lambda: desk.document.film is None)

    check(opened, act)


def test_analyses_begun_and_cancelled(opened: Program, data: Path) -> None:
    desk, person = opened.desk, opened.person
    cached = [one for one in (data / "cache").iterdir() if one.is_file()]

    def act() -> None:
        for one in cached:
            one.unlink(missing_ok=True)
        desk.watch()
        job = desk.analysing.job
        assert job is not None
        person.wait(lambda: job.fraction > 0)
        job.cancel()
        assert desk.analysing.job is None
        person.wait(lambda: not desk.jobs.running)

    check(opened, act)
