"""Tables 1 to 3 of the MVPt paper on people's pairs; figures 3 and 5 hang on table 3.

Rows, switches and labels are those of the made-up worlds (mvpt_rows.py); a quarter and a half of
the base features are shares of what the pack's own base encoders give.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from export_onnx.data.pairs import TEST, PairSet
from export_onnx.evaluate.bootstrap import sample
from export_onnx.evaluate.curves import segment_retrieval, track_retrieval
from export_onnx.export.pack import SEGMENT_S
from export_onnx.reproduce import real_attention, real_styles, robustness
from export_onnx.reproduce.claims import Chart, Line, Row, Table
from export_onnx.reproduce.mvpt_rows import SEGMENT_ROWS, TABLE_1, TABLE_2, TRACK_ROWS
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.real_pairs import (
    CHANCE,
    RANKED,
    TENTH,
    Cells,
    bases_of,
    chance_cells,
    facts_of,
    fit_settings,
    in_parts,
    printed,
    rank_cells,
    read_pairs,
    tenths,
)
from export_onnx.reproduce.study import Outcome, Plan, Study
from export_onnx.train.family import RunConfig, Towers
from export_onnx.train.tasks.mvpt import at_length, fit_pairs
from export_onnx.train.tasks.mvpt_towers import Settings
from inference.progress import finish

SHORT_S, LONG_S = 3.0, 12.0
LENGTHS = {"short": SHORT_S, "long": LONG_S}
LABELS = {"short": "8 MVPt, t = 3 s", "long": "9 MVPt, t = 12 s"}
FEWER = {"baseline": (0.25, 0.25), "audio": (0.25, 1.0), "half": (0.5, 1.0)}
"""Shares of the base features of picture and music, from the first column on."""
MODEL: Mapping[str, Any] = {
    "segments": 32,
    "windows": 4,
    "embedding": 128,
    "layers": 2,
    "dropout": 0.3,
    "parameters": 800_000,
    "picture_descriptors": 9,
    "music_descriptors": 8,
}
PARTS = 4
"""Of a clip in table 2; most have one to three segments."""
CONTEXTS = (1, 2, 4, 8, 16)
CURVED = {"mvpt": "MVPt", "features": "MLP"}


def _shown(table: Table) -> tuple[Row, ...]:
    """Rows of a made-up world's table as they are called here; the paper's medians in %."""
    rows = (Row(r.key, LABELS.get(r.key, r.label), printed(r.paper)) for r in table.rows)
    return (Row(CHANCE, "chance"), *rows)


ALIKE = (
    f" All rows have about {MODEL['parameters'] / 1e6:g} million parameters for both towers"
    " together."
)
SEGMENTS = Table(
    "table-1",
    "Table 1 on people's pairs: segments",
    _shown(TABLE_1),
    RANKED,
    (),
    note=(
        f"t = {SEGMENT_S:g} s but in rows 8 and 9. A quarter and a half of the base features are"
        " the first columns of the pack's own: its encoders stand in for all that the paper"
        " compares (CLIP, X3D, TimeSformer)." + ALIKE
    ),
)
FILMS = Table(
    "table-3",
    "Table 3 on people's pairs: segments of 3 s, as the paper cuts film clips",
    (
        Row(CHANCE, "chance"),
        Row("features", "1 MLP, triplet", printed({"mr-v": 189, "mr-m": 128})),
        Row("mlp-infonce", "2 MLP, InfoNCE", printed({"mr-v": 74, "mr-m": 58})),
        Row("mvpt", "3 MVPt", printed({"mr-v": 21, "mr-m": 21})),
        Row("half", "4 MVPt, half of the picture features", printed({"mr-v": 28, "mr-m": 28})),
    ),
    RANKED,
    (),
    note=(
        "The paper's are of MovieClips, t = 3.3 s. Most clips here have three to five segments."
        + ALIKE
    ),
)
CONTEXT = Table(
    "context",
    "Figure 3 on people's pairs: less context",
    tuple(
        Row(f"{k}-context-{c}", f"{v}, {c} segments") for k, v in CURVED.items() for c in CONTEXTS
    ),
    (TENTH,),
    (),
    note=(
        "The models of rows 3 and 1 of table 3 see so many segments of 3 s at once. Most clips have"
        " no more than five, so longer contexts concern the few long ones."
    ),
    charts=(
        Chart(
            "In the best tenth by context",
            TENTH.key,
            "segments of 3 s seen at once",
            tuple(
                Line(v, tuple((float(c), f"{k}-context-{c}") for c in CONTEXTS))
                for k, v in CURVED.items()
            ),
            chance=10.0,
        ),
    ),
)
TRACKS = Table(
    "table-2",
    "Table 2 on people's pairs: tracks",
    _shown(TABLE_2),
    RANKED,
    (),
    note=(
        f"Every clip is cut into {PARTS} equal parts, as the paper's tracks all have 30 segments:"
        " both sides of a pair last equally long, and towers that know the time would tell pairs"
        " by their length. Quarters of the features as in table 1." + ALIKE
    ),
)


def studies(plan: Plan) -> tuple[Study, ...]:
    """Tables 1, 3 and 2, and what is asked of their models."""
    return (
        Study(SEGMENTS, partial(_segments, plan=plan)),
        Study(FILMS, partial(_films, plan=plan), (CONTEXT, real_attention.TABLE)),
        Study(
            TRACKS,
            partial(_tracks, plan=plan),
            (robustness.TABLE, real_styles.SLIDERS, real_styles.BIAS),
        ),
    )


def _segments(seed: int, folder: Path, *, plan: Plan) -> Outcome:
    usual = read_pairs(plan, seed)
    finer = read_pairs(plan, seed, segment_s=SHORT_S)
    found: Cells = {}
    pools: dict[str, int] = {}
    for row, (_, switches, _) in SEGMENT_ROWS.items():
        pairs = finer if row == "short" else usual
        towers = _fit(row, switches, pairs, folder / row, level="segment", seed=seed)
        test = at_length(pairs.part(TEST), LENGTHS.get(row, SEGMENT_S))
        told, sources = segment_retrieval(towers, test, seed=seed)
        found |= rank_cells(row, told.to_music, told.to_picture, sources)
        pools[row] = told.pool
        if row == "mvpt":
            found |= chance_cells(sources)
    return Outcome(found, facts_of(usual, plan.pairs) | {"pools": pools})


def _films(seed: int, folder: Path, *, plan: Plan) -> Outcome:
    pairs = read_pairs(plan, seed, segment_s=SHORT_S)
    test = pairs.part(TEST)
    found: Cells = {}
    figures: tuple[Figure, ...] = ()
    for row in (r.key for r in FILMS.rows if r.key != CHANCE):
        towers = _fit(row, SEGMENT_ROWS[row][1], pairs, folder / row, level="segment", seed=seed)
        told, sources = segment_retrieval(towers, test, seed=seed)
        found |= rank_cells(row, told.to_music, told.to_picture, sources)
        if row in CURVED:
            found |= chance_cells(sources) | _by_context(row, towers, test, seed=seed)
        if row == "mvpt":
            found |= real_attention.measure(towers, test)
        if row == "mvpt" and seed == plan.seeds[0]:
            figures = (real_attention.figure(towers, test),)
    return Outcome(found, facts_of(pairs, plan.pairs) | {"pool": told.pool}, figures)


def _by_context(row: str, towers: Towers, test: PairSet, *, seed: int) -> Cells:
    found = {}
    for context in CONTEXTS:
        told, sources = segment_retrieval(towers, test, context=context, seed=seed)
        values = tenths(told.to_music, told.to_picture)
        found[f"{row}-context-{context}", TENTH.key] = sample(values, sources)
    return found


def _tracks(seed: int, folder: Path, *, plan: Plan) -> Outcome:
    uncut = read_pairs(plan, seed)
    pairs = in_parts(uncut, PARTS)
    test = pairs.part(TEST)
    found: Cells = {}
    for row, (_, switches, _) in TRACK_ROWS.items():
        towers = _fit(row, switches, pairs, folder / row, level="track", seed=seed)
        told, sources = track_retrieval(towers, test, seed=seed)
        found |= rank_cells(row, told.to_music, told.to_picture, sources)
        if row == "mvpt":
            whole = towers
    bases, kept = bases_of(plan)
    found |= chance_cells(sources)
    cut = partial(in_parts, parts=PARTS)
    found |= robustness.measure(whole, uncut, bases, cut=cut, place=plan.pairs or Path(), kept=kept)
    found |= real_styles.sliders(whole, pairs, bases.tags, folder / "move", seed=seed)
    preferred, candidates = real_styles.bias(whole, pairs, bases.tags, seed=seed)
    facts = {"pool": told.pool, "parts": PARTS, "pictures_of_figure_4": candidates}
    return Outcome(found | preferred, facts_of(pairs, plan.pairs) | facts)


def _fit(
    row: str,
    switches: Mapping[str, Any],
    pairs: PairSet,
    folder: Path,
    *,
    level: str,
    seed: int,
) -> Towers:
    """Train one row: everything as in MVPt but its switches and its share of the features."""
    own = {k: v for k, v in switches.items() if not k.endswith("_columns")}
    own |= {"segment_s": LENGTHS[row]} if row == "long" else {}
    settings = Settings(**dict(MODEL) | {"level": level} | own | _columns(row, pairs))
    config = RunConfig("mvpt", "pairs", "0", settings, fit=fit_settings(seed, learning_rate=5e-4))
    return finish(fit_pairs(config, pairs, folder)).towers


def _columns(row: str, pairs: PairSet) -> dict[str, str]:
    sides = zip(("picture", "music"), FEWER.get(row, (1.0, 1.0)), strict=True)
    widths = {"picture": pairs.picture_dim, "music": pairs.music_dim}
    return {f"{s}_columns": f"0:{round(share * widths[s])}" for s, share in sides if share < 1.0}
