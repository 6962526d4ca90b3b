"""A results page: tables beside the paper's, verdicts, figures, and how it was made."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from export_onnx.evaluate.bootstrap import FACTOR
from export_onnx.evaluate.metrics import Interval
from export_onnx.export.pack import replace_file
from export_onnx.reproduce.claims import (
    NOT_WORSE,
    Chart,
    Claim,
    Line,
    Measure,
    Measured,
    Row,
    Verdict,
)
from export_onnx.reproduce.plots import Bar, Curve, bar_chart, line_chart


@dataclass(frozen=True, slots=True)
class Figure:
    """A PNG, the name of its file without suffix, and what it shows."""

    name: str
    caption: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is told of one paper.

    `setting` says what was measured on what; `facts` (plain values) go into the JSON beside the
    page, with pools, splits and seeds.
    """

    name: str
    title: str
    setting: str
    tables: tuple[Measured, ...]
    facts: Mapping[str, object]
    figures: tuple[Figure, ...] = ()
    sections: tuple[str, ...] = field(default=())


def write_page(folder: Path, page: Page, *, command: str, seconds: float) -> None:
    """Write NAME.md, NAME.json and the figures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = f"`{command}` on {machine()}; its jobs took {spoken(seconds)} of processor time together"
    replace_file(folder / f"{page.name}.md", markdown(page, made).encode())
    numbers = {"command": command, "machine": machine(), "cpu_seconds": round(seconds)}
    text = json.dumps(numbers | plain(page), indent=1, ensure_ascii=False) + "\n"
    replace_file(folder / f"{page.name}.json", text.encode())
    for figure in page.figures:
        replace_file(folder / f"{figure.name}.png", figure.png)


def charts_of(page: str, measured: Measured) -> tuple[Figure, ...]:
    """Draw the charts of a table."""
    table = measured.table
    return tuple(
        Figure(f"{page}-{table.key}-{i}", chart.title, _drawn(measured, chart))
        for i, chart in enumerate(table.charts, 1)
        if any(measured.samples(row.key, chart.measure) for row in table.rows)
    )


def _drawn(measured: Measured, chart: Chart) -> bytes:
    unit = measured.table.measure(chart.measure).label
    if not chart.lines:
        bars = [
            Bar(row.label, interval, row.paper.get(chart.measure))
            for row in measured.table.rows
            if (interval := measured.interval(row.key, chart.measure)) is not None
        ]
        return bar_chart(chart.title, bars, unit=unit, chance=chart.chance)
    curves = [curve for line in chart.lines if (curve := _curve(measured, chart, line)).x]
    return line_chart(chart.title, curves, x_label=chart.x_label, y_label=unit, chance=chart.chance)


def _curve(measured: Measured, chart: Chart, line: Line) -> Curve:
    """Give the measured points of a line."""
    told = []
    for x, row in line.points:
        place = measured.interval(row, chart.across) if chart.across else None
        interval = measured.interval(row, chart.measure)
        if interval is not None:
            told.append((x if place is None else place.value, interval))
    return Curve(line.label, tuple(x for x, _ in told), tuple(i for _, i in told))


def machine() -> str:
    """Name processor and cores in words; no more than a reader needs to judge the times."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} CPU cores ({model})"


