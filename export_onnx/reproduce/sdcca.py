"""The claims of the S-DCCA paper (Zeng, Yu & Oyama 2018), on made-up worlds.

A song asks, videos answer. Right are videos whose music is in the song's cluster, as the emotion
model finds it in the music (section IV-A; test songs are new to it): the paper's measure, and that
of the claims. Beside it stands the MAP by the clusters that are really hidden in the world, which
nothing is ever shown.

How many components enter the cosine is chosen for every method alike, by its MAP on the split to
stop on. The paper keeps 30 for all; ten clusters carry nine at most, and components that carry
nothing count as much in a cosine as those that do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch

from export_onnx.data.pairs import CHECK, TEST, TRAIN
from export_onnx.data.worlds import World, make_world
from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.metrics import Interval
from export_onnx.evaluate.retrieval import Relevance, average_precision, precision_recall, unit
from export_onnx.evaluate.sdcca import Space, fit_method
from export_onnx.models.sdcca.chunks import CHOICES, Choice
from export_onnx.models.sdcca.clusters import Labels
from export_onnx.reproduce.claims import NOT_WORSE, Chart, Claim, Line, Measure, Row, Table
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.plots import Curve, line_chart
from export_onnx.reproduce.study import Outcome, Plan, Study, split_facts
from export_onnx.train.engine import FitSettings
from export_onnx.train.family import RunConfig
from export_onnx.train.tasks.sdcca_listener import Heard
from export_onnx.train.tasks.sdcca_prepared import Prepared, prepare
from export_onnx.train.tasks.sdcca_settings import Settings
from inference.progress import finish
from inference.values import Floats

TITLE = "Supervised deep CCA: music finds videos"
MEAN = Choice(1, 1)
FEWER_MAP = Measure("fewer", "MAP, found cluster, %", digits=2)
COMPONENTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 30)
"""Numbers of components to choose from, on the split to stop on."""

TAUGHT = (350, 700, 1400)
"""Pairs to learn from, beside all of them, where fewer are tried."""
FEWER_METHODS = {"c-cca-2": "C-CCA extend2", "s-dcca-2": "S-DCCA extend2"}

DRAWN = ("cca", "dcca", "c-cca-2", "s-dcca-2")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a world is, and the branches."""

    tracks: int
    segments: int
    epochs: int
    choices: tuple[Choice, ...]
    model: Settings


SMALL = Settings(
    music_units=(128, 64),
    picture_units=(128, 64),
    batch=512,
    ridge=1e-2,
    listener_width=32,
    listener_units=32,
    listener_features=16,
    emotion_epochs=30,
)
QUICK = Size(4000, 12, 120, (MEAN,), SMALL)
FULL = Size(4000, 18, 120, CHOICES, SMALL)


def setting(plan: Plan) -> str:
    """Say what is measured on what."""
    size = QUICK if plan.quick else FULL
    return (
        f"Worlds of {size.tracks} made-up videos ({size.segments} segments; 70 % to learn from,"
        " 10 % to choose on, 20 % to test), one per seed. A test song asks, all test videos"
        " answer; right are those whose music is in the same cluster as the emotion model finds"
        " it, or, in the second column, in the same hidden cluster. There are ten, so a random"
        " order has a MAP of about 10 %. Intervals are 95 %, seeds and sources drawn again."
        f" Branches of {size.model.music_units} and {size.model.picture_units} units."
    )


def studies(plan: Plan) -> tuple[Study, ...]:
    """Table II with figures 5 to 7."""
    size = QUICK if plan.quick else FULL
    table = table_of(size.choices)
    run = partial(_table_2, table=table, size=size, draw=plan.seeds[0])
    return (Study(table, run, (fewer_table(size),)),)


PAPER = {
    "multi-view": (14.02, 14.36, 14.25, 14.58),
    "cca": (18.34, 18.39, 18.32, 18.35),
    "kcca": (17.54, 17.04, 17.49, 17.80),
    "dcca": (18.35, 18.39, 18.22, 18.40),
    "c-cca": (18.51, 19.60, 19.73, 19.72),
    "c-cca-1": (),
    "c-cca-2": (),
    "s-dcca": (21.38, 21.43, 21.24, 21.76),
    "s-dcca-1": (),
    "s-dcca-2": (),
}
"""Table II by the columns of CHOICES; the text gives no numbers for extend1 and extend2."""
NAMES = {
    "multi-view": "multi-view (PLS)",
    "cca": "CCA",
    "kcca": "KCCA",
    "dcca": "DCCA",
    "c-cca": "C-CCA, one to one",
    "c-cca-1": "C-CCA extend1",
    "c-cca-2": "C-CCA extend2",
    "s-dcca": "S-DCCA, one to one",
    "s-dcca-1": "S-DCCA extend1",
    "s-dcca-2": "S-DCCA extend2",
}


