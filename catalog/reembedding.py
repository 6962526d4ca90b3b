"""A library made ready for another model pack, from what its base encoders heard before.

No music file is opened: base features lie in the library, and only the pack's small tower runs.
Each lot of songs is one transaction, so that a run which was cut off at any moment goes on where
it stopped. What other packs said of the songs stays, so search through them serves meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog import vectors
from catalog.database import Database
from catalog.listening import Listener, Recipe, sane
from catalog.tracks import load_path
from inference.errors import WorldError
from inference.progress import Progress, Work
from inference.values import Embedding

LOT = 32

_LACKING = (
    "SELECT track_id FROM features WHERE base_id = ? AND track_id NOT IN "
    "(SELECT track_id FROM embeddings WHERE pack_id = ?) ORDER BY track_id"
)
_UNHEARD = (
    "SELECT path FROM tracks WHERE NOT missing AND id NOT IN "
    "(SELECT track_id FROM embeddings WHERE pack_id = ?) AND id NOT IN "
    "(SELECT track_id FROM features WHERE base_id = ?) ORDER BY path"
)


@dataclass(frozen=True, slots=True)
class Reembedded:
    """What became of the songs.

    `done` were embedded now, `ready` before; `unheard` are songs at hand whose base features the
    library does not hold, so that they have to be listened to; `failed` come with the reason.
    """

    done: int
    ready: int
    unheard: tuple[Path, ...]
    failed: tuple[tuple[Path, str], ...]


@dataclass(slots=True)
class _Books:
    done: int = 0
    failed: list[tuple[Path, str]] = field(default_factory=list)


def reembed(database: Database, recipe: Recipe) -> Work[Reembedded]:
    """Ask the pack of `recipe` about every song it has not seen and whose features are known.

    Raises
    ------
    PackError
        The pack cannot be used.
    LibraryError
        The library cannot be written.
    """
    pack_id, base_id = recipe.pack_id, recipe.base_id
    ready = database.value("SELECT count(*) FROM embeddings WHERE pack_id = ?", (pack_id,))
    waiting = lacking(database, pack_id=pack_id, base_id=base_id)
    books = _Books()
    if waiting:
        yield Progress(0.0, "Loading the models")
        yield from _through(database, recipe, recipe(), waiting, books)
    rest = unheard(database, pack_id=pack_id, base_id=base_id)
    return Reembedded(books.done, ready, rest, tuple(books.failed))


def lacking(database: Database, *, pack_id: str, base_id: str) -> list[int]:
    """Ids of songs this pack has said nothing of, and whose base features are known."""
    return [row[0] for row in database.tuples(_LACKING, (base_id, pack_id))]


def unheard(database: Database, *, pack_id: str, base_id: str) -> tuple[Path, ...]:
    """Songs at hand this pack has said nothing of, and whose base features are not known."""
    rows = database.tuples(_UNHEARD, (pack_id, base_id))
    return tuple(Path(load_path(path)) for (path,) in rows)


def _through(
    database: Database, recipe: Recipe, listener: Listener, waiting: Sequence[int], books: _Books
) -> Iterator[Progress]:
    for start in range(0, len(waiting), LOT):
        lot = waiting[start : start + LOT]
        # The towers run outside the transaction: others may write meanwhile.
        said = {one: _asked(database, recipe, listener, one, books) for one in lot}
        books.done += _write(database, recipe, said)
        reached = min(len(waiting), start + LOT)
        yield Progress(reached / len(waiting), f"{reached} of {len(waiting)} songs")


def _asked(
    database: Database, recipe: Recipe, listener: Listener, track_id: int, books: _Books
) -> Embedding | None:
    base = vectors.read_features(database, track_id, recipe.base_id)
    if base is None:
        return None
    try:
        return sane(listener.embed(base))
    except WorldError as error:
        path = database.value("SELECT path FROM tracks WHERE id = ?", (track_id,))
        books.failed.append((Path(load_path(path)), str(error)))
        return None


def _write(database: Database, recipe: Recipe, said: dict[int, Embedding | None]) -> int:
    count = 0
    with database.transaction() as connection:
        for track_id, embedding in said.items():
            # It may have been removed, or heard anew, while the tower ran.
            row = connection.execute(
                "SELECT segment_s, count FROM features WHERE track_id = ? AND base_id = ?",
                (track_id, recipe.base_id),
            ).fetchone()
            if embedding is None or row is None or row["count"] != len(embedding.segments):
                continue
            vectors.write_embedding(
                connection,
                track_id,
                recipe.pack_id,
                embedding,
                segment_s=row["segment_s"],
            )
            count += 1
    return count
