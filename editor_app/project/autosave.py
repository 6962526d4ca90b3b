"""What is unsaved survives a crash: one recovery file per running program, found by the next.

    autosave = Autosave(folder)
    autosave.keep(project, path)       now and then, while there is something unsaved
    autosave.discard()                 when it is saved or given up, and at the end
    autosave.orphans() -> (Orphan, …)  at the start: what programs that died have left, newest first
    autosave.recover(orphan) -> Project
    autosave.dismiss(orphan)           once it is kept again or not wanted

A lock, which the system lets go when the process ends, tells the files of the living from those of
the dead. All but the constructor read or write the disk, and are meant for one thread.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from editor_app.locks import try_lock
from editor_app.project.errors import NewerProjectError, ProjectError
from editor_app.project.project_file import (
    SUFFIX,
    decoded,
    encoded,
    parsed,
    read_bytes,
    write_whole,
)
from editor_app.project.timeline import Project
from editor_app.project.untrusted import UntrustedError, fields_of

_DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A recovery file that nobody holds.

    `project_path` is where the project had been saved, None when it never was; `film_path` the
    film it is about. `kept_at_s` is when the file was written, seconds since 1970.
    """

    path: Path
    project_path: Path | None
    film_path: Path | None
    kept_at_s: float


class Autosave:
    """The recovery file of this program, in a folder that is made when first written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        self._lock: IO[bytes] | None = None
        self._kept: tuple[Project, Path | None] | None = None

    def keep(self, project: Project, path: Path | None) -> None:
        """Write the project, whole or not at all; `path` is where the user last saved it.

        Nothing is written when it is as it was the last time.

        Raises
        ------
        ProjectError
            If the folder cannot be written to.
        """
        if self._kept == (project, path):
            return
        notes = {"recovery": {"project_path": None if path is None else str(path)}}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._claim()
            write_whole(encoded(project, self._folder, **notes), self._path)
        except OSError as error:
            raise ProjectError(
                f"Your work could not be kept for recovery: {error.strerror or error}.",
                remedy=f"Save the project, and see that there is room in {self._folder}.",
                path=self._path,
            ) from error
        self._kept = (project, path)

    def discard(self) -> None:
        """Forget what was kept."""
        self._kept = None
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            with suppress(OSError):
                _lock_of(self._path).unlink(missing_ok=True)

    def orphans(self) -> tuple[Orphan, ...]:
        """Return what programs that have ended without a word left behind, newest first.

        A file that makes no sense is set aside for good; one of a newer version is left to it.
        """
        found = sorted(self._left(), key=lambda orphan: -orphan.kept_at_s)
        return tuple(found)

    def recover(self, orphan: Orphan) -> Project:
        """Return the project in a recovery file, which stays until it is dismissed.

        Raises
        ------
        ProjectError
            If it is gone or damaged.
        """
        return decoded(read_bytes(orphan.path), orphan.path)

    def dismiss(self, orphan: Orphan) -> None:
        """Take a recovery file away."""
        with suppress(OSError):
            orphan.path.unlink(missing_ok=True)
            _lock_of(orphan.path).unlink(missing_ok=True)

    def _claim(self) -> None:
        """Hold the lock before there is a file, so that it never seems to be left."""
        if self._lock is None:
            self._lock = _lock_of(self._path).open("wb")
            try_lock(self._lock)

    def _left(self) -> Iterator[Orphan]:
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path == self._path or not _is_left(path):
                continue
            try:
                yield _orphan(path)
            except NewerProjectError:
                continue
            except ProjectError:
                with suppress(OSError):
                    path.replace(path.with_name(path.name + _DAMAGED))


def _orphan(path: Path) -> Orphan:
    data = read_bytes(path)
    project = decoded(data, path)
    try:
        notes = fields_of(parsed(data, path)).fields("recovery")
        saved = notes.optional("project_path", notes.text)
    except UntrustedError:
        saved = None
    return Orphan(
        path,
        project_path=None if saved is None else Path(saved),
        film_path=None if project.film is None else project.film.named,
        kept_at_s=_written_at_s(path),
    )


def _written_at_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _is_left(path: Path) -> bool:
    """Whether nobody holds the lock of a recovery file any more."""
    try:
        with _lock_of(path).open("r+b") as file:
            return try_lock(file)
    except FileNotFoundError:
        return True  # its owner went while tidying up
    except OSError:
        return False


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")
