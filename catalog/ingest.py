"""Taking music folders into the library: only what is new or changed is listened to.

The order of events keeps every finished song, and makes a run that was cut off at any moment
(also by kill -9) go on as if nothing had happened: what vanished is marked, then each song is one
transaction, and licence files are noted as applied last.

- Same size and time of change as known: not opened.
- New or changed: first compared by content with the songs of the same size, as a file that moved,
  was copied or only touched need not be heard again; else handed to a process that listens.
- Gone: marked missing, kept with all that is known, and back as soon as the file is.
- Not usable: remembered with the reason, not tried again until the file changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from catalog import vectors
from catalog.database import Database
from catalog.errors import LibraryError
from catalog.licences import read_sidecar, stated_for
from catalog.listening import PATIENCE_S, Answer, Job, Recipe, Setup
from catalog.marks import forget_marks
from catalog.plan import Books, Plan, make_plan, read_books, under
from catalog.scan import Scan, roots_of, scan
from catalog.tags import FileTags, names_from_file, with_stated
from catalog.tracks import load_path, store_path, write_copy, write_tags, write_track
from catalog.workers import Outcome, work_through
from inference.progress import Progress, Work
from inference.values import MusicAnalysis, MusicBase

# Looking at the folders is this share of the progress bar; listening is the rest.
LOOKING = 0.05
SAME_SONG_S = 0.5


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the files in the folders.

    `moved` counts known songs found again without listening, at a new place or back at the old
    one; `missing` those that vanished since the last run and were not found elsewhere. `failed`
    and `duplicates` speak of all files in the folders, also those met earlier; a duplicate names
    the file and the song of equal content. `ignored` are visible files that are no music.
    """

    added: int = 0
    updated: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: tuple[tuple[Path, str], ...] = ()
    duplicates: tuple[tuple[Path, Path], ...] = ()
    ignored: tuple[Path, ...] = ()


def ingest(
    database: Database,
    folders: Iterable[Path],
    recipe: Recipe,
    *,
    workers: int = 2,
    patience_s: float = PATIENCE_S,
    retry_failed: bool = False,
) -> Work[IngestReport]:
    """Bring the library up to date with what lies in `folders` and below.

    Parameters
    ----------
    workers : processes that listen
    patience_s : a file is given up when its analysis shows no sign of life for so long
    retry_failed : also try files again that failed before and have not changed

    Raises
    ------
    LibraryError
        A folder does not exist, or the library cannot be written.
    PackError
        The model pack of `recipe` cannot be used.
    """
    roots = roots_of(folders)
    found = yield from _walk(roots)
    books = read_books(database, recipe)
    plan = yield from _planned(database, found, books, recipe, roots=roots, retry=retry_failed)
    _note_scan(database, roots, found, books, plan)
    writer = _Writer(database, recipe, _Sidecars(found))
    yield from _work_off(plan, writer, recipe, workers=workers, patience_s=patience_s)
    _note_sidecars(database, roots, found, books)
    return _report(database, roots, found, plan, writer)


def _walk(roots: tuple[str, ...]) -> Generator[Progress, None, Scan]:
    walk = scan(roots)
    while True:
        try:
            count = next(walk)
        except StopIteration as end:
            found: Scan = end.value
            return found
        yield Progress(0.0, f"Looking through your folders: {count} songs so far")


def _planned(
    database: Database,
    found: Scan,
    books: Books,
    recipe: Recipe,
    *,
    roots: tuple[str, ...],
    retry: bool,
) -> Generator[Progress, None, Plan]:
    steps = make_plan(database, found, books, recipe, roots=roots, retry_failed=retry)
    for step in steps:
        if isinstance(step, Plan):
            return step
        yield Progress(0.0, f"Comparing {Path(step).name}")
    raise AssertionError("a plan is always made")


def _note_scan(
    database: Database, roots: tuple[str, ...], found: Scan, books: Books, plan: Plan
) -> None:
    """Write what the look at the folders alone tells; nothing when nothing changed."""
    inside = under(roots)
    stale = [p for p in books.failures if p.startswith(inside) and p not in found.songs]
    known = {load_path(row[0]) for row in database.rows("SELECT path FROM folders")}
    fresh = [root for root in roots if root not in known]
    if not (stale or fresh or plan.vanished or plan.back):
        return
    with database.transaction() as connection:
        many = connection.executemany
        many("INSERT INTO folders (path) VALUES (?)", _stored(fresh))
        many("DELETE FROM failures WHERE path = ?", _stored(stale))
        many("UPDATE tracks SET missing = 1 WHERE path = ?", _stored(plan.vanished))
        _bring_back(connection, plan.back)


