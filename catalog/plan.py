"""Comparing what lies in the folders with what the library knows, to see what is to be done."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog import vectors
from catalog.database import Database
from catalog.listening import Job, Recipe, Was
from catalog.scan import Scan, Stat
from catalog.tracks import load_path
from inference.errors import WorldError


@dataclass(frozen=True, slots=True)
class Known:
    """A track as the database has it before the run; `ready` when the pack has its vectors."""

    id: int
    path: str
    content_key: str
    missing: bool
    ready: bool
    stat: Stat


@dataclass(slots=True)
class Books:
    """What the database knows before the run; `current` maps path to stat of tracks in order.

    Most files of most runs have not changed, so they are compared as (path, stat) alone; the
    other tracks are looked at closely.
    """

    current: dict[str, Stat]
    special: dict[str, Known]
    failures: dict[str, Stat]
    sidecars: dict[str, Stat]


@dataclass(slots=True)
class Plan:
    """`quick` jobs need no listening and come first, `copies` wait for what is heard of a song.

    `back` are ids of tracks that were missing and lie where they lay; `vanished` paths of tracks
    that do no longer.
    """

    unchanged: int = 0
    back: list[int] = field(default_factory=list)
    vanished: set[str] = field(default_factory=set)
    quick: list[Job] = field(default_factory=list)
    slow: list[Job] = field(default_factory=list)
    copies: dict[str, list[Job]] = field(default_factory=lambda: defaultdict(list))


def read_books(database: Database, recipe: Recipe) -> Books:
    """What the database knows, in a few plain reads."""
    special = {one.path: one for one in known_tracks(database, recipe.pack_id, special=True)}
    current = {
        row[0]: row[1:] for row in database.tuples("SELECT path, size, mtime_ns FROM tracks")
    }
    for raw in [path for path in current if isinstance(path, bytes)]:
        current[load_path(raw)] = current.pop(raw)
    for path in special:
        del current[path]
    return Books(current, special, _stats(database, "failures"), _stats(database, "sidecars"))


def under(roots: Iterable[str]) -> tuple[str, ...]:
    """Prefixes of the paths of all that lies in some folders, for `str.startswith`."""
    return tuple(root.rstrip(os.sep) + os.sep for root in roots)


def make_plan(
    database: Database,
    found: Scan,
    books: Books,
    recipe: Recipe,
    *,
    roots: tuple[str, ...],
    retry_failed: bool,
) -> Iterator[str | Plan]:
    """Yield the names of files whose content is looked at, and the plan at the end."""
    plan = Plan(vanished=_vanished(found, books, roots))
    candidates = _changed(plan, found, books, retry_failed=retry_failed)
    news = folders_with_news(found, books, roots)
    if news:
        _plan_news(database, recipe, plan, found, books, news)
    if candidates:
        yield from _Sorting(database, recipe, found, books, plan).sort(sorted(candidates))
    yield plan


def folders_with_news(found: Scan, books: Books, roots: tuple[str, ...]) -> set[str]:
    """Folders with a licence file that came, went or changed."""
    before = {path for path in books.sidecars if path.startswith(under(roots))}
    touched = {
        path
        for path in before | set(found.sidecars)
        if books.sidecars.get(path) != found.sidecars.get(path)
    }
    return {str(Path(path).parent) for path in touched}


def _stats(database: Database, table: str) -> dict[str, Stat]:
    rows = database.rows(f"SELECT path, size, mtime_ns FROM {table}")  # noqa: S608
    return {load_path(row[0]): (row[1], row[2]) for row in rows}


def _changed(plan: Plan, found: Scan, books: Books, *, retry_failed: bool) -> list[str]:
    """Paths that are new or changed; counts the others."""
    current = books.current
    different = [path for path, stat in found.songs.items() if current.get(path) != stat]
    plan.unchanged = len(found.songs) - len(different)
    candidates = []
    for path in different:
        stat, track = found.songs[path], books.special.get(path)
        if track is not None and track.ready and track.stat == stat:
            plan.back.append(track.id)
        elif retry_failed or books.failures.get(path) != stat:
            candidates.append(path)
    return candidates


def _vanished(found: Scan, books: Books, roots: tuple[str, ...]) -> set[str]:
    """Tracks that should lie in the folders and do not; not those that cannot be looked at."""
    songs = found.songs
    gone = [path for path in (*books.current, *_present(books)) if path not in songs]
    hidden = {path for path, _ in found.unreadable}
    inside, shut = under(roots), under(hidden)
    return {
        path
        for path in gone
        if path.startswith(inside) and path not in hidden and not path.startswith(shut)
    }


def _present(books: Books) -> set[str]:
    return {path for path, track in books.special.items() if not track.missing}


def _plan_news(
    database: Database, recipe: Recipe, plan: Plan, found: Scan, books: Books, news: set[str]
) -> None:
    """Known songs beside a changed licence file have their tags read again."""
    for track in known_tracks(database, recipe.pack_id):
        stat = found.songs.get(track.path)
        beside = str(Path(track.path).parent) in news
        if beside and stat == track.stat and track.ready:
            in_place = track.path in books.current
            was: Was = "updated" if in_place else "moved"
            plan.quick.append(Job("retag", Path(track.path), stat, was, track.id))
            if in_place:
                plan.unchanged -= 1
            else:
                plan.back.remove(track.id)


def known_tracks(database: Database, pack_id: str, *, special: bool = False) -> Iterator[Known]:
    """Every track, or only those that are missing or without vectors of this pack."""
    ready = "EXISTS (SELECT 1 FROM embeddings WHERE pack_id = :pack AND track_id = tracks.id)"
    # The inner question is answered by two indexes alone.
    apart = f"WHERE id IN (SELECT id FROM tracks WHERE missing OR NOT {ready})"  # noqa: S608
    for row in database.rows(
        f"SELECT id, path, content_key, missing, {ready}, size, mtime_ns "  # noqa: S608
        f"FROM tracks {apart if special else ''}",
        {"pack": pack_id},
    ):
        one, stored, key, missing, has_vectors, *stat = row
        yield Known(
            one, load_path(stored), key, bool(missing), bool(has_vectors), (stat[0], stat[1])
        )


class _Sorting:
    """Sorts new and changed files by content: known, moved, copied or really new."""

    def __init__(
        self, database: Database, recipe: Recipe, found: Scan, books: Books, plan: Plan
    ) -> None:
        self._database = database
        self._recipe = recipe
        self._found = found
        self._plan = plan
        self._books = books
        self._by_path = {one.path: one for one in known_tracks(database, recipe.pack_id)}
        self._by_content: dict[str, list[Known]] = defaultdict(list)
        for one in self._by_path.values():
            if one.ready:
                self._by_content[one.content_key].append(one)
        self._sizes = Counter(one.stat[0] for one in self._by_path.values())
        self._first: dict[str, str] = {}
        self._moved: set[int] = set()

    def sort(self, paths: list[str]) -> Iterator[str | Plan]:
        # Only equal sizes can be equal contents; the others need not be read twice.
        self._sizes.update(self._found.songs[path][0] for path in paths)
        for path in paths:
            yield path
            own = self._by_path.get(path)
            if own is not None and own.stat == self._found.songs[path]:
                self._another_pack(own)
            elif self._sizes[self._found.songs[path][0]] > 1:
                self._by_key(path, own)
            else:
                self._listen(path, own)

    def _another_pack(self, own: Known) -> None:
        base = vectors.read_features(self._database, own.id, self._recipe.base_id)
        if base is None:
            self._listen(own.path, own)
        else:
            job = Job("embed", Path(own.path), own.stat, "updated", own.id, base=base)
            self._plan.slow.append(job)

    def _by_key(self, path: str, own: Known | None) -> None:
        from inference.media.content import content_key  # noqa: PLC0415  # loads the media libraries

        try:
            key = content_key(Path(path))
        except WorldError:
            # The listener will find the same and say so.
            self._listen(path, own)
            return
        if own is not None and own.ready and own.content_key == key:
            self._retag(path, "moved" if own.missing else "unchanged", own.id)
        elif self._by_content.get(key):
            self._take(path, own, key)
        elif key in self._first:
            self._plan.copies[self._first[key]].append(self._copy(path, own, -1, key))
        else:
            self._first[key] = path
            self._listen(path, own)

    def _take(self, path: str, own: Known | None, key: str) -> None:
        """A song of this content is known: it moved here, or this is a copy of it."""
        donors = self._by_content[key]
        gone = [one for one in donors if one.id not in self._moved and self._is_gone(one)]
        if own is None and gone:
            self._moved.add(gone[0].id)
            self._retag(path, "moved", gone[0].id)
        else:
            self._plan.quick.append(self._copy(path, own, donors[0].id, key))

    def _is_gone(self, track: Known) -> bool:
        return track.path not in self._found.songs and not Path(track.path).exists()

    def _copy(self, path: str, own: Known | None, donor: int, key: str) -> Job:
        was: Was = "added" if own is None else "updated"
        return Job("copy", Path(path), self._found.songs[path], was, donor, key)

    def _retag(self, path: str, was: Was, track_id: int) -> None:
        self._plan.quick.append(Job("retag", Path(path), self._found.songs[path], was, track_id))

    def _listen(self, path: str, own: Known | None) -> None:
        was: Was = "added" if own is None else "updated"
        self._plan.slow.append(Job("listen", Path(path), self._found.songs[path], was))
