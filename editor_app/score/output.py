"""A file is written in a folder of its own beside its target, and only then given its name."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from editor_app.project.cue import Cue
from editor_app.score.errors import RenderError, write_error


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
    """Give a folder beside `out` that is gone afterwards, whatever happens."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".cuesmith-", dir=out.parent))
    except OSError as error:
        raise write_error(error, out) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(finished: Path, out: Path) -> None:
    """Give the finished file its name, once it is safely on the disk."""
    try:
        with finished.open("r+b") as file:
            os.fsync(file.fileno())
        finished.replace(out)
    except OSError as error:
        raise write_error(error, out) from error
