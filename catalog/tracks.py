"""Music tracks as the library knows them, and the rows they are kept in."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from catalog.beats import apply_fix
from catalog.database import Database
from catalog.licences import Cleared
from catalog.marks import COLUMNS as MARKS
from catalog.marks import HAS_FIX, Marks, marks_from
from catalog.tags import FileTags
from inference.values import Floats, MusicBase

StoredPath = str | bytes

# Tag names of the music tagger that tell of a voice. The ratio of "voice" to "voice or none" is
# steadier over recordings than either probability alone.
_VOICE_TAGS = (
    "female vocalists",
    "male vocalists",
    "female vocalist",
    "vocal",
    "vocals",
    "singing",
)
_NO_VOICE_TAGS = ("instrumental", "no vocals", "no vocal", "no voice")


@dataclass(frozen=True, slots=True)
class Track:
    """A song of the library.

    `tags` are the mean probabilities (0 to 1) of the pack's music tags, `words` the genre and
    comment words of the file. `vocals` is how surely somebody sings (0 to 1): what a person stated
    wins over what was heard; None when nothing tells. `cleared` and `licence_family` are as in
    `catalog.licences`. `bpm` is as corrected by the user's `marks`. The long arrays (beats, energy)
    are fetched by `Library.timing`.
    """

    id: int
    path: Path
    content_key: str
    missing: bool
    title: str
    artist: str
    album: str
    genre: str
    year: int | None
    words: tuple[str, ...]
    licence: str
    licence_family: str
    cleared: Cleared
    attribution: str
    source: str
    duration_s: float
    bpm: float | None
    bpm_confidence: float
    key: str | None
    key_confidence: float
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    vocals: float | None
    tags: Mapping[str, float]
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """Where a song moves: `beats_s`, `downbeats_s` float32 (n,); `energy` float32 (L,), 0 to 1.

    Beats and `bpm` are as corrected by the user's marks; `bpm` is None where there is no pulse.
    """

    beats_s: Floats
    downbeats_s: Floats
    energy: Floats
    bpm: float | None = None


def store_path(path: str | Path) -> StoredPath:
    """A path as SQLite can hold it: text, or the raw bytes where it is not valid UTF-8."""
    text = os.fspath(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def load_path(stored: StoredPath) -> str:
    return os.fsdecode(stored) if isinstance(stored, bytes) else stored


def vocals_of(tags: Mapping[str, float]) -> float | None:
    """How surely somebody sings, 0 to 1, from model tags; None when none of them tells."""
    low = {name.lower(): value for name, value in tags.items()}
    voices = [low[name] for name in _VOICE_TAGS if name in low]
    silent = [low[name] for name in _NO_VOICE_TAGS if name in low]
    if not voices:
        return None
    voice, silence = max(voices), max(silent, default=0.0)
    return voice / (voice + silence) if silent and voice + silence > 0 else voice


def tracks_by_id(database: Database, ids: Iterable[int]) -> dict[int, Track]:
    """The tracks of these ids; unknown ids are left out."""
    wanted = list(ids)
    marks = ",".join("?" * len(wanted))
    rows = database.rows(f"SELECT * FROM tracks WHERE id IN ({marks})", wanted)  # noqa: S608
    tags = _tags_of(
        database.rows(
            f"SELECT * FROM tags WHERE track_id IN ({marks}) ORDER BY track_id",  # noqa: S608
            wanted,
        )
    )
    return {row["id"]: _track(row, tags.get(row["id"], {})) for row in rows}


def all_tracks(database: Database) -> Iterator[Track]:
    """Every track, also the missing ones, by id."""
    ids = [row[0] for row in database.rows("SELECT id FROM tracks ORDER BY id")]
    for start in range(0, len(ids), 500):
        found = tracks_by_id(database, ids[start : start + 500])
        yield from found.values()


def ids_within(database: Database, folder: Path) -> tuple[int, ...]:
    """Ids of the tracks in a folder and below."""
    # All paths that begin so, as a range of the index: what follows the separator sorts behind.
    begin = os.fspath(folder).rstrip(os.sep) + os.sep
    end = begin[:-1] + chr(ord(os.sep) + 1)
    rows = database.tuples(
        "SELECT id FROM tracks WHERE path >= ? AND path < ? "
        "UNION SELECT id FROM tracks WHERE path >= ? AND path < ?",
        (store_path(begin), store_path(end), os.fsencode(begin), os.fsencode(end)),
    )
    return tuple(row[0] for row in rows)


def read_timing(database: Database, track_id: int) -> Timing | None:
    rows = database.rows("SELECT * FROM tracks WHERE id = ?", (track_id,))
    if not rows:
        return None
    row = rows[0]
    marks = marks_from(row)
    beats_s, downbeats_s = apply_fix(
        np.frombuffer(row["beats_s"], np.float32),
        np.frombuffer(row["downbeats_s"], np.float32),
        marks.fix,
        duration_s=row["duration_s"],
    )
    return Timing(
        beats_s=beats_s,
        downbeats_s=downbeats_s,
        energy=np.frombuffer(row["energy"], np.float32),
        bpm=_true_bpm(row, marks),
    )


def write_track(
    connection: sqlite3.Connection,
    path: str,
    stat: tuple[int, int],
    tags: FileTags,
    *,
    base: MusicBase,
    model_tags: Mapping[str, float],
) -> int:
    """Insert the track of `path`, or replace all that is known of it, and return its id."""
    stored = store_path(path)
    connection.execute("DELETE FROM failures WHERE path = ?", (stored,))
    values = {
        "path": stored,
        "size": stat[0],
        "mtime_ns": stat[1],
        "missing": 0,
        **_tag_columns(tags),
        **_heard_columns(base, model_tags),
    }
    # A correction is laid over the beats it was made for: those stay when a song is heard anew.
    track_id = _upsert(connection, values, fixed=_GRID)
    connection.execute("DELETE FROM tags WHERE track_id = ?", (track_id,))
    connection.executemany(
        "INSERT INTO tags (track_id, name, value) VALUES (?, ?, ?)",
        [(track_id, name, float(value)) for name, value in model_tags.items()],
    )
    return track_id


def write_copy(
    connection: sqlite3.Connection, path: str, stat: tuple[int, int], tags: FileTags, *, donor: int
) -> int:
    """Insert or replace the track of `path` with what was heard in the same content of `donor`."""
    connection.execute("DELETE FROM failures WHERE path = ?", (store_path(path),))
    heard = connection.execute(
        f"SELECT {', '.join(_SHARED)} FROM tracks WHERE id = ?",  # noqa: S608
        (donor,),
    ).fetchone()
    values = {
        "path": store_path(path),
        "size": stat[0],
        "mtime_ns": stat[1],
        "missing": 0,
        **_tag_columns(tags),
        **{name: heard[name] for name in _SHARED},
    }
    track_id = _upsert(connection, values)
    for table, columns in _COPIED.items():
        connection.execute(f"DELETE FROM {table} WHERE track_id = ?", (track_id,))  # noqa: S608
        connection.execute(
            f"INSERT INTO {table} (track_id, {columns}) "  # noqa: S608
            f"SELECT ?, {columns} FROM {table} WHERE track_id = ?",
            (track_id, donor),
        )
    return track_id


def write_tags(
    connection: sqlite3.Connection, track_id: int, path: str, stat: tuple[int, int], tags: FileTags
) -> None:
    """Say anew where a known track lies and what its tags and sidecars state."""
    values = {
        "path": store_path(path),
        "size": stat[0],
        "mtime_ns": stat[1],
        "missing": 0,
        **_tag_columns(tags),
    }
    connection.execute("DELETE FROM failures WHERE path = ?", (values["path"],))
    settings = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(
        f"UPDATE tracks SET {settings} WHERE id = :id",  # noqa: S608
        {**values, "id": track_id},
    )


_HEARD = (
    "content_key",
    "duration_s",
    "bpm",
    "bpm_confidence",
    "key",
    "key_confidence",
    "loudness_lufs",
    "true_peak_dbtp",
    "heard_vocals",
    "beats_s",
    "downbeats_s",
    "energy",
)
_GRID = ("bpm", "bpm_confidence", "beats_s", "downbeats_s")
_SHARED = _HEARD + MARKS
_COPIED = {
    "tags": "name, value",
    "features": "base_id, count, dim, segment_s, base",
    "embeddings": "pack_id, count, dim, segment_s, segments, track, emotions, attention",
}


def _upsert(
    connection: sqlite3.Connection, values: Mapping[str, Any], *, fixed: tuple[str, ...] = ()
) -> int:
    """Insert or replace a row; where its beats were corrected, `fixed` stay as they are."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    newer = {name: f"excluded.{name}" for name in values if name != "path"}
    newer |= {
        name: f"CASE WHEN {HAS_FIX} THEN tracks.{name} ELSE excluded.{name} END" for name in fixed
    }
    changes = ", ".join(f"{name} = {value}" for name, value in newer.items())
    rows = connection.execute(
        f"INSERT INTO tracks ({names}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT (path) DO UPDATE SET {changes} RETURNING id",
        values,
    ).fetchall()
    return int(rows[0][0])


