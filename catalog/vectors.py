"""Vectors as the library keeps them: rows of the database, the source of truth.

Every vector belongs to one track and names the pack (embeddings) or the base (features) that made
it; a track without a vector is simply not analysed yet. Everything else that holds vectors
(`catalog.shelf`) is made from these rows and may be deleted at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.database import Database
from inference.values import Embedding, Floats, Span

Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """The vectors of one track: `segments` float16 (L, E), `track` float32 (E,).

    `mean` is the mean segment, float32 (E,), where it is known already.
    """

    track_id: int
    revision: int
    segment_s: float
    segments: Halves
    track: Floats
    mean: Floats | None = None


def segment_length_s(segments: Sequence[Span]) -> float:
    """Distance between the starts of segments; the length of the only one where there is one."""
    if len(segments) > 1:
        return segments[1].start_s - segments[0].start_s
    return segments[0].duration_s


def write_features(
    connection: sqlite3.Connection, track_id: int, base_id: str, base: Floats, *, segment_s: float
) -> None:
    """Keep base features, float (L, D), rounded to float16, beside those of other bases.

    About 50 KB a song: cheap, against hearing a whole library again when the user goes back.
    """
    connection.execute(
        "INSERT OR REPLACE INTO features (track_id, base_id, count, dim, segment_s, base) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (track_id, base_id, *base.shape, segment_s, _halves(base)),
    )


def write_embedding(
    connection: sqlite3.Connection,
    track_id: int,
    pack_id: str,
    embedding: Embedding,
    *,
    segment_s: float,
) -> None:
    """Keep what a pack says of a track, in place of what it said before."""
    count, dim = embedding.segments.shape
    connection.execute("INSERT OR IGNORE INTO packs (pack_id, dim) VALUES (?, ?)", (pack_id, dim))
    connection.execute(
        "DELETE FROM embeddings WHERE track_id = ? AND pack_id = ?", (track_id, pack_id)
    )
    connection.execute(
        "INSERT INTO embeddings (track_id, pack_id, count, dim, segment_s, segments, track, "
        "emotions, attention) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            track_id,
            pack_id,
            count,
            dim,
            segment_s,
            _halves(embedding.segments),
            np.ascontiguousarray(embedding.track, np.float32).tobytes(),
            _halves(embedding.emotions),
            _halves(embedding.attention),
        ),
    )


def drop_vectors(connection: sqlite3.Connection, track_id: int) -> None:
    """Forget the vectors of every pack: the content they were made of is gone."""
    connection.execute("DELETE FROM embeddings WHERE track_id = ?", (track_id,))
    connection.execute("DELETE FROM features WHERE track_id = ?", (track_id,))


def read_features(database: Database, track_id: int, base_id: str) -> Floats | None:
    """Base features, float32 (L, D), or None when this base has not heard the track."""
    rows = database.rows(
        "SELECT count, dim, base FROM features WHERE track_id = ? AND base_id = ?",
        (track_id, base_id),
    )
    if not rows:
        return None
    row = rows[0]
    return _floats(row["base"], row["count"])


def read_embedding(database: Database, track_id: int, pack_id: str) -> Embedding | None:
    """What a pack says of a track, or None when it is not analysed with this pack yet."""
    rows = database.rows(
        "SELECT * FROM embeddings WHERE track_id = ? AND pack_id = ?", (track_id, pack_id)
    )
    if not rows:
        return None
    row = rows[0]
    return Embedding(
        segments=_floats(row["segments"], row["count"]),
        track=np.frombuffer(row["track"], np.float32),
        emotions=_floats(row["emotions"], row["count"]),
        attention=_floats(row["attention"], row["count"]).reshape(-1),
    )


def attention_from(blob: bytes) -> Floats:
    """Attention as `write_embedding` kept it, float32 (L,)."""
    return np.frombuffer(blob, np.float16).astype(np.float32)


def revisions(database: Database, pack_id: str) -> dict[int, int]:
    """Revision of the vectors of each track a pack has analysed."""
    rows = database.rows(
        "SELECT track_id, revision FROM embeddings WHERE pack_id = ? ORDER BY track_id", (pack_id,)
    )
    return {int(row[0]): int(row[1]) for row in rows}


def stored_vectors(database: Database, pack_id: str, *, after: int = -1) -> Iterator[Stored]:
    """Vectors of a pack with a revision above `after`, by track id."""
    for row in database.stream(
        "SELECT track_id, revision, segment_s, count, segments, track FROM embeddings "
        "WHERE pack_id = ? AND revision > ? ORDER BY track_id",
        (pack_id, after),
    ):
        yield Stored(
            track_id=row["track_id"],
            revision=row["revision"],
            segment_s=row["segment_s"],
            segments=np.frombuffer(row["segments"], np.float16).reshape(row["count"], -1),
            track=np.frombuffer(row["track"], np.float32),
        )


def generation(database: Database, pack_id: str) -> int | None:
    """How often the vectors of a pack have changed; None for a pack that has none."""
    found = database.value("SELECT generation FROM packs WHERE pack_id = ?", (pack_id,))
    return None if found is None else int(found)


def dimension(database: Database, pack_id: str) -> int | None:
    found = database.value("SELECT dim FROM packs WHERE pack_id = ?", (pack_id,))
    return None if found is None else int(found)


def _halves(values: Floats) -> bytes:
    return np.asarray(values).astype(np.float16).tobytes()


def _floats(blob: bytes, count: int) -> Floats:
    return np.frombuffer(blob, np.float16).astype(np.float32).reshape(count, -1)
