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
from export_onnx.evaluate.retrieval import Relevance, average_precision, unit
from export_onnx.evaluate.sdcca import Space, fit_method
from export_onnx.models.sdcca.chunks import CHOICES, Choice
from export_onnx.models.sdcca.clusters import Labels
from export_onnx.reproduce.claims import Table
from export_onnx.reproduce.sdcca_curves import DRAWN, curve_cells, curves_table
from export_onnx.reproduce.sdcca_rows import (
    FEWER_MAP,
    FEWER_METHODS,
    TAUGHT,
    fewer_table,
    found,
    hidden,
    learnt_from,
    table_of,
)
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
COMPONENTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 30)
"""Numbers of components to choose from, on the split to stop on."""


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
    run = partial(_table_2, table=table, size=size)
    fewer = fewer_table(size.tracks, size.choices[-1])
    return (Study(table, run, (curves_table(), fewer)),)


def _table_2(seed: int, folder: Path, *, table: Table, size: Size) -> Outcome:
    world = World(seed=seed, tracks=size.tracks, segments=size.segments)
    pairs, truth = make_world(world)
    config = _config(size, seed)
    prepared = finish(prepare(config, pairs, folder / "listener"))
    rows = prepared.split(TEST)
    sources = [pairs.examples[i].source for i in rows]
    right = {found: _same(prepared.clusters[rows]), hidden: _same(truth.cluster[rows])}
    told: dict[tuple[str, str], Sample] = {}
    kept: dict[str, int] = {}
    for choice in size.choices:
        for row in table.rows:
            place = folder / f"{row.key}-{choice.keep}-{choice.parts}"
            space = finish(fit_method(row.key, config, prepared, choice, place))
            scores, kept[f"{row.key} {choice}"] = _scores(space, prepared, choice)
            for name, relevant in right.items():
                told[row.key, name(choice)] = sample(average_precision(scores, relevant), sources)
            if choice == size.choices[-1] and row.key in DRAWN:
                told |= curve_cells(row.key, scores, right[found], sources)
    choice = size.choices[-1]
    for method in FEWER_METHODS:
        told[f"{method} {learnt_from(size.tracks)[-1]}", FEWER_MAP.key] = told[
            method, found(choice)
        ]
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
    return Outcome(told, facts | _agreement(prepared, truth.cluster))


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


def _agreement(prepared: Prepared, cluster: Labels) -> dict[str, object]:
    """How well the emotion model's clusters are those that are hidden, on the test split."""
    rows = prepared.split(TEST)
    same, true = _same(prepared.clusters[rows]), _same(cluster[rows])
    return {
        "pool": len(rows),
        "found_cluster_is_true_percent": round(100 * float((same & true).sum() / same.sum()), 1),
        "chance_percent": round(100 * float(true.mean()), 1),
    }
