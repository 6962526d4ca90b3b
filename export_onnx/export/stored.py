"""`python -m export_onnx stored`: what storing towers as float16 or int8 costs each family.

One run of every family is trained on a made-up world as wide as the starter's base features, and
exported at every precision. The graphs, run by the app's own session, are compared with the
trained towers by the family's own measure, on test items that nothing was learnt from.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import torch

from export_onnx.data.pairs import CHECK, TEST, TRAIN, PairSet
from export_onnx.data.worlds import World, make_world
from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.emotion import all_distances, pair_hits
from export_onnx.evaluate.retrieval import average_precision, two_way
from export_onnx.export.families import PRECISIONS, shrink_towers, write_towers
from export_onnx.export.fidelity import (
    FLOAT32,
    SIDES,
    Fidelity,
    Samples,
    graph_tracks,
    kept_of_top,
    open_towers,
    run_track,
    same_top,
    scores_of,
    trained_tracks,
)
from export_onnx.export.stored_page import write_page
from export_onnx.train.config import find_config
from export_onnx.train.family import RunConfig, Towers, family_module, read_run_config
from export_onnx.train.tasks.emotion_material import BY_CLUSTER, judge_pairs, relevance
from inference.progress import finish
from inference.towers.session import Session
from inference.values import Floats

RESULTS = Path("docs/results")
SEED = 41
TIMED = 100
"""Tracks on which the processor's time is taken, for each precision that goes first."""
Judge = Callable[..., Sample]
"""judge(films, songs, test=pairs): values of a test split, tracks of both sides being (N, E)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A family: its configuration, what is changed in it, the world, and how it is judged."""

    config: str
    world: World
    measure: str
    judge: Judge
    model: Mapping[str, Any]
    epochs: int


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """What one precision costs.

    `bytes` are of both towers; `same_order` and `kept` of the first ten are in % of the films;
    `found` are the items by the stored towers; `time` is the processor's, float32 = 1.
    """

    fidelity: Fidelity
    bytes: int
    same_order: float
    kept: float
    found: Sample
    time: float


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What was measured of a family: `exact` are the items by the trained towers."""

    subject: Subject
    family: str
    exact: Sample
    stored: tuple[Stored, ...]
    splits: Mapping[str, int]
    seconds: float


def recall_at_ten(pictures: Floats, music: Floats, test: PairSet) -> Sample:
    """Whether the own partner is among the first ten, both ways, in % of each pair."""
    ranks = two_way(pictures, music)
    return sample(ranks.average_recall(10), [test.examples[i].source for i in ranks.rows])


def pair_accuracy(
    pictures: Floats, music: Floats, test: PairSet, *, positives: int = 500, seed: int = 0
) -> Sample:
    """Whether "nearer than half the margin" says of a pair that it matches, in %."""
    judged = judge_pairs(relevance(test, BY_CLUSTER), positives=positives, seed=seed)
    rows, columns = judged.pictures.numpy(), judged.music.numpy()
    distance = all_distances(pictures, music)[rows, columns]
    hits = pair_hits(distance, judged.matches.numpy() > 0)
    return sample(hits, [test.examples[i].source for i in rows])


def precision_of_clusters(pictures: Floats, music: Floats, test: PairSet) -> Sample:
    """Average precision of songs that ask for films of their hidden cluster, in %."""
    precisions = average_precision(music @ pictures.T, relevance(test, BY_CLUSTER))
    return sample(precisions, [example.source for example in test.examples])


WORLD = World(tracks=2000, segments=12, picture_dim=1289, music_dim=294, shares=(0.6, 0.1, 0.3))
SUBJECTS = (
    Subject(
        "mvpt-small",
        replace(WORLD, noise=3.0),
        "R@10, both ways, %",
        recall_at_ten,
        {"segments": 12, "picture_descriptors": 0, "music_descriptors": 0},
        epochs=5,
    ),
    Subject(
        "emotion",
        WORLD,
        "pair accuracy, %",
        pair_accuracy,
        {"matches_by": BY_CLUSTER, "positives": 1000},
        epochs=30,
    ),
    Subject(
        "sdcca-small", WORLD, "MAP of hidden clusters, %", precision_of_clusters, {}, epochs=30
    ),
)
"""A made-up world has no descriptors among its columns, and its pairs match by their cluster."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `stored`."""
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the page")
    parser.add_argument("--seed", type=int, default=SEED)


