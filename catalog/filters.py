"""What a suggested song must be like, as a question to the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from catalog.database import Database
from catalog.licences import Cleared

VOCALS_FROM = 0.5
_VOCALS = "coalesce(stated_vocals, heard_vocals)"

Condition = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Filters:
    """All that is given must hold; the default lets every song pass that is not missing.

    Parameters
    ----------
    bpm : (lowest, highest) or None
    bpm_folded : bool
        Also accept half and double the tempo: which of them is "the" tempo is often a matter of
        taste.
    keys : names of keys as in `Track.key`, compared without regard to case
    duration_s : (shortest, longest) or None
    vocals : "yes" or "no" leave out songs of which it is not known
    cleared : classes of `catalog.licences`; empty means any
    words : each must be a genre or comment word of the file
    tags : least probability of model tags
    favourites : only songs the user marked so
    text : words looked for in title, artist, album, genre and words; the last may be unfinished
    """

    bpm: tuple[float, float] | None = None
    bpm_folded: bool = True
    keys: frozenset[str] = frozenset()
    duration_s: tuple[float, float] | None = None
    vocals: Literal["any", "yes", "no"] = "any"
    cleared: frozenset[Cleared] = frozenset()
    words: frozenset[str] = frozenset()
    tags: Mapping[str, float] = field(default_factory=dict)
    favourites: bool = False
    text: str = ""


def where(filters: Filters) -> Condition:
    """The filters as an SQL condition over `tracks` and its values; "" when all may pass."""
    parts = list(_conditions(filters))
    sql = " AND ".join(f"({part})" for part, _ in parts)
    return sql, tuple(value for _, values in parts for value in values)


def matching_ids(
    database: Database, filters: Filters, *, order: str = "", suggestible: bool = False
) -> list[int]:
    """Ids of the songs at hand that pass, by id or by `order`, an SQL term of this package.

    `suggestible` leaves out those that the user never wants suggested again.
    """
    sql, values = where(filters)
    condition = "NOT missing" + (" AND NOT never" if suggestible else "")
    condition += f" AND {sql}" if sql else ""
    rows = database.tuples(
        f"SELECT id FROM tracks WHERE {condition} ORDER BY {order or 'id'}",  # noqa: S608
        values,
    )
    return [row[0] for row in rows]


def left_out_ids(database: Database) -> list[int]:
    """Ids of the songs that are missing, or that the user never wants suggested again."""
    rows = database.tuples("SELECT id FROM tracks WHERE missing OR never ORDER BY id")
    return [row[0] for row in rows]


def text_query(text: str) -> str:
    """What a person typed as an FTS5 query: every word must begin a word; "" for no words."""
    words = re.findall(r"\w+", text)
    return " ".join(f'"{word}"*' for word in words)


def _conditions(filters: Filters) -> Iterator[Condition]:
    if filters.bpm:
        yield _tempo(filters.bpm, folded=filters.bpm_folded)
    if filters.keys:
        yield _one_of("lower(key)", sorted(key.lower() for key in filters.keys))
    if filters.duration_s:
        yield "duration_s BETWEEN ? AND ?", filters.duration_s
    if filters.vocals != "any":
        yield f"{_VOCALS} {'>=' if filters.vocals == 'yes' else '<'} ?", (VOCALS_FROM,)
    if filters.favourites:
        yield "favourite", ()
    if filters.cleared:
        yield _one_of("cleared", sorted(filters.cleared))
    yield from _described(filters)


def _described(filters: Filters) -> Iterator[Condition]:
    for word in sorted(filters.words):
        yield "instr(' ' || words || ' ', ?)", (f" {word.lower()} ",)
    for name, least in sorted(filters.tags.items()):
        yield "id IN (SELECT track_id FROM tags WHERE name = ? AND value >= ?)", (name, least)
    if filters.text.strip():
        yield _text(filters.text)


def _text(text: str) -> Condition:
    query = text_query(text)
    if not query:
        return "0", ()
    return "id IN (SELECT rowid FROM track_text WHERE track_text MATCH ?)", (query,)


def _tempo(bpm: tuple[float, float], *, folded: bool) -> Condition:
    factors = (1.0, 2.0, 0.5) if folded else (1.0,)
    sql = " OR ".join("bpm * tempo_factor * ? BETWEEN ? AND ?" for _ in factors)
    return sql, tuple(value for factor in factors for value in (factor, *bpm))


def _one_of(column: str, values: list[str]) -> Condition:
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)
