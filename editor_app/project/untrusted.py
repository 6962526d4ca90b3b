"""Values out of a file that anybody may have written: each is checked before it is believed."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

MAX_TEXT = 32_768
"""Longest text believed, in characters; no path or title comes near."""


class UntrustedError(ValueError):
    """A value is not what it has to be; says which and why."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of one JSON object; `where` names it in complaints.

    Every method raises `UntrustedError` where the value is absent or not as asked.
    """

    values: dict[str, Any]
    where: str

    def number(self, name: str, *, least: float, most: float) -> float:
        """Return a finite number within limits."""
        return checked_number(self._value(name), self._name(name), least=least, most=most)

    def whole(self, name: str, *, least: int, most: int) -> int:
        """Return an integer within limits."""
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise UntrustedError(f"{self._name(name)} is no whole number that makes sense")
        return value

    def flag(self, name: str) -> bool:
        value = self._value(name)
        if not isinstance(value, bool):
            raise UntrustedError(f"{self._name(name)} is neither true nor false")
        return value

    def text(self, name: str) -> str:
        """Return a text that can be shown, and be the name of a file."""
        value = self._value(name)
        if not isinstance(value, str) or len(value) > MAX_TEXT or not _encodable(value):
            raise UntrustedError(f"{self._name(name)} is no text")
        return value

    def fields(self, name: str) -> Fields:
        return fields_of(self._value(name), self._name(name))

    def items(self, name: str, *, most: int) -> list[Any]:
        """Return a list of at most so many values, themselves unchecked."""
        value = self._value(name)
        if not isinstance(value, list) or len(value) > most:
            raise UntrustedError(f"{self._name(name)} is no list of at most {most}")
        return value

    def numbers(self, name: str, *, most: int, least: float, greatest: float) -> tuple[float, ...]:
        """Return a list of at most `most` numbers within limits."""
        where = self._name(name)
        return tuple(
            checked_number(value, where, least=least, most=greatest)
            for value in self.items(name, most=most)
        )

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` gives for the name, None where the value is null."""
        return None if self._value(name) is None else read(name)

    def _value(self, name: str) -> Any:  # noqa: ANN401  (that is what is to be found out)
        if name not in self.values:
            raise UntrustedError(f"{self._name(name)} is missing")
        return self.values[name]

    def _name(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name


def fields_of(value: object, where: str = "") -> Fields:
    """Return a JSON object's fields."""
    if not isinstance(value, dict):
        raise UntrustedError(f"{where or 'it'} is not as expected")
    return Fields(value, where)


def checked_number(value: object, where: str, *, least: float, most: float) -> float:
    """Return a finite number within limits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UntrustedError(f"{where} is no number")
    # Compared before it is made a float: an integer may be too long for one.
    if not (least <= value <= most and math.isfinite(value)):
        raise UntrustedError(f"{where} is out of range")
    return float(value)


def _encodable(text: str) -> bool:
    """Whether a text can be handed to the system as the name of a file."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False
