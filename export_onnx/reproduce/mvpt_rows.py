"""Tables 1 and 2 of the MVPt paper as data: rows, their switches, the paper's numbers, claims.

Every row is one switch more than the row above it, as in the paper. Weaker base features are stood
in for by fewer of the columns, since a made-up world has no ImageNet to be worse than CLIP. Rows
"A" to "C" are not in the paper: they take apart what a row of it changes at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from export_onnx.evaluate.bootstrap import FACTOR, MEDIAN, Sample, sample
from export_onnx.evaluate.retrieval import TwoWay
from export_onnx.reproduce.claims import NOT_WORSE, Chart, Claim, Measure, Row, Table

SEEN, HEARD = (
    Measure("mr-v", "MR V→M", MEDIAN, 0, False),
    Measure("mr-m", "MR M→V", MEDIAN, 0, False),
)
R1_V, R1_M = Measure("r1-v", "R@1 V→M"), Measure("r1-m", "R@1 M→V")
R5_V, R5_M = Measure("r5-v", "R@5 V→M"), Measure("r5-m", "R@5 M→V")
R10_V, R10_M = Measure("r10-v", "R@10 V→M"), Measure("r10-m", "R@10 M→V")
AVERAGE = Measure("r10", "R@10 average, %")
COLUMNS = (SEEN, HEARD, R1_V, R5_V, R10_V, R1_M, R5_M, R10_M, AVERAGE)


def _printed(values: str) -> dict[str, float]:
    """Numbers of a row of tables 1 and 2, in the order of COLUMNS."""
    return {m.key: float(v) for m, v in zip(COLUMNS, values.split(), strict=True)}


FEW = {"picture_columns": "0:16", "music_columns": "0:12"}
HALF = {"picture_columns": "0:32"}
MLP: dict[str, Any] = {"tower": "mlp", "loss": "triplet", "layers": 2}
ALL_NEGATIVES = {"loss": "triplet", "negatives": 0}
SCALES = "scales"

SEGMENT_ROWS: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "baseline": (
        "1 baseline (MLP, triplet, a quarter of the features)",
        MLP | FEW,
        "349 277 0.55 2.16 3.83 0.74 2.79 4.83 4.33",
    ),
    "features": (
        "2 + all features",
        MLP,
        "176 107 3.06 6.31 9.69 4.71 8.14 12.14 10.91",
    ),
    "mlp-infonce": ("A 2 with InfoNCE", {"tower": "mlp", "layers": 2}, ""),
    "music-time": (
        "3 + Transformers (music time)",
        {"loss": "triplet", "time": "music"},
        "27 26 16.53 27.04 37.14 16.50 26.86 37.17 37.15",
    ),
    "visual-time": (
        "4 + Transformers (visual time)",
        {"loss": "triplet", "time": "picture"},
        "24 24 17.23 27.54 38.64 17.07 26.85 38.43 38.54",
    ),
    "all-negatives": ("B 4 with every negative of the batch", ALL_NEGATIVES, ""),
    "mvpt": (
        "5 + InfoNCE (MVPt)",
        {},
        "19 12 17.33 29.12 39.33 19.98 34.81 45.41 42.37",
    ),
    "half": (
        "6–7 MVPt, half of the picture features",
        HALF,
        "28 27 8.47 19.66 28.87 8.83 19.88 29.20 29.03",
    ),
    "short": (
        "8 MVPt, t = 4.4 s",
        {},
        "52 52 11.70 17.18 24.79 10.62 16.60 24.55 24.67",
    ),
    "long": (
        "9 MVPt, t = 11 s",
        {},
        "7 6 28.97 47.71 65.82 29.37 47.52 65.32 65.57",
    ),
    SCALES: ("MVPt + music pooled 1×, 2×, 4×", {"music_scales": (1, 2, 4)}, ""),
}
"""Label, settings and the paper's numbers of each row of table 1; the last row is later work."""

