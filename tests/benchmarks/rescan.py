"""Goal 5: looking through an unchanged library at the speed of the file system."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Candidate, Place, Runs, run_once
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, told_cpu_ratio, wall_ratio

FILES = 3000
A_FOLDER = 100
TIMES = 15
LIMIT = "os.scandir + stat"
OURS = "ours"
OPENED = "ours, library opened anew"


def prepare(place: Place) -> None:
    arguments = _arguments(place)
    run_once(Candidate("library", "guard", "rescan:make", arguments), place)


def _arguments(place: Place) -> dict[str, str]:
    return {"folder": str(place.made("rescan"))}


def candidates(place: Place) -> Sequence[Candidate]:
    arguments = _arguments(place)
    return (
        Candidate(OURS, "ours", "rescan:ours", arguments),
        Candidate(LIMIT, "limit", "rescan:walk", arguments),
        Candidate(OPENED, "ours", "rescan:opened", arguments),
        Candidate("guard: one file touched", "guard", "rescan:touched", arguments, most=1),
    )


def judge(runs: Runs) -> Sequence[Check]:
    (guard,) = runs["guard: one file touched"]
    listened = max(run.said["listened"] for run in runs[OURS])
    return (
        *cpu_ratio(runs, OURS, LIMIT, "≤", 2.0),
        *told_cpu_ratio(runs, OPENED, LIMIT),
        *wall_ratio(runs, OURS, LIMIT),
        Check("files listened to in a rescan", listened, "=", 0),
        Check("files listened to after one of them changed", guard.said["listened"], "=", 1),
        Check("and it is that file", guard.said["right"], "=", 1),
    )


def make(folder: str) -> None:
    """3,000 small files in folders of 100, taken in by a listener that only counts bytes."""
    root = Path(folder)
    if (root / "whole").exists():
        return
    shutil.rmtree(root, ignore_errors=True)
    for i in range(FILES):
        song = root / "music" / f"{i // A_FOLDER:02}" / f"song {i:04}.mp3"
        song.parent.mkdir(parents=True, exist_ok=True)
        song.write_text(f"song {i}")
    _ingest(_open(root), root)
    (root / "whole").touch()


def ours(folder: str) -> dict[str, Any]:
    root = Path(folder)
    before = _listened(root)
    with _open(root) as library:
        cost = _median_cost(lambda: _ingest(library, root))
    return {**cost, "listened": _listened(root) - before}


def opened(folder: str) -> dict[str, Any]:
    """The same with opening and closing the database each time."""

    def rescan() -> None:
        with _open(Path(folder)) as library:
            _ingest(library, Path(folder))

    return _median_cost(rescan)


def walk(folder: str) -> dict[str, Any]:
    return _median_cost(lambda: _walk(str(Path(folder) / "music")))


def touched(folder: str) -> dict[str, Any]:
    """Change one file and look again; it is changed back for the next run."""
    root = Path(folder)
    song = root / "music" / "07" / "song 0707.mp3"
    text = song.read_text()
    with _open(root) as library:
        before = _listened(root)
        song.write_text(f"{text}, changed")
        _ingest(library, root)
        names = (root / "diary").read_text().splitlines()[before:]
        song.write_text(text)
        _ingest(library, root)
    return {"listened": len(names), "right": int(names == [song.name])}


def _walk(folder: str) -> int:
    count = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                count += _walk(entry.path)
            else:
                entry.stat()
                count += 1
    return count


def _open(root: Path) -> Any:
    from catalog.library import Library

    return Library.open(root / "library")


def _ingest(library: Any, root: Path) -> None:
    from inference.progress import finish
    from tests.catalog.fakes import FakeRecipe

    finish(library.ingest([root / "music"], FakeRecipe(diary=root / "diary")))


def _listened(root: Path) -> int:
    return len((root / "diary").read_text().splitlines())


def _median_cost(work: Callable[[], object]) -> dict[str, float]:
    """Median CPU (of this process and its children) and wall seconds of several repetitions."""
    work()
    cpu_s, wall_s = [], []
    for _ in range(TIMES):
        cpu, wall = _cpu_s(), time.perf_counter()
        work()
        cpu_s.append(_cpu_s() - cpu)
        wall_s.append(time.perf_counter() - wall)
    return {"cpu_s": statistics.median(cpu_s), "wall_s": statistics.median(wall_s)}


def _cpu_s() -> float:
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


GOAL = Goal(
    "rescan",
    "An unchanged library is rescanned at the speed of the file system",
    f"{FILES:,} small files in {FILES // A_FOLDER} folders, all known; median of {TIMES} rescans "
    "in a process whose start is not counted. The walk lists every folder and asks for every "
    "file's size and time, and does nothing with them.",
    prepare,
    candidates,
    judge,
)
