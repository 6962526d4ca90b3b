"""Looking at a film, or at the cut of another editor, before it is opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from editor_app.project.timeline import Film

if TYPE_CHECKING:
    from inference.progress import Work


@dataclass(frozen=True, slots=True)
class PutTogether:
    """The film of another editor's cut; `notes` are sentences on what of the cut it has not.

    `missing` counts the files of it that were not found.
    """

    film: Film
    notes: tuple[str, ...]
    missing: int = 0


def film_of(path: Path) -> Film:
    """Return what a project notes of a film; opens the file, so not for the window's thread.

    Raises
    ------
    MediaError
        The file cannot be read, has no moving picture, or lasts no time.
    """
    from inference.media.content import content_key  # noqa: PLC0415  (loads the media libraries)
    from inference.media.probe import probe, require_picture  # noqa: PLC0415

    info = probe(path.absolute())
    picture = require_picture(info)
    return Film(
        path=info.path,
        duration_s=info.duration_s,
        frames_per_s=picture.frames_per_s,
        size_bytes=info.size_bytes,
        content_key=content_key(info.path),
    )


def is_timeline(path: Path) -> bool:
    """Whether a file is, by its name, a timeline of another editor."""
    from editor_app.interchange.reading import is_timeline as looks_like  # noqa: PLC0415

    return looks_like(path)


def put_together(path: Path, cache: Path, *, media: Path | None = None) -> Work[PutTogether]:
    """Make the film of a timeline, or take the one that was made before.

    Files that are not where it says are looked for below `media`.

    Raises
    ------
    TimelineError, MediaError
        The timeline cannot be read, or none of its files is there.
    """
    from editor_app.uses import films  # noqa: PLC0415  (loads the media libraries)

    given = yield from films.film_of(path.absolute(), cache, media=media)
    film = replace(film_of(given.film), timeline=path.absolute(), media=media)
    return PutTogether(film, given.told, given.missing)
