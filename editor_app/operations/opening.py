"""Looking at a film before it is opened."""

from __future__ import annotations

from pathlib import Path

from editor_app.project.timeline import Film


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