def spoken(seconds: float) -> str:
    """Say a duration for readers."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def markdown(page: Page, made: str) -> str:
    """Give the whole page."""
    parts = [f"# {page.title}", f"Made with {made}.", page.setting]
    for table in page.tables:
        parts += [f"## {table.table.title}", *_note(table), _table(table), _claims(table)]
    parts += [f"![{f.caption}]({f.name}.png)\n\n{f.caption}." for f in page.figures]
    return "\n\n".join(part for part in (*parts, *page.sections) if part) + "\n"


def _note(table: Measured) -> list[str]:
    return [table.table.note] if table.table.note else []


def _table(measured: Measured) -> str:
    table = measured.table
    printed = [m for m in table.measures if any(m.key in row.paper for row in table.rows)]
    heads = ["method", *(m.label for m in table.measures), *(f"paper: {m.label}" for m in printed)]
    rows = [
        [
            row.label,
            *(_cell(measured.interval(row.key, m.key), m) for m in table.measures),
            *(_paper(row, m) for m in printed),
        ]
        for row in table.rows
    ]
    return lines_of([heads, *rows])


def lines_of(rows: Sequence[Sequence[str]]) -> str:
    """Give a Markdown table; the first row is the head."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _cell(interval: Interval | None, measure: Measure) -> str:
    if interval is None:
        return "–"
    d = measure.digits
    return f"{interval.value:.{d}f} [{interval.low:.{d}f}, {interval.high:.{d}f}]"


def _paper(row: Row, measure: Measure) -> str:
    return f"{row.paper[measure.key]:g}" if measure.key in row.paper else "–"


def _claims(measured: Measured) -> str:
    verdicts = measured.verdicts()
    if not verdicts:
        return ""
    heads = ["claim", "asked", "found", "each seed", "reproduced"]
    return lines_of([heads, *(_verdict(v, measured) for v in verdicts)])


def _verdict(verdict: Verdict, measured: Measured) -> list[str]:
    claim = verdict.claim
    label = measured.table.measure(claim.measure).label
    return [
        claim.text,
        f"{label}: {asked(claim)}",
        margin(verdict),
        ", ".join(f"{value:.2f}" for value in verdict.by_seed),
        outcome(verdict),
    ]


def asked(claim: Claim) -> str:
    """Say the rule of a claim and, where it asks for one, the amount."""
    if claim.rule == NOT_WORSE:
        return "not worse beyond the interval"
    if not claim.amount:
        return "mean ahead"
    return f"mean ahead by ≥ {claim.amount:g}{_unit(claim)}"


def margin(verdict: Verdict) -> str:
    """Say how far ahead the better row is, with its interval."""
    found = verdict.margin
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]{_unit(verdict.claim)}"


def outcome(verdict: Verdict) -> str:
    """Say in a few words whether a claim came out."""
    if not verdict.holds:
        return "**not reproduced**"
    return "yes" if verdict.surely else "yes, within noise"


def _unit(claim: Claim) -> str:
    return "×" if claim.by == FACTOR else " points"


def plain(page: Page) -> dict[str, object]:
    """Give the page's numbers as plain values."""
    return {
        "name": page.name,
        "facts": dict(page.facts),
        "tables": [_plain_table(table) for table in page.tables],
    }


def _plain_table(measured: Measured) -> dict[str, object]:
    table = measured.table
    cells = {
        row.key: {
            m.key: _plain_cell(measured, row, m)
            for m in table.measures
            if measured.samples(row.key, m.key)
        }
        for row in table.rows
    }
    verdicts = [
        {
            "claim": v.claim.text,
            "asked": v.claim.amount,
            "by": v.claim.by,
            "rule": v.claim.rule,
            "found": _plain_interval(v.margin),
            "by_seed": [round(value, 4) for value in v.by_seed],
            "holds": v.holds,
            "surely": v.surely,
        }
        for v in measured.verdicts()
    ]
    return {"table": table.key, "seeds": list(measured.seeds), "rows": cells, "claims": verdicts}


def _plain_cell(measured: Measured, row: Row, measure: Measure) -> dict[str, object]:
    interval = measured.interval(row.key, measure.key)
    assert interval is not None  # noqa: S101 - asked only for cells that were measured
    return _plain_interval(interval) | {
        "by_seed": [round(v, 4) for v in measured.by_seed(row.key, measure.key)],
        "items": [len(s.values) for s in measured.samples(row.key, measure.key)],
        "paper": row.paper.get(measure.key),
    }


def _plain_interval(interval: Interval) -> dict[str, object]:
    return {
        "value": round(interval.value, 4),
        "low": round(interval.low, 4),
        "high": round(interval.high, 4),
    }
