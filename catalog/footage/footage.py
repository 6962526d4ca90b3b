"""A catalog of footage in one folder: the door to this room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from catalog import vectors
from catalog.database import Database, Kind
from catalog.errors import LibraryError, SearchError
from catalog.footage.clips import Clip, all_clips
from catalog.footage.ingest import PATIENCE_S, FootageReport, ingest
from catalog.footage.matching import Match, Tune, match
from catalog.footage.watching import WatchRecipe
from catalog.search import rivals_of
from catalog.shelf import Shelf, open_shelf, shelf_folder
from catalog.tracks import load_path, store_path
from inference.progress import Work
from inference.values import Embedding

FILE = "footage.sqlite"
FOOTAGE = Kind(
    format="cuesmith-footage",
    steps=Path(__file__).resolve().parent / "schema",
    called="footage catalog",
    begin="Add a folder of clips first: cuesmith footage add FOLDER.",
)


@dataclass(frozen=True, slots=True)
class FootageStats:
    """Numbers about a catalog; `ready` counts clips at hand that a pack knows."""

    clips: int
    missing: int
    failed: int
    duration_s: float
    ready: int


class Footage:
    """A footage catalog. Synchronous; used by one thread at a time."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self.folder = folder
        self._shelf: Shelf | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = True, read_only: bool = False) -> Footage:
        """Open the catalog in `folder`, making an empty one when there is none.

        Raises
        ------
        LibraryError
            There is none (without `create`), it is newer than this program, damaged, not a
            footage catalog, or cannot be written (without `read_only`).
        """
        path = folder / FILE
        database = Database.open(path, create=create, read_only=read_only, kind=FOOTAGE)
        return cls(database, folder)

    def close(self) -> None:
        self._shelf = None
        self._database.close()

    def __enter__(self) -> Footage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._database.value("SELECT count(*) FROM clips"))

    def ingest(
        self,
        folders: Iterable[Path],
        recipe: WatchRecipe,
        *,
        workers: int = 1,
        patience_s: float = PATIENCE_S,
        retry_failed: bool = False,
    ) -> Work[FootageReport]:
        """Bring the catalog up to date with folders of clips; see `catalog.footage.ingest`."""
        return ingest(
            self._database,
            folders,
            recipe,
            workers=workers,
            patience_s=patience_s,
            retry_failed=retry_failed,
        )

    def match(self, tune: Tune, *, pack_id: str, count: int = 10) -> tuple[Match, ...]:
        """Clips for a song as a pack hears it, best first.

        Raises
        ------
        SearchError
            No clip was watched with this pack.
        """
        return match(self._database, self.prepare(pack_id), tune, count=count)

    def rivals(self, tune: Tune, *, pack_id: str) -> float:
        """Return the share of clips that fit a song, as a whole, almost as well as the best.

        Raises
        ------
        SearchError
            No clip was watched with this pack.
        """
        return rivals_of(self.prepare(pack_id).tracks @ tune.track)

    def prepare(self, pack_id: str) -> Shelf:
        """Bring the derived files of a pack up to date now, rather than with the next match.

        Raises
        ------
        SearchError
            No clip was watched with this pack.
        """
        known = self._shelf if self._shelf and self._shelf.pack_id == pack_id else None
        place = shelf_folder(self.folder / "footage", pack_id)
        shelf = open_shelf(self._database, pack_id, place, known=known)
        if shelf is None:
            raise SearchError(
                f"No clip in {self.folder} has been watched with this model pack.",
                remedy="Add your footage again: what was seen before need not be decoded anew."
                if len(self)
                else FOOTAGE.begin,
                path=self.folder,
            )
        self._shelf = shelf
        return shelf

    def clips(self) -> tuple[Clip, ...]:
        """Every clip, also the missing ones, by path."""
        return tuple(all_clips(self._database))

    def embedding(self, clip_id: int, pack_id: str) -> Embedding | None:
        """What a pack says of a clip; None when it has not seen it yet."""
        return vectors.read_embedding(self._database, clip_id, pack_id)

    def folders(self) -> tuple[Path, ...]:
        """The folders taken in so far."""
        rows = self._database.rows("SELECT path FROM folders ORDER BY path")
        return tuple(Path(load_path(row[0])) for row in rows)

    def remove(self, paths: Iterable[Path], *, missing: bool = False) -> int:
        """Forget clips and folders, with `missing` also clips that are gone; how many clips.

        No file is touched. A clip that still lies in a known folder is taken in again by the next
        run.
        """
        wanted = list(paths)
        gone = [
            clip.id
            for clip in self.clips()
            if (missing and clip.missing) or any(clip.path.is_relative_to(one) for one in wanted)
        ]
        lost = [path for path, _ in self.failed() if any(map(path.is_relative_to, wanted))]
        with self._database.transaction() as connection:
            many = connection.executemany
            many("DELETE FROM failures WHERE path = ?", [(store_path(one),) for one in lost])
            many("DELETE FROM folders WHERE path = ?", [(store_path(one),) for one in wanted])
            many("DELETE FROM clips WHERE id = ?", [(one,) for one in gone])
        return len(gone)

    def failed(self) -> tuple[tuple[Path, str], ...]:
        """Files that could not be watched, with the reason."""
        rows = self._database.rows("SELECT path, reason FROM failures ORDER BY path")
        return tuple((Path(load_path(row[0])), str(row[1])) for row in rows)

    def stats(self, pack_id: str) -> FootageStats:
        row = self._database.rows(
            "SELECT count(*), coalesce(sum(missing), 0), coalesce(sum(duration_s), 0), "
            "(SELECT count(*) FROM failures), (SELECT count(*) FROM clips WHERE NOT missing AND "
            "id IN (SELECT track_id FROM embeddings WHERE pack_id = ?)) FROM clips",
            (pack_id,),
        )[0]
        return FootageStats(
            clips=row[0], missing=row[1], duration_s=row[2], failed=row[3], ready=row[4]
        )


def has_footage(folder: Path) -> bool:
    """Whether there is a footage catalog in a library's folder."""
    return (folder / FILE).is_file()


def require_clips(done: FootageReport, folders: Iterable[Path]) -> None:
    """Refuse folders that hold no clip at all.

    Raises
    ------
    LibraryError
        Nothing in the folders is a video.
    """
    if not (done.added or done.updated or done.unchanged or done.missing or done.failed):
        names = ", ".join(str(folder) for folder in folders)
        raise LibraryError(
            f"{names} holds no video.", remedy="Choose a folder with clips (mp4, mov, mkv, …)."
        )
