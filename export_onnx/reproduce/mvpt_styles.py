"""Section 5.2 and figure 4 of the MVPt paper: asking for an attribute, and what is preferred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from export_onnx.data.pairs import TEST, TRAIN, PairSet
from export_onnx.data.worlds import Truth
from export_onnx.evaluate.attributes import TOP
from export_onnx.evaluate.bias import Preferences, preferences
from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.curves import embed_together
from export_onnx.evaluate.retrieval import unit
from export_onnx.models.attribute_mlp import AttributeMlp, MoveTask, condition, move
from export_onnx.reproduce.claims import Chart, Claim, Measure, Row, Table
from export_onnx.reproduce.mvpt_rows import TRACK_ROWS
from export_onnx.reproduce.mvpt_worlds import MOMENTS, Size, fit_row, world_of
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.plots import Strip, strips
from export_onnx.train.engine import FitSettings, fit_task
from export_onnx.train.family import Towers
from inference.progress import finish
from inference.values import Floats

AMOUNTS = (0.0, 0.5, 1.0)
HIT, STYLE, KEPT = (
    Measure("hit", "carriers in top 10, %"),
    Measure("style", "query's style in top 10, %"),
    Measure("kept", "similarity kept, cosine × 100"),
)
SLIDERS = Table(
    "sliders",
    "Section 5.2 and later work: asking for an attribute",
    (
        Row("asked-0.0", "query as it is"),
        Row("asked-0.5", "y + 0.5 y_a"),
        Row("asked-1.0", "y + y_a"),
        Row("away-1.0", "y − y_a"),
        Row("moved", "MLP transform"),
    ),
    (HIT, STYLE, KEPT),
    (
        Claim("y + y_a brings carriers", "asked-1.0", "asked-0.0", "hit"),
        Claim("y − y_a takes them away", "asked-0.0", "away-1.0", "hit"),
        Claim("the MLP brings carriers", "moved", "asked-0.0", "hit"),
    ),
    note=(
        "The model of row 6, learnt in a world like table 1's, which has styles. Attributes are the"
        " ten hidden clusters; their directions and the MLP are learnt from"
        " training music, the answers are test music. Later work (SiriusXM/NYU 2026) reports that"
        " an MLP keeps the genre better than a mean vector; the middle column shows it for hidden"
        " styles."
    ),
    charts=(Chart("Carriers of the attribute among the first ten, %", "hit"),),
)


def asked_of_styles(
    seed: int, folder: Path, size: Size
) -> tuple[dict[tuple[str, str], Sample], Preferences]:
    """Sliders and bias need styles: the model of row 6 again, in a world like table 1's."""
    course = size.styles
    pairs, truth = world_of(seed, size, tracks=course.tracks, kind=MOMENTS, steps=course.steps)
    switches = TRACK_ROWS["mvpt"][1]
    towers = fit_row(
        pairs, switches, size, folder / "styles", course=course, level="track", seed=seed
    )
    asked = _sliders(towers, pairs, truth, folder / "move", seed=seed)
    return asked, _bias(towers, pairs, truth)


def _sliders(
    towers: Towers, pairs: PairSet, truth: Truth, folder: Path, *, seed: int
) -> dict[tuple[str, str], Sample]:
    split = np.array([e.split for e in pairs.examples])
    train, test = np.flatnonzero(split == TRAIN), np.flatnonzero(split == TEST)
    seen, heard = embed_together(towers, pairs)
    queries, songs, learnt = (
        unit(t) for t in (seen.tracks[test], heard.tracks[test], heard.tracks[train])
    )
    names = truth.cluster_names
    carried = [truth.cluster[train] == i for i in range(len(names))]
    directions = {
        n: unit((learnt[c].mean(0) - learnt.mean(0))[None])[0]
        for n, c in zip(names, carried, strict=True)
    }
    network = mover(learnt, carried, folder, seed=seed)
    found = {}
    for row, moved in asked_rows(queries, directions, network).items():
        told = [_answered(m, queries, songs, truth, test, i) for i, m in enumerate(moved)]
        for k, measure in enumerate((HIT, STYLE, KEPT)):
            values = np.mean([t[k] for t in told], axis=0)
            found[row, measure.key] = sample(values, [pairs.examples[i].source for i in test])
    return found


def mover(learnt: Floats, carried: list[Any], folder: Path, *, seed: int) -> AttributeMlp:
    """Train the MLP that moves embeddings (n, E) towards what each of `carried` (n,) marks."""
    task = MoveTask(learnt, carried, seed=seed)
    fit = FitSettings(seed=seed, epochs=20, learning_rate=1e-3, patience=4, device="cpu")
    finish(fit_task(task, fit, folder))
    network = task.module
    if not isinstance(network, AttributeMlp):
        raise TypeError("a move task learns an AttributeMlp")
    return network


def asked_rows(
    queries: Floats, directions: Mapping[str, Floats], network: AttributeMlp
) -> dict[str, list[Floats]]:
    """Queries (n, E) moved for every row of `SLIDERS`, one array an attribute."""
    rows = {
        f"asked-{a}": [condition(queries, directions, {n: a}) for n in directions] for a in AMOUNTS
    }
    rows["away-1.0"] = [condition(queries, directions, {n: -1.0}) for n in directions]
    rows["moved"] = [move(network, queries, i) for i in range(len(directions))]
    return rows


def _answered(
    moved: Floats,
    queries: Floats,
    songs: Floats,
    truth: Truth,
    test: NDArray[np.intp],
    cluster: int,
) -> tuple[Floats, Floats, Floats]:
    """Share of carriers, share of the query's style, and mean cosine with the query as it was."""
    first = np.argsort(-moved @ songs.T, axis=1, kind="stable")[:, :TOP]
    answers = test[first]
    hit = 100.0 * (truth.cluster[answers] == cluster).mean(1)
    style = 100.0 * (truth.style[answers] == truth.style[test][:, None]).mean(1)
    kept = 100.0 * np.take_along_axis(queries @ songs.T, first, axis=1).mean(1)
    return hit, style, kept


def _bias(towers: Towers, pairs: PairSet, truth: Truth) -> Preferences:
    """Cluster of the first picture for music of each style, candidates balanced (figure 4)."""
    rows = np.flatnonzero(np.array([e.split for e in pairs.examples]) == TEST)
    part = replace(pairs, examples=tuple(pairs.examples[int(i)] for i in rows))
    seen, heard = embed_together(towers, part)
    return preferences(
        heard.tracks,
        [f"style {truth.style[i] + 1}" for i in rows],
        seen.tracks,
        [truth.cluster_names[truth.cluster[i]] for i in rows],
    )


def preferred_figure(told: Preferences) -> Figure:
    """Draw figure 4: groups as rows, attributes as columns, dark where one comes first often."""
    highest = float(told.shares.max())
    drawn = [
        Strip(group, tuple((share / highest).tolist()))
        for group, share in zip(told.groups, told.shares, strict=True)
    ]
    even = 100 / len(told.attributes)
    return Figure(
        "mvpt-bias",
        "Bias: which cluster the first picture is of, for music of each hidden style of the first"
        f" seed (figure 4). Without preference every cell holds {even:g} %; the darkest holds"
        f" {highest:.0f} %. From left: {', '.join(told.attributes)}",
        strips(
            "First answers by style",
            drawn,
            columns=told.attributes,
            note=f"share of first answers, pale 0 % to dark {highest:.0f} %",
        ),
    )
