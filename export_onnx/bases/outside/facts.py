"""Descriptions that lie beside a model's weights: JSON whose every value is checked when used."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.errors import PackError

FETCH_AGAIN = "Fetch the files of the model again, all of them, into one folder."


@dataclass(frozen=True, slots=True)
class Facts:
    """A description, or a part of one. What is null counts as left out.

    Every question but `get` raises PackError with the file and the key where the answer is of
    another kind than asked for.
    """

    path: Path
    values: Mapping[str, Any]
    within: str = ""

    def get(self, key: str, default: object = None) -> Any:  # noqa: ANN401 - whatever it says
        """The value as it stands."""
        found = self.values.get(key)
        return default if found is None else found

    def part(self, key: str) -> Facts:
        """An object within; an empty one where it is left out."""
        found = self.get(key, {})
        if not isinstance(found, dict):
            raise self._odd(key, "an object")
        return Facts(self.path, found, f"{self.within}{key}.")

    def word(self, key: str, default: str) -> str:
        """A text."""
        found = self.get(key, default)
        if not isinstance(found, str):
            raise self._odd(key, "a word")
        return found

    def whole(self, key: str, default: int) -> int:
        """A whole number above 0."""
        found = self.get(key, default)
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise self._odd(key, "a whole number above 0")
        return found

    def number(self, key: str, default: float) -> float:
        """A finite number."""
        found = self.get(key, default)
        if not _is_number(found):
            raise self._odd(key, "a number")
        return float(found)

    def above_zero(self, key: str, default: float) -> float:
        """A finite number above 0."""
        found = self.number(key, default)
        if found <= 0:
            raise self._odd(key, "a number above 0")
        return found

    def numbers(self, key: str, default: tuple[float, ...]) -> tuple[float, ...]:
        """As many finite numbers as the default has."""
        found = self.get(key) or default
        if not isinstance(found, list | tuple) or len(found) != len(default):
            raise self._odd(key, f"a list of {len(default)} numbers")
        if not all(map(_is_number, found)):
            raise self._odd(key, f"a list of {len(default)} numbers")
        return tuple(map(float, found))

    def _odd(self, key: str, wanted: str) -> PackError:
        told = f"{self.values[key]!r}"
        return PackError(
            f"{self.path} says that {self.within}{key} is {told[:40]}, which is not {wanted}.",
            remedy=FETCH_AGAIN,
            path=self.path,
        )


def _is_number(value: object) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value)  # type: ignore[arg-type]  # it is one


def read_facts(path: Path) -> Facts:
    """Read a description.

    Raises
    ------
    PackError
        If it is absent or is no JSON object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PackError(
            f"{path} cannot be read ({error}).", remedy=FETCH_AGAIN, path=path
        ) from error
    if not isinstance(found, dict):
        raise PackError(f"{path} holds no JSON object.", remedy=FETCH_AGAIN, path=path)
    return Facts(path, found)
