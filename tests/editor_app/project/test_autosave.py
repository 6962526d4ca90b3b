from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.project import edits
from editor_app.project.autosave import Autosave, Orphan
from editor_app.project.errors import ProjectError
from editor_app.project.timeline import Film, Project, Timeline
from tests.editor_app.project.songs import a_cue, a_song

SONG = a_song()
TIMELINE, _ = edits.add(Timeline(duration_s=90.0), a_cue(SONG), SONG, lane=0)
PROJECT = Project(Film(Path("/films/a.mp4"), 90.0, 25.0), TIMELINE)

PROGRAM = """
import sys
from pathlib import Path
from editor_app.project.autosave import Autosave
from tests.editor_app.project.test_autosave import PROJECT
autosave = Autosave(Path(sys.argv[1]))
autosave.keep(PROJECT, Path("/cuts/a.cuesmith"))
print("kept", flush=True)
sys.stdin.read()
autosave.discard()
"""


@contextmanager
def a_program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run another program that has kept its work in `folder`."""
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_work_of_a_killed_program_is_found(tmp_path: Path) -> None:
    autosave = Autosave(tmp_path / "recovery")
    assert autosave.orphans() == ()
    with a_program(tmp_path / "recovery") as program:
        assert autosave.orphans() == (), "it still runs"
        program.kill()
        program.wait()
    (orphan,) = autosave.orphans()
    assert orphan.project_path == Path("/cuts/a.cuesmith")
    assert orphan.film_path == Path("/films/a.mp4")
    assert autosave.recover(orphan) == PROJECT
    assert autosave.orphans() == (orphan,), "it stays until it is dismissed"
    autosave.dismiss(orphan)
    assert autosave.orphans() == ()
    assert list((tmp_path / "recovery").iterdir()) == []


def test_a_program_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    with a_program(tmp_path) as program:
        program.communicate("")
    assert program.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_what_two_programs_of_one_user_keep_stays_apart(tmp_path: Path) -> None:
    one, other = Autosave(tmp_path), Autosave(tmp_path)
    one.keep(PROJECT, None)
    other.keep(PROJECT, None)
    assert one.orphans() == other.orphans() == ()
    one.discard()
    assert len(list(tmp_path.glob("*.cuesmith"))) == 1
    other.discard()
    other.discard()
    assert list(tmp_path.iterdir()) == []


def test_after_discarding_it_can_keep_again(tmp_path: Path) -> None:
    autosave = Autosave(tmp_path)
    for _ in range(2):
        autosave.keep(PROJECT, None)
        assert len(list(tmp_path.glob("*.cuesmith"))) == 1
        autosave.discard()
        assert list(tmp_path.iterdir()) == []


def test_what_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    autosave = Autosave(tmp_path)
    autosave.keep(PROJECT, None)
    (kept,) = tmp_path.glob("*.cuesmith")
    kept.unlink()
    autosave.keep(replace(PROJECT), None)
    assert not kept.exists()
    autosave.keep(replace(PROJECT, target="podcast"), None)
    assert kept.exists()
    autosave.discard()


def test_damaged_leftovers_are_set_aside_and_newer_ones_left(tmp_path: Path) -> None:
    (tmp_path / "1-a.cuesmith").write_bytes(b"\0" * 100)
    (tmp_path / "2-b.cuesmith").write_text('{"format": "cuesmith-project", "version": 99}')
    assert Autosave(tmp_path).orphans() == ()
    assert {one.name for one in tmp_path.iterdir()} == {
        "1-a.cuesmith.damaged",
        "2-b.cuesmith",
    }


def test_the_newest_comes_first(tmp_path: Path) -> None:
    for _ in range(2):
        with a_program(tmp_path):
            pass
    for path, written_s in zip(sorted(tmp_path.glob("*.cuesmith")), (50, 100), strict=True):
        os.utime(path, (written_s, written_s))
    assert [one.kept_at_s for one in Autosave(tmp_path).orphans()] == [100, 50]


def test_an_orphan_that_is_gone_is_said(tmp_path: Path) -> None:
    gone = Orphan(tmp_path / "x.cuesmith", None, None, 0.0)
    with pytest.raises(ProjectError, match="not there"):
        Autosave(tmp_path).recover(gone)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProjectError, match="recovery"):
        Autosave(tmp_path / "file" / "recovery").keep(PROJECT, None)
