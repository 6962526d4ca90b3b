"""What settings may be. Checked when a configuration is read: hours before it would matter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inference.errors import WorldError


@dataclass(frozen=True, slots=True)
class Bound:
    """Finite numbers from `low` to `high`; an `open` bound leaves out both ends."""

    low: float
    high: float = math.inf
    open: bool = False

    def holds(self, value: float) -> bool:
        """Whether `value` is inside; NaN and the infinite never are."""
        inside = self.low < value < self.high if self.open else self.low <= value <= self.high
        return inside and math.isfinite(value)

    def __str__(self) -> str:
        if self.high < math.inf:
            return f"between {self.low:g} and {self.high:g}"
        return f"above {self.low:g}" if self.open else f"at least {self.low:g}"


ZERO_UP, ONE_UP, TWO_UP = Bound(0), Bound(1), Bound(2)
ABOVE_ZERO = Bound(0, open=True)
RATE = Bound(0, 100, open=True)
LOST = Bound(0, 0.95)
"""Of dropout: with more, nothing gets through."""


def check_settings(
    settings: object,
    *,
    bounds: Mapping[str, Bound],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Check numbers, every number of a sequence, and words, by the names of the fields.

    Raises
    ------
    WorldError
        Naming the first setting that no run can be made with, and what it may be.
    """
    for name, bound in bounds.items():
        value = getattr(settings, name)
        if not all(bound.holds(one) for one in (value if isinstance(value, tuple) else (value,))):
            raise refusal(name, value, str(bound))
    for name, known in (choices or {}).items():
        if getattr(settings, name) not in known:
            raise refusal(name, getattr(settings, name), f"one of {', '.join(known)}")


def refusal(name: str, value: object, wanted: str) -> WorldError:
    """What to raise for a setting with a value no run can be made with."""
    return WorldError(
        f"The setting {name} is {value!r}; it must be {wanted}.",
        remedy="Change it in the configuration; those in export_onnx/configs show what is usual.",
    )
