"""The folders and choices of one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from editor_app.places import DATA_VARIABLE, data_folder
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
