"""What a paper claims, as data: rows of a table, what is measured of each, and their order.

A claim compares two rows in one measure, by one of two rules:

- `AHEAD`, for what the paper prints as ">" or as an amount: the mean over the seeds is at least as
  far ahead as the claim says, and ahead at all.
- `NOT_WORSE`, for "≥": the better row is not behind beyond the 95 % interval of the difference,
  which is paired over seeds and items. It can hold with a mean slightly behind, and wide intervals
  make it easy; so intervals stand beside every verdict.

Whether a claim would also hold, by its mean, in 97.5 % of redrawn experiments is told beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from export_onnx.evaluate.bootstrap import (
    FACTOR,
    MEAN,
    POINTS,
    Sample,
    compared,
    over_seeds,
    statistic_of,
)
from export_onnx.evaluate.metrics import Interval

AHEAD, NOT_WORSE = "mean ahead", "not worse"
UNKNOWN: Mapping[str, float] = MappingProxyType({})

Found = Mapping[tuple[str, str], Sample]
"""What one seed gave: (row, measure) -> its items' values."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: how it is called, whether items are averaged or their middle is taken."""

    key: str
    label: str
    statistic: str = MEAN
    digits: int = 1
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One method. `paper` holds the numbers the paper prints for it, by measure."""

    key: str
    label: str
    paper: Mapping[str, float] = field(default_factory=lambda: UNKNOWN)


@dataclass(frozen=True, slots=True)
class Claim:
    """`better` is ahead of `worse` in `measure` by at least `amount` points, or times.

    `rule` is `AHEAD` or `NOT_WORSE`; the latter asks for no amount.
    """

    text: str
    better: str
    worse: str
    measure: str
    by: str = POINTS
    amount: float = 0.0
    rule: str = AHEAD


@dataclass(frozen=True, slots=True)
class Line:
    """One curve of a chart: rows of the table by what lies along the axis."""

    label: str
    points: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A table drawn as curves; without lines its rows are drawn as bars.

    `chance` is what a random order has, where that is one number for all rows. `across` is a
    measure that says where along the axis a row lies, instead of its number.
    """

    title: str
    measure: str
    x_label: str = ""
    lines: tuple[Line, ...] = ()
    # Kept seeds know their table by how it reads; how it is drawn changes no number of theirs.
    chance: float | None = field(default=None, repr=False)
    across: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a paper, what is claimed of it, and how it is drawn."""

    key: str
    title: str
    rows: tuple[Row, ...]
    measures: tuple[Measure, ...]
    claims: tuple[Claim, ...]
    note: str = ""
    charts: tuple[Chart, ...] = ()

    def __post_init__(self) -> None:
        rows, measures = {r.key for r in self.rows}, {m.key for m in self.measures}
        for claim in self.claims:
            if not {claim.better, claim.worse} <= rows or claim.measure not in measures:
                raise ValueError(f"{self.key}: no row or measure for the claim {claim.text!r}")

    def measure(self, key: str) -> Measure:
        return next(m for m in self.measures if m.key == key)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim, how far ahead the better row is, per seed too, and whether that is enough."""

    claim: Claim
    margin: Interval
    by_seed: tuple[float, ...]

    @property
    def holds(self) -> bool:
        if self.claim.rule == NOT_WORSE:
            return self.margin.high >= 0.0
        return self.margin.value >= self.claim.amount and self.margin.value > 0.0

    @property
    def surely(self) -> bool:
        return self.margin.low >= self.claim.amount


@dataclass(frozen=True, slots=True)
class Measured:
    """A table with what every seed gave, in the order of `seeds`."""

    table: Table
    seeds: tuple[int, ...]
    found: tuple[Found, ...]

    def samples(self, row: str, measure: str) -> tuple[Sample, ...]:
        """Every seed's sample of a cell; empty when the row was not measured there."""
        cell = (row, measure)
        return tuple(one[cell] for one in self.found if cell in one)

    def interval(self, row: str, measure: str) -> Interval | None:
        """Mean over the seeds and its 95 % interval, None for an empty cell."""
        samples = self.samples(row, measure)
        if not samples:
            return None
        return over_seeds(samples, statistic=self.table.measure(measure).statistic)

    def by_seed(self, row: str, measure: str) -> tuple[float, ...]:
        statistic = self.table.measure(measure).statistic
        return tuple(statistic_of(one, statistic) for one in self.samples(row, measure))

    def verdicts(self) -> tuple[Verdict, ...]:
        """Judge every claim of the table."""
        return tuple(self._judge(claim) for claim in self.table.claims)

    def _judge(self, claim: Claim) -> Verdict:
        measure = self.table.measure(claim.measure)
        ahead, behind = claim.better, claim.worse
        if not measure.higher_is_better:
            ahead, behind = behind, ahead
        margin = compared(
            self.samples(ahead, claim.measure),
            self.samples(behind, claim.measure),
            by=claim.by,
            statistic=measure.statistic,
        )
        pairs = zip(
            self.by_seed(ahead, claim.measure), self.by_seed(behind, claim.measure), strict=True
        )
        return Verdict(claim, margin, tuple(_ahead(a, b, by=claim.by) for a, b in pairs))


def _ahead(ours: float, theirs: float, *, by: str) -> float:
    return ours / max(theirs, 1e-9) if by == FACTOR else ours - theirs


def all_hold(tables: Sequence[Measured]) -> bool:
    """Whether every claim of every table holds."""
    return all(verdict.holds for table in tables for verdict in table.verdicts())
