"""Runs candidates against each other, each in a fresh process, in rotated order.

A goal lists candidates: ours, peers, and the physical limit. Every round runs each of them once,
beginning with another one each time; the round before the first is a warm-up that nobody counts.
What a child costs is what the system says of it and of all it started, unless it hands back the
cost of a part of itself (where the start of the interpreter is not what is compared).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
NOISY = 1.3

Role = Literal["ours", "peer", "limit", "guard"]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where the benchmarks work: fixtures, the pack they measure, and the peers' interpreter."""

    work: Path
    pack: Path
    peer_python: str
    rounds: int
    say: Say

    def made(self, name: str) -> Path:
        return self.work / name


@dataclass(frozen=True)
class Candidate:
    """One way of doing the work.

    Parameters
    ----------
    call : "module:function" of this package, run in a fresh process with `arguments`; what it
        returns is kept as JSON. Its keys "cpu_s" and "wall_s", if any, replace the process's cost.
    commands : run one after the other instead of a call.
    needs : modules the peers' interpreter must have; the candidate is skipped without them.
    scale : cost is multiplied by it, where only a part of the work is done.
    most : rounds at most, for the costly; one that is run once or twice is not warmed up either.
    one_thread : numeric libraries are held to one thread.
    """

    name: str
    role: Role
    call: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    commands: Sequence[Sequence[str]] = ()
    needs: tuple[str, ...] = ()
    scale: float = 1.0
    most: int = 99
    one_thread: bool = False


@dataclass(frozen=True)
class Run:
    """What one process cost, and what it said."""

    cpu_s: float
    wall_s: float
    rss_mb: float
    load: float
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Ratio:
    """Median, least and most of the ratios of paired runs."""

    middle: float
    least: float
    most: float

    @property
    def noisy(self) -> bool:
        return self.most > NOISY * self.least

    def __str__(self) -> str:
        return f"{self.middle:.3g} ({self.least:.3g}–{self.most:.3g})"


Runs = Mapping[str, Sequence[Run]]


class CandidateError(Exception):
    """A candidate did not finish; the message is what it last wrote."""


def run_all(candidates: Sequence[Candidate], place: Place) -> dict[str, list[Run]]:
    """Run every candidate that can run; runs by name, in order of rounds."""
    able = [one for one in candidates if _is_able(one, place)]
    runs: dict[str, list[Run]] = {}
    for number in range(place.rounds + 1):
        for one in _turned(able, number):
            if _is_due(one, number, place.rounds):
                run = run_once(one, place)
                if number:
                    runs.setdefault(one.name, []).append(run)
                    place.say(f"  {one.name}: {run.cpu_s:.3g} s CPU, {run.wall_s:.3g} s wall")
    return runs


def _turned(candidates: Sequence[Candidate], number: int) -> Iterator[Candidate]:
    turn = number % max(1, len(candidates))
    yield from candidates[turn:]
    yield from candidates[:turn]


def _is_due(one: Candidate, number: int, rounds: int) -> bool:
    return number <= one.most and (number > 0 or (rounds > 1 and one.most > 2))


def _is_able(one: Candidate, place: Place) -> bool:
    missing = [name for name in one.needs if not has_module(place.peer_python, name)]
    if missing:
        place.say(f"  skipped: {one.name} (no {', '.join(missing)} in the peers' interpreter)")
    return not missing


def has_module(python: str, name: str) -> bool:
    code = f"import importlib.util as u, sys; sys.exit(u.find_spec({name!r}) is None)"
    return subprocess.run([python, "-c", code], cwd=ROOT, check=False).returncode == 0


def run_once(one: Candidate, place: Place) -> Run:
    """Run one candidate in a fresh process, or several one after the other."""
    python = place.peer_python if one.needs else sys.executable
    with tempfile.TemporaryDirectory(dir=place.work) as folder:
        answer = Path(folder) / "answer.json"
        child = [python, "-m", "tests.benchmarks.child", one.call, json.dumps(dict(one.arguments))]
        commands = one.commands or [[*child, str(answer)]]
        cost = _cost_of(commands, one, Path(folder) / "log")
        said = json.loads(answer.read_text()) if answer.is_file() else {}
    cpu_s, wall_s = said.get("cpu_s", cost.cpu_s), said.get("wall_s", cost.wall_s)
    return Run(cpu_s * one.scale, wall_s * one.scale, cost.rss_mb, os.getloadavg()[0], said)


def _cost_of(commands: Iterable[Sequence[str]], one: Candidate, log: Path) -> Run:
    cpu_s = rss_mb = 0.0
    start = time.perf_counter()
    for command in commands:
        with log.open("w+") as text:
            child = subprocess.Popen(
                command, cwd=ROOT, env=_environment(one), stdout=text, stderr=subprocess.STDOUT
            )
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise CandidateError(f"{one.name} failed:\n{log.read_text()[-3000:]}")
        cpu_s += used.ru_utime + used.ru_stime
        rss_mb = max(rss_mb, used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2))
    return Run(cpu_s, time.perf_counter() - start, rss_mb, 0.0, {})


def _environment(one: Candidate) -> dict[str, str]:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    # Ours runs as the command line starts it: with one thread for numpy's matrices.
    kept = names if one.one_thread else names[:1] if one.role == "ours" else ()
    held = dict.fromkeys(kept, "1")
    return {**os.environ, **held, "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}


def ratio(above: Sequence[float], below: Sequence[float]) -> Ratio:
    """Ratio of two candidates' costs: round by round if both ran in all, else all with all."""
    if len(above) == len(below):
        ratios = [a / b for a, b in zip(above, below, strict=True)]
    else:
        ratios = [a / b for a in above for b in below]
    return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def cpu(runs: Runs, name: str) -> list[float]:
    return [run.cpu_s for run in runs[name]]


def wall(runs: Runs, name: str) -> list[float]:
    return [run.wall_s for run in runs[name]]


def said(runs: Runs, name: str, key: str) -> list[Any]:
    return [run.said[key] for run in runs[name]]
