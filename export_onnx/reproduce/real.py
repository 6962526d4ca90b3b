"""The papers' tables on pairs that people made: whatever comes out, nothing is claimed.

The pools are small (a few dozen clips), so ranks are told in % of the pool: the median rank of a
random order is 50, and the best tenth of the pool holds 10 %. Each seed splits the sources anew;
no source is on two sides of a split.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from export_onnx.data.gather import Bases, open_bases
from export_onnx.data.pairs import TEST, PairSet
from export_onnx.data.videos import read_videos
from export_onnx.evaluate.bootstrap import MEDIAN, Sample, sample
from export_onnx.evaluate.curves import segment_retrieval, track_retrieval
from export_onnx.evaluate.emotion import all_distances
from export_onnx.evaluate.emotion_table import TWO_STREAM, table_rows
from export_onnx.evaluate.metrics import pool_percent, tenth_recall, true_ranks
from export_onnx.evaluate.retrieval import average_precision
from export_onnx.evaluate.sdcca import METHODS, fit_method
from export_onnx.models.sdcca.chunks import Choice
from export_onnx.reproduce import robustness
from export_onnx.reproduce.claims import Measure, Row, Table
from export_onnx.reproduce.study import Outcome, Plan, Study
from export_onnx.train.engine import FitSettings
from export_onnx.train.family import RunConfig, Towers, embed_pairs
from export_onnx.train.tasks import emotion, mvpt
from export_onnx.train.tasks.emotion_settings import Settings as EmotionSettings
from export_onnx.train.tasks.mvpt_towers import Settings as MvptSettings
from export_onnx.train.tasks.sdcca_prepared import prepare
from export_onnx.train.tasks.sdcca_settings import Settings as SdccaSettings
from inference.errors import WorldError
from inference.progress import finish

SHARES = (0.6, 0.1, 0.3)
DESCRIPTORS = {"picture_descriptors": 9, "music_descriptors": 8}
MEDIANS = (
    Measure("mr-v", "median rank V→M, % of pool", MEDIAN, higher_is_better=False),
    Measure("mr-m", "median rank M→V, % of pool", MEDIAN, higher_is_better=False),
)
TENTHS = (
    Measure("tenth-v", "in the best tenth V→M, %"),
    Measure("tenth-m", "in the best tenth M→V, %"),
)
MAP = Measure("map", "MAP, same found cluster, %")
MEAN, CHANCE = Choice(1, 1), "chance"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: its label and the switches that differ from MVPt."""

    label: str
    switches: dict[str, Any]


MLP: dict[str, Any] = {"tower": "mlp", "loss": "triplet"}
SEGMENTS = {
    "features": Kind("2 MLP, triplet", MLP),
    "music-time": Kind("3 + Transformers (music time)", {"loss": "triplet", "time": "music"}),
    "visual-time": Kind("4 + Transformers (visual time)", {"loss": "triplet"}),
    "mvpt": Kind("5 + InfoNCE (MVPt)", {}),
    "long": Kind("9 MVPt, t = 12 s", {"segment_s": 12.0}),
    "scales": Kind("MVPt + music pooled 1×, 2×, 4×", {"music_scales": (1, 2, 4)}),
}
TRACKS = {
    "visual": Kind("3 MLP, triplet", MLP),
    "context": Kind("4 + Transformers w/o position", {"loss": "triplet", "time": "none"}),
    "time": Kind("5 + temporal embeddings", {"loss": "triplet", "time": "both"}),
    "mvpt": Kind("6 + InfoNCE (MVPt)", {"time": "both"}),
}


def setting() -> str:
    """Say what is measured on what."""
    return (
        "Short clips whose music a person chose, kept for measuring only; several are near copies"
        " of one another. 60 % of the sources to learn from, 10 % to stop on, 30 % to test, split"
        " anew by each seed, so pools and intervals are of a few dozen clips and few sources."
        " Chance: median rank 50 % of the pool, best tenth 10 %. Nothing is claimed here."
    )


def studies(paper: str, plan: Plan) -> tuple[Study, ...]:
    """Give a paper's tables on the pairs of the plan."""
    measures = (*MEDIANS, *TENTHS)
    if paper == "mvpt":
        return tuple(
            Study(_table(level, kinds), partial(_mvpt, kinds=kinds, level=level, plan=plan), also)
            for level, kinds, also in (
                ("segment", SEGMENTS, ()),
                ("track", TRACKS, (robustness.TABLE,)),
            )
        )
    if paper == "sdcca":
        rows = (Row(CHANCE, "a random order"), *(Row(name, name) for name in METHODS))
        note = "Relevant are videos whose music is in the found cluster, as in the paper."
        table = Table("pairs", "Table II on people's pairs", rows, (MAP, *measures), (), note)
        return (Study(table, partial(_sdcca, plan=plan)),)
    note = (
        "Nobody has said what these clips feel like, so the rows that need tags cannot be"
        " measured; a video and its own music match."
    )
    table = Table(
        "pairs", "Table 1 on people's pairs", (Row(TWO_STREAM, TWO_STREAM),), measures, (), note
    )
    return (Study(table, partial(_emotion, plan=plan)),)


def _table(level: str, kinds: dict[str, Kind]) -> Table:
    rows = tuple(Row(key, kind.label) for key, kind in kinds.items())
    number = 1 if level == "segment" else 2
    title = f"Table {number} on people's pairs: {level}s"
    return Table(f"pairs-{level}", title, rows, (*MEDIANS, *TENTHS), ())


