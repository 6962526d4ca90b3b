"""Why something was suggested or done, as data: what it is about, a sentence, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """What it is about (one word, as `feeling`, `pace` or `cut`), the words, and the numbers.

    `numbers` are pairs of a name, with its unit, and a value; the words say the same. Where it was
    `said`, `pattern` is the sentence with holes and `parts` is what fills them, for translation.
    """

    about: str
    text: str
    numbers: tuple[tuple[str, float], ...] = ()
    pattern: str = field(default="", compare=False)
    parts: tuple[tuple[str, str], ...] = field(default=(), compare=False)


def said(
    about: str, pattern: str, numbers: tuple[tuple[str, float], ...] = (), **parts: str
) -> Reason:
    """Make a reason of a sentence with named holes, marked for translation as "reasons"."""
    return Reason(about, pattern.format(**parts), numbers, pattern, tuple(parts.items()))


def reason_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as plain data."""
    numbers = {name: round(float(value), 4) for name, value in reason.numbers}
    return {"about": reason.about, "text": reason.text, "numbers": numbers}
