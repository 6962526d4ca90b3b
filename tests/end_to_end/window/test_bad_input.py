"""What the world can do to the window: it says what happened and what to do, and lives on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton

from editor_app.notices import Notice
from editor_app.preferences import Preferences, write_preferences
from editor_app.settings import preferences_path
from inference.analysis import Analyzer
from inference.errors import MediaError
from inference.progress import Progress
from resources import DEMO
from tests.end_to_end.window.conftest import Program

SONG = DEMO / "music" / "Maxstack - Awakening.ogg"
VICTIM = Path(__file__).with_name("victim.py")


def told(program: Program, words: str, kind: str = "error") -> Notice:
    """Wait for a notice with these words; it also says what to do."""

    def found() -> list[Notice]:
        return [one for one in program.notices if words in one.what and one.kind == kind]

    program.person.wait(found)
    assert found()[0].remedy
    assert program.person.see(QLabel, "notice_remedy").text()
    return found()[0]


def place(program: Program) -> None:
    """Lay the first suggestion on the timeline, by a key."""
    before = len(program.desk.document.timeline.laid)
    program.person.press("Return")
    program.person.wait(lambda: len(program.desk.document.timeline.laid) > before)


def is_usable(program: Program) -> None:
    """The history is intact: what was laid can be taken back and brought again."""
    document, person = program.desk.document, program.person
    laid = document.timeline.laid
    assert laid
    person.press("Ctrl+Z")
    assert document.timeline.laid != laid
    person.press("Ctrl+Shift+Z")
    assert document.timeline.laid == laid


def choose(program: Program, button: QMessageBox.StandardButton) -> Callable[[], None]:
    """Return what clicks a button of the question that is asked."""

    def answer() -> None:
        box = program.person.see(QPushButton, "").window()
        assert isinstance(box, QMessageBox)
        program.person.click(box.button(button))

    return answer


def test_a_file_that_is_no_film(program: Program, tmp_path: Path, film: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("buy milk\n")
    program.person.drop_files(notes)
    told(program, notes.name)
    assert program.desk.document.film is None
    program.person.drop_files(film)
    program.person.wait(lambda: program.desk.document.film is not None)


def test_a_file_that_is_no_film_while_one_is_open(opened: Program, tmp_path: Path) -> None:
    place(opened)
    notes = tmp_path / "notes.mp4"
    notes.write_text("buy milk\n")
    with opened.person.answering("unsaved", choose(opened, QMessageBox.StandardButton.Discard)):
        opened.person.drop_files(notes)
    told(opened, notes.name)
    is_usable(opened)


def test_a_film_without_a_picture(program: Program) -> None:
    program.person.drop_files(SONG)
    told(program, SONG.name)
    assert program.desk.document.film is None


def test_a_music_folder_that_has_vanished(program: Program, tmp_path: Path) -> None:
    person, window = program.person, program.cuesmith.window
    music = tmp_path / "disk"
    music.mkdir()
    shutil.copy(SONG, music)
    program.person.drop_files(music)
    person.wait(lambda: not program.desk.ingesting.is_running and program.notices, 30_000)
    shutil.rmtree(music)
    person.choose(window.menus["music"], window.actions_by_id["rescan"])
    told(program, str(music), "warning")


def test_an_export_that_cannot_be_written(opened: Program, film: Path) -> None:
    person = opened.person
    place(opened)
    person.press("Ctrl+E")
    folder = person.see(QLineEdit, "export_folder")
    person.click(folder)
    person.write(str(film / "inside"))
    hint = person.see(QLabel, "export_hint")
    button = person.see(QPushButton, "export_start")
    person.wait(lambda: hint.text() and not button.isEnabled())
    person.press("Escape")
    person.wait(lambda: not folder.isVisible())
    is_usable(opened)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Let films be watched no further than half."""

    def fail(error: Exception) -> None:
        def half(_self: Analyzer, _path: Path, **_: object) -> Iterator[Progress]:
            yield Progress(0.5, "Watching")
            raise error

        monkeypatch.setattr(Analyzer, "analyze_video", half)

    return fail


