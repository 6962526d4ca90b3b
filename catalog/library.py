"""A music library in one folder: the door to all of the catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from catalog import vectors
from catalog.beats import BeatFix
from catalog.candidates import Candidates, candidates
from catalog.database import Database
from catalog.errors import SearchError
from catalog.filters import Filters, matching_ids
from catalog.listening import PATIENCE_S, Recipe
from catalog.marks import changes_of, count_use, write_marks
from catalog.ordering import Order, listed_ids
from catalog.passage import passage_of
from catalog.reembedding import Reembedded, lacking, reembed, unheard
from catalog.search import Query, SearchResult, conditioned, search
from catalog.shelf import Shelf, open_shelf, shelf_folder, shelf_state
from catalog.tracks import (
    Timing,
    Track,
    all_tracks,
    ids_within,
    load_path,
    read_timing,
    store_path,
    tracks_by_id,
)
from inference.progress import Work
from inference.values import Embedding, Floats, Span

if TYPE_CHECKING:
    from catalog.ingest import IngestReport

FILE = "library.sqlite"

_ATTENTION = (
    "SELECT id, duration_s, segment_s, attention FROM tracks "
    "JOIN embeddings ON track_id = id WHERE pack_id = ?"
)


@dataclass(frozen=True, slots=True)
class LibraryStats:
    """Numbers about a library; `analysed` counts tracks with vectors, by pack."""

    tracks: int
    missing: int
    failed: int
    duration_s: float
    analysed: Mapping[str, int]
    bytes_on_disk: int


@dataclass(frozen=True, slots=True)
class Health:
    """What `Library.check` found.

    `gone` are tracks not marked missing whose file is not there; `unanalysed` are tracks without
    vectors of any pack; `index` says, by pack, whether the derived files are ready, stale, damaged
    or missing (all but "ready" are made anew by the next search); `problems` are sentences about
    damage, empty in a healthy library.
    """

    gone: tuple[Path, ...]
    missing: tuple[Path, ...]
    unanalysed: tuple[Path, ...]
    duplicates: tuple[tuple[Path, Path], ...]
    index: Mapping[str, str]
    problems: tuple[str, ...]


class Library:
    """A music library. Synchronous; used by one thread at a time."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self.folder = folder
        self._shelves: dict[str, Shelf] = {}

    @classmethod
    def open(cls, folder: Path, *, create: bool = True, read_only: bool = False) -> Library:
        """Open the library in `folder`, making an empty one when there is none.

        Raises
        ------
        LibraryError
            There is none (without `create`), it is newer than this program, damaged, not a
            library, or cannot be written (without `read_only`).
        """
        return cls(Database.open(folder / FILE, create=create, read_only=read_only), folder)

    def close(self) -> None:
        self._shelves.clear()
        self._database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._database.value("SELECT count(*) FROM tracks"))

    def ingest(
        self,
        folders: Iterable[Path],
        recipe: Recipe,
        *,
        workers: int = 2,
        patience_s: float = PATIENCE_S,
        retry_failed: bool = False,
    ) -> Work[IngestReport]:
        """Bring the library up to date with music folders; see `catalog.ingest.ingest`."""
        from catalog.ingest import ingest  # noqa: PLC0415  (the window starts without)

        return ingest(
            self._database,
            folders,
            recipe,
            workers=workers,
            patience_s=patience_s,
            retry_failed=retry_failed,
        )

    def reembed(self, recipe: Recipe) -> Work[Reembedded]:
        """Make it ready for the pack of `recipe` without opening a file; see `reembedding`."""
        return reembed(self._database, recipe)

    def lacking(self, pack_id: str, base_id: str) -> int:
        """How many songs `reembed` would have to embed."""
        return len(lacking(self._database, pack_id=pack_id, base_id=base_id))

    def unheard(self, pack_id: str, base_id: str) -> tuple[Path, ...]:
        """Songs at hand that have to be listened to before a pack can suggest them."""
        return unheard(self._database, pack_id=pack_id, base_id=base_id)

    def search(
        self, query: Query, *, pack_id: str, directions: Mapping[str, Floats] | None = None
    ) -> SearchResult:
        """Songs that answer a question put by a pack; `directions` are its attributes (E,).

        Raises
        ------
        SearchError
            No song was analysed with this pack, or a slider names an unknown attribute.
        """
        return search(self._database, self.prepare(pack_id), query, directions or {})

    def shaped(self, query: Query, *, pack_id: str, directions: Mapping[str, Floats]) -> Query:
        """A question as `search` puts it: after its sliders.

        Raises
        ------
        SearchError
            No song was analysed with this pack, or a slider names an unknown attribute.
        """
        return conditioned(query, directions, self.prepare(pack_id).centre)

    def candidates(
        self,
        queries: Sequence[Query],
        *,
        pack_id: str,
        directions: Mapping[str, Floats] | None = None,
        wanted: Sequence[int] = (),
    ) -> Candidates:
        """Songs that come into question for many scenes, and their scores; see `candidates`.

        Raises
        ------
        SearchError
            No song was analysed with this pack, or a slider names an unknown attribute.
        """
        shelf = self.prepare(pack_id)
        return candidates(self._database, shelf, queries, directions or {}, wanted=wanted)

    def prepare(self, pack_id: str) -> Shelf:
        """Bring the derived files of a pack up to date now, rather than with the next search.

        Raises
        ------
        SearchError
            No song was analysed with this pack.
        """
        shelf = open_shelf(
            self._database,
            pack_id,
            shelf_folder(self.folder, pack_id),
            known=self._shelves.get(pack_id),
        )
        if shelf is None:
            raise SearchError(
                f"No song in the library {self.folder} has been analysed with this model pack.",
                remedy="Add your music folders again: what was heard before need not be heard anew."
                if len(self)
                else "Add a music folder first.",
                path=self.folder,
            )
        self._shelves[pack_id] = shelf
        return shelf

    def tracks(self, filters: Filters | None = None) -> Iterator[Track]:
        """Every track, also the missing ones; with `filters`, those at hand that pass."""
        if filters is None:
            yield from all_tracks(self._database)
            return
        ids = matching_ids(self._database, filters)
        for start in range(0, len(ids), 500):
            found = tracks_by_id(self._database, ids[start : start + 500])
            yield from (found[one] for one in ids[start : start + 500])

    def listed(self, filters: Filters, order: Order | None = None) -> tuple[int, ...]:
        """Ids of the songs at hand that pass, in an order a person asked for."""
        return listed_ids(self._database, filters, order or Order())

    def some(self, track_ids: Iterable[int]) -> tuple[Track, ...]:
        """The tracks of these ids in the same order; unknown ids are left out."""
        wanted = list(track_ids)
        found = tracks_by_id(self._database, wanted)
        return tuple(found[one] for one in wanted if one in found)

    def get(self, track_id: int) -> Track | None:
        return tracks_by_id(self._database, [track_id]).get(track_id)

    def at(self, path: Path) -> Track | None:
        """The track of a file, or None."""
        found = self._database.value("SELECT id FROM tracks WHERE path = ?", (store_path(path),))
        return None if found is None else self.get(found)

    def timing(self, track_id: int) -> Timing | None:
        """Beats, downbeats and tempo, as corrected by the user, and energy of a track."""
        return read_timing(self._database, track_id)

    def correct_beats(self, track_id: int, fix: BeatFix) -> Track | None:
        """Correct what was heard of the beats, instead of any correction before; the song then.

        It belongs to the sound, as all marks do, and stays when the song is heard anew.
        `BeatFix()` takes it back.

        Raises
        ------
        LibraryError
            The tempo or shift is not one that can be, or the library cannot be written.
        """
        return self.mark(track_id, **changes_of(fix))

    def embedding(self, track_id: int, pack_id: str) -> Embedding | None:
        """What a pack says of a track; None when it is not analysed with this pack yet."""
        return vectors.read_embedding(self._database, track_id, pack_id)

    def passage(self, track_id: int, pack_id: str) -> Span | None:
        """The passage that stands for a track, by the attention of a pack; None without one."""
        rows = self._database.rows(f"{_ATTENTION} AND id = ?", (pack_id, track_id))
        return _passage(rows[0]) if rows else None

    def passages(self, pack_id: str) -> dict[int, Span]:
        """The passage of every track that has one, by id."""
        found = (
            (row["id"], _passage(row)) for row in self._database.stream(_ATTENTION, (pack_id,))
        )
        return {one: passage for one, passage in found if passage is not None}

    def features(self, track_id: int, base_id: str) -> Floats | None:
        """Base features float32 (L, Dm) of a track; None when this base has not heard it."""
        return vectors.read_features(self._database, track_id, base_id)

    def mark(self, track_id: int, **changes: bool | float) -> Track | None:
        """Note something of a song, as `catalog.marks.Marks` names it; the song as it is then.

        Raises
        ------
        LibraryError
            A tempo factor or shift is not one that can be, or the library cannot be written.
        """
        with self._database.transaction() as connection:
            write_marks(connection, track_id, changes)
        return self.get(track_id)

    def count_use(self, track_ids: Iterable[int]) -> None:
        """Note that songs were laid on a film once more."""
        with self._database.transaction() as connection:
            count_use(connection, track_ids)

    def remove(self, track_ids: Iterable[int]) -> int:
        """Forget tracks with all that is known of them (no file is touched); how many they were.

        A file that still lies in a music folder is taken in again by the next run.
        """
        with self._database.transaction() as connection:
            return sum(
                connection.execute("DELETE FROM tracks WHERE id = ?", (one,)).rowcount
                for one in list(track_ids)
            )

    def folders(self) -> tuple[Path, ...]:
        """The music folders taken in so far."""
        rows = self._database.rows("SELECT path FROM folders ORDER BY path")
        return tuple(Path(load_path(row[0])) for row in rows)

    def within(self, folder: Path) -> tuple[int, ...]:
        """Ids of the tracks in a folder and below, also the missing ones."""
        return ids_within(self._database, folder)

    def forget_folder(self, folder: Path) -> None:
        """Do not count a folder among the music folders any more; its tracks stay."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM folders WHERE path = ?", (store_path(folder),))

    def failed(self) -> tuple[tuple[Path, str], ...]:
        """Files that could not be analysed, with the reason."""
        rows = self._database.rows("SELECT path, reason FROM failures ORDER BY path")
        return tuple((Path(load_path(row[0])), str(row[1])) for row in rows)

    def stats(self) -> LibraryStats:
        row = self._database.rows(
            "SELECT count(*), coalesce(sum(missing), 0), coalesce(sum(duration_s), 0), "
            "(SELECT count(*) FROM failures) FROM tracks"
        )[0]
        analysed = self._database.rows(
            "SELECT pack_id, count(*) FROM embeddings GROUP BY pack_id ORDER BY pack_id"
        )
        return LibraryStats(
            tracks=row[0],
            missing=row[1],
            duration_s=row[2],
            failed=row[3],
            analysed={one[0]: one[1] for one in analysed},
            bytes_on_disk=_size(self.folder),
        )

    def check(self) -> Health:
        """Look for trouble; reads every row's place but no music file."""
        from catalog.ingest import duplicates  # noqa: PLC0415  (the window starts without)

        tracks = list(all_tracks(self._database))
        unanalysed = {
            row[0]
            for row in self._database.rows(
                "SELECT id FROM tracks WHERE id NOT IN (SELECT track_id FROM embeddings)"
            )
        }
        packs = [row[0] for row in self._database.rows("SELECT pack_id FROM packs")]
        return Health(
            gone=tuple(one.path for one in tracks if not one.missing and not one.path.exists()),
            missing=tuple(one.path for one in tracks if one.missing),
            unanalysed=tuple(one.path for one in tracks if one.id in unanalysed),
            duplicates=duplicates(self._database),
            index={
                one: shelf_state(self._database, one, shelf_folder(self.folder, one))
                for one in packs
            },
            problems=tuple(self._problems()),
        )

    def _problems(self) -> Iterator[str]:
        for row in self._database.rows("PRAGMA quick_check"):
            if row[0] != "ok":
                yield f"The library file is damaged: {row[0]}."
        for table in ("embeddings", "features", "tags"):
            orphans = self._database.value(
                f"SELECT count(*) FROM {table} "  # noqa: S608
                "WHERE track_id NOT IN (SELECT id FROM tracks)"
            )
            if orphans:
                yield f"{orphans} rows of {table} belong to no track."
        strange = self._database.value(
            "SELECT count(*) FROM embeddings WHERE pack_id NOT IN (SELECT pack_id FROM packs) "
            "OR length(segments) != 2 * count * dim OR length(track) != 4 * dim"
        )
        if strange:
            yield f"{strange} vectors name no known pack or are of another size than stated."


def _passage(row: sqlite3.Row) -> Span | None:
    return passage_of(
        vectors.attention_from(row["attention"]),
        segment_s=row["segment_s"],
        duration_s=row["duration_s"],
    )


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total
