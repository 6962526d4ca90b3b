"""A paper with one claim that holds and one that does not, for the tests of the command."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from export_onnx.evaluate.bootstrap import sample
from export_onnx.reproduce.claims import Chart, Claim, Measure, Row, Table
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.plots import dots
from export_onnx.reproduce.study import Outcome, Plan, Study

TITLE = "A small paper"
TRUE = Claim("new beats old", "new", "old", "hit")
FALSE = Claim("old beats new", "old", "new", "hit")


def setting(plan: Plan) -> str:
    return f"Worlds of nothing, {len(plan.seeds)} of them."


def studies(plan: Plan) -> tuple[Study, ...]:
    rows, measures = (
        (Row("new", "new", {"hit": 50.0}), Row("old", "old")),
        (Measure("hit", "hit, %"),),
    )
    good = Table("good", "What holds", rows, measures, (TRUE,), charts=(Chart("Hits", "hit"),))
    also = Table("also", "Beside it", (Row("third", "third"),), measures, ())
    bad = Table("bad", "What does not", rows, measures, (FALSE,))
    run = partial(measure, draw=plan.seeds[0])
    return (Study(good, run, (also,)), *(() if plan.quick else (Study(bad, run),)))


def measure(seed: int, folder: Path, *, draw: int) -> Outcome:
    folder.mkdir(parents=True, exist_ok=True)
    runs = folder / "runs.txt"
    runs.write_text(runs.read_text() + "x" if runs.exists() else "x")
    rng = np.random.default_rng(seed)
    found = {
        (row, "hit"): sample(rng.normal(mean, 1, 40))
        for row, mean in (("new", 60), ("old", 40), ("third", 10))
    }
    figures = (Figure("small-map", "A map", dots("map", rng.random((9, 2)), ["a"] * 9)),)
    return Outcome(found, {"pool": 40}, figures if seed == draw else ())
