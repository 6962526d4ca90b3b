"""Figure 5 of the MVPt paper on people's films: which segments the picture tower attends to.

No frame of the films is shown: their makers gave no leave. The paper says that attention is on
people who play and sing; nobody has marked such segments here, so attention is held against what
can be measured of the picture.
"""

from __future__ import annotations

import numpy as np

from export_onnx.data.pairs import Example, PairSet
from export_onnx.evaluate.bootstrap import sample
from export_onnx.evaluate.rollout import attention_of, rank_correlations, shown
from export_onnx.reproduce.claims import Measure, Row, Table
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.plots import Strip, strips
from export_onnx.reproduce.real_pairs import Cells
from export_onnx.train.family import Towers
from inference.features.picture import DESCRIPTORS
from inference.values import Floats

DRAWN = 4
LEAST_SEGMENTS = 4
"""A rank correlation over fewer segments says nothing."""
AGAINST = {"motion": "movement", "cut_rate": "cuts", "brightness": "brightness"}

TABLE = Table(
    "attention",
    "Figure 5 on people's pairs: where the picture tower looks",
    tuple(Row(f"attention-{key}", f"attention and {name}") for key, name in AGAINST.items()),
    (Measure("spearman", "rank correlation within a film", digits=2),),
    (),
    note=(
        f"Row 3 of table 3, test films of at least {LEAST_SEGMENTS} segments of 3 s. Learning"
        " segments never asks for the whole; nobody has marked who plays or sings."
    ),
)


def measure(towers: Towers, test: PairSet) -> Cells:
    """Every row of `TABLE` that the films tell."""
    films = [e for e in test.examples if e.segments >= LEAST_SEGMENTS]
    told = [attention_of(towers.picture, film.picture) for film in films]
    found = {}
    for key in AGAINST:
        values = rank_correlations(told, [_described(film, key) for film in films])
        if np.isfinite(values).any():
            found[f"attention-{key}", "spearman"] = sample(values, [f.source for f in films])
    return found


def figure(towers: Towers, test: PairSet) -> Figure:
    """Attention of the longest test films above how much moves in them."""
    films = sorted(test.examples, key=lambda e: -e.segments)[:DRAWN]
    drawn = []
    for number, film in enumerate(films, 1):
        told = attention_of(towers.picture, film.picture)
        drawn.append(Strip(f"film {number}: attention", shown(told)))
        drawn.append(Strip("movement", shown(_described(film, "motion"))))
    return Figure(
        "mvpt-attention",
        "Attention rollout of the picture tower over the four longest test films of the first seed"
        " (figure 5), without their frames",
        strips("Attention rollout", drawn, note="each cell a segment of 3 s; dark = more"),
    )


def _described(film: Example, name: str) -> Floats:
    """One descriptor (L,) of the picture; they are the last columns of its base features."""
    return film.picture[:, DESCRIPTORS.index(name) - len(DESCRIPTORS)]
