"""What can go wrong in the world while a soundtrack is written."""

from __future__ import annotations

import errno
from pathlib import Path

from inference.errors import MediaError, WorldError


class RenderError(WorldError):
    """The output cannot be written as asked; nothing lies under its name."""


class FitError(WorldError):
    """A song cannot be brought to a length without sounding wrong; `what` says why."""


class OriginalSoundError(MediaError):
    """The sound that came with the film cannot be read; it can still be rendered without it."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_error(error: OSError, path: Path) -> RenderError:
    """Say in words for the user why the system refused to write beside `path`."""
    if error.errno in _FULL:
        return disk_full(path)
    return RenderError(
        f"{path} cannot be written: {error.strerror or error}.",
        remedy="Choose a folder that exists and that you may write to.",
        path=path,
    )


def disk_full(path: Path) -> RenderError:
    return RenderError(
        f"There is no room left to write {path}.",
        remedy="Free some space on that disk or choose another one, then render again.",
        path=path,
    )
