"""Room on the disk: asked for before hours are spent, and told of in a sentence when it ends."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inference.errors import WorldError

MEGABYTE = 1_000_000


def require_room(folder: Path, least_bytes: int) -> None:
    """Make `folder`, write into it, and see that so much more could be written.

    Raises
    ------
    WorldError
        If nothing can be written there, or there is less room.
    """
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".room"
        probe.write_bytes(b"?")
        probe.unlink()
        free = shutil.disk_usage(folder).free
    if free < least_bytes:
        raise WorldError(
            f"{folder} has {free // MEGABYTE} MB left, and this run may need"
            f" {-(-least_bytes // MEGABYTE)} MB.",
            remedy="Make room, or name a folder on another disk.",
            path=folder,
        )


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Say of whatever keeps the block from writing what it is, and where."""
    try:
        yield
    except OSError as error:
        raise WorldError(
            f"Nothing can be written to {folder} ({error.strerror or error}).",
            remedy="Make room there, or name another folder; what was kept before still is.",
            path=folder,
        ) from error
