"""Two families of errors: the world (a file, a disk, a device) and our own bugs.

Only the first family lives here. Engines raise it; the command line and the window show it as
one sentence and what to do about it. Anything else that escapes an engine is a bug of ours.
"""

from __future__ import annotations

from pathlib import Path


class WorldError(Exception):
    """Something outside the program is not as needed; nothing of the user's was changed.

    Parameters
    ----------
    what : str
        One sentence that names the file or device and says what is wrong with it.
    remedy : str
        One sentence that says what the user can do about it.
    path : Path or None
        The file concerned, when there is one.
    """

    def __init__(self, what: str, *, remedy: str, path: Path | None = None) -> None:
        super().__init__(what, remedy, path)
        self.what = what
        self.remedy = remedy
        self.path = path

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class MediaError(WorldError):
    """A media file cannot be used: missing, unreadable, damaged, or of the wrong kind."""


class PackError(WorldError):
    """A model pack is missing a part, is of an unknown version, or fails its hash."""


class DeviceError(WorldError):
    """A compute device that was asked for by name cannot be used."""
