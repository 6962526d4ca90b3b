"""Walking through folders of music or footage: names, sizes and times, no file opened."""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from catalog.errors import LibraryError
from catalog.licences import is_sidecar

# Anything ffmpeg may know as sound. Films are left alone: a folder with footage and music in it
# must not offer the footage as songs.
_SUFFIXES = (
    "mp3 mp2 mp1 mpga ogg oga opus spx flac wav wave bwf w64 rf64 aif aiff aifc au snd caf m4a m4b "
    "m4p m4r aac adts ac3 eac3 dts thd mka weba wma wv tta ape apl mpc mp+ tak ofr ofs shn dsf dff "
    "amr awb gsm voc ra mid midi mod xm it s3m mtm"
)
AUDIO_SUFFIXES = frozenset(_SUFFIXES.split())
VIDEO_SUFFIXES = frozenset(
    "mp4 mov mkv webm avi m4v mpg mpeg ts mts m2ts wmv flv ogv 3gp mxf dv vob asf".split()  # noqa: SIM905
)

Stat = tuple[int, int]
"""Size in bytes and time of change in ns."""


@dataclass(slots=True)
class Scan:
    """What lies in some folders.

    `songs` (or clips, where those are looked for) and `sidecars` map path to (size, mtime_ns);
    `ignored` are visible files of other kinds; `unreadable` are folders and files that could not
    be looked at, with the reason.
    """

    songs: dict[str, Stat] = field(default_factory=dict)
    sidecars: dict[str, Stat] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def roots_of(folders: Iterable[Path]) -> tuple[str, ...]:
    """Absolute paths of the folders, each once.

    Raises
    ------
    LibraryError
        One of them does not exist or is not a folder.
    """
    roots = tuple(dict.fromkeys(os.path.abspath(folder) for folder in folders))  # noqa: PTH100
    for root in roots:
        if not Path(root).is_dir():
            is_file = Path(root).exists()
            raise LibraryError(
                f"{root} is not a folder." if is_file else f"The folder {root} does not exist.",
                remedy="Name a folder, and check that its drive is connected.",
                path=Path(root),
            )
    return roots


def scan(
    roots: Iterable[str], suffixes: Collection[str] = AUDIO_SUFFIXES
) -> Generator[int, None, Scan]:
    """Walk the folders, yielding the number of wanted files seen so far after each folder.

    Hidden files and folders are skipped. Links are followed, but no folder is entered twice, so
    that a link to a parent ends.
    """
    seen = Scan()
    entered: set[tuple[int, int]] = set()
    waiting = list(reversed(list(roots)))
    while waiting:
        folder = waiting.pop()
        try:
            waiting += _look_into(folder, seen, entered, suffixes)
        except OSError as error:
            seen.unreadable.append((folder, f"This folder cannot be read: {error.strerror}."))
        yield len(seen.songs)
    return seen


def _look_into(
    folder: str, seen: Scan, entered: set[tuple[int, int]], suffixes: Collection[str]
) -> list[str]:
    """Note the files of one folder and return its sub-folders."""
    about = os.stat(folder)  # noqa: PTH116
    if (about.st_dev, about.st_ino) in entered:
        return []
    entered.add((about.st_dev, about.st_ino))
    deeper: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            suffix = name[name.rfind(".") + 1 :]
            if name[0] == ".":
                continue
            if suffix in suffixes or suffix.lower() in suffixes:
                _note(entry, seen.songs, seen, deeper)
            elif entry.is_dir():
                deeper.append(entry.path)
            elif is_sidecar(name):
                _note(entry, seen.sidecars, seen, deeper)
            else:
                seen.ignored.append(entry.path)
    deeper.sort(reverse=True)
    return deeper


def _note(entry: os.DirEntry[str], into: dict[str, Stat], seen: Scan, deeper: list[str]) -> None:
    path = entry.path
    try:
        about = entry.stat()
    except OSError as error:
        seen.unreadable.append((path, f"This file cannot be read: {error.strerror}."))
        return
    if S_ISREG(about.st_mode):
        into[path] = (about.st_size, about.st_mtime_ns)
    elif S_ISDIR(about.st_mode):
        # A folder may be named like a song.
        deeper.append(path)
    else:
        seen.unreadable.append((path, "This is not a plain file."))
