"""The song of the library that a command names."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from catalog.errors import SearchError
from catalog.filters import Filters
from catalog.library import Library
from catalog.tracks import Track


def named_track(library: Library, wanted: str) -> Track:
    """Return the song named by its id, path or a part of its title.

    Raises
    ------
    SearchError
        If no song, or more than one, of the library answers to it.
    """
    by_id = library.get(int(wanted)) if wanted.isdecimal() else None
    track = by_id or library.at(Path(wanted).absolute())
    if track is not None:
        return track
    named = tuple(islice(library.tracks(Filters(text=wanted)), 4))
    if len(named) == 1:
        return named[0]
    titles = ", ".join(f"{one.title} ({one.id})" for one in named)
    raise SearchError(
        f"Several songs answer to “{wanted}”: {titles}."
        if named
        else f"No song of the library answers to “{wanted}”.",
        remedy="Give its number or path as `cuesmith library list` shows it.",
    )
