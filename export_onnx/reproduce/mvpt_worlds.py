"""The made-up worlds of the MVPt tables, how large they are, and how a row learns from them.

All rows of a table have the same number of parameters, steps and pool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export_onnx.data.pairs import PairSet
from export_onnx.data.worlds import Truth, World, make_world
from export_onnx.train.engine import FitSettings
from export_onnx.train.family import RunConfig, Towers
from export_onnx.train.tasks.mvpt import Settings, fit_pairs
from inference.progress import finish


@dataclass(frozen=True, slots=True)
class Course:
    """Videos of a world in segments of so many steps, and how to learn from them."""

    tracks: int
    epochs: int
    steps: int = 3
    batch: int = 32
    learning_rate: float = 2e-3

    def __str__(self) -> str:
        return f"{self.tracks} made-up videos and {self.epochs} epochs"


@dataclass(frozen=True, slots=True)
class Size:
    """How large worlds and towers are, and which rows are worth their time.

    `moments` is of table 1, `whole` of table 2, `styles` of what is asked of row 6 beside it; all
    tracks are as long as `segments` of table 1.
    """

    moments: Course
    whole: Course
    styles: Course
    segments: int
    pool: int
    parameters: int = 300_000
    scales: bool = True


STEP_S = 2.2
STEPS = {"short": 2, "usual": 3, "long": 5}
"""Steps of 2.2 s in a segment: 4.4, 6.6 and 11 s, as near to the paper's 4.5, 6.7 and 11 as whole
steps come."""

SLOWLY: dict[str, Any] = {"steps": STEPS["long"], "batch": 16, "learning_rate": 5e-4}
"""Triplets of one random negative teach context and time best in many small steps: at 1e-3 and
2e-3 Transformers fell behind the MLP on some of the seeds on which this was chosen."""

QUICK = Size(Course(2600, 8), Course(2600, 16, **SLOWLY), Course(1400, 12), 20, 1000, scales=False)
FULL = Size(Course(2600, 12), Course(2600, 24, **SLOWLY), Course(2600, 10), 20, 2000)

MOMENTS = {"noise": 7.0}
"""World of table 1: at a moment little is heard of what pairs have in common (worlds.py)."""
COURSES = {
    "styles": 1,
    "identity": 0,
    "common_looks": True,
    "curve": 0.0,
    "dialect": 0.0,
    "noise": 3.0,
    "own": 0.9,
    "form": 4.0,
    "contrast": 1.0,
    "build_up": 2.0,
}
"""World of table 2: tracks differ in their feeling, in how loud moments feel beside quiet ones, and
in how the feeling moves over the track; else in nothing (worlds.py)."""

FRESH = 20
"""Table 2 is measured on worlds of a seed so much higher than the others': seeds 21 to 23 were
looked at when its worlds were of another kind, 31 to 33 when time entered at a tenth of its weight
and its claim did not come out."""


def world_of(
    seed: int, size: Size, *, tracks: int, kind: Mapping[str, Any], steps: int = STEPS["usual"]
) -> tuple[PairSet, Truth]:
    """Make the world of a seed, cut into segments of so many steps.

    `kind` is `MOMENTS` or `COURSES`. Nobody says what its videos feel like.
    """
    count = size.segments * STEPS["usual"] // steps
    world = World(
        seed=seed,
        tracks=tracks,
        segments=count,
        steps=steps,
        step_s=STEP_S,
        tagged=False,
        shares=(0.6, 0.1, 0.3),
        **kind,
    )
    return make_world(world)


def fit_row(
    pairs: PairSet,
    switches: dict[str, Any],
    size: Size,
    folder: Path,
    *,
    course: Course,
    level: str,
    seed: int,
) -> Towers:
    """Train one row: everything as in MVPt but the switches."""
    common: dict[str, Any] = {
        "level": level,
        "segments": max(e.segments for e in pairs.examples),
        "batch": course.batch,
        "embedding": 128,
        "layers": 1,
        "dropout": 0.0,
        "parameters": size.parameters,
    }
    fit = FitSettings(
        seed=seed,
        epochs=course.epochs,
        learning_rate=course.learning_rate,
        patience=0,
        schedule="cosine",
        warmup_steps=50,
        device="cpu",
    )
    config = RunConfig("mvpt", "reproduce", "0", Settings(**common | switches), fit=fit)
    return finish(fit_pairs(config, pairs, folder)).towers
