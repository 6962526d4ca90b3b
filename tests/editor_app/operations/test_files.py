from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.interchange.errors import TimelineError
from editor_app.item_models.document import Document
from editor_app.operations.files import LANE, Files
from editor_app.operations.jobs import Jobs
from editor_app.operations.opening import PutTogether
from editor_app.project.autosave import Autosave
from editor_app.project.cue import Cue
from editor_app.project.edits import add
from editor_app.project.errors import ProjectError
from editor_app.project.project_file import read_project
from editor_app.project.timeline import Project
from editor_app.score.moment import Song
from inference.errors import MediaError
from resources import DEMO
from tests.editor_app.conform.making import otio

SONG = DEMO / "music" / "Maxstack - Awakening.ogg"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return Path(shutil.copy(DEMO / "clip.mp4", tmp_path / "film.mp4"))


@pytest.fixture
def recovery(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def files(qtbot, jobs: Jobs, recovery: Path, tmp_path: Path) -> Files:
    return Files(Document(), jobs, Autosave(recovery), get_cache=lambda: tmp_path / "cache")


@pytest.fixture
def document(files: Files) -> Document:
    return files._document


@pytest.fixture
def open_it(qtbot, files: Files) -> Callable[[Path], None]:
    def open_and_wait(path: Path) -> None:
        with qtbot.waitSignal(files.opened, timeout=10_000):
            files.open(path)

    return open_and_wait


def lay(document: Document, path: Path = SONG) -> None:
    song = Song(path, 50.0, title="Awakening")
    after, _ = add(document.timeline, Cue(path, "Awakening", "", 1.0, 10.0), song, lane=0)
    document.edit("Place", after)


def settle(qtbot, files: Files) -> None:
    passed: list[None] = []
    files._lanes.ask(LANE, lambda: None, passed.append, failed=lambda _: None)
    qtbot.waitUntil(lambda: bool(passed))


def test_a_film_becomes_a_new_project(open_it, document, film) -> None:
    open_it(film)
    assert document.film is not None
    assert document.film.path == film
    assert document.timeline.duration_s == document.film.duration_s == pytest.approx(37.7, abs=0.1)
    assert document.is_clean
    assert document.path is None


def test_a_project_is_saved_and_opened_again(qtbot, open_it, files, document, film) -> None:
    open_it(film)
    lay(document)
    path = film.with_suffix(".cuesmith")
    with qtbot.waitSignal(files.saved, timeout=10_000) as saved:
        files.save(path)
    assert saved.args == [path]
    assert (document.path, document.is_clean) == (path, True)
    kept = document.timeline
    document.load(Project())
    open_it(path)
    assert document.timeline == kept
    assert document.path == path
    assert not document.stack.canUndo()


def test_what_is_changed_while_it_is_saved_is_not_saved_yet(
    qtbot, open_it, files, document, film
) -> None:
    open_it(film)
    lay(document)
    with qtbot.waitSignal(files.saved, timeout=10_000):
        files.save(film.with_suffix(".cuesmith"))
        lay(document)
    assert not document.is_clean


def test_a_failed_opening_leaves_what_is_open(qtbot, open_it, files, document, film) -> None:
    open_it(film)
    lay(document)
    before = document.project
    with qtbot.waitSignal(files.failed, timeout=10_000) as failed:
        files.open(SONG)
    assert isinstance(failed.args[0], MediaError)
    with qtbot.waitSignal(files.failed, timeout=10_000) as failed:
        files.open(film.with_name("gone.cuesmith"))
    assert isinstance(failed.args[0], ProjectError)
    assert document.project == before
    document.stack.undo()
    assert document.timeline.laid == ()


def test_a_place_that_cannot_be_written_is_told(qtbot, open_it, files, document, film) -> None:
    open_it(film)
    lay(document)
    with qtbot.waitSignal(files.failed, timeout=10_000) as failed:
        files.save(film / "inside.cuesmith")
    assert isinstance(failed.args[0], ProjectError)
    assert failed.args[0].remedy
    assert not document.is_clean


def test_only_the_last_of_two_openings_counts(qtbot, files, document, film) -> None:
    opened: list[Path] = []
    files.opened.connect(lambda: opened.append(document.film.path))  # type: ignore[union-attr]
    other = Path(shutil.copy(film, film.with_name("other.mp4")))
    files.open(film)
    files.open(other)
    qtbot.waitUntil(lambda: bool(opened), timeout=10_000)
    settle(qtbot, files)
    assert opened == [other]


def test_what_is_not_saved_is_kept_aside_and_let_go_when_saved(
    qtbot, open_it, files, document, film, recovery
) -> None:
    open_it(film)
    files.keep()
    settle(qtbot, files)
    assert not recovery.exists()
    lay(document)
    files.keep()
    settle(qtbot, files)
    (kept,) = recovery.glob("*.cuesmith")
    assert read_project(kept).timeline == document.timeline
    with qtbot.waitSignal(files.saved, timeout=10_000):
        files.save(film.with_suffix(".cuesmith"))
    settle(qtbot, files)
    assert not list(recovery.iterdir())


def test_it_is_kept_aside_by_itself(qtbot, open_it, files, document, film, recovery) -> None:
    open_it(film)
    lay(document)
    files.begin_keeping(0.05)
    qtbot.waitUntil(lambda: bool(list(recovery.glob("*.cuesmith"))), timeout=10_000)
    files.end()


def test_work_of_a_program_that_died_is_offered(
    qtbot, open_it, files, document, film, recovery, tmp_path
) -> None:
    open_it(film)
    lay(document)
    wanted = document.project
    dead = Autosave(recovery)
    dead.keep(wanted, None)
    dead._lock.close()  # type: ignore[union-attr]  (as the system does when a program ends)
    document.load(Project())
    with qtbot.waitSignal(files.orphaned, timeout=10_000) as orphaned:
        files.begin(1000.0)
    ((orphan,),) = orphaned.args
    with qtbot.waitSignal(files.opened, timeout=10_000):
        files.recover(orphan)
    assert document.project == wanted
    assert not document.is_clean
    settle(qtbot, files)
    # What was recovered is kept for as long as it is not saved.
    (kept,) = recovery.glob("*.cuesmith")
    assert kept != orphan.path
    files.end()


def test_it_may_be_thrown_away(qtbot, files, recovery) -> None:
    dead = Autosave(recovery)
    dead.keep(Project(), None)
    dead._lock.close()  # type: ignore[union-attr]
    with qtbot.waitSignal(files.orphaned, timeout=10_000) as orphaned:
        files.begin(1000.0)
    files.dismiss(orphaned.args[0][0])
    settle(qtbot, files)
    assert not list(recovery.iterdir())
    files.end()


def test_media_that_have_moved_are_found_again(qtbot, open_it, files, document, film) -> None:
    open_it(film)
    song = Path(shutil.copy(SONG, film.with_name("song.ogg")))
    lay(document, song)
    project = film.with_suffix(".cuesmith")
    with qtbot.waitSignal(files.saved, timeout=10_000):
        files.save(project)
    new = film.parent / "elsewhere" / "deep"
    new.mkdir(parents=True)
    for one in (film, song):
        shutil.move(one, new)
    with qtbot.waitSignal(files.missing, timeout=10_000) as missing:
        files.open(project)
    assert len(missing.args[0]) == 2
    assert document.film is not None
    with qtbot.waitSignal(files.opened, timeout=10_000):
        files.look_in(new.parent)
    assert document.film.path == new / film.name
    assert document.timeline.laid[0].cue.track_path == new / song.name
    assert not document.is_clean


def test_what_is_not_found_is_still_missing(
    qtbot, open_it, files, document, film, tmp_path
) -> None:
    open_it(film)
    lost = replace(document.project, film=replace(document.film, path=tmp_path / "gone.mp4"))
    document.load(lost)
    empty = tmp_path / "empty"
    empty.mkdir()
    with qtbot.waitSignal(files.missing, timeout=10_000):
        files.look_in(empty)
    assert document.project == lost


@pytest.fixture
def cut(film: Path) -> Path:
    """Two seconds of the film, and one second of a file that is not there, told as a timeline."""
    return otio(film.with_name("trip.otio"), [(film, 50, 50), (film.with_name("gone.mp4"), 0, 25)])


def test_a_timeline_is_put_together_and_opened(qtbot, open_it, files, document, cut) -> None:
    noted: list[PutTogether] = []
    files.noted.connect(noted.append)
    open_it(cut)
    assert document.film.timeline == document.film.named == cut
    assert document.film.path.parent.parent == cut.with_name("cache")
    assert document.timeline.duration_s == pytest.approx(3.0, abs=0.05)
    qtbot.waitUntil(lambda: bool(noted))
    assert any("gone.mp4" in note for note in noted[0].notes)
    assert noted[0].missing == 1
    path = cut.with_suffix(".cuesmith")
    with qtbot.waitSignal(files.saved, timeout=10_000):
        files.save(path)
    assert read_project(path).film == document.film


def test_files_that_a_timeline_has_lost_are_looked_for(
    qtbot, open_it, files, document, cut, film
) -> None:
    open_it(cut)
    elsewhere = cut.with_name("disk")
    elsewhere.mkdir()
    shutil.copy(film, elsewhere / "gone.mp4")
    before = document.film
    with qtbot.waitSignal(files.opened, timeout=10_000):
        files.look_in(elsewhere)
    assert document.film.media == elsewhere
    assert document.film.path != before.path
    path = cut.with_suffix(".cuesmith")
    with qtbot.waitSignal(files.saved, timeout=10_000):
        files.save(path)
    assert read_project(path).film == document.film


def test_the_film_of_a_timeline_is_made_again_when_it_has_gone(
    qtbot, open_it, files, document, cut
) -> None:
    open_it(cut)
    path = cut.with_suffix(".cuesmith")
    with qtbot.waitSignal(files.saved, timeout=10_000):
        files.save(path)
    document.film.path.unlink()
    lost: list[object] = []
    files.missing.connect(lost.append)
    open_it(path)
    qtbot.waitUntil(document.film.path.exists, timeout=10_000)
    settle(qtbot, files)
    assert lost == []


def test_a_timeline_that_cannot_be_read_leaves_what_is_open(
    qtbot, open_it, files, document, film
) -> None:
    open_it(film)
    bad = film.with_name("bad.fcpxml")
    bad.write_text("<fcpxml")
    with qtbot.waitSignal(files.failed, timeout=10_000) as failed:
        files.open(bad)
    assert isinstance(failed.args[0], TimelineError)
    assert document.film.path == film


def test_another_file_opened_meanwhile_wins(qtbot, open_it, files, document, film, cut) -> None:
    files.open(cut)
    open_it(film)
    settle(qtbot, files)
    assert document.film.path == film
    assert document.film.timeline is None
