r"""Where a timeline says its media lie: paths of this and of other systems, never the network.

file://localhost/C%3A/a.mov, file:///Volumes/b.mov, D:\c.mov, ../d.mov, https://e: a place is
believed only where opening it can touch nothing but a disk of this machine.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal
from urllib.parse import unquote

Trouble = Literal["", "elsewhere", "network", "outside"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(//)?")  # two letters at least: C: is a drive
_DRIVE = re.compile(r"/?[A-Za-z]:[\\/]")
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Place:
    """A file's name, and its path where it can be on this machine.

    `trouble` says why there is no path: the file of another system ("elsewhere"), on the network,
    or reached by climbing out of the timeline's own folder ("outside").
    """

    name: str
    path: Path | None
    trouble: Trouble = ""


def place(url: str, folder: Path, *, quoted: bool = False) -> Place:
    """Return where a file lies that a timeline in `folder` speaks of.

    `quoted` says that a relative one is written as in an address, with %20 for a blank.
    """
    text = url.strip()[:_LONGEST].replace("\0", "")
    scheme = _SCHEME.match(text)
    if scheme is not None and scheme.group(1).lower() != "file":
        return Place(_last(unquote(text)), None, "network" if scheme.group(2) else "elsewhere")
    if scheme is not None:
        return _of_file_url(unquote(text[scheme.end() :]), bool(scheme.group(2)), folder)
    return _of_path(unquote(text) if quoted and is_relative(text) else text, folder)


def in_full(text: str, folder: Path, *, quoted: bool = False) -> Path | None:
    """Return the full path of a relative place, also one that climbs out of the folder; else None.

    To be written down, not to be opened.
    """
    said = text.strip().replace("\\", "/")
    if not said or not is_relative(said):
        return None
    return Path(os.path.normpath(folder.absolute() / (unquote(said) if quoted else said)))


def is_relative(text: str) -> bool:
    """Whether a place is said from the folder of the timeline."""
    said = text.strip()
    return not (said.startswith(("/", "\\")) or _SCHEME.match(said) or _DRIVE.match(said))


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path stays within a folder, by its words alone."""
    return Path(os.path.normpath(path)).is_relative_to(Path(os.path.normpath(folder)))


def _of_file_url(rest: str, has_host: bool, folder: Path) -> Place:
    """Return the place of what follows file: ; only this machine's own host is believed."""
    if not has_host or rest.startswith(("./", "../")):
        return _of_path(rest, folder)
    if _DRIVE.match(rest):  # file://C:/a.mov, as many write it
        return _of_path(rest, folder)
    host, slash, below = rest.partition("/")
    if host.lower() not in ("", "localhost", "127.0.0.1", "."):
        return Place(_last(rest), None, "network")
    return _of_path(slash + below, folder)


def _of_path(text: str, folder: Path) -> Place:
    if text.startswith(("\\\\", "//")):
        return Place(_last(text), None, "network")
    if _DRIVE.match(text):
        path = Path(text.lstrip("/")) if os.name == "nt" else None
        return Place(_last(text), path, "" if path else "elsewhere")
    if os.name != "nt" and "\\" in text and "/" not in text:
        text = text.replace("\\", "/")
        if text.startswith("/"):  # the top of whichever drive it was
            return Place(_last(text), None, "elsewhere")
    if not text or text.endswith("/"):
        return Place(_last(text), None, "elsewhere")
    path = Path(os.path.normpath(folder.absolute() / text))
    if not Path(text).is_absolute() and not is_inside(path, folder.absolute()):
        return Place(path.name, None, "outside")
    return Place(path.name, path)


def _last(text: str) -> str:
    """Return the last part of a path of any system."""
    windows = "\\" in text
    return (PureWindowsPath(text) if windows else PurePosixPath(text)).name
