"""Small helpers of the catalog's tests."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from catalog.ingest import IngestReport
from catalog.library import FILE, Library
from inference.progress import finish
from tests.catalog.fakes import FakeRecipe


def song(path: Path, content: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or path.name)
    return path


def take_in(
    library: Library, *folders: Path, recipe: FakeRecipe | None = None, **how
) -> IngestReport:
    how = {"workers": 1, **how}
    return finish(library.ingest(folders, recipe or FakeRecipe(), **how))


def dump(folder: Path) -> dict[str, list]:
    """All that a library holds, without what depends on the order of arrival (ids, revisions)."""
    connection = sqlite3.connect(folder / FILE)
    try:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(tracks)")]
        plain = ", ".join(f"tracks.{name}" for name in columns if name != "id")
        queries = {
            "tracks": f"SELECT {plain} FROM tracks",  # noqa: S608
            "tags": "SELECT path, name, value FROM tags JOIN tracks ON id = track_id",
            "features": "SELECT path, base_id, features.count, base FROM features "
            "JOIN tracks ON id = track_id",
            "embeddings": "SELECT path, pack_id, segment_s, segments, track, attention "
            "FROM embeddings JOIN tracks ON id = track_id",
            "failures": "SELECT * FROM failures",
            "sidecars": "SELECT * FROM sidecars",
            "folders": "SELECT * FROM folders",
            "text": "SELECT title, artist, words FROM track_text",
        }
        return {name: sorted(connection.execute(sql), key=repr) for name, sql in queries.items()}
    finally:
        connection.close()