def _tag_columns(tags: FileTags) -> dict[str, Any]:
    return {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "genre": tags.genre,
        "year": tags.year,
        "words": " ".join(tags.words),
        "licence": tags.licence.text,
        "licence_family": tags.licence.family,
        "cleared": tags.licence.cleared,
        "attribution": tags.attribution,
        "source": tags.source,
        "stated_vocals": tags.vocals,
    }


def _heard_columns(base: MusicBase, model_tags: Mapping[str, float]) -> dict[str, Any]:
    return {
        "content_key": base.content_key,
        "duration_s": float(base.duration_s),
        "bpm": _finite(base.bpm),
        "bpm_confidence": float(base.bpm_confidence),
        "key": base.key,
        "key_confidence": float(base.key_confidence),
        "loudness_lufs": _finite(base.loudness_lufs),
        "true_peak_dbtp": _finite(base.true_peak_dbtp),
        "heard_vocals": vocals_of(model_tags),
        "beats_s": _bytes(base.beats_s),
        "downbeats_s": _bytes(base.downbeats_s),
        "energy": _bytes(base.energy),
    }


def _finite(value: float | None) -> float | None:
    # Silence has a loudness of minus infinity, which neither SQL nor JSON can say.
    return float(value) if value is not None and np.isfinite(value) else None


