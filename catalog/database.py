"""A SQLite file of ours: opened, upgraded step by step, written through one connection.

The file says what it is (table `format`) and how new it is (`PRAGMA user_version`). Each step of
`schema/` is one transaction; before an existing file is upgraded a copy of it is laid beside it.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.errors import LibraryError

BUSY_TIMEOUT_S = 10.0
_BUSY_S = 0.01

Values = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file holds: the word in its table `format`, and the folder of its upgrade steps.

    `called` names it to people; `begin` is what to do where there is none yet.
    """

    format: str
    steps: Path
    called: str
    begin: str


LIBRARY = Kind(
    format="cuesmith-library",
    steps=Path(__file__).resolve().parent / "schema",
    called="music library",
    begin="Add a music folder first.",
)

_REASONS = (
    (
        "SQLITE_FULL",
        "The disk that holds the library {path} is full.",
        "Free some space and run it again; everything finished so far is kept.",
    ),
    (
        "SQLITE_READONLY",
        "The library {path} is read-only.",
        "Allow writing to its folder, or choose a library in another place.",
    ),
    (
        "SQLITE_BUSY",
        "The library {path} is being written by another program.",
        "Wait until it has finished, then try again.",
    ),
    (
        "SQLITE_LOCKED",
        "The library {path} is being written by another program.",
        "Wait until it has finished, then try again.",
    ),
    (
        "SQLITE_CORRUPT",
        "The library {path} is damaged.",
        "Move it aside and add your folders again.",
    ),
    (
        "SQLITE_NOTADB",
        "The file {path} is not a {called}.",
        "Move it aside, or choose a library in another place.",
    ),
    (
        "SQLITE_CANTOPEN",
        "The library {path} cannot be opened.",
        "Check that its folder exists and may be read and written.",
    ),
    (
        "SQLITE_PERM",
        "The library {path} may not be opened.",
        "Check the permissions of its folder.",
    ),
    (
        "SQLITE_IOERR",
        "The disk that holds the library {path} reported an error.",
        "Check the disk and run it again; everything finished so far is kept.",
    ),
)


def _library_error(error: sqlite3.Error, path: Path, kind: Kind) -> LibraryError | None:
    name = getattr(error, "sqlite_errorname", None) or ""
    for prefix, what, remedy in _REASONS:
        if name.startswith(prefix):
            told = what.format(path=path, called=kind.called)
            return LibraryError(told, remedy=remedy, path=path)
    return None


@contextmanager
def clear_errors(path: Path, kind: Kind = LIBRARY) -> Iterator[None]:
    """Turn what SQLite says of disks and files into one sentence; our own bugs pass unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        told = _library_error(error, path, kind)
        if told is None:
            raise
        raise told from error


def schema_steps(kind: Kind = LIBRARY) -> tuple[Path, ...]:
    """The upgrade steps in order; step n brings a file to version n."""
    return tuple(sorted(kind.steps.glob("[0-9][0-9][0-9]_*.sql")))


def statements(script: str) -> Iterator[str]:
    """Split a script at the ends of statements, not inside triggers."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


