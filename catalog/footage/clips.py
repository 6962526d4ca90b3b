"""Clips as the footage catalog knows them, and the rows they are kept in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog import vectors
from catalog.database import Database
from catalog.footage.watching import Seen
from catalog.scan import Stat
from catalog.tracks import load_path, store_path


@dataclass(frozen=True, slots=True)
class Clip:
    """A video of the user's footage; `sights` are names of what it shows, best first."""

    id: int
    path: Path
    content_key: str
    missing: bool
    duration_s: float
    width: int
    height: int
    frames_per_s: float
    sights: tuple[str, ...]


_COLUMNS = "id, path, content_key, missing, duration_s, width, height, frames_per_s"


def all_clips(database: Database) -> Iterator[Clip]:
    """Every clip, also the missing ones, by path."""
    for row in database.rows(f"SELECT {_COLUMNS} FROM clips ORDER BY path"):  # noqa: S608
        yield _clip(database, row)


def clips_by_id(database: Database, ids: Iterable[int]) -> dict[int, Clip]:
    """The clips of these ids; unknown ids are left out."""
    wanted = list(ids)
    marks = ",".join("?" * len(wanted))
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM clips WHERE id IN ({marks})",  # noqa: S608
        wanted,
    )
    return {row["id"]: _clip(database, row) for row in rows}


def write_clip(
    connection: sqlite3.Connection, path: Path, stat: Stat, seen: Seen, pack_id: str
) -> int:
    """Insert the clip of `path`, or replace all that is known of it, and return its id."""
    stored = store_path(path)
    connection.execute("DELETE FROM failures WHERE path = ?", (stored,))
    row = connection.execute(
        "SELECT id, content_key FROM clips WHERE path = ?", (stored,)
    ).fetchone()
    if row is not None and row["content_key"] != seen.content_key:
        connection.execute("DELETE FROM embeddings WHERE track_id = ?", (row["id"],))
    clip_id = _upsert(connection, stored, stat, seen)
    connection.execute("DELETE FROM sights WHERE clip_id = ?", (clip_id,))
    connection.executemany(
        "INSERT INTO sights (clip_id, place, name) VALUES (?, ?, ?)",
        [(clip_id, place, name) for place, name in enumerate(seen.sights)],
    )
    vectors.write_embedding(connection, clip_id, pack_id, seen.embedding, segment_s=seen.segment_s)
    return clip_id


def _upsert(connection: sqlite3.Connection, stored: str | bytes, stat: Stat, seen: Seen) -> int:
    rows = connection.execute(
        "INSERT INTO clips (path, size, mtime_ns, content_key, duration_s, width, height, "
        "frames_per_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
        "size = excluded.size, mtime_ns = excluded.mtime_ns, missing = 0, "
        "content_key = excluded.content_key, duration_s = excluded.duration_s, "
        "width = excluded.width, height = excluded.height, frames_per_s = excluded.frames_per_s "
        "RETURNING id",
        (
            stored,
            *stat,
            seen.content_key,
            seen.duration_s,
            seen.width,
            seen.height,
            seen.frames_per_s,
        ),
    ).fetchall()
    return int(rows[0][0])


def _clip(database: Database, row: sqlite3.Row) -> Clip:
    sights = database.tuples(
        "SELECT name FROM sights WHERE clip_id = ? ORDER BY place", (row["id"],)
    )
    return Clip(
        id=row["id"],
        path=Path(load_path(row["path"])),
        content_key=row["content_key"],
        missing=bool(row["missing"]),
        duration_s=row["duration_s"],
        width=row["width"],
        height=row["height"],
        frames_per_s=row["frames_per_s"],
        sights=tuple(name for (name,) in sights),
    )