def test_an_analysis_that_fails_in_the_middle(
    program: Program,
    film: Path,
    failing: Callable[[Exception], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(MediaError("The disk is gone.", remedy="Connect it again.", path=film))
    program.person.drop_files(film)
    told(program, "The disk is gone.")
    again = program.person.see(QPushButton, "empty_step")
    assert program.desk.document.film is not None
    monkeypatch.undo()
    program.person.click(again)
    program.wait_for_songs()
    place(program)
    is_usable(program)


def test_loudspeakers_that_are_pulled_out(opened: Program) -> None:
    person, player = opened.person, opened.desk.player
    person.press("Space")
    person.wait(lambda: player.position_s > 0.3)
    opened.earphones[-1].pull_out()
    told(opened, "sound device", "warning")
    at_s = player.position_s
    person.wait(lambda: player.position_s > at_s + 0.5)
    assert player.is_playing
    assert person.see(QLabel, "transport_clock").toolTip()
    person.press("Space")
    assert not player.is_playing


def test_closing_asks_about_what_is_not_saved(opened: Program, tmp_path: Path) -> None:
    person, document = opened.person, opened.desk.document
    place(opened)
    buttons = QMessageBox.StandardButton
    with person.answering("unsaved", choose(opened, buttons.Cancel)):
        person.press("Ctrl+Q")
    assert person.window.isVisible()

    def name_it() -> None:
        person.write(str(tmp_path / "holiday"))
        person.press("Return")

    saved = tmp_path / "holiday.cuesmith"
    with person.answering("QFileDialog", name_it):
        person.press("Ctrl+S")
    person.wait(saved.exists)
    person.wait(lambda: document.is_clean)
    assert document.path == saved
    person.press("Ctrl+Q")
    assert not person.window.isVisible()


def test_nothing_is_asked_when_nothing_would_be_lost(opened: Program) -> None:
    opened.person.press("Ctrl+Q")
    assert not opened.person.window.isVisible()


def test_closing_while_a_film_is_watched_asks_nothing_and_ends_it(
    start: Callable[..., Program], data: Path, film: Path
) -> None:
    shutil.rmtree(data / "cache")
    program = start(film)
    program.person.wait(lambda: program.desk.analysing.job is not None)
    job = program.desk.analysing.job
    assert job is not None
    program.person.wait(lambda: job.fraction > 0)
    program.person.press("Ctrl+Q")
    assert not program.person.window.isVisible()
    program.end()
    assert job.state == "cancelled"


def test_closing_asks_before_it_stops_an_export(
    opened: Program, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def never_done(_: object) -> Iterator[Progress]:
        try:
            while True:
                yield Progress(0.5, "Writing the file")
                time.sleep(0.01)
        finally:
            ended.append("tidied up")

    monkeypatch.setattr("editor_app.score.export.export", never_done)
    person = opened.person
    person.press("Ctrl+E")
    begin = person.see(QPushButton, "export_start")
    person.wait(begin.isEnabled)
    person.click(begin)
    person.click(person.see(QPushButton, "export_aside"))
    with person.answering("exporting", lambda: person.press("Escape")) as told:
        person.press("Ctrl+Q")
    assert told
    assert person.window.isVisible()
    assert not ended

    def stop() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        (button,) = [
            one
            for one in box.buttons()
            if box.buttonRole(one) == QMessageBox.ButtonRole.DestructiveRole
        ]
        person.click(button)

    with person.answering("exporting", stop):
        person.press("Ctrl+Q")
    assert not person.window.isVisible()
    opened.end()
    assert ended == ["tidied up"]


def test_work_is_there_again_after_a_sudden_end(
    start: Callable[..., Program], data: Path, film: Path
) -> None:
    write_preferences(Preferences(autosave_s=5), preferences_path())
    command, quiet = [sys.executable, str(VICTIM), str(film)], {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, env={**os.environ, **quiet}, stdout=subprocess.PIPE, text=True
    ) as victim:
        try:
            assert victim.stdout is not None
            assert victim.stdout.readline() == "kept\n"
        finally:
            victim.kill()
    assert list((data / "recovery").glob("*.cuesmith"))
    program = start()
    told(program, film.name, "warning")
    program.person.click(program.person.see(QPushButton, "notice_offer_0"))
    document = program.desk.document
    program.person.wait(lambda: document.film is not None)
    assert document.film.path == film
    assert len(document.timeline.laid) == 1
    assert not document.is_clean
