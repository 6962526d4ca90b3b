"""What other editors are given to call Cuesmith with: files to put where the editor looks for them.

Each is one file that needs nothing but the editor and our command line.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from editor_app.project.project_file import write_whole
from inference.errors import WorldError
from resources import EDITORS


@dataclass(frozen=True, slots=True)
class Plugin:
    """A file for an editor; `folders` are where that editor looks on this system, newest first."""

    name: str
    editor: str
    file: Path
    folders: tuple[Path, ...]
    then: str


def plugins() -> tuple[Plugin, ...]:
    """Return what there is for other editors."""
    return (
        Plugin(
            "blender",
            "Blender 3.3 or later",
            EDITORS / "blender" / "cuesmith_blender.py",
            _blender_folders(),
            "In Blender: Edit → Preferences → Add-ons, tick “Cuesmith”; it is in the sidebar (N) "
            "of the video sequencer.",
        ),
        Plugin(
            "resolve",
            "DaVinci Resolve 18 or later",
            EDITORS / "resolve" / "Cuesmith.py",
            _resolve_folders(),
            "In Resolve: Workspace → Scripts → Cuesmith, with a timeline open.",
        ),
    )


def plugin(name: str) -> Plugin:
    """Return the plugin of this name.

    Raises
    ------
    WorldError
        There is none.
    """
    known = {one.name: one for one in plugins()}
    if name not in known:
        raise WorldError(
            f"There is no plugin for “{name}”.",
            remedy=f"There are {', '.join(known)}; any other editor can call `cuesmith open FILE`.",
        )
    return known[name]


def install(wanted: Plugin, folder: Path | None = None) -> Path:
    """Copy a plugin to where its editor looks, or to `folder`; return the file.

    Raises
    ------
    WorldError
        The editor's folder is not there, or cannot be written to.
    """
    place = folder or next(iter(wanted.folders), None)
    if place is None:
        raise WorldError(
            f"{wanted.editor} was not found.",
            remedy="Start it once, or name the folder of its scripts with --to.",
        )
    target = place / wanted.file.name
    try:
        place.mkdir(parents=True, exist_ok=True)
        write_whole(wanted.file.read_bytes(), target)
    except OSError as error:
        raise WorldError(
            f"{target} cannot be written: {error.strerror or error}.",
            remedy="Name another folder with --to.",
            path=target,
        ) from error
    return target


def _blender_folders() -> tuple[Path, ...]:
    """Return the add-on folder of each version that was ever started."""
    root = _place(
        windows=("APPDATA", "Blender Foundation/Blender"),
        mac="Blender",
        linux=("XDG_CONFIG_HOME", ".config", "blender"),
    )
    versions = [one for one in root.glob("[0-9]*.[0-9]*") if one.is_dir()]
    newest_first = sorted(versions, key=_version, reverse=True)
    return tuple(one / "scripts" / "addons" for one in newest_first)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.split(".") if part.isdecimal())


def _resolve_folders() -> tuple[Path, ...]:
    root = _place(
        windows=("APPDATA", "Blackmagic Design/DaVinci Resolve/Support"),
        mac="Blackmagic Design/DaVinci Resolve",
        linux=("XDG_DATA_HOME", ".local/share", "DaVinciResolve"),
    )
    return (root / "Fusion" / "Scripts" / "Utility",) if root.is_dir() else ()


def _place(*, windows: tuple[str, str], mac: str, linux: tuple[str, str, str]) -> Path:
    """Return where programs keep what is the user's: a folder each system names in its own way."""
    if sys.platform == "win32":
        variable, tail = windows
        return Path(os.environ.get(variable, Path.home())) / tail
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / mac
    variable, usual, tail = linux
    return Path(os.environ.get(variable) or Path.home() / usual) / tail
