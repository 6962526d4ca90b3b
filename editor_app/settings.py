"""Where the program keeps its data, and how the user moves it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from editor_app.preferences import FILE_NAME, Preferences
from resources import PACKS

__all__ = [
    "DATA_VARIABLE",
    "USUAL_PACK",
    "Preferences",
    "Settings",
    "data_folder",
    "preferences_path",
    "settings",
]

USUAL_PACK = PACKS / "starter"
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


def data_folder() -> Path:
    """Return the folder everything of this user is kept in."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("cuesmith", False))


def preferences_path() -> Path:
    """Return where this user's preferences are kept."""
    return data_folder() / FILE_NAME


def settings(
    *,
    library: Path | None = None,
    pack: Path | None = None,
    device: str = "auto",
    preferences: Preferences | None = None,
) -> Settings:
    """Return the settings of this user, with what the command line names instead."""
    data = data_folder()
    chosen = preferences or Preferences()
    return Settings(
        library=library or chosen.library or data / "library",
        cache=data / "cache",
        pack=pack or chosen.pack or USUAL_PACK,
        device=chosen.device if device == "auto" else device,
    )
