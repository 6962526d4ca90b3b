"""Figures 5 to 7 of the S-DCCA paper: precision by recall, as more and more videos are answered."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.metrics import Scores
from export_onnx.evaluate.retrieval import Relevance, precision_recall_of_each
from export_onnx.reproduce.claims import Chart, Line, Measure, Row, Table
from export_onnx.reproduce.sdcca_rows import NAMES

DRAWN = ("cca", "dcca", "c-cca-2", "s-dcca-2")
ANSWERED = (1, 2, 5, 10, 20, 30, 50, 70, 100)
"""Answers, in % of the pool; a pool of a few dozen has no first percent."""
PRECISION, RECALL = Measure("precision", "precision, %"), Measure("recall", "recall, %")


def curves_table(answered: Sequence[int] = ANSWERED) -> Table:
    """One row for each method and share of the pool that is answered."""
    return Table(
        "curves",
        "Figures 5 to 7: precision by recall",
        tuple(
            Row(_key(method, share), f"{NAMES[method]}, {share} % of the videos answered")
            for method in DRAWN
            for share in answered
        ),
        (PRECISION, RECALL),
        (),
        note="The query is the mean over the song; the paper prints curves and no numbers.",
        charts=(
            Chart(
                "Precision by recall",
                PRECISION.key,
                RECALL.label,
                tuple(
                    Line(NAMES[method], tuple((float(n), _key(method, n)) for n in answered))
                    for method in DRAWN
                ),
                across=RECALL.key,
            ),
        ),
    )


def curve_cells(
    method: str,
    scores: Scores,
    relevant: Relevance,
    sources: Sequence[str],
    *,
    answered: Sequence[int] = ANSWERED,
) -> dict[tuple[str, str], Sample]:
    """Cells of a method's rows from scores (n, m); sources (n,) are those of the queries."""
    precision, recall = precision_recall_of_each(scores, relevant)
    found = {}
    for share in answered:
        last = ceil(share * scores.shape[1] / 100) - 1
        for measure, values in ((PRECISION, precision), (RECALL, recall)):
            found[_key(method, share), measure.key] = sample(values[:, last], sources)
    return found


def _key(method: str, share: int) -> str:
    return f"{method} {share} %"
