"""People's pairs as the papers' tables need them: read, split by source, and how ranks are told.

The pools are small (some hundred segments, a few dozen clips), so ranks are told in % of the pool
beside R@k: the median rank of a random order is 50, and the best tenth of the pool holds 10 %.
Each seed splits the sources anew; no source is on two sides of a split.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from export_onnx.data.gather import Bases, open_bases
from export_onnx.data.pairs import TEST, PairSet
from export_onnx.data.videos import read_videos
from export_onnx.evaluate.bootstrap import MEDIAN, Sample, sample
from export_onnx.evaluate.metrics import Ranks, pool_percent, tenth_recall
from export_onnx.evaluate.retrieval import POOL, chance_recall, hits
from export_onnx.export.pack import SEGMENT_S
from export_onnx.reproduce.claims import Measure
from export_onnx.reproduce.study import Plan, split_facts
from export_onnx.train.engine import FitSettings
from inference.errors import WorldError
from inference.progress import finish
from inference.values import Floats

SHARES = (0.6, 0.1, 0.3)
CHANCE = "chance"
CUTOFFS = (1, 5, 10)

MEDIANS = (
    Measure("mr-v", "median rank V→M, % of pool", MEDIAN, higher_is_better=False),
    Measure("mr-m", "median rank M→V, % of pool", MEDIAN, higher_is_better=False),
)
TENTHS = (
    Measure("tenth-v", "in the best tenth V→M, %"),
    Measure("tenth-m", "in the best tenth M→V, %"),
)
RECALLS = tuple(Measure(f"r{k}", f"R@{k}, both ways, %") for k in CUTOFFS)
TENTH = Measure("tenth", "in the best tenth, mean of both directions, %")
RANKED = (*MEDIANS, *TENTHS, *RECALLS)

Cells = dict[tuple[str, str], Sample]
"""What was measured: (row, measure) -> its items' values."""


def read_pairs(plan: Plan, seed: int, *, segment_s: float = SEGMENT_S) -> PairSet:
    """Give the pairs of the plan, split by source with the seed; nothing is said of their feeling.

    Raises
    ------
    WorldError
        If the plan names no folder, or it cannot be used.
    """
    if plan.pairs is None:
        raise WorldError("No folder of pairs was named.", remedy="Name one with --pairs.")
    bases, kept = bases_of(plan)
    work = read_videos(plan.pairs, bases, kept=kept, seed=seed, shares=SHARES, segment_s=segment_s)
    pairs = finish(work)
    return replace(pairs, examples=tuple(replace(e, tags={}) for e in pairs.examples))


def bases_of(plan: Plan) -> tuple[Bases, Path]:
    """Give the base encoders, and the folder that keeps what they made."""
    return open_bases(plan.pack, threads=1), plan.features or plan.work / "features"


def fit_settings(seed: int, **more: Any) -> FitSettings:  # noqa: ANN401 - settings of any type
    """How every row learns, but for what its paper asks for."""
    common: dict[str, Any] = {"seed": seed, "epochs": 30, "patience": 6, "device": "cpu"}
    return FitSettings(**common | more)


def rank_cells(row: str, to_music: Ranks, to_picture: Ranks, sources: Sequence[str]) -> Cells:
    """Every column of `RANKED` for one row, from ranks (n,) both ways in a pool of n."""
    found = {}
    for side, ranks in (("v", to_music), ("m", to_picture)):
        found[row, f"mr-{side}"] = sample(pool_percent(ranks, len(ranks)), sources)
        found[row, f"tenth-{side}"] = sample(tenth_recall(ranks, len(ranks)), sources)
    for k in CUTOFFS:
        both = (hits(to_music, k) + hits(to_picture, k)) / 2
        found[row, f"r{k}"] = sample(both, sources)
    return found


def tenths(to_music: Ranks, to_picture: Ranks) -> Ranks:
    """`TENTH` of each pair of a pool, (n,)."""
    both = [tenth_recall(ranks, len(ranks)) for ranks in (to_music, to_picture)]
    return np.asarray(np.mean(both, axis=0), dtype=np.float64)


def chance_cells(sources: Sequence[str]) -> Cells:
    """What a random order of so many candidates has on average, in every column of `RANKED`."""
    exact = {m.key: 50.0 for m in MEDIANS} | {m.key: 10.0 for m in TENTHS}
    exact |= {f"r{k}": chance_recall(k, len(sources)) for k in CUTOFFS}
    return {(CHANCE, key): sample(np.full(len(sources), v), sources) for key, v in exact.items()}


def printed(paper: Mapping[str, float]) -> dict[str, float]:
    """The paper's median ranks in % of its pool; its R@k are of a pool twenty times as large."""
    medians = {m.key: paper[m.key] for m in MEDIANS if m.key in paper}
    return {key: round(100.0 * (rank - 0.5) / POOL, 1) for key, rank in medians.items()}


def facts_of(pairs: PairSet, place: Path | None) -> dict[str, object]:
    """Counts only: clips and sources are nobody's to name."""
    test = pairs.part(TEST)
    looks = looks_of(place)
    return {
        "pairs": len(pairs),
        **split_facts(pairs),
        "shares": list(SHARES),
        "test_pairs": len(test),
        "test_sources": len({e.source for e in test.examples}),
        "test_look_alikes": len({looks.get(e.name, e.name) for e in test.examples}),
        "segment_s": pairs.segment_s,
        "skipped": len(list(pairs.facts.get("skipped", ()))),  # type: ignore[call-overload]
    }


def one_of_each(pairs: PairSet, looks: Mapping[str, str]) -> PairSet:
    """Give the first pair of every look-alike cluster that `looks_of` found."""
    first: dict[str, str] = {}
    for example in pairs.examples:
        first.setdefault(looks.get(example.name, example.name), example.name)
    kept = set(first.values())
    return replace(pairs, examples=tuple(e for e in pairs.examples if e.name in kept))


def in_parts(pairs: PairSet, parts: int) -> PairSet:
    """Give every pair as so many equal parts, means of the segments that each part touches.

    Both sides of a pair are equally long. Where lengths differ between pairs, towers that know the
    time would tell pairs by their length; the paper's tracks all have 30 segments.
    """

    def parted(rows: Floats) -> Floats:
        edges = [(i * len(rows) // parts, -(-(i + 1) * len(rows) // parts)) for i in range(parts)]
        return np.stack([rows[low:high].mean(0) for low, high in edges])

    examples = (
        replace(e, picture=parted(e.picture), music=parted(e.music)) for e in pairs.examples
    )
    return replace(pairs, examples=tuple(examples))


def joined(parts: Sequence[Cells]) -> Cells:
    """Cells of one row measured in several folds, as one cell of all their items."""
    cells: dict[tuple[str, str], list[Sample]] = {}
    for part in parts:
        for cell, one in part.items():
            cells.setdefault(cell, []).append(one)
    return {
        cell: Sample(
            np.concatenate([one.values for one in told]),
            tuple(group for one in told for group in one.groups),
        )
        for cell, told in cells.items()
    }


def looks_of(place: Path | None) -> dict[str, str]:
    """Source and words for the picture of each clip where a manifest says them: near copies."""
    if place is None:
        return {}
    table = place / "manifest.csv" if place.is_dir() else place
    if not table.is_file():
        return {}
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return {
        r["id"]: f"{r['source_repo']}: {r['picture']}" for r in rows if {"id", "picture"} <= {*r}
    }
