"""Made the sample libraries of old formats beside this file: their steps alone, two tracks.

Kept for the record; run again only for a new sample, or if one is lost:
python -m tests.catalog.data.make_library FOLDER VERSION
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import numpy as np

from catalog.database import schema_steps, statements


def make(folder: Path, version: int) -> None:
    connection = sqlite3.connect(folder / "library.sqlite", isolation_level=None)
    connection.execute("PRAGMA page_size = 512")
    for step in schema_steps()[:version]:
        for statement in statements(step.read_text()):
            connection.execute(statement)
    blob = np.ones((2, 4), np.float16).tobytes()
    for name in ("Été rouge", "Blue Note"):
        cursor = connection.execute(
            "INSERT INTO tracks (path, size, mtime_ns, content_key, title, words, duration_s, "
            "bpm_confidence, key_confidence, beats_s, downbeats_s, energy) "
            "VALUES (?, 1, 2, ?, ?, 'slow piano', 12, 0, 0, x'', x'', x'')",
            (f"/music/{name}.mp3", name, name),
        )
        connection.execute("INSERT OR IGNORE INTO packs (pack_id, dim) VALUES ('old', 4)")
        connection.execute(
            "INSERT INTO embeddings VALUES (?, 'old', 2, 4, 6.0, ?, ?, x'', ?, 0)",
            (cursor.lastrowid, blob, np.ones(4, np.float32).tobytes(), blob[:4]),
        )
    connection.execute(f"PRAGMA user_version = {version:d}")
    connection.execute("VACUUM")
    connection.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