def read_pairs(plan: Plan, seed: int) -> PairSet:
    """Give the pairs of the plan, split by source with the seed.

    Raises
    ------
    WorldError
        If the plan names no folder, or it cannot be used.
    """
    if plan.pairs is None:
        raise WorldError("No folder of pairs was named.", remedy="Name one with --pairs.")
    bases, kept = _bases(plan)
    pairs = finish(read_videos(plan.pairs, bases, kept=kept, seed=seed, shares=SHARES))
    return replace(pairs, examples=tuple(replace(e, tags={}) for e in pairs.examples))


def _bases(plan: Plan) -> tuple[Bases, Path]:
    """Give the base encoders, and the folder that keeps what they made."""
    return open_bases(plan.pack, threads=1), plan.features or plan.work / "features"


def _fit(seed: int, **more: Any) -> FitSettings:  # noqa: ANN401 - settings of any type
    common: dict[str, Any] = {"seed": seed, "epochs": 30, "patience": 6, "device": "cpu"}
    return FitSettings(**common | more)


def _mvpt(seed: int, folder: Path, *, kinds: dict[str, Kind], level: str, plan: Plan) -> Outcome:
    pairs = read_pairs(plan, seed)
    found: dict[tuple[str, str], Sample] = {}
    for row, kind in kinds.items():
        common: dict[str, Any] = {
            "level": level,
            "segments": 16,
            "windows": 4,
            "embedding": 128,
            "width": 128,
            "layers": 2,
            "dropout": 0.3,
        }
        model = MvptSettings(**common | DESCRIPTORS | kind.switches)
        config = RunConfig("mvpt", "pairs", "0", model, fit=_fit(seed, learning_rate=5e-4))
        trained = finish(mvpt.fit_pairs(config, pairs, folder / row))
        test = mvpt.at_length(pairs.part(TEST), model.segment_s)
        judge = segment_retrieval if level == "segment" else track_retrieval
        told, sources = judge(trained.towers, test, seed=seed)
        found |= _cells(row, told.to_music, told.to_picture, sources)
        if (level, row) == ("track", "mvpt") and seed == plan.seeds[0]:
            bases, kept = _bases(plan)
            place = plan.pairs or Path()
            found |= robustness.measure(trained.towers, pairs, bases, place=place, kept=kept)
    return Outcome(found, _facts(pairs) | {"pool": told.pool})


def _emotion(seed: int, folder: Path, *, plan: Plan) -> Outcome:
    pairs = read_pairs(plan, seed)
    settings = replace(table_rows(EmotionSettings())[TWO_STREAM], positives=0)
    config = RunConfig(
        "emotion", "pairs", "0", settings, fit=_fit(seed, optimiser="adam", weight_decay=0.0)
    )
    trained = finish(emotion.fit_pairs(config, pairs, folder))
    scores = -_distances(trained.towers, pairs.part(TEST))
    sources = tuple(e.source for e in pairs.part(TEST).examples)
    found = _cells(TWO_STREAM, true_ranks(scores), true_ranks(scores.T), sources)
    return Outcome(found, _facts(pairs) | {"pool": len(scores)})


def _distances(towers: Towers, test: PairSet) -> np.ndarray:
    seen, heard = embed_pairs(towers, test)
    return all_distances(seen.tracks, heard.tracks)


def _sdcca(seed: int, folder: Path, *, plan: Plan) -> Outcome:
    pairs = read_pairs(plan, seed)
    settings = SdccaSettings(
        music_units=(64, 32),
        picture_units=(64, 32),
        components=8,
        listener_width=32,
        listener_units=32,
        listener_features=16,
        cluster_count=6,
        batch=64,
        ridge=0.1,
    )
    config = RunConfig(
        "sdcca",
        "pairs",
        "0",
        settings,
        fit=_fit(seed, optimiser="rmsprop", weight_decay=0.0, clip=0.0),
    )
    prepared = finish(prepare(config, pairs, folder / "listener"))
    test, rows = prepared.sides(TEST, MEAN), prepared.split(TEST)
    sources = tuple(prepared.pairs.examples[i].source for i in rows)
    relevant = test.clusters[:, None] == test.clusters
    found: dict[tuple[str, str], Sample] = {}
    for method in (CHANCE, *METHODS):
        scores = np.random.default_rng(seed).random(relevant.shape)
        if method != CHANCE:
            space = finish(fit_method(method, config, prepared, MEAN, folder / method))
            scores = space.music(test.music) @ space.picture(test.picture).T
        found |= _cells(method, true_ranks(scores.T), true_ranks(scores), sources)
        found[method, MAP.key] = sample(average_precision(scores, relevant), sources)
    return Outcome(found, _facts(pairs) | {"pool": len(rows)})


def _cells(
    row: str, to_music: np.ndarray, to_picture: np.ndarray, sources: tuple[str, ...]
) -> dict[tuple[str, str], Sample]:
    found = {}
    for side, ranks in (("v", to_music), ("m", to_picture)):
        found[row, f"mr-{side}"] = sample(pool_percent(ranks, len(ranks)), sources)
        found[row, f"tenth-{side}"] = sample(tenth_recall(ranks, len(ranks)), sources)
    return found


def _facts(pairs: PairSet) -> dict[str, object]:
    """Counts only: clips and sources are nobody's to name."""
    test = pairs.part(TEST)
    return {
        "pairs": len(pairs),
        "sources": len({e.source for e in pairs.examples}),
        "test_pairs": len(test),
        "test_sources": len({e.source for e in test.examples}),
        "skipped": len(list(pairs.facts.get("skipped", ()))),  # type: ignore[call-overload]
    }
