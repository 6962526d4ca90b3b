"""Which model packs there are to choose from, and what is to be known of each before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.library import FILE, Library
from editor_app.uses.packs import installed
from inference.errors import PackError
from inference.towers.pack import Label, read_card


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A model pack that is installed, as far as can be said without verifying it.

    It is ready for `ready` of the library's `songs`; `card` is Markdown, "" where it has none.
    """

    folder: Path
    name: str
    version: str
    family: str = ""
    card: str = ""
    ready: int = 0
    songs: int = 0


def pack_choices(library: Path) -> tuple[PackChoice, ...]:
    """Return the packs of the program and the user's own, and what the library knows of each.

    Raises
    ------
    LibraryError
        There is a library in that folder which cannot be read.
    """
    analysed, songs = known_songs(library)
    return tuple(_choice(one, analysed.get(one.pack_id, 0), songs) for one in installed())


def known_songs(library: Path) -> tuple[dict[str, int], int]:
    """Return how many songs each pack knows, by id, and how many there are in the library.

    Raises
    ------
    LibraryError
        There is a library in that folder which cannot be read.
    """
    if not (library / FILE).is_file():
        return {}, 0
    with Library.open(library) as opened:
        stats = opened.stats()
    return dict(stats.analysed), stats.tracks


def _choice(label: Label, ready: int, songs: int) -> PackChoice:
    card = _card(label.folder)
    return PackChoice(label.folder, label.name, label.version, label.family, card, ready, songs)


def _card(folder: Path) -> str:
    try:
        return read_card(folder)
    except PackError:
        # Whether the pack can be used is found out when it is chosen.
        return ""
