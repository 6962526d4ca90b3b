from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLabel, QMessageBox, QPushButton

from editor_app.interchange.reading import read_cut
from editor_app.project.project_file import read_project, write_project
from editor_app.project.timeline import Film
from tests.editor_app.conform.making import otio
from tests.editor_app.widgets.verbs.conftest import SONG
from tests.end_to_end.window.conftest import Program
from tests.end_to_end.window.test_bad_input import choose

BUTTONS = QMessageBox.StandardButton


def name_file(program: Program, path: Path):
    def answer() -> None:
        program.person.write(str(path))
        program.person.press("Return")

    return program.person.answering("QFileDialog", answer)


def test_saving_asks_once_where(opened: Program, lay, tmp_path: Path) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    # The suffix is given where it was left out.
    with name_file(opened, tmp_path / "trip"):
        person.press("Ctrl+S")
    path = tmp_path / "trip.cuesmith"
    person.wait(lambda: document.path == path)
    assert document.is_clean
    assert path.name in person.window.windowTitle()
    assert not person.window.isWindowModified()
    lay(document)
    person.press("Ctrl+S")
    person.wait(lambda: document.is_clean)
    assert read_project(path).timeline == document.timeline
    recent = opened.cuesmith.window.menus["recent"]
    assert recent.actions()[0].text() == str(path)


def test_what_was_saved_is_opened_from_the_recent_files(
    opened: Program, lay, tmp_path: Path
) -> None:
    person, document, window = opened.person, opened.desk.document, opened.cuesmith.window
    lay(document)
    with name_file(opened, tmp_path / "trip.cuesmith"):
        person.press("Ctrl+Shift+S")
    person.wait(lambda: document.is_clean)
    person.press("Ctrl+N")
    assert document.film is None
    button = person.see(QPushButton, "welcome_recent_file")
    assert button.text() == "trip.cuesmith"
    person.click(button)
    person.wait(lambda: document.film is not None)
    assert len(document.timeline.laid) == 1
    assert window.actions_by_id["recent"].isEnabled()


def test_a_new_project_asks_about_the_old_one(opened: Program, lay) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    with person.answering("unsaved", choose(opened, BUTTONS.Cancel)):
        person.press("Ctrl+N")
    assert document.film is not None
    with person.answering("unsaved", choose(opened, BUTTONS.Discard)):
        person.press("Ctrl+N")
    assert document.film is None
    assert person.see(QPushButton, "welcome_open").isVisible()


def test_emptying_a_saved_project_is_a_change_too(opened: Program, lay, tmp_path: Path) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    with name_file(opened, tmp_path / "trip.cuesmith"):
        person.press("Ctrl+S")
    person.wait(lambda: document.is_clean)
    person.press("Ctrl+A")
    person.press("Delete")
    with person.answering("unsaved", choose(opened, BUTTONS.Cancel)) as told:
        person.press("Ctrl+N")
    assert told


def test_a_save_that_failed_closes_nothing_later(opened: Program, lay, tmp_path: Path) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    path = tmp_path / "trip.cuesmith"
    with name_file(opened, path):
        person.press("Ctrl+S")
    person.wait(lambda: document.is_clean)
    lay(document)
    path.unlink()
    path.mkdir()
    with person.answering("unsaved", choose(opened, BUTTONS.Save)):
        person.press("Ctrl+Q")
    person.wait(lambda: any(one.kind == "error" for one in opened.notices))
    assert person.window.isVisible()
    assert person.see(QLabel, "notice_remedy").text()
    path.rmdir()
    person.press("Ctrl+S")
    person.wait(lambda: document.is_clean)
    person.look(50)
    assert person.window.isVisible()


def test_saving_before_closing_closes(opened: Program, lay, tmp_path: Path) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    with name_file(opened, tmp_path / "trip.cuesmith"):
        person.press("Ctrl+S")
    person.wait(lambda: document.is_clean)
    lay(document)
    with person.answering("unsaved", choose(opened, BUTTONS.Save)):
        person.press("Ctrl+Q")
    person.wait(lambda: not person.window.isVisible())
    assert len(read_project(tmp_path / "trip.cuesmith").timeline.laid) == len(
        document.timeline.laid
    )


def test_a_project_whose_film_is_gone_is_mended(
    opened: Program, film: Film, tmp_path: Path
) -> None:
    person, document = opened.person, opened.desk.document
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    copy = Path(shutil.copy(film.path, here / "gone.mp4"))
    person.drop_files(copy)
    person.wait(lambda: document.film is not None and document.film.path == copy)
    write_project(document.project, tmp_path / "trip.cuesmith")
    shutil.move(copy, there)
    person.drop_files(tmp_path / "trip.cuesmith")
    button = person.see(QPushButton, "notice_offer_0")
    with name_file(opened, there):
        person.click(button)
    person.wait(lambda: document.film is not None and document.film.path == there / copy.name)


def test_a_film_is_exported_to_nothing_without_a_film(program: Program) -> None:
    program.person.press("Ctrl+E")
    assert not program.cuesmith.window.actions_by_id["export"].isEnabled()


def test_a_timeline_of_an_editor_is_opened_and_handed_back(
    program: Program, film: Film, lay, tmp_path: Path
) -> None:
    """Dropped, put together, and exported with the music for the same editor."""
    person, document = program.person, program.desk.document
    gone = film.path.with_name("gone.mp4")
    cut = otio(tmp_path / "trip.otio", [(film.path, 25, 100), (gone, 0, 25), (film.path, 0, 50)])
    person.drop_files(cut)
    person.wait(lambda: document.film is not None)
    assert document.film.named == cut
    assert "trip.otio" in person.window.windowTitle()
    assert document.timeline.duration_s == 7.0
    assert any("could not be taken over" in one.what for one in program.notices)
    lay(document)
    person.press("Ctrl+E")
    assert person.see(QCheckBox, "export_edit").isChecked()
    person.click(person.see(QCheckBox, "export_film"))
    start = person.see(QPushButton, "export_start")
    person.wait(start.isEnabled)
    person.click(start)
    person.see(QPushButton, "export_reveal")
    out = tmp_path / "trip with music.otio"
    assert [one.source.name for one in read_cut(out).earlier if one.source.name == SONG.name]
    assert [one.start_s for one in read_cut(out).pieces] == [0, 4, 5]
    person.click(person.see(QPushButton, "export_close"))
    with person.answering("unsaved", choose(program, BUTTONS.Discard)):
        person.press("Ctrl+N")


def test_a_timeline_that_has_lost_all_its_files_is_helped(
    program: Program, film: Film, tmp_path: Path
) -> None:
    person, document = program.person, program.desk.document
    cut = otio(tmp_path / "trip.otio", [(tmp_path / "gone" / film.path.name, 0, 50)])
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()
    shutil.copy(film.path, elsewhere)
    person.drop_files(cut)
    person.wait(lambda: program.notices)
    assert "None of the files" in program.notices[-1].what
    assert document.film is None

    def answer() -> None:
        person.write(str(elsewhere))
        person.press("Return")

    with person.answering("QFileDialog", answer):
        offers = person.window.findChildren(QPushButton, "notice_offer_0")
        person.click(next(one for one in offers if one.isVisible()))
    person.wait(lambda: document.film is not None)
    assert document.film.named == cut
    assert document.film.media == elsewhere
