"""How sure a number is: intervals over seeds and, within each seed, over sources.

A table row is measured with several seeds, each with its own world, weights and test items. An
interval draws seeds again and, in each drawn seed, whole groups (items of one source resemble one
another): what changes when the whole experiment is made again. Three seeds are few, so a page
also prints each seed's own value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from export_onnx.evaluate.metrics import Interval

REPEATS = 1000
Values = NDArray[np.float64]

MEAN, MEDIAN = "mean", "median"
POINTS, FACTOR = "points", "factor"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One seed's measured values (n,), one an item, and the group (n,) each item belongs to.

    Values are numbers; an item that has none (NaN) is dropped before it gets here.
    """

    values: Values
    groups: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.groups) or not len(self.values):
            raise ValueError(f"{len(self.values)} values in {len(self.groups)} groups")
        if not np.isfinite(self.values).all():
            raise ValueError("a sample has values that are not numbers")


def sample(values: NDArray[np.floating], groups: Sequence[str] | None = None) -> Sample:
    """Make a sample; without groups every item is its own. Items without a value are dropped."""
    names = [str(i) for i in range(len(values))] if groups is None else list(groups)
    kept = np.isfinite(values)
    return Sample(
        np.asarray(values[kept], dtype=np.float64),
        tuple(name for name, keep in zip(names, kept, strict=True) if keep),
    )


def statistic_of(one: Sample, statistic: str) -> float:
    """Mean or median of one seed's values."""
    return float(np.median(one.values) if statistic == MEDIAN else one.values.mean())


def over_seeds(
    samples: Sequence[Sample], *, statistic: str = MEAN, repeats: int = REPEATS, seed: int = 0
) -> Interval:
    """Mean over the seeds of the statistic, with its 95 % interval."""
    draws = _draws(samples, statistic, repeats, np.random.default_rng(seed))
    value = float(np.mean([statistic_of(one, statistic) for one in samples]))
    return _interval(value, draws)


def compared(
    left: Sequence[Sample],
    right: Sequence[Sample],
    *,
    by: str = POINTS,
    statistic: str = MEAN,
    repeats: int = REPEATS,
    seed: int = 0,
) -> Interval:
    """How far `left` is above `right`, in points or as a factor, with its 95 % interval.

    Both were measured with the same seeds. The seeds are drawn together, the items too where both
    have the same ones, so that what is hard for both does not widen the interval.
    """
    lows, highs = (
        _draws(rows, statistic, repeats, np.random.default_rng(seed)) for rows in (left, right)
    )
    ours, theirs = (
        float(np.mean([statistic_of(one, statistic) for one in rows])) for rows in (left, right)
    )
    if by == FACTOR:
        return _interval(ours / max(theirs, 1e-9), lows / np.maximum(highs, 1e-9))
    return _interval(ours - theirs, lows - highs)


def _interval(value: float, draws: Values) -> Interval:
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def _draws(samples: Sequence[Sample], statistic: str, repeats: int, rng: Generator) -> Values:
    """Statistics (repeats,) of redrawn experiments; the same rng state draws the same items."""
    chosen = rng.integers(len(samples), size=(repeats, len(samples)))
    by_seed = np.stack([_redrawn(one, statistic, repeats, rng) for one in samples])
    return np.asarray(np.take_along_axis(by_seed, chosen.T, axis=0).mean(0), dtype=np.float64)


def _redrawn(one: Sample, statistic: str, repeats: int, rng: Generator) -> Values:
    _, member = np.unique(np.array(one.groups), return_inverse=True)
    count = int(member.max()) + 1
    weights = rng.multinomial(count, np.full(count, 1 / count), size=repeats)[:, member]
    if statistic == MEAN:
        return np.asarray((weights @ one.values) / weights.sum(1), dtype=np.float64)
    return _weighted_medians(one.values, weights)


def _weighted_medians(values: Values, weights: NDArray[np.int64]) -> Values:
    """Median of `values` (n,), each as often as a row of `weights` (repeats, n) says."""
    order = np.argsort(values, kind="stable")
    running = weights[:, order].cumsum(1)
    half = running[:, -1:] / 2
    lower = values[order][(running >= half).argmax(1)]
    upper = values[order][(running > half).argmax(1)]
    return np.asarray((lower + upper) / 2, dtype=np.float64)