def found(choice: Choice) -> str:
    """Key of the MAP whose right answers are those of the cluster found in the music."""
    return f"found {choice}"


def hidden(choice: Choice) -> str:
    """Key of the MAP whose right answers are those of the hidden cluster."""
    return f"hidden {choice}"


def table_of(choices: tuple[Choice, ...]) -> Table:
    """Table II for some of its columns."""
    columns = [CHOICES.index(choice) for choice in choices]
    last = found(choices[-1])
    rows = tuple(
        Row(
            key,
            NAMES[key],
            {found(CHOICES[i]): PAPER[key][i] for i in columns} if PAPER[key] else {},
        )
        for key in NAMES
    )
    return Table(
        "table-2",
        "Table II: MAP of music asking for videos",
        rows,
        tuple(
            measure
            for c in choices
            for measure in (
                Measure(found(c), f"MAP {c}, found cluster, %", digits=2),
                Measure(hidden(c), f"MAP {c}, hidden cluster, %", digits=2),
            )
        ),
        (
            Claim("S-DCCA > C-CCA", "s-dcca-2", "c-cca-2", last),
            Claim("C-CCA > DCCA", "c-cca-2", "dcca", last),
            Claim("DCCA ≥ CCA", "dcca", "cca", last, rule=NOT_WORSE),
            Claim("CCA > multi-view", "cca", "multi-view", last),
            Claim("more pairs of a cluster help C-CCA", "c-cca-2", "c-cca", last),
            Claim("more pairs of a cluster help S-DCCA", "s-dcca-2", "s-dcca", last),
        ),
        note=(
            "The claims compare methods that use whole clusters (extend2), as figures 5 to 9 do."
            " The paper's table has the one-to-one rows; we read one to one as a song with a video"
            " of its cluster drawn at random, which is the paper's weakest form, and claim no order"
            " of its two rows."
        ),
        charts=(Chart("MAP, music asks for videos", last),),
    )


def learnt_from(size: Size) -> tuple[int, ...]:
    """Numbers of training pairs that are tried, rising to all of them (70 % of the tracks)."""
    return (*TAUGHT, round(0.7 * size.tracks))


def fewer_table(size: Size) -> Table:
    """How many pairs the network needs to be ahead of the linear method; not in the paper."""
    numbers = learnt_from(size)
    return Table(
        "fewer",
        "Beyond the paper: fewer pairs to learn from",
        tuple(
            Row(f"{method} {n}", f"{label}, {n} pairs")
            for method, label in FEWER_METHODS.items()
            for n in numbers
        ),
        (FEWER_MAP,),
        (),
        note=(
            "The emotion model and its clusters are the same in all rows; only what the two"
            f" methods learn from shrinks. Parts: {size.choices[-1]}. The paper learns from about"
            " 8000 pairs."
        ),
        charts=(
            Chart(
                "MAP by number of pairs to learn from",
                FEWER_MAP.key,
                "pairs to learn from",
                tuple(
                    Line(label, tuple((float(n), f"{method} {n}") for n in numbers))
                    for method, label in FEWER_METHODS.items()
                ),
            ),
        ),
    )


