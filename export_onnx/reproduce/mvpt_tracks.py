"""Table 2 of the MVPt paper, and section 5.1: the tempo of the music changed."""

from __future__ import annotations

from pathlib import Path

from export_onnx.data.pairs import TEST
from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.curves import FACTORS, at_tempo, track_retrieval
from export_onnx.reproduce.claims import Chart, Claim, Line, Row, Table
from export_onnx.reproduce.mvpt_rows import AVERAGE, TRACK_ROWS, cells
from export_onnx.reproduce.mvpt_styles import asked_of_styles, preferred_figure
from export_onnx.reproduce.mvpt_worlds import COURSES, Size, fit_row, world_of
from export_onnx.reproduce.study import Outcome, split_facts

TEMPO = Table(
    "tempo",
    "Section 5.1: tempo of the music changed",
    tuple(Row(f"tempo-{r}", f"r = {r}") for r in FACTORS),
    (AVERAGE,),
    (
        Claim("tempo matters: 0.7 costs", "tempo-1.0", "tempo-0.7", "r10"),
        Claim("tempo matters: 1.3 costs", "tempo-1.0", "tempo-1.3", "r10"),
    ),
    note=(
        "Track level. The paper: 42.37 → 36.96 at 30 %. Brightness and hue need real pictures; see"
        " the pages on real pairs."
    ),
    charts=(
        Chart(
            "Average R@10 by tempo factor",
            "r10",
            "tempo factor r",
            (Line("MVPt", tuple((r, f"tempo-{r}") for r in FACTORS)),),
        ),
    ),
)


def table_2(seed: int, folder: Path, *, size: Size, draw: int, fresh: int) -> Outcome:
    seed, draw, course = seed + fresh, draw + fresh, size.whole
    pairs = world_of(seed, size, tracks=course.tracks, kind=COURSES, steps=course.steps)[0]
    test = pairs.part(TEST)
    found: dict[tuple[str, str], Sample] = {}
    for row, (_, switches, _) in TRACK_ROWS.items():
        towers = fit_row(
            pairs, switches, size, folder / row, course=course, level="track", seed=seed
        )
        told, sources = track_retrieval(towers, test, pool=size.pool, seed=seed)
        found |= cells(row, told, sources)
    for factor in FACTORS:
        told, sources = track_retrieval(towers, at_tempo(test, factor), pool=size.pool, seed=seed)
        found[f"tempo-{factor}", "r10"] = sample(told.average_recall(10), sources)
    more, preferred = asked_of_styles(seed, folder, size)
    facts: dict[str, object] = {"world": pairs.facts["made_up"], "pool": told.pool}
    facts |= split_facts(pairs)
    facts["asked_of_styles"] = {"tracks": size.styles.tracks, "pool": sum(preferred.queries)}
    facts["first_answers_by_style"] = {
        group: dict(zip(preferred.attributes, [round(float(s), 1) for s in shares], strict=True))
        for group, shares in zip(preferred.groups, preferred.shares, strict=True)
    }
    return Outcome(found | more, facts, (preferred_figure(preferred),) if seed == draw else ())
