from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import editor_app.uses.taking_in
from catalog.errors import LibraryError
from catalog.ingest import IngestReport
from catalog.library import Library
from editor_app.operations.engines import Engines
from editor_app.operations.ingesting import Ingesting
from editor_app.operations.jobs import Jobs
from inference.errors import WorldError
from tests.catalog.fakes import FakeRecipe
from tests.catalog.helpers import song


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hear the bytes of files, not their sound: here only the way to the library counts."""
    monkeypatch.setattr(editor_app.uses.taking_in, "recipe_of", lambda pack, device: FakeRecipe())


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for number in range(3):
        song(tmp_path / "music" / f"{number}.mp3")
    return tmp_path / "music"


class Heard:
    def __init__(self, ingesting: Ingesting) -> None:
        self.reports: list[IngestReport] = []
        self.failures: list[Exception] = []
        self.vanished: list[tuple[Path, ...]] = []
        self.changes = 0
        ingesting.ended.connect(self.reports.append)
        ingesting.failed.connect(self.failures.append)
        ingesting.vanished.connect(self.vanished.append)
        ingesting.changed.connect(self._change)

    def _change(self) -> None:
        self.changes += 1


@pytest.fixture
def ingesting(jobs: Jobs, engines: Engines) -> Ingesting:
    return Ingesting(jobs, engines)


@pytest.fixture
def heard(ingesting: Ingesting) -> Heard:
    return Heard(ingesting)


def songs(engines: Engines) -> list[str]:
    with Library.open(engines.settings.library) as library:
        return sorted(track.path.name for track in library.tracks() if not track.missing)


def test_a_folder_is_taken_in(
    qtbot, ingesting: Ingesting, heard: Heard, engines: Engines, music: Path
) -> None:
    fractions: list[float] = []
    ingesting.progressed.connect(lambda step: fractions.append(step.fraction))
    job = ingesting.add([music])
    assert (job.title, ingesting.is_running) == ("Adding music from music", True)
    qtbot.waitUntil(lambda: not ingesting.is_running, timeout=20_000)
    assert [report.added for report in heard.reports] == [3]
    assert songs(engines) == ["0.mp3", "1.mp3", "2.mp3"]
    assert heard.changes == 1
    assert fractions == sorted(fractions)


def test_the_library_can_be_read_and_marked_meanwhile(
    qtbot, ingesting: Ingesting, heard: Heard, engines: Engines, music: Path, monkeypatch
) -> None:
    monkeypatch.setattr("editor_app.operations.ingesting.FIRST_NEWS_S", 0.0)
    slow = FakeRecipe(delay_s=0.15)
    monkeypatch.setattr(editor_app.uses.taking_in, "recipe_of", lambda pack, device: slow)
    ingesting.add([music])
    qtbot.waitUntil(lambda: heard.changes >= 1, timeout=20_000)
    assert ingesting.is_running
    with Library.open(engines.settings.library) as library:
        first = next(library.tracks())
        library.mark(first.id, favourite=True)
    qtbot.waitUntil(lambda: not ingesting.is_running, timeout=20_000)
    assert heard.failures == []
    assert len(songs(engines)) == 3


def test_cancelling_keeps_what_was_finished(
    qtbot, ingesting: Ingesting, heard: Heard, engines: Engines, music: Path, monkeypatch
) -> None:
    monkeypatch.setattr("editor_app.operations.ingesting.FIRST_NEWS_S", 0.0)
    slow = FakeRecipe(delay_s=0.15)
    monkeypatch.setattr(editor_app.uses.taking_in, "recipe_of", lambda pack, device: slow)
    ingesting.add([music])
    qtbot.waitUntil(lambda: heard.changes >= 1, timeout=20_000)
    ingesting.cancel()
    assert not ingesting.is_running
    assert heard.reports == []
    assert 1 <= len(songs(engines)) < 3


def test_a_rescan_finds_what_is_new_and_says_what_is_not_there(
    qtbot, ingesting: Ingesting, heard: Heard, engines: Engines, music: Path, tmp_path: Path
) -> None:
    song(tmp_path / "stick" / "x.mp3")
    ingesting.add([music])
    ingesting.add([tmp_path / "stick"])
    qtbot.waitUntil(lambda: not ingesting.is_running, timeout=20_000)
    shutil.rmtree(tmp_path / "stick")
    song(music / "new.mp3")
    ingesting.rescan()
    qtbot.waitUntil(lambda: not ingesting.is_running, timeout=20_000)
    assert heard.reports[-1].added == 1
    assert heard.vanished == [(tmp_path / "stick",)]
    # A stick that was pulled out takes nothing of what is known with it.
    assert songs(engines) == ["0.mp3", "1.mp3", "2.mp3", "new.mp3", "x.mp3"]


def test_when_no_folder_is_there_the_rescan_fails(
    qtbot, ingesting: Ingesting, heard: Heard, music: Path
) -> None:
    ingesting.add([music])
    qtbot.waitUntil(lambda: not ingesting.is_running, timeout=20_000)
    shutil.rmtree(music)
    ingesting.rescan()
    qtbot.waitUntil(lambda: bool(heard.failures), timeout=20_000)
    assert isinstance(heard.failures[0], LibraryError)
    assert heard.failures[0].path == music


def test_without_folders_there_is_nothing_to_rescan(
    qtbot, ingesting: Ingesting, heard: Heard
) -> None:
    ingesting.rescan()
    qtbot.waitUntil(lambda: heard.reports == [IngestReport()], timeout=20_000)


@pytest.mark.parametrize("name", ["gone", "empty"])
def test_a_folder_without_music_is_refused_and_not_remembered(
    qtbot, ingesting: Ingesting, heard: Heard, engines: Engines, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    ingesting.add([tmp_path / name])
    qtbot.waitUntil(lambda: bool(heard.failures), timeout=20_000)
    assert isinstance(heard.failures[0], WorldError)
    with Library.open(engines.settings.library) as library:
        assert library.folders() == ()
