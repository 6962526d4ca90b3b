"""Table 1 of the MVPt paper, and what is asked of its models: figures 3 and 5."""

from __future__ import annotations

from pathlib import Path

from export_onnx.data.pairs import TEST, PairSet
from export_onnx.data.worlds import Truth
from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.curves import segment_retrieval
from export_onnx.evaluate.rollout import attention_of, rank_correlations, shown
from export_onnx.reproduce.claims import Chart, Claim, Line, Measure, Row, Table
from export_onnx.reproduce.mvpt_rows import AVERAGE, SCALES, SEGMENT_ROWS, cells
from export_onnx.reproduce.mvpt_worlds import MOMENTS, STEPS, Size, fit_row, world_of
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.plots import Strip, strips
from export_onnx.reproduce.study import Outcome, split_facts
from export_onnx.train.family import Towers

ATTENTION = Table(
    "attention",
    "Figure 5: where the picture tower looks",
    (Row("attention", "attention and what each segment shows of the feeling"),),
    (Measure("spearman", "rank correlation within a film", digits=2),),
    (),
    note=(
        "A hidden salience says how much of its feeling a segment shows. Learning segments never"
        " asks for the whole, so nothing is claimed."
    ),
)


def context_table(size: Size) -> Table:
    """Figure 3: the same model sees less at once."""
    lengths = [c for c in (1, 2, 3, 5, 10, 20, 30) if c <= size.segments]
    kinds = (("mvpt", "MVPt"), ("features", "MLP"))
    return Table(
        "context",
        "Figure 3: less context",
        tuple(
            Row(f"{kind}-context-{c}", f"{label}, {c} segment{'s' * (c > 1)}")
            for kind, label in kinds
            for c in lengths
        ),
        (AVERAGE,),
        (
            Claim("context helps", f"mvpt-context-{lengths[-1]}", "mvpt-context-5", "r10"),
            Claim("context helps", "mvpt-context-5", "mvpt-context-1", "r10"),
        ),
        note="The models of rows 5 and 2 see so many segments at once; an MLP cannot use them.",
        charts=(
            Chart(
                "Average R@10 by context",
                "r10",
                "segments seen at once",
                tuple(
                    Line(label, tuple((float(c), f"{kind}-context-{c}") for c in lengths))
                    for kind, label in kinds
                ),
            ),
        ),
    )


def table_1(seed: int, folder: Path, *, size: Size, draw: int) -> Outcome:
    found: dict[tuple[str, str], Sample] = {}
    figures: tuple[Figure, ...] = ()
    facts: dict[str, object] = {}
    pools: dict[str, int] = {}
    course = size.moments
    for row, (_, switches, _) in SEGMENT_ROWS.items():
        if row == SCALES and not size.scales:
            continue
        steps = STEPS.get(row, course.steps)
        pairs, truth = world_of(seed, size, tracks=course.tracks, kind=MOMENTS, steps=steps)
        test = pairs.part(TEST)
        towers = fit_row(
            pairs, switches, size, folder / row, course=course, level="segment", seed=seed
        )
        told, sources = segment_retrieval(towers, test, pool=size.pool, seed=seed)
        found |= cells(row, told, sources)
        pools[row] = told.pool
        if row in ("mvpt", "features"):
            found |= _by_context(row, towers, test, size, seed)
        if row == "mvpt":
            facts = {"world": pairs.facts["made_up"], **split_facts(pairs)}
            found["attention", "spearman"] = _looks(towers, pairs, truth)
        if row == "mvpt" and seed == draw:
            figures = (_attention(towers, pairs, truth),)
    return Outcome(found, facts | {"pools": pools}, figures)


def _by_context(
    row: str, towers: Towers, test: PairSet, size: Size, seed: int
) -> dict[tuple[str, str], Sample]:
    found = {}
    for one in context_table(size).rows:
        kind, length = one.key.split("-context-")
        if kind == row:
            told, sources = segment_retrieval(
                towers, test, context=int(length), pool=size.pool, seed=seed
            )
            found[one.key, "r10"] = sample(told.average_recall(10), sources)
    return found


def _looks(towers: Towers, pairs: PairSet, truth: Truth) -> Sample:
    rows = [i for i, e in enumerate(pairs.examples) if e.split == TEST]
    told = [attention_of(towers.picture, pairs.examples[i].picture) for i in rows]
    found = rank_correlations(told, [truth.salience[i] for i in rows])
    return sample(found, [pairs.examples[i].source for i in rows])


def _attention(towers: Towers, pairs: PairSet, truth: Truth) -> Figure:
    """Attention of four test pictures above how much each segment really shows of the feeling."""
    rows = [i for i, e in enumerate(pairs.examples) if e.split == TEST][:4]
    drawn = []
    for number, i in enumerate(rows, 1):
        told = attention_of(towers.picture, pairs.examples[i].picture)
        drawn.append(Strip(f"film {number}: attention", shown(told)))
        drawn.append(Strip("feeling shown (hidden)", shown(truth.salience[i])))
    return Figure(
        "mvpt-attention",
        "Attention rollout of the picture tower over four test films (figure 5)",
        strips("Attention rollout", drawn, note="each cell a segment; dark = more"),
    )
