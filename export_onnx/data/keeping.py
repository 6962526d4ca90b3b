"""What is costly to make, kept as tables in a folder; what is damaged there is made again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from export_onnx.data.room import writing_to
from export_onnx.export.pack import replace_file
from inference.values import Floats


def found_tables(path: Path, *names: str) -> dict[str, Floats] | None:
    """Tables kept in `path`; None when one is absent or damaged, and they are to be made again."""
    if not path.is_file():
        return None
    try:
        tables = _read(path)
    except (OSError, ValueError, EOFError, BadZipFile):
        return None
    whole = set(names) <= set(tables) and all(np.isfinite(tables[name]).all() for name in names)
    return tables if whole else None


def keep_tables(path: Path, tables: dict[str, Any]) -> None:
    """Keep what may be kept: a place full of NaN would be made again for ever."""
    if not all(np.isfinite(table).all() for table in tables.values()):
        return
    stream = BytesIO()
    np.savez(stream, **tables)
    with writing_to(path.parent):
        replace_file(path, stream.getvalue())


def _read(path: Path) -> dict[str, Floats]:
    # Opened here, because numpy leaves a file open that begins like a zip and is none.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