def run(arguments: argparse.Namespace) -> None:
    """Measure every family, one after the other, and write the page."""
    torch.set_num_threads(1)
    told = []
    for subject in SUBJECTS:
        told.append(measure_family(subject, seed=arguments.seed))
        print(f"{subject.config}: {told[-1].seconds:.0f} s of processor time", file=sys.stderr)
    command = "python -m export_onnx stored"
    if arguments.seed != SEED:
        command += f" --seed {arguments.seed}"
    write_page(arguments.out, told, command=command, seed=arguments.seed)


def measure_family(subject: Subject, *, seed: int) -> Told:
    """Train a family on its world and measure it at every precision."""
    began = time.process_time()
    config = config_of(subject, seed=seed)
    pairs, _ = make_world(replace(subject.world, seed=seed))
    with tempfile.TemporaryDirectory(prefix="stored-") as scratch:
        folder = Path(scratch)
        learning = family_module(config.family).fit_pairs(config, pairs, folder / "run")
        towers = finish(learning).towers
        trial = _trial(subject, towers, pairs.part(TEST).pairs())
        fidelities = list(_written(towers, folder, trial.samples))
        folders = [folder / one for one in PRECISIONS]
        times = _times(folders, trial.samples)
        stored = [_stored(trial, *one) for one in zip(folders, fidelities, times, strict=True)]
    splits = {name: len(pairs.part(name)) for name in (TRAIN, CHECK, TEST)}
    spent = time.process_time() - began
    return Told(subject, config.family, trial.judged(*trial.exact), tuple(stored), splits, spent)


def config_of(subject: Subject, *, seed: int) -> RunConfig:
    """The configuration a subject is trained with."""
    config = read_run_config(find_config(subject.config))
    return replace(
        config,
        model=replace(config.model, **subject.model),
        fit=replace(config.fit, epochs=subject.epochs, seed=seed, device="cpu"),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """The test split of a run, and where its trained towers place it."""

    samples: Samples
    exact: tuple[Floats, Floats]
    metric: str
    judged: Callable[[Floats, Floats], Sample]


def _trial(subject: Subject, towers: Towers, test: PairSet) -> _Trial:
    samples = [e.picture for e in test.examples], [e.music for e in test.examples]
    exact = trained_tracks(towers, samples)
    return _Trial(samples, exact, towers.metric, partial(subject.judge, test=test))


def _written(towers: Towers, folder: Path, samples: Samples) -> Iterator[Fidelity]:
    """Write the towers at every precision, each in a folder of its name."""
    yield write_towers(towers, folder / FLOAT32, samples=samples)
    for precision in PRECISIONS[1:]:
        copytree(folder / FLOAT32, folder / precision)
        yield shrink_towers(towers, folder / precision, samples=samples, precision=precision)


def _stored(trial: _Trial, folder: Path, fidelity: Fidelity, spent: float) -> Stored:
    tracks = graph_tracks(folder, trial.samples)
    exact, stored = (scores_of(*one, metric=trial.metric) for one in (trial.exact, tracks))
    return Stored(
        fidelity,
        sum((folder / f"{graph}.onnx").stat().st_size for graph in SIDES),
        100.0 * float(same_top(exact, stored).mean()),
        100.0 * float(kept_of_top(exact, stored).mean()),
        trial.judged(*tracks),
        spent,
    )


def _times(folders: Sequence[Path], samples: Samples) -> list[float]:
    """Processor time of both towers in each folder, as a multiple of the first folder's.

    Folders take turns at every track, and in being first, so that whatever else the machine does
    falls on all alike.
    """
    opened = [open_towers(folder) for folder in folders]
    spent: list[list[float]] = [[] for _ in opened]
    for i, pair in enumerate(list(zip(*samples, strict=True))[: TIMED * len(opened)]):
        for k in (*range(i % len(opened), len(opened)), *range(i % len(opened))):
            spent[k].append(_time(opened[k], pair))
    usual = [float(np.median(one)) for one in spent]
    return [one / usual[0] for one in usual]


def _time(sides: tuple[Session, Session], pair: tuple[Floats, Floats]) -> float:
    began = time.process_time()
    for session, base in zip(sides, pair, strict=True):
        run_track(session, base)
    return time.process_time() - began
