"""What is asked of the measured figures, and how it is shown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.benchmarks.harness import Candidate, Place, Ratio, Runs, cpu, ratio, wall


@dataclass(frozen=True)
class Check:
    """A figure beside its goal. Only firm checks decide; a figure without a goal is just told."""

    what: str
    value: float | Ratio
    relation: Literal["≤", "≥", "="] | None = None
    goal: float = 0.0
    unit: str = ""
    firm: bool = True

    @property
    def middle(self) -> float:
        return self.value.middle if isinstance(self.value, Ratio) else self.value

    @property
    def met(self) -> bool:
        if self.relation is None:
            return True
        if self.relation == "=":
            return self.middle == self.goal
        return self.middle <= self.goal if self.relation == "≤" else self.middle >= self.goal

    @property
    def measured(self) -> str:
        number = str(self.value) if isinstance(self.value, Ratio) else f"{self.value:.4g}"
        return f"{number} {self.unit}".strip()

    @property
    def asked(self) -> str:
        return f"{self.relation} {self.goal:g} {self.unit}".strip() if self.relation else "–"

    @property
    def word(self) -> str:
        if self.relation is None:
            return "told"
        return ("met" if self.met else "NOT MET") + ("" if self.firm else " (not judged)")


def cpu_ratio(
    runs: Runs, above: str, below: str, relation: Literal["≤", "≥"], goal: float
) -> Iterator[Check]:
    """CPU of one candidate over another's, judged; nothing when one of them was skipped."""
    if above in runs and below in runs:
        value = ratio(cpu(runs, above), cpu(runs, below))
        yield Check(f"CPU: {above} / {below}", value, relation, goal, "×")


def told_cpu_ratio(runs: Runs, above: str, below: str) -> Iterator[Check]:
    if above in runs and below in runs:
        yield Check(f"CPU: {above} / {below}", ratio(cpu(runs, above), cpu(runs, below)), unit="×")


def wall_ratio(
    runs: Runs, above: str, below: str, relation: Literal["≤", "≥"] | None = None, goal: float = 0
) -> Iterator[Check]:
    """Wall time of one candidate over another's: shown, never judged."""
    if above in runs and below in runs:
        value = ratio(wall(runs, above), wall(runs, below))
        noisy = ", noisy" if value.noisy else ""
        what = f"wall: {above} / {below}{noisy}"
        yield Check(what, value, relation, goal, "×", firm=False)


@dataclass(frozen=True)
class Goal:
    """One goal: how it is prepared, who runs, and what is asked of the outcome."""

    name: str
    title: str
    what: str
    prepare: Callable[[Place], None]
    candidates: Callable[[Place], Sequence[Candidate]]
    judge: Callable[[Runs], Sequence[Check]]


@dataclass(frozen=True)
class Outcome:
    """A goal's runs and checks, or why there are none."""

    goal: Goal
    runs: Runs = field(default_factory=dict)
    checks: Sequence[Check] = ()
    trouble: str = ""

    @property
    def met(self) -> bool:
        return not self.trouble and all(check.met for check in self.checks if check.firm)


def tables(outcome: Outcome) -> str:
    """The outcome of a goal as two Markdown tables: what was run, and what was asked."""
    if outcome.trouble:
        return f"Not measured: {outcome.trouble.strip()}\n"
    rows = [_run_row(name, outcome) for name in outcome.runs]
    asked = [(c.what, c.measured, c.asked, c.word) for c in outcome.checks]
    head = ("candidate", "CPU s (least–most)", "wall s", "peak MB", "load", "rounds")
    return f"{_table(head, rows)}\n{_table(('figure', 'measured', 'goal', ''), asked)}"


def _run_row(name: str, outcome: Outcome) -> tuple[str, ...]:
    runs = outcome.runs[name]
    costs = cpu(outcome.runs, name)
    return (
        name,
        f"{statistics.median(costs):.3g} ({min(costs):.3g}–{max(costs):.3g})",
        f"{statistics.median(wall(outcome.runs, name)):.3g}",
        f"{max(run.rss_mb for run in runs):.0f}",
        f"{max(run.load for run in runs):.1f}",
        str(len(runs)),
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, tuple("-" * width for width in widths), *rows]
    return "".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |\n"
        for row in lines
    )
