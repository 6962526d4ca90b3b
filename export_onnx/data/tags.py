"""Tags as people write them down: `happy:0.8;sad`, a name alone meaning 1."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from export_onnx.data.feelings import CLUSTER_PREFIX
from inference.errors import WorldError

MISSPELT = 0.8
"""Likeness (difflib's ratio) from which on a name is taken for another one misspelt."""
_NAMED = 6
"""A message names at most so many of the names it complains of."""


def parse_tags(words: str, *, path: Path, where: str) -> dict[str, float]:
    """Read `name:degree;name`; degrees are 0..1.

    Raises
    ------
    WorldError
        If a degree is no number of 0 to 1; says where.
    """
    found = {}
    for part in filter(None, (word.strip() for word in words.split(";"))):
        name, _, degree = part.rpartition(":") if ":" in part else (part, "", "1")
        found[name.strip()] = degree_of(degree, path=path, where=f"{where}, tag {name.strip()!r}")
    return found


def degree_of(text: str, *, path: Path, where: str, low: float = 0.0, high: float = 1.0) -> float:
    """Read a number of `low` to `high`; WorldError says where it is none."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:  # also when it is NaN
        raise WorldError(
            f"{path}, {where}: {text!r} is no number of {low:g} to {high:g}.",
            remedy="Correct the table.",
            path=path,
        )
    return value


def refuse_unknown(used: Iterable[str], known: Collection[str], *, path: Path) -> None:
    """Refuse tag names that are not in `known`, naming them and what they may have meant.

    Raises
    ------
    WorldError
        If there is one.
    """
    unknown = sorted(set(used) - set(known))
    if unknown:
        listed = ", ".join(repr(name) for name in unknown[:_NAMED])
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        raise WorldError(
            f"{path} uses unknown tags: {listed}{more}.", remedy=_hint(unknown, known), path=path
        )


def refuse_misspelt(
    used: Iterable[str], known: Collection[str], *, own: Collection[str], path: Path
) -> None:
    """Refuse names that are nearly one of `known`; other names are the user's own, as are `own`.

    Raises
    ------
    WorldError
        If there is one; says what it may have meant.
    """
    strangers = {n for n in used if not n.startswith(CLUSTER_PREFIX)} - set(known) - set(own)
    doubtful = [n for n in strangers if get_close_matches(n.lower(), known, n=1, cutoff=MISSPELT)]
    try:
        refuse_unknown(doubtful, known, path=path)
    except WorldError as error:
        raise WorldError(
            error.what,
            remedy=f"{error.remedy} A name of your own that only looks alike belongs into own_tags"
            " of the configuration's [data].",
            path=path,
        ) from None


def _hint(unknown: Iterable[str], known: Collection[str]) -> str:
    meant = {name: get_close_matches(name.lower(), known, n=1) for name in unknown}
    guesses = [f"{guess[0]!r} for {name!r}" for name, guess in meant.items() if guess][:_NAMED]
    if guesses:
        return f"Did you mean {', '.join(guesses)}?"
    return f"Use the names {', '.join(sorted(known)[:40])}."


def merged(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """Tags of both; where both know a name, the second."""
    return {**first, **second}
