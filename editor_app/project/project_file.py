"""A project as a file: JSON, `cuesmith-project`, described by docs/schema/project.json.

    write_project(project, path)        whole or not at all; what was there stays as `<name>.bak`
    read_project(path) -> Project

Media are named twice: absolutely, and relative to the project, so that a folder that holds both
can be moved. Songs are written once however often they are laid. A cue takes its path, title and
beats from its song.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from editor_app.project.errors import NewerProjectError, ProjectError
from editor_app.project.project_json import MAX_CUES, from_plain, to_plain
from editor_app.project.timeline import Project
from editor_app.project.untrusted import Fields, UntrustedError, fields_of

FORMAT = "cuesmith-project"
VERSION = 2
SUFFIX = ".cuesmith"
MAX_BYTES = 64 * 2**20

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
_NEW_IN_CUES_2: Mapping[str, Any] = MappingProxyType(
    {"speed": 1.0, "gain_points": [], "pinned": False, "seam": None}
)
_NEW_IN_TIMELINE_2: Mapping[str, Any] = MappingProxyType(
    {"ducking": "dialogue", "duck_music": False}
)


def _from_first(found: dict[str, Any]) -> dict[str, Any]:
    """Until then songs played as they are, there was one way to make room for speech, and only a
    film could be opened.
    """
    timeline = fields_of(found.get("timeline"), "timeline").values
    cues = [
        {**_NEW_IN_CUES_2, **fields_of(cue, "cues").values}
        for cue in Fields(timeline, "timeline").items("cues", most=MAX_CUES)
    ]
    film = found.get("film")
    return {
        **found,
        "version": 2,
        "film": film and {"timeline": None, "media": None, **fields_of(film, "film").values},
        "timeline": {**_NEW_IN_TIMELINE_2, **timeline, "cues": cues},
    }


UPGRADES: Mapping[int, Upgrade] = MappingProxyType({1: _from_first})
"""From each older version the step to the one after it."""


def write_project(project: Project, path: Path) -> None:
    """Write a project; the file it replaces is kept beside it.

    Raises
    ------
    ProjectError
        If it cannot be written. The file that was there is untouched.
    """
    path = Path(os.path.realpath(path))
    data = encoded(project, path.parent)
    if len(data) > MAX_BYTES:
        raise ProjectError(
            "The project is too large to be saved.",
            remedy="Remove music from the timeline, or split the film into several projects.",
            path=path,
        )
    try:
        if path.exists():
            _keep_old(path)
        write_whole(data, path)
    except OSError as error:
        raise _not_written(path, error) from error


def read_project(path: Path) -> Project:
    """Read a project; media are looked for beside it first, then where they were.

    Raises
    ------
    ProjectError
        If the file is missing, damaged, no project, or from a newer version of the program.
    """
    return decoded(read_bytes(path), path)


def encoded(project: Project, folder: Path, **extra: object) -> bytes:
    """Return a project as the content of a file that will lie in `folder`."""
    plain = {"format": FORMAT, "version": VERSION, **to_plain(project, folder), **extra}
    # All ASCII, so that names that are not valid Unicode come back as they were.
    return (json.dumps(plain, indent=1, allow_nan=False) + "\n").encode("ascii")


def decoded(data: bytes, path: Path, *, folder: Path | None = None) -> Project:
    """Return the project in the content of the file `path`.

    `folder` is where relative names begin; left out, beside the file.

    Raises
    ------
    ProjectError
        As `read_project`.
    """
    try:
        found = upgraded(parsed(data, path), path)
        return from_plain(found, folder or path.absolute().parent)
    except UntrustedError as error:
        raise _damaged(path, str(error)) from error


def upgraded(
    found: dict[str, Any], path: Path, *, upgrades: Mapping[int, Upgrade] = UPGRADES
) -> dict[str, Any]:
    """Bring what an older version wrote to the present one, version by version."""
    version = found.get("version")
    if found.get("format") != FORMAT or not isinstance(version, int) or version < 1:
        raise _damaged(path, "it is not a project of Cuesmith")
    last = max(upgrades, default=VERSION - 1) + 1
    if version > last:
        raise NewerProjectError(
            f"{path.name} was saved by a newer version of Cuesmith.",
            remedy="Install the newest version to open it.",
            path=path,
        )
    for step in range(version, last):
        found = upgrades[step](found)
    return found


def write_whole(data: bytes, path: Path) -> None:
    """Put a file in place so that after a crash it is either the old or the whole new one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    _sync_folder(path.parent)


def _keep_old(path: Path) -> None:
    if not os.access(path, os.W_OK):
        raise PermissionError(0, "it is write-protected")
    write_whole(path.read_bytes(), path.with_name(f"{path.name}.bak"))


def _sync_folder(folder: Path) -> None:
    """Let the new name reach the disk as well, on systems that can be asked to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file that may be a project, unless it is far too large for one."""
    try:
        status = path.stat()
        # A pipe or device would never end.
        if not stat.S_ISREG(status.st_mode):
            raise _damaged(path, "it is not a file")
        if status.st_size > MAX_BYTES:
            raise _damaged(path, "it is far too large")
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except FileNotFoundError as error:
        raise ProjectError(
            f"{path.name} is not there.",
            remedy="Connect the disk it is on, or choose another project.",
            path=path,
        ) from error
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"{path.name} cannot be read.",
            remedy="Check the disk and that you may read the file.",
            path=path,
        ) from error


def parsed(data: bytes, path: Path) -> dict[str, Any]:
    """Return the JSON object in the content of the file `path`."""
    try:
        return fields_of(json.loads(data, parse_constant=_refuse)).values
    # Deep nesting ends in a RecursionError, wrong encodings and endless integers in a ValueError.
    except (ValueError, RecursionError, MemoryError) as error:
        raise _damaged(path, "it is cut short, or something else") from error


def _refuse(constant: str) -> NoReturn:
    raise UntrustedError(f"{constant} is no number")


def _damaged(path: Path, why: str) -> ProjectError:
    kept = path.with_name(f"{path.name}.bak")
    before = f"Open {kept.name}, the version before it." if kept.is_file() else ""
    return ProjectError(
        f"{path.name} cannot be opened: {why}.",
        remedy=before or "Choose another file, or a copy of this one.",
        path=path,
    )


def _not_written(path: Path, error: OSError) -> ProjectError:
    return ProjectError(
        f"{path.name} could not be saved: {error.strerror or error}.",
        remedy="See that there is room on the disk, or save it under another name or elsewhere.",
        path=path,
    )