def _bring_back(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    values = [(one,) for one in ids]
    connection.executemany(
        "DELETE FROM failures WHERE path = (SELECT path FROM tracks WHERE id = ?)", values
    )
    connection.executemany("UPDATE tracks SET missing = 0 WHERE id = ?", values)


def _stored(paths: Iterable[str]) -> list[tuple[str | bytes]]:
    return [(store_path(path),) for path in paths]


def _work_off(
    plan: Plan, writer: _Writer, recipe: Recipe, *, workers: int, patience_s: float
) -> Generator[Progress, None, None]:
    total = len(plan.quick) + len(plan.slow) + sum(map(len, plan.copies.values()))
    done = 0
    # Copies that wait for a song come after it; each phase may leave work for the next.
    phases: tuple[Callable[[], list[Job]], ...] = (
        lambda: plan.quick,
        lambda: plan.slow + writer.left_over,
        lambda: writer.copies_of(plan.copies),
    )
    for phase in phases:
        for outcome in _outcomes(phase(), recipe, workers=workers, patience_s=patience_s):
            doing = "Listening"
            if outcome is not None:
                writer.write(outcome)
                done += 1
                doing = f"Heard {outcome.job.path.name}"
            share = LOOKING + (1 - LOOKING) * min(1.0, done / max(1, total))
            yield Progress(share, f"{doing} ({done} of {total})")


def _outcomes(
    jobs: list[Job], recipe: Recipe, *, workers: int, patience_s: float
) -> Generator[Outcome[Job, Answer] | None, None, None]:
    with closing(
        work_through(iter(jobs), Setup(recipe), workers=workers, patience_s=patience_s)
    ) as outcomes:
        yield from outcomes


def _note_sidecars(database: Database, roots: tuple[str, ...], found: Scan, books: Books) -> None:
    inside = under(roots)
    before = {p: stat for p, stat in books.sidecars.items() if p.startswith(inside)}
    if before == found.sidecars:
        return
    with database.transaction() as connection:
        connection.executemany("DELETE FROM sidecars WHERE path = ?", _stored(before))
        connection.executemany(
            "INSERT INTO sidecars (path, size, mtime_ns) VALUES (?, ?, ?)",
            [(store_path(path), *stat) for path, stat in found.sidecars.items()],
        )


def _report(
    database: Database, roots: tuple[str, ...], found: Scan, plan: Plan, writer: _Writer
) -> IngestReport:
    counts = writer.counts
    failed = [
        (load_path(row[0]), str(row[1]))
        for row in database.rows("SELECT path, reason FROM failures")
    ]
    here = [(path, reason) for path, reason in failed if path in found.songs]
    still_missing = sum(
        bool(database.value("SELECT missing FROM tracks WHERE path = ?", one))
        for one in _stored(plan.vanished)
    )
    return IngestReport(
        added=counts["added"],
        updated=counts["updated"],
        moved=counts["moved"] + len(plan.back),
        unchanged=counts["unchanged"] + plan.unchanged,
        missing=still_missing,
        failed=tuple(
            (Path(path), reason)
            for path, reason in sorted(here + found.unreadable + writer.sidecars.failed)
        ),
        duplicates=duplicates(database, roots),
        ignored=tuple(Path(path) for path in found.ignored),
    )


def duplicates(database: Database, roots: Iterable[str] = ()) -> tuple[tuple[Path, Path], ...]:
    """Files of equal content: each with the first of them; only those in `roots`, if given."""
    rows = database.rows(
        "SELECT content_key, path FROM tracks WHERE NOT missing AND content_key IN (SELECT "
        "content_key FROM tracks WHERE NOT missing GROUP BY content_key HAVING count(*) > 1)"
    )
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(load_path(row[1]))
    inside = under(roots)
    return tuple(
        (Path(path), Path(group[0]))
        for group in map(sorted, groups.values())
        for path in group[1:]
        if not inside or path.startswith(inside)
    )


@dataclass(slots=True)
class _Sidecars:
    """The licence files beside the songs, each folder read once, when its first song is written."""

    found: Scan
    failed: list[tuple[str, str]] = field(default_factory=list)
    _by_folder: dict[Path, list[Path]] | None = None
    _read: dict[Path, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def applied(self, song: Path, tags: FileTags) -> FileTags:
        return with_stated(tags, stated_for(song, self._of(song.parent)))

    def _of(self, folder: Path) -> Mapping[str, Mapping[str, str]]:
        if folder not in self._read:
            self._read[folder] = self._merged(self._lying_in(folder))
        return self._read[folder]

    def _lying_in(self, folder: Path) -> list[Path]:
        if self._by_folder is None:
            self._by_folder = {}
            for path in map(Path, sorted(self.found.sidecars)):
                self._by_folder.setdefault(path.parent, []).append(path)
        return self._by_folder.get(folder, [])

    def _merged(self, paths: list[Path]) -> Mapping[str, Mapping[str, str]]:
        merged: dict[str, Mapping[str, str]] = {}
        # Tables first: what is said of a single song says more.
        for path in sorted(paths, key=lambda path: path.suffix.lower() == ".toml"):
            try:
                stated = read_sidecar(path)
            except LibraryError as error:
                self.failed.append((str(path), str(error)))
                continue
            for name, values in stated.items():
                merged[name] = {**merged.get(name, {}), **values}
        return merged


class _Writer:
    """Writes what became of each job, one transaction a song."""

    def __init__(self, database: Database, recipe: Recipe, sidecars: _Sidecars) -> None:
        self._database = database
        self._recipe = recipe
        self.sidecars = sidecars
        self.counts = dict.fromkeys(("added", "updated", "moved", "unchanged"), 0)
        self.left_over: list[Job] = []
        self._ids: dict[str, tuple[int, str]] = {}
        self._reasons: dict[str, str] = {}
        self._ways: Mapping[str, Callable[[Job, Answer], bool]] = {
            "listen": self._heard,
            "embed": self._embedded,
            "copy": self._copied,
            "retag": self._retagged,
        }

    def write(self, outcome: Outcome[Job, Answer]) -> None:
        job, answer = outcome.job, outcome.answer
        if answer is None and job.kind in ("copy", "retag"):
            # Only its tags could not be read: the file name will do.
            artist, title = names_from_file(job.path)
            answer = Answer(FileTags(title=title, artist=artist))
        if answer is None:
            self._failed(job, outcome.reason)
        elif self._ways[job.kind](job, answer):
            self.counts[job.was] += 1

    def copies_of(self, waiting: Mapping[str, list[Job]]) -> list[Job]:
        """Jobs for files that were waiting for a song of equal content to be heard."""
        jobs: list[Job] = []
        for path, copies in waiting.items():
            if path in self._ids:
                donor, key = self._ids[path]
                jobs += [Job("copy", one.path, one.stat, one.was, donor, key) for one in copies]
            else:
                for one in copies:
                    # The reason names the file it was found in.
                    named = self._reasons[path].replace(Path(path).name, one.path.name)
                    self._failed(one, named)
        return jobs

    def _heard(self, job: Job, answer: Answer) -> bool:
        analysis = answer.analysis
        assert analysis is not None, "a job that listens brings an analysis"  # noqa: S101
        tags = self.sidecars.applied(job.path, answer.tags)
        path, base = str(job.path), analysis.base
        names = self._recipe.tag_names
        with self._database.transaction() as connection:
            _forget_other_content(connection, path, base)
            track_id = write_track(
                connection,
                path,
                job.stat,
                tags,
                base=base,
                model_tags=dict(zip(names, base.tags.tolist(), strict=True)),
            )
            vectors.write_features(
                connection,
                track_id,
                self._recipe.base_id,
                base.base,
                segment_s=vectors.segment_length_s(base.segments),
            )
            _write_embedding(connection, track_id, analysis)
        self._ids[path] = track_id, base.content_key
        return True

    def _embedded(self, job: Job, answer: Answer) -> bool:
        assert answer.embedding is not None, "a job that embeds brings an embedding"  # noqa: S101
        segment_s = self._database.value(
            "SELECT segment_s FROM features WHERE track_id = ? AND base_id = ?",
            (job.track_id, self._recipe.base_id),
        )
        with self._database.transaction() as connection:
            self._write_tags(connection, job, answer)
            vectors.write_embedding(
                connection,
                job.track_id,
                self._recipe.pack_id,
                answer.embedding,
                segment_s=segment_s,
            )
        return True

    def _copied(self, job: Job, answer: Answer) -> bool:
        key = self._database.value("SELECT content_key FROM tracks WHERE id = ?", (job.track_id,))
        if key != job.key:
            # Files were swapped: the donor holds something else by now.
            self.left_over.append(Job("listen", job.path, job.stat, job.was))
            return False
        tags = self.sidecars.applied(job.path, answer.tags)
        with self._database.transaction() as connection:
            write_copy(connection, str(job.path), job.stat, tags, donor=job.track_id)
        return True

    def _retagged(self, job: Job, answer: Answer) -> bool:
        with self._database.transaction() as connection:
            self._write_tags(connection, job, answer)
        return True

    def _write_tags(self, connection: sqlite3.Connection, job: Job, answer: Answer) -> None:
        tags = self.sidecars.applied(job.path, answer.tags)
        write_tags(connection, job.track_id, str(job.path), job.stat, tags)

    def _failed(self, job: Job, reason: str) -> None:
        self._reasons[str(job.path)] = reason
        stored = store_path(job.path)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO failures (path, size, mtime_ns, reason) "
                "VALUES (?, ?, ?, ?)",
                (stored, *job.stat, reason),
            )
            connection.execute("UPDATE tracks SET missing = 1 WHERE path = ?", (stored,))


def _forget_other_content(connection: sqlite3.Connection, path: str, base: MusicBase) -> None:
    row = connection.execute(
        "SELECT id, content_key, duration_s FROM tracks WHERE path = ?", (store_path(path),)
    ).fetchone()
    if row is None or row["content_key"] == base.content_key:
        return
    vectors.drop_vectors(connection, row["id"])
    # Of equal length, it is most likely the same song with other tags.
    if abs(row["duration_s"] - base.duration_s) > SAME_SONG_S:
        forget_marks(connection, row["id"])


def _write_embedding(
    connection: sqlite3.Connection, track_id: int, analysis: MusicAnalysis
) -> None:
    vectors.write_embedding(
        connection,
        track_id,
        analysis.pack_id,
        analysis.embedding,
        segment_s=vectors.segment_length_s(analysis.base.segments),
    )