class Database:
    """One open library file. All writing goes through `transaction`."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, *, read_only: bool, kind: Kind = LIBRARY
    ) -> None:
        self._connection = connection
        self._kind = kind
        self.path = path
        self.read_only = read_only

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, read_only: bool = False, kind: Kind = LIBRARY
    ) -> Database:
        """Open the library file, making or upgrading it where needed.

        Raises
        ------
        LibraryError
            The file is missing (without `create`), is not a library, is newer than this program,
            is damaged, or cannot be written although that was asked.
        """
        if not path.exists() and (read_only or not create):
            raise LibraryError(
                f"There is no {kind.called} in {path.parent}.",
                remedy=kind.begin,
                path=path,
            )
        with clear_errors(path, kind):
            connection = _connect_reading(path) if read_only else _connect_writing(path)
        database = cls(connection, path, read_only=read_only, kind=kind)
        try:
            with clear_errors(path, kind):
                database._check_format()
                database._upgrade()
        except BaseException:
            connection.close()
            raise
        return database

    @property
    def version(self) -> int:
        return int(self.value("PRAGMA user_version"))

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        with clear_errors(self.path, self._kind):
            return self._connection.execute(sql, values).fetchall()

    def tuples(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Rows as plain tuples, quicker where there are very many."""
        with clear_errors(self.path, self._kind):
            cursor = self._connection.cursor()
            cursor.row_factory = None
            return cursor.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """Rows one by one, for answers too large to hold at once."""
        with clear_errors(self.path, self._kind):
            yield from self._connection.execute(sql, values)

    def value(self, sql: str, values: Values = ()) -> Any:  # noqa: ANN401
        """First column of the first row, or None."""
        found = self.rows(sql, values)
        return found[0][0] if found else None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: rolled back when anything at all goes wrong inside.

        Raises
        ------
        LibraryError
            Read-only, full disk, locked by another program, or a damaged file.
        """
        if self.read_only:
            raise LibraryError(
                f"The library {self.path} was opened for reading only.",
                remedy="Allow writing to its folder, or choose a library in another place.",
                path=self.path,
            )
        with clear_errors(self.path, self._kind):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _check_format(self) -> None:
        newest = len(schema_steps(self._kind))
        if self.version > newest:
            raise LibraryError(
                f"The library {self.path} was written by a newer version of this program "
                f"(format {self.version}, known up to {newest}).",
                remedy="Update this program, or choose another library.",
                path=self.path,
            )
        tables = {row[0] for row in self.rows("SELECT name FROM sqlite_master")}
        said = self.value("SELECT name FROM format") if "format" in tables else None
        if tables and said != self._kind.format:
            raise LibraryError(
                f"The file {self.path} is a database, but not a {self._kind.called}.",
                remedy="Move it aside, or choose a library in another place.",
                path=self.path,
            )

    def _upgrade(self) -> None:
        start, steps = self.version, schema_steps(self._kind)
        if start == len(steps):
            return
        if self.read_only:
            raise LibraryError(
                f"The library {self.path} is of an older format and may not be changed now.",
                remedy="Open it once with writing allowed, so that it can be upgraded.",
                path=self.path,
            )
        if start:
            self._keep_copy(self.path.with_name(f"{self.path.stem}.v{start}{self.path.suffix}"))
        with self.transaction() as connection:
            # Somebody else who opened it at the same time may have been quicker.
            for number in range(self.version + 1, len(steps) + 1):
                for statement in statements(steps[number - 1].read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number:d}")

    def _keep_copy(self, target: Path) -> None:
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        copy = sqlite3.connect(part)
        try:
            self._connection.backup(copy)
        finally:
            copy.close()
        part.replace(target)


def _connect_writing(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The library folder {path.parent} cannot be made: {error.strerror}.",
            remedy="Choose a library in a place that may be written.",
            path=path,
        ) from error
    connection = _configured(sqlite3.connect(path, **_HOW))
    try:
        _turn_to_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side; where others turn to it too, wait for them."""
    until = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # For this one step SQLite does not wait by itself.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_BUSY_S)
        else:
            return


def _connect_reading(path: Path) -> sqlite3.Connection:
    # Reading a WAL library needs a writable -shm file beside it. Where that cannot be (a disc, a
    # read-only share) and nobody can be writing, SQLite may take the file as unchanging.
    uri = path.resolve().as_uri()
    pending = path.with_name(path.name + "-wal")
    untouchable = not os.access(path.parent, os.W_OK) and not (
        pending.exists() and pending.stat().st_size
    )
    mode = "immutable=1" if untouchable else "mode=ro"
    return _configured(sqlite3.connect(f"{uri}?{mode}", uri=True, **_HOW))


# The one connection may be handed from thread to thread by the caller's single database lane.
_HOW: dict[str, Any] = {
    "timeout": BUSY_TIMEOUT_S,
    "isolation_level": None,
    "check_same_thread": False,
}


def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
