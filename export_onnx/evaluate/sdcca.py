"""The methods of the S-DCCA paper's table II, and their cross-validation.

A song asks, videos answer; relevant are the videos whose song is in the query's cluster (section
IV-A). Clusters come from the emotion model of the same fold, so a method is judged on songs and
annotations that nothing was learnt from. Folds never part a source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from export_onnx.data.pairs import CHECK, TEST, TRAIN, PairSet
from export_onnx.evaluate.metrics import Scores
from export_onnx.evaluate.retrieval import Relevance
from export_onnx.models.sdcca.chunks import CHOICES, Choice
from export_onnx.models.sdcca.kernel import kcca
from export_onnx.models.sdcca.linear import cca, multi_view
from export_onnx.models.sdcca.pairing import Pairing, pair_table
from export_onnx.train.family import RunConfig, fingerprint
from export_onnx.train.tasks.sdcca_branches import Sides, fit_branches
from export_onnx.train.tasks.sdcca_material import standard_of
from export_onnx.train.tasks.sdcca_prepared import Prepared, prepare
from export_onnx.train.tasks.sdcca_settings import Settings
from inference.errors import WorldError
from inference.progress import Work, share
from inference.values import Floats

MULTI_VIEW, CCA, KCCA = "multi-view", "cca", "kcca"
CLUSTER_CCA: Mapping[str, Pairing] = {"c-cca": "one", "c-cca-1": "half", "c-cca-2": "all"}
DEEP: Mapping[str, Pairing] = {
    "dcca": "own",
    "s-dcca": "one",
    "s-dcca-1": "half",
    "s-dcca-2": "all",
}
METHODS = (MULTI_VIEW, CCA, KCCA, "dcca", *CLUSTER_CCA, *tuple(DEEP)[1:])
"""-1 and -2 are the paper's extend1 and extend2."""
FOLDS = 5
CHECK_SHARE = 0.1


class Space(Protocol):
    """What a method learnt: music and pictures to unit vectors (n, k)."""

    def music(self, rows: Floats) -> Floats: ...

    def picture(self, rows: Floats) -> Floats: ...


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One method under one choice of parts, on the n test songs of one fold.

    `scores` (n, n) are of songs (rows) with videos; `relevant` (n, n) says which are right;
    `sources` (n,) where each comes from.
    """

    method: str
    choice: Choice
    fold: int
    scores: Scores
    relevant: Relevance
    sources: tuple[str, ...]


def fold_pairs(pairs: PairSet, fold: int, *, folds: int = FOLDS, seed: int = 0) -> PairSet:
    """Split pairs anew for one fold of cross-validation: its sources are the test.

    A tenth of the other sources are checked on. Every pair is tested in exactly one fold.

    Raises
    ------
    WorldError
        If there are fewer sources than a fold, a check and training need.
    """
    sources = sorted({e.source for e in pairs.examples})
    if len(sources) < folds + 1:
        raise WorldError(
            f"{pairs.name} comes from {len(sources)} sources; {folds} folds need {folds + 1}.",
            remedy="Add music videos of more sources, or ask for fewer folds.",
        )
    order = np.random.default_rng(seed).permutation(len(sources))
    tested = {sources[i] for i in order[fold::folds]}
    others = [sources[i] for i in order if sources[i] not in tested]
    checked = set(others[: max(1, round(CHECK_SHARE * len(others)))])

    def split(source: str) -> str:
        if source in tested:
            return TEST
        return CHECK if source in checked else TRAIN

    examples = tuple(replace(e, split=split(e.source)) for e in pairs.examples)
    return replace(pairs, examples=examples)


def cross_validate(
    config: RunConfig,
    pairs: PairSet,
    folder: Path,
    *,
    folds: int = FOLDS,
    methods: Sequence[str] = METHODS,
    choices: Sequence[Choice] = CHOICES,
) -> Work[tuple[Judged, ...]]:
    """Judge every method under every choice in every fold; checkpoints go below `folder`.

    Raises
    ------
    WorldError
        If the material is too little for the folds.
    """
    judged: list[Judged] = []
    for fold in range(folds):
        split = fold_pairs(pairs, fold, folds=folds, seed=config.fit.seed)
        work = judge_fold(
            config, split, folder / f"fold{fold}", fold=fold, methods=methods, choices=choices
        )
        judged += yield from share(work, fold / folds, (fold + 1) / folds)
    return tuple(judged)


def judge_fold(
    config: RunConfig,
    pairs: PairSet,
    folder: Path,
    *,
    fold: int = 0,
    methods: Sequence[str] = METHODS,
    choices: Sequence[Choice] = CHOICES,
) -> Work[tuple[Judged, ...]]:
    """Judge methods on the split that `pairs` have.

    Raises
    ------
    WorldError
        If the material is too little.
    """
    steps = len(methods) * len(choices) + 1
    prepared = yield from share(prepare(config, pairs, folder / "listener"), 0.0, 1 / steps)
    judged = []
    for i, (choice, method) in enumerate(((c, m) for c in choices for m in methods), 1):
        place = folder / f"{method}-{choice.keep}-{choice.parts}"
        work = fit_method(method, config, prepared, choice, place)
        space = yield from share(work, i / steps, (i + 1) / steps)
        judged.append(_judge(method, choice, fold, space, prepared))
    return tuple(judged)


def fit_method(
    method: str, config: RunConfig, prepared: Prepared, choice: Choice, folder: Path
) -> Work[Space]:
    """Learn one method's space from the training split, behind one choice of parts."""
    settings: Settings = config.model
    train = prepared.sides(TRAIN, choice)
    if method not in DEEP:
        return _linear_space(method, train, settings, seed=config.fit.seed)
    check = prepared.sides(CHECK, choice)
    learnt = yield from fit_branches(
        train,
        check,
        replace(settings.deep, pairing=DEEP[method]),
        config.fit,
        folder=folder,
        identity=f"{method} {choice} {fingerprint(config, prepared.pairs)}",
    )
    return learnt