def _bytes(values: Floats) -> bytes:
    return np.ascontiguousarray(values, np.float32).tobytes()


def _tags_of(rows: Iterable[sqlite3.Row]) -> dict[int, dict[str, float]]:
    return {
        track_id: {row["name"]: row["value"] for row in group}
        for track_id, group in groupby(rows, key=lambda row: int(row["track_id"]))
    }


def _track(row: sqlite3.Row, tags: Mapping[str, float]) -> Track:
    plain = {name: row[name] for name in _PLAIN}
    stated, marks = row["stated_vocals"], marks_from(row)
    return Track(
        path=Path(load_path(row["path"])),
        missing=bool(row["missing"]),
        words=tuple(row["words"].split()),
        vocals=row["heard_vocals"] if stated is None else stated,
        tags=MappingProxyType(dict(tags)),
        marks=marks,
        bpm=_true_bpm(row, marks),
        **plain,
    )


def _true_bpm(row: sqlite3.Row, marks: Marks) -> float | None:
    heard_bpm: float | None = row["bpm"]
    return None if heard_bpm is None else heard_bpm * marks.tempo_factor


_PLAIN = (
    "id",
    "content_key",
    "title",
    "artist",
    "album",
    "genre",
    "year",
    "licence",
    "licence_family",
    "cleared",
    "attribution",
    "source",
    "duration_s",
    "bpm_confidence",
    "key",
    "key_confidence",
    "loudness_lufs",
    "true_peak_dbtp",
)
