"""Find media again that have moved.

missing(project) -> (Missing, …)
find(missing, folder) -> Work[tuple[Found, …]]      one answer at most for each
relink(project, {old path: new path}) -> Project
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from editor_app.project.timeline import Film, Laid, Project
from editor_app.score.moment import Song
from inference.errors import MediaError
from inference.progress import Progress, Work

MAX_FILES = 500_000
"""Files looked at in one search; whoever has more names a nearer folder."""

MAX_DEPTH = 24
_TRIED = 8  # candidates of one name that are read: copies lie about, but not in dozens
_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Missing:
    """A file of the project that is not where it was; size and key are 0 and "" if unknown."""

    path: Path
    kind: Literal["film", "song"]
    size_bytes: int = 0
    content_key: str = ""


def missing(project: Project) -> tuple[Missing, ...]:
    """Return the files of a project that are not there, the film first, each once."""
    wanted = [] if project.film is None else [_film(project.film)]
    songs = dict.fromkeys(one.song for one in project.timeline.laid)
    wanted += [Missing(song.path, "song", 0, song.content_key) for song in songs]
    once = {one.path: one for one in wanted}
    return tuple(one for one in once.values() if not one.path.is_file())


def find(missing: Sequence[Missing], folder: Path) -> Work[dict[Path, Path]]:
    """Look for files below a folder, by name and by size, and make sure by their content.

    Where the content is known, nothing else is taken, whatever its name. Where it is not, the name
    has to do; of several the one whose folders are called most alike.
    """
    names = {one.path.name.casefold() for one in missing}
    sizes = {one.size_bytes for one in missing if one.size_bytes}
    files: list[tuple[Path, int]] = []
    for count, (path, size) in enumerate(files_below(folder)):
        if path.name.casefold() in names or size in sizes:
            files.append((path, size))
        if count % _EVERY == 0:
            yield Progress(0.5 * count / MAX_FILES, f"Looking through {path.parent.name}")
    found: dict[Path, Path] = {}
    for at, one in enumerate(missing):
        yield Progress(0.5 + 0.5 * at / len(missing), f"Comparing {one.path.name}")
        best = _best(one, files)
        if best is not None:
            found[one.path] = best
    return found


def relink(project: Project, mapping: Mapping[Path, Path]) -> Project:
    """Return the project with files named anew; a song is renamed wherever it is laid."""
    film, timeline = project.film, project.timeline
    if film is not None and film.path in mapping:
        film = replace(film, path=mapping[film.path])
    songs = {one.song: _renamed(one.song, mapping) for one in timeline.laid}
    laid = tuple(_with_song(one, songs[one.song]) for one in timeline.laid)
    return replace(project, film=film, timeline=replace(timeline, laid=laid))


def _film(film: Film) -> Missing:
    return Missing(film.path, "film", film.size_bytes, film.content_key)


def _renamed(song: Song, mapping: Mapping[Path, Path]) -> Song:
    return replace(song, path=mapping.get(song.path, song.path))


def _with_song(laid: Laid, song: Song) -> Laid:
    return replace(laid, song=song, cue=replace(laid.cue, track_path=song.path))


def files_below(folder: Path) -> Iterator[tuple[Path, int]]:
    """Give files and their sizes, nearest folders first; links to folders are not followed.

    At most `MAX_FILES` are looked at, in folders at most `MAX_DEPTH` deep.
    """
    left, level = MAX_FILES, [str(folder)]
    for _ in range(MAX_DEPTH):
        below: list[str] = []
        for inside in level:
            for entry in _entries(inside):
                left -= 1
                if left < 0:
                    return
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.path)
                elif (size := _size(entry)) is not None:
                    yield Path(entry.path), size
        level = below


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # not ours to read, or gone meanwhile: the rest is still worth looking at
        return []


def _size(entry: os.DirEntry[str]) -> int | None:
    try:
        return entry.stat().st_size if entry.is_file() else None
    except OSError:
        return None


def _best(one: Missing, files: Iterable[tuple[Path, int]]) -> Path | None:
    name = one.path.name.casefold()
    likely = sorted(
        (path for path, size in files if path.name.casefold() == name or size == one.size_bytes),
        key=lambda path: -_alike(path, one.path),
    )
    if not one.content_key:
        return next((path for path in likely if path.name.casefold() == name), None)
    return next((path for path in likely[:_TRIED] if _key(path) == one.content_key), None)


def _alike(path: Path, other: Path) -> int:
    """Count the last parts two paths have in common."""
    count = 0
    for ours, theirs in zip(reversed(path.parts), reversed(other.parts), strict=False):
        if ours.casefold() != theirs.casefold():
            break
        count += 1
    return count


def _key(path: Path) -> str | None:
    from inference.media.content import content_key  # noqa: PLC0415  (loads the media libraries)

    try:
        return content_key(path)
    except MediaError:
        return None
