"""A file is written in a folder of its own beside its target, and only then given its name."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from editor_app.locks import try_lock
from editor_app.project.cue import Cue
from editor_app.score.errors import RenderError, write_error

_PREFIX = ".cuesmith-"
_LOCK = "in-use"
_YOUNG_S = 60.0
"""A folder this new may belong to a run that has not come to locking it."""


def check_target(out: Path, video: Path, cues: tuple[Cue, ...]) -> None:
    if not out.parent.is_dir():
        raise RenderError(
            f"The folder {out.parent} is not there.",
            remedy="Make it, or choose another one.",
            path=out,
        )
    if out.is_dir():
        raise RenderError(f"{out} is a folder.", remedy="Choose a name for the file.", path=out)
    for source in (video, *(cue.track_path for cue in cues)):
        if out.exists() and source.exists() and out.samefile(source):
            raise RenderError(
                f"{out} is one of the files it is made from.",
                remedy="Choose another name for the new file.",
                path=out,
            )


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """Give a folder beside `out` that is gone afterwards, whatever happens.

    Where the process is killed nothing can be taken away; the next run into that folder does it.
    """
    clear_leftovers(out.parent)
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out.parent))
    except OSError as error:
        raise write_error(error, out) from error
    try:
        with _claimed(folder, out):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers(folder: Path) -> None:
    """Take away what runs that were killed have left in `folder`; nothing that is in use."""
    try:
        found = [path for path in folder.iterdir() if path.name.startswith(_PREFIX)]
    except OSError:
        return  # whoever wants to write there will be told why it cannot be
    for path in found:
        if _is_left(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Whether nobody holds the lock of a folder any more; one without a lock is not ours."""
    try:
        if folder.is_symlink() or time.time() - folder.stat().st_mtime < _YOUNG_S:
            return False
        with (folder / _LOCK).open("r+b") as file:
            return try_lock(file)
    except OSError:
        return False


@contextmanager
def _claimed(folder: Path, out: Path) -> Iterator[None]:
    """Hold the lock of `folder`: it ends with the process, however that ends."""
    try:
        file = (folder / _LOCK).open("wb")
    except OSError as error:
        raise write_error(error, out) from error
    with file:
        # A disk that knows no locks refuses them to all, so nothing is ever taken for left there.
        try_lock(file)
        yield


def publish(finished: Path, out: Path) -> None:
    """Give the finished file its name, once it is safely on the disk."""
    try:
        with finished.open("r+b") as file:
            os.fsync(file.fileno())
        finished.replace(out)
    except OSError as error:
        raise write_error(error, out) from error
