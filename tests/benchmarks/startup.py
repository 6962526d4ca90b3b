"""Goal: the window is on the screen as soon as any window could be."""

from __future__ import annotations

import compileall
import json
import sys
from collections.abc import Mapping, Sequence

from tests.benchmarks.harness import ROOT, Candidate, Place, Role, Runs, run_once
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, told_cpu_ratio, wall_ratio

ROOMS = ("editor_app", "catalog", "inference", "resources", "tests/benchmarks")
STARTS = 5
"""Started so often in a round: one start is too short to be told from noise."""
BARE = "bare Qt window"
SHOWN = "ours, window painted"
READY = "ours, ready to watch a film"
LOADED = "bare Qt window, models loaded"


def prepare(place: Place) -> None:
    """Start once, so that everything is there as on every day but the first.

    A program that is installed has been compiled; one in a checkout may never be.
    """
    for room in ROOMS:
        compileall.compile_dir(ROOT / room, quiet=1)
    run_once(_candidate("first start", "guard", "ready", _data(place)), place)


def candidates(place: Place) -> Sequence[Candidate]:
    return (
        _candidate(BARE, "limit", "bare", {}),
        _candidate(LOADED, "limit", "loaded", {"pack": str(place.pack)}),
        _candidate(SHOWN, "ours", "shown", _data(place)),
        _candidate(READY, "ours", "ready", _data(place)),
    )


def _data(place: Place) -> dict[str, str]:
    return {"data": str(place.made("startup"))}


def _candidate(name: str, role: Role, call: str, arguments: Mapping[str, str]) -> Candidate:
    # None of them lives to write an answer.
    child = [sys.executable, "-m", "tests.benchmarks.child"]
    command = [*child, f"starting:{call}", json.dumps(arguments), "no answer"]
    return Candidate(name, role, commands=[command] * STARTS, scale=1 / STARTS)


def judge(runs: Runs) -> Sequence[Check]:
    return (
        *cpu_ratio(runs, SHOWN, BARE, "≤", 1.3),
        *wall_ratio(runs, SHOWN, BARE, "≤", 1.3),
        *cpu_ratio(runs, READY, BARE, "≤", 3.0),
        *wall_ratio(runs, READY, BARE, "≤", 3.0),
        *told_cpu_ratio(runs, LOADED, BARE),
        *told_cpu_ratio(runs, READY, LOADED),
    )


GOAL = Goal(
    "startup",
    "The window is there at once",
    "A fresh process until the first painting, and until the panels are filled and the models "
    "warm, against a process that shows an empty Qt window of that size. Drawn in memory, so that "
    "no display server has a part in it; files are in the system's cache.",
    prepare,
    candidates,
    judge,
)