def _table_2(seed: int, folder: Path, *, table: Table, size: Size, draw: int) -> Outcome:
    world = World(seed=seed, tracks=size.tracks, segments=size.segments)
    pairs, truth = make_world(world)
    config = _config(size, seed)
    prepared = finish(prepare(config, pairs, folder / "listener"))
    rows = prepared.split(TEST)
    sources = [pairs.examples[i].source for i in rows]
    right = {found: _same(prepared.clusters[rows]), hidden: _same(truth.cluster[rows])}
    told: dict[tuple[str, str], Sample] = {}
    kept: dict[str, int] = {}
    curves: list[Curve] = []
    for choice in size.choices:
        for row in table.rows:
            place = folder / f"{row.key}-{choice.keep}-{choice.parts}"
            space = finish(fit_method(row.key, config, prepared, choice, place))
            scores, kept[f"{row.key} {choice}"] = _scores(space, prepared, choice)
            for name, relevant in right.items():
                told[row.key, name(choice)] = sample(average_precision(scores, relevant), sources)
            if seed == draw and choice == size.choices[-1] and row.key in DRAWN:
                curves.append(curve_of(NAMES[row.key], scores, right[found]))
    choice = size.choices[-1]
    for method in FEWER_METHODS:
        told[f"{method} {learnt_from(size)[-1]}", FEWER_MAP.key] = told[method, found(choice)]
        for taught in TAUGHT:
            fewer = _with_fewer(prepared, taught)
            place = folder / f"{method}-{taught}"
            scores, _ = _scores(
                finish(fit_method(method, config, fewer, choice, place)), fewer, choice
            )
            told[f"{method} {taught}", FEWER_MAP.key] = sample(
                average_precision(scores, right[found]), sources
            )
    facts = {"world": pairs.facts["made_up"], **split_facts(pairs), "components": kept}
    return Outcome(told, facts | _agreement(prepared, truth.cluster), curves_figure(curves))


def _with_fewer(prepared: Prepared, taught: int) -> Prepared:
    """Leave all but the first `taught` training pairs out of the second stage."""
    spare = prepared.split(TRAIN)[taught:]
    kept = np.delete(np.arange(len(prepared.pairs)), spare)
    rows = torch.from_numpy(kept)
    examples = tuple(prepared.pairs.examples[i] for i in kept)
    return replace(
        prepared,
        pairs=replace(prepared.pairs, examples=examples),
        songs=prepared.songs.rows(rows),
        heard=Heard(prepared.heard.attention[rows], prepared.heard.features[kept]),
        peaks=prepared.peaks[kept],
        clusters=prepared.clusters[kept],
    )


def _config(size: Size, seed: int) -> RunConfig:
    fit = FitSettings(
        seed=seed,
        epochs=size.epochs,
        optimiser="rmsprop",
        learning_rate=1e-3,
        weight_decay=0.0,
        patience=30,
        clip=0.0,
        device="cpu",
    )
    return RunConfig("sdcca", "reproduce", "0", replace(size.model), fit=fit)


def _scores(space: Space, prepared: Prepared, choice: Choice) -> tuple[Floats, int]:
    """Cosines of the test split, with so many components as do best on the check split."""
    check = prepared.sides(CHECK, choice)
    heard, seen = space.music(check.music), space.picture(check.picture)
    known = _same(check.clusters)
    numbers = [k for k in COMPONENTS if k <= heard.shape[1]]
    k = max(numbers, key=lambda n: _map(_cosines(heard, seen, n), known))
    test = prepared.sides(TEST, choice)
    return _cosines(space.music(test.music), space.picture(test.picture), k), k


def _map(scores: Floats, relevant: Relevance) -> float:
    return float(np.nanmean(average_precision(scores, relevant)))


def _same(clusters: Labels) -> Relevance:
    return np.asarray(clusters[:, None] == clusters)


def _cosines(heard: Floats, seen: Floats, components: int) -> Floats:
    return unit(heard[:, :components]) @ unit(seen[:, :components]).T


def curve_of(label: str, scores: Floats, relevant: Relevance) -> Curve:
    """Precision at 20 recalls, 5 to 100 %, of scores (n, m)."""
    precision, recall = precision_recall(scores, relevant)
    at = np.linspace(5, 100, 20)
    read = np.interp(at, recall, precision)
    return Curve(label, tuple(at.tolist()), tuple(Interval(v, v, v) for v in read.tolist()))


def curves_figure(curves: list[Curve]) -> tuple[Figure, ...]:
    """Draw figures 5 to 7; nothing where there are no curves."""
    if not curves:
        return ()
    png = line_chart("Precision and recall", curves, x_label="recall, %", y_label="precision, %")
    return (Figure("sdcca-curves", "Precision by recall of the first seed (figures 5 to 7)", png),)


def _agreement(prepared: Prepared, cluster: Labels) -> dict[str, object]:
    """How well the emotion model's clusters are those that are hidden, on the test split."""
    rows = prepared.split(TEST)
    same, true = _same(prepared.clusters[rows]), _same(cluster[rows])
    return {
        "pool": len(rows),
        "found_cluster_is_true_percent": round(100 * float((same & true).sum() / same.sum()), 1),
        "chance_percent": round(100 * float(true.mean()), 1),
    }
