"""Goal 8: the memory of an analysis does not grow with the film."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks import fixtures
from tests.benchmarks.harness import Candidate, Place, Runs
from tests.benchmarks.verdict import Check, Goal

LENGTHS_S = (60, 300)
MOST_MB = 200.0


def prepare(place: Place) -> None:
    for seconds in LENGTHS_S:
        fixtures.video(place, seconds, sound=True)


def candidates(place: Place) -> Sequence[Candidate]:
    return tuple(
        Candidate(
            _name(seconds),
            "ours",
            "watching:ours",
            {"film": str(fixtures.video(place, seconds, sound=True)), "pack": str(place.pack)},
            most=1,
        )
        for seconds in LENGTHS_S
    )


def _name(seconds: int) -> str:
    return f"ours, {seconds} s"


def judge(runs: Runs) -> Sequence[Check]:
    return [
        Check(f"peak memory, {s} s of 1080p", runs[_name(s)][0].rss_mb, "≤", MOST_MB, "MB")
        for s in LENGTHS_S
    ]


GOAL = Goal(
    "memory",
    "The memory of an analysis does not grow with the film",
    "Peak resident memory of a whole process that analyses a 1080p film with its own sound: "
    "pictures, shots, embeddings, speech, loudness.",
    prepare,
    candidates,
    judge,
)
