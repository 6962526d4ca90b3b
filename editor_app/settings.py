"""Where the program keeps its data, and how the user moves it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from resources import PACKS

DATA_VARIABLE = "CUESMITH_DATA"
"""Environment variable naming the folder everything is kept in."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and choices of one run.

    `library` holds the music library, `cache` what was decoded from videos (may be deleted at
    any time), `pack` the model pack, `device` is `auto`, `cpu`, `cuda`, `directml` or `coreml`.
    """

    library: Path
    cache: Path
    pack: Path
    device: str = "auto"


def settings(
    *, library: Path | None = None, pack: Path | None = None, device: str = "auto"
) -> Settings:
    """Return the settings of this user, with what the command line names instead."""
    chosen = os.environ.get(DATA_VARIABLE)
    data = Path(chosen) if chosen else Path(platformdirs.user_data_dir("cuesmith", False))
    return Settings(
        library=library or data / "library",
        cache=data / "cache",
        pack=pack or PACKS / "starter",
        device=device,
    )