def _linear_space(method: str, train: Sides, settings: Settings, *, seed: int) -> Space:
    """Fit a method without a network, on standardised rows."""
    even = Even.of(train.music), Even.of(train.picture)
    music, picture = even[0](train.music), even[1](train.picture)
    k, weighted = settings.components, settings.weighted
    if method == KCCA:
        space = kcca(music, picture, seed=seed, components=k, weighted=weighted)
        return EvenSpace(*even, space)
    if method == MULTI_VIEW:
        return EvenSpace(*even, multi_view(music, picture, components=k))
    if method == CCA:
        return EvenSpace(*even, cca(music, picture, components=k, weighted=weighted))
    draw = torch.Generator().manual_seed(seed)
    table = pair_table(torch.from_numpy(train.clusters), CLUSTER_CCA[method], draw)
    clustered = cca(music, picture, table.numpy(), components=k, weighted=weighted)
    return EvenSpace(*even, clustered)


@dataclass(frozen=True, slots=True, eq=False)
class Even:
    """Standardises rows (n, D) as the training rows were."""

    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, rows: Floats) -> Even:
        mean, spread = standard_of(rows)
        return cls(mean.numpy(), spread.numpy())

    def __call__(self, rows: Floats) -> Floats:
        return np.asarray((rows - self.mean) / self.spread, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class EvenSpace:
    """A space behind standardised rows."""

    even_music: Even
    even_picture: Even
    inner: Space

    def music(self, rows: Floats) -> Floats:
        return self.inner.music(self.even_music(rows))

    def picture(self, rows: Floats) -> Floats:
        return self.inner.picture(self.even_picture(rows))


def _judge(method: str, choice: Choice, fold: int, space: Space, prepared: Prepared) -> Judged:
    rows = prepared.split(TEST)
    test = prepared.sides(TEST, choice)
    return Judged(
        method,
        choice,
        fold,
        space.music(test.music) @ space.picture(test.picture).T,
        np.asarray(test.clusters[:, None] == test.clusters),
        tuple(prepared.pairs.examples[i].source for i in rows),
    )