TRACK_ROWS: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "baseline": (
        "1 baseline (MLP, triplet, a quarter of the features)",
        MLP | FEW,
        "234 98 0.76 3.42 5.90 2.57 8.61 13.81 9.86",
    ),
    "audio": (
        "2 + all audio features",
        MLP | {"picture_columns": FEW["picture_columns"]},
        "142 94 1.41 5.23 9.01 2.29 8.55 13.80 11.41",
    ),
    "visual": (
        "3 + all visual features",
        MLP,
        "64 45 3.00 11.13 18.56 5.03 15.70 24.09 21.33",
    ),
    "context": (
        "4 + Transformers w/o position",
        {"loss": "triplet", "time": "none"},
        "24 21 5.09 19.58 32.40 5.86 21.81 35.70 34.05",
    ),
    "time": (
        "5 + temporal embeddings",
        {"loss": "triplet", "time": "both"},
        "18 17 5.99 23.20 38.33 6.22 24.43 40.68 39.50",
    ),
    "all-negatives": (
        "B 5 with every negative of the batch",
        ALL_NEGATIVES | {"time": "both"},
        "",
    ),
    "timeless": ("C 6 without temporal embeddings", {"time": "none"}, ""),
    "mvpt": (
        "6 + InfoNCE (MVPt)",
        {"time": "both"},
        "13 13 6.09 24.91 41.89 6.36 25.73 42.65 42.27",
    ),
}


def _rows(kinds: Mapping[str, tuple[str, dict[str, Any], str]]) -> tuple[Row, ...]:
    return tuple(
        Row(key, label, _printed(paper) if paper else {})
        for key, (label, _, paper) in kinds.items()
    )


TABLE_1 = Table(
    "table-1",
    "Table 1: segments",
    _rows(SEGMENT_ROWS),
    COLUMNS,
    (
        Claim("better features help (1 → 2)", "features", "baseline", "r10"),
        Claim(
            "context beats no context at least fivefold (2 → 5)",
            "mvpt",
            "features",
            "r10",
            FACTOR,
            5.0,
        ),
        Claim("Transformers help (2 → 3)", "music-time", "features", "r10"),
        Claim("InfoNCE ≥ triplet (4 → 5)", "mvpt", "visual-time", "r10", rule=NOT_WORSE),
        Claim("better features help (6–7 → 5)", "mvpt", "half", "r10"),
        Claim("longer segments are easier (8 → 5)", "mvpt", "short", "r10"),
        Claim("longer segments are easier (5 → 9)", "long", "mvpt", "r10"),
    ),
    note=(
        "Rows 3 and 4 differ by which side knows its time, 1.4 points in the paper. A made-up world"
        " treats both sides alike, so nothing is claimed of the two. Row 8 and 9 cut the same"
        " tracks into other segments; the pool stays as large. Rows A and B are ours: A says what"
        " the loss alone is worth without context; B how much of what InfoNCE gains over a triplet"
        " of one random negative, of which the claim is, comes from meeting every other row of the"
        " batch. Where row 1 lies at chance (ten of the pool), it has learnt nothing in so few"
        " epochs."
    ),
    charts=(Chart("Segments: average R@10, %", "r10"),),
)

TABLE_2 = Table(
    "table-2",
    "Table 2: tracks",
    _rows(TRACK_ROWS),
    COLUMNS,
    (
        Claim("better audio features help (1 → 2)", "audio", "baseline", "r10"),
        Claim("better visual features help (2 → 3)", "visual", "audio", "r10"),
        Claim("Transformers help (3 → 4)", "context", "visual", "r10"),
        Claim("temporal embeddings help (4 → 5)", "time", "context", "r10"),
        Claim("temporal embeddings help (C → 6)", "mvpt", "timeless", "r10"),
        Claim("InfoNCE ≥ triplet (5 → 6)", "mvpt", "time", "r10", rule=NOT_WORSE),
    ),
    note=(
        "Rows B and C are ours: B is the triplet loss with every negative of the batch"
        " instead of one at random, of which the paper's claim is; C says what time adds where"
        " the loss teaches fast. Row 3 sees the mean of a track only. Rows 4 and C can tell"
        " loud moments from quiet ones, and what changes from what stays, by what they look"
        " and sound like, but not early from late. Rows 3 to 5 learn slowly by their loss: how"
        " far they come in these epochs differs between seeds, as the leads of each seed show."
    ),
    charts=(Chart("Tracks: average R@10, %", "r10"),),
)


def without(table: Table, row: str) -> Table:
    """Give the table less a row that nothing is claimed of."""
    return replace(table, rows=tuple(r for r in table.rows if r.key != row))


def cells(row: str, found: TwoWay, sources: tuple[str, ...]) -> dict[tuple[str, str], Sample]:
    """Every column of tables 1 and 2 for one row."""
    told = {(row, "mr-v"): found.to_music, (row, "mr-m"): found.to_picture}
    for k in (1, 5, 10):
        told[row, f"r{k}-v"], told[row, f"r{k}-m"] = found.recall(k)
    told[row, "r10"] = found.average_recall(10)
    return {cell: sample(values, sources) for cell, values in told.items()}
