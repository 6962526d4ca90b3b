from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

import catalog.database
from catalog.database import Database, schema_steps, statements
from catalog.errors import LibraryError
from catalog.filters import Filters
from catalog.library import FILE, Library
from catalog.marks import Marks
from tests.catalog.helpers import dump, song, take_in

OLD = Path(__file__).parent / "data" / "library-v1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lib" / "library.sqlite"


def test_a_new_library_says_what_it_is(path):
    database = Database.open(path)
    assert database.value("SELECT name FROM format") == "cuesmith-library"
    assert database.version == len(schema_steps()) == 4
    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA foreign_keys") == 1
    database.close()
    Database.open(path).close()


def test_an_old_library_is_upgraded_after_a_copy(tmp_path):
    shutil.copytree(OLD, tmp_path / "old")
    with Library.open(tmp_path / "old") as library:
        assert [track.title for track in library.tracks(Filters(text="ete rou"))] == ["Été rouge"]
        assert [track.title for track in library.tracks(Filters(text="piano blue"))] == [
            "Blue Note"
        ]
        assert len(library.prepare("old")) == 2
        assert library.check().problems == ()
    copy = sqlite3.connect(tmp_path / "old" / "library.v1.sqlite")
    assert copy.execute("PRAGMA user_version").fetchone()[0] == 1
    copy.close()


def test_a_library_without_marks_gets_them(tmp_path):
    shutil.copytree(OLD.with_name("library-v2"), tmp_path / "old")
    with Library.open(tmp_path / "old") as library:
        assert {track.marks for track in library.tracks()} == {Marks()}
        [blue] = library.tracks(Filters(text="blue"))
        assert library.mark(blue.id, favourite=True).marks == Marks(favourite=True)
        assert [track.title for track in library.tracks(Filters(favourites=True))] == ["Blue Note"]
    assert (tmp_path / "old" / "library.v2.sqlite").exists()


def test_a_library_without_a_beat_that_is_the_one_gets_it(tmp_path):
    shutil.copytree(OLD.with_name("library-v3"), tmp_path / "old")
    with Library.open(tmp_path / "old") as library:
        [blue] = library.tracks(Filters(text="blue"))
        assert library.mark(blue.id, bar_shift=3).marks == Marks(bar_shift=3)
    assert (tmp_path / "old" / "library.v3.sqlite").exists()


def test_an_old_library_may_not_be_upgraded_when_read_only(tmp_path):
    shutil.copytree(OLD, tmp_path / "old")
    with pytest.raises(LibraryError, match="older format"):
        Library.open(tmp_path / "old", read_only=True)


def test_an_upgrade_that_fails_changes_nothing(tmp_path, monkeypatch):
    shutil.copytree(OLD, tmp_path / "old")
    bad = tmp_path / "002_bad.sql"
    bad.write_text("CREATE TABLE good (x);\nCREATE TABLE tracks (y);\n")
    monkeypatch.setattr("catalog.database.schema_steps", lambda _: (schema_steps()[0], bad))
    with pytest.raises(sqlite3.OperationalError):
        Library.open(tmp_path / "old")
    left = sqlite3.connect(tmp_path / "old" / FILE)
    assert left.execute("PRAGMA user_version").fetchone()[0] == 1
    assert not left.execute("SELECT 1 FROM sqlite_master WHERE name = 'good'").fetchall()
    left.close()


def test_a_newer_library_is_refused_and_left_alone(path):
    Database.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match=r"newer version.*Update this program"):
        Database.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 99, b"\x00" * 5000])
def test_another_file_is_refused(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="not a music library"):
        Database.open(path)
    assert path.read_bytes() == content


def test_a_strange_database_is_refused(path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(LibraryError, match="a database, but not a music library"):
        Database.open(path)


def test_a_missing_library_is_not_made_by_reading(path):
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(LibraryError, match="no music library"):
            Database.open(path, **how)
    assert not path.parent.exists()


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="cannot be made"):
        Database.open(tmp_path / "file" / "library.sqlite")


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_without_the_right_to_write(path):
    Database.open(path).close()
    path.parent.chmod(0o500)
    with pytest.raises(LibraryError, match=r"permissions|read-only|cannot be opened"):
        Database.open(path)
    reader = Database.open(path, read_only=True)
    assert reader.rows("SELECT * FROM tracks") == []
    reader.close()


def test_read_only_refuses_to_write(path):
    Database.open(path).close()
    reader = Database.open(path, read_only=True)
    with pytest.raises(LibraryError, match="reading only"), reader.transaction():
        pass
    reader.close()


def test_a_transaction_is_all_or_nothing(path):
    database = Database.open(path)

    def add_and_fail() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO folders VALUES ('/x')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert database.rows("SELECT * FROM folders") == []
    database.close()


def test_a_full_disk_is_one_sentence_and_nothing_half_written(tmp_path):
    music = tmp_path / "music"
    song(music / "a.mp3")
    with Library.open(tmp_path / "lib") as library:
        take_in(library, music)
        before = dump(tmp_path / "lib")
        database = library._database
        pages = database.value("PRAGMA page_count")
        database.rows(f"PRAGMA max_page_count = {pages}")
        for i in range(40):
            song(music / f"{i}.mp3", f"song {i}")
        with pytest.raises(LibraryError, match=r"is full.*Free some space"):
            take_in(library, music)
        database.rows("PRAGMA max_page_count = 1000000")
        assert library.check().problems == ()
        kept = dump(tmp_path / "lib")
        assert before["tracks"][0] in kept["tracks"]
        assert len(kept["tracks"]) == len(kept["features"]) == len(kept["embeddings"]) < 41
        report = take_in(library, music)
        assert report.added + len(kept["tracks"]) == 41


def test_a_second_writer_is_told_to_wait(path, monkeypatch):
    monkeypatch.setitem(catalog.database._HOW, "timeout", 0.05)
    one, two = Database.open(path), Database.open(path)
    with one.transaction(), pytest.raises(LibraryError, match="another program"), two.transaction():
        pass
    one.close()
    two.close()


def test_statements_are_cut_between_not_inside_triggers():
    script = "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\nSELECT 1;\nEND;\n"
    assert len(list(statements(script))) == 2


def test_many_may_open_a_new_library_at_once(tmp_path):
    gate, failures = threading.Barrier(6), []

    def begin(path: Path) -> None:
        gate.wait(10)
        try:
            Database.open(path).close()
        except LibraryError as error:
            failures.append(error)

    for turn in range(15):
        path = tmp_path / str(turn) / "library.sqlite"
        threads = [threading.Thread(target=begin, args=(path,)) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert not failures
