"""Taking folders of clips into the footage catalog: only what is new or changed is watched.

As with music (`catalog.ingest`), each clip is one transaction, so that a run which was cut off at
any moment goes on where it stopped; a file that cannot be used is remembered with its reason and
not tried again until it changes. What was decoded of a clip lies in the cache by its content: one
that moved, was copied, or is wanted by another pack of the same bases is not decoded again.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from catalog.database import Database
from catalog.footage.clips import write_clip
from catalog.footage.watching import Job, Seen, Setup, WatchRecipe
from catalog.plan import under
from catalog.scan import VIDEO_SUFFIXES, Scan, Stat, roots_of, scan
from catalog.tracks import load_path, store_path
from catalog.workers import Outcome, work_through
from inference.progress import Progress, Work

PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class FootageReport:
    """What became of the files in the folders; `failed` speaks of all, also those met earlier."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: tuple[tuple[Path, str], ...] = ()


@dataclass(slots=True)
class _Plan:
    jobs: list[Job] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)


def ingest(
    database: Database,
    folders: Iterable[Path],
    recipe: WatchRecipe,
    *,
    workers: int = 1,
    patience_s: float = PATIENCE_S,
    retry_failed: bool = False,
) -> Work[FootageReport]:
    """Bring the catalog up to date with the clips in `folders` and below.

    Parameters
    ----------
    workers : processes that watch
    patience_s : a clip is given up when watching it shows no sign of life for so long
    retry_failed : also try files again that failed before and have not changed

    Raises
    ------
    LibraryError
        A folder does not exist, or the catalog cannot be written.
    PackError
        The model pack of `recipe` cannot be used.
    """
    roots = roots_of(folders)
    found = yield from _walk(roots)
    plan = _planned(database, found, recipe.pack_id, roots=roots, retry=retry_failed)
    _note(database, roots, plan)
    counts = {"added": 0, "updated": 0}
    for number, outcome in _outcomes(plan.jobs, recipe, workers=workers, patience_s=patience_s):
        if outcome is not None:
            _write(database, outcome, recipe.pack_id, counts)
        doing = "Watching" if outcome is None else f"Watched {outcome.job.path.name}"
        yield Progress(number / max(1, len(plan.jobs)), f"{doing} ({number} of {len(plan.jobs)})")
    return _report(database, found, plan, counts)


def _walk(roots: tuple[str, ...]) -> Generator[Progress, None, Scan]:
    walk = scan(roots, VIDEO_SUFFIXES)
    while True:
        try:
            count = next(walk)
        except StopIteration as end:
            found: Scan = end.value
            return found
        yield Progress(0.0, f"Looking through your folders: {count} clips so far")


def _planned(
    database: Database, found: Scan, pack_id: str, *, roots: tuple[str, ...], retry: bool
) -> _Plan:
    known = _known(database, pack_id)
    failed = {
        load_path(row[0]): (row[1], row[2])
        for row in database.tuples("SELECT path, size, mtime_ns FROM failures")
    }
    inside, hidden = under(roots), {path for path, _ in found.unreadable}
    plan = _Plan(
        vanished=[
            path
            for path in known
            if path.startswith(inside)
            and path not in found.songs
            and not path.startswith(under(hidden))
        ],
        forgotten=[path for path in failed if path.startswith(inside) and path not in found.songs],
    )
    for path, stat in sorted(found.songs.items()):
        if known.get(path) == stat:
            plan.unchanged.append(path)
        elif retry or failed.get(path) != stat:
            plan.jobs.append(Job(Path(path), stat, "updated" if path in known else "added"))
    return plan


def _known(database: Database, pack_id: str) -> Mapping[str, Stat | None]:
    """Size and time of each clip by path; None for one this pack has said nothing of."""
    rows = database.tuples(
        "SELECT path, size, mtime_ns, EXISTS (SELECT 1 FROM embeddings "
        "WHERE pack_id = ? AND track_id = clips.id) FROM clips",
        (pack_id,),
    )
    return {load_path(path): (size, time) if ready else None for path, size, time, ready in rows}


def _note(database: Database, roots: tuple[str, ...], plan: _Plan) -> None:
    def stored(paths: Iterable[str]) -> list[tuple[str | bytes]]:
        return [(store_path(path),) for path in paths]

    with database.transaction() as connection:
        many = connection.executemany
        many("INSERT OR IGNORE INTO folders (path) VALUES (?)", stored(roots))
        many("DELETE FROM failures WHERE path = ?", stored(plan.forgotten))
        many("UPDATE clips SET missing = 1 WHERE path = ?", stored(plan.vanished))
        many("UPDATE clips SET missing = 0 WHERE path = ? AND missing", stored(plan.unchanged))


def _outcomes(
    jobs: list[Job], recipe: WatchRecipe, *, workers: int, patience_s: float
) -> Generator[tuple[int, Outcome[Job, Seen] | None], None, None]:
    """Each outcome with how many there are by then; None now and then as a sign of life."""
    number = 0
    with closing(
        work_through(iter(jobs), Setup(recipe), workers=workers, patience_s=patience_s)
    ) as outcomes:
        for outcome in outcomes:
            number += outcome is not None
            yield number, outcome


def _write(
    database: Database, outcome: Outcome[Job, Seen], pack_id: str, counts: dict[str, int]
) -> None:
    job, seen = outcome.job, outcome.answer
    if seen is None:
        _fail(database, job, outcome.reason)
        return
    with database.transaction() as connection:
        clip_id = write_clip(connection, job.path, job.stat, seen, pack_id)
        # A clip of equal content that is gone has moved here.
        connection.execute(
            "DELETE FROM clips WHERE missing AND content_key = ? AND id != ?",
            (seen.content_key, clip_id),
        )
    counts[job.was] += 1


def _fail(database: Database, job: Job, reason: str) -> None:
    stored = store_path(job.path)
    with database.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO failures (path, size, mtime_ns, reason) VALUES (?, ?, ?, ?)",
            (stored, *job.stat, reason),
        )
        connection.execute("UPDATE clips SET missing = 1 WHERE path = ?", (stored,))


def _report(
    database: Database, found: Scan, plan: _Plan, counts: Mapping[str, int]
) -> FootageReport:
    rows = database.rows("SELECT path, reason FROM failures ORDER BY path")
    failed = [(load_path(row[0]), str(row[1])) for row in rows]
    here = [(path, reason) for path, reason in failed if path in found.songs]
    missing = sum(
        bool(database.value("SELECT missing FROM clips WHERE path = ?", (store_path(path),)))
        for path in plan.vanished
    )
    return FootageReport(
        added=counts["added"],
        updated=counts["updated"],
        unchanged=len(plan.unchanged),
        missing=missing,
        failed=tuple((Path(path), reason) for path, reason in sorted(here + found.unreadable)),
    )
