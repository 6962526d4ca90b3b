"""What was heard of a song's structure, kept in a file; an unreadable one counts as absent."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from inference.features.structure_rows import Rows

FORMAT = 2
"""Raised when the meaning of a kept value changes, or beats are tracked in another way."""

FOLDER = "structures"
"""Of the cache, where they lie."""

_TYPES = {
    "chroma": np.float16,
    "bands_db": np.float16,
    "wave": np.int8,
    "beats_s": np.float32,
    "downbeats_s": np.float32,
    "voice_s": np.float32,
}


def read_rows(path: Path) -> Rows | None:
    """Return what `write_rows` kept; None when there is nothing that can be used."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            plain = json.loads(str(kept["plain"]))
            if plain["format"] != FORMAT:
                return None
            arrays = {name: kept[name] for name in _TYPES}
            duration_s = float(plain["duration_s"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None
    if any(arrays[name].dtype != wanted for name, wanted in _TYPES.items()):
        return None
    wide = {
        name: array.astype(np.float32) if array.dtype == np.float16 else array
        for name, array in arrays.items()
    }
    return Rows(duration_s=duration_s, **wide)


def write_rows(rows: Rows, path: Path) -> None:
    """Keep what was heard, in whole or not at all.

    A place that cannot be written to is passed over: keeping only saves time.
    """
    try:
        _write(rows, path)
    except OSError:
        return


def _write(rows: Rows, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    plain = json.dumps({"format": FORMAT, "duration_s": rows.duration_s})
    arrays = {name: getattr(rows, name).astype(kind) for name, kind in _TYPES.items()}
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, plain=np.array(plain), **arrays)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
