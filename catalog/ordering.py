"""The library as a list: which songs, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from catalog.database import Database
from catalog.filters import Filters, matching_ids

By = Literal["title", "artist", "bpm", "key", "duration", "vocals", "licence", "added"]

_TERMS: dict[By, str] = {
    "title": "title COLLATE NOCASE",
    "artist": "artist COLLATE NOCASE",
    "bpm": "bpm * tempo_factor",
    "key": "key COLLATE NOCASE",
    "duration": "duration_s",
    "vocals": "coalesce(stated_vocals, heard_vocals)",
    "licence": "licence_family",
    "added": "id",
}


@dataclass(frozen=True, slots=True)
class Order:
    """By what songs are ordered; those of which it is not known come last either way."""

    by: By = "title"
    descending: bool = False


def listed_ids(database: Database, filters: Filters, order: Order) -> tuple[int, ...]:
    """Ids of the songs at hand that pass, in order; equals by title, then as they were added."""
    term, way = _TERMS[order.by], "DESC" if order.descending else "ASC"
    terms = f"{_unknown(order.by)}, {term} {way}, title COLLATE NOCASE, id"
    return tuple(matching_ids(database, filters, order=terms))


def _unknown(by: By) -> str:
    # Words that are not known are empty, numbers are NULL.
    return f"coalesce({_TERMS[by].removesuffix(' COLLATE NOCASE')}, '') = ''"
