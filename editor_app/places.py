"""Where the program keeps its data, and how the user moves it."""

from __future__ import annotations

import os
from pathlib import Path

DATA_VARIABLE = "CUESMITH_DATA"
"""Environment variable naming the folder everything is kept in."""


def data_folder() -> Path:
    """Return the folder everything of this user is kept in."""
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        return Path(chosen)
    import platformdirs  # noqa: PLC0415  (not needed by who chose a folder)

    return Path(platformdirs.user_data_dir("cuesmith", False))
