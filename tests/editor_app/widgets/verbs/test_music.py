from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from catalog.library import Library
from catalog.vectors import write_embedding
from editor_app.session import Suggestion
from inference.towers.pack import Pack
from tests.editor_app.operations import worlds
from tests.end_to_end.window.conftest import Program


def notice(program: Program) -> str:
    program.person.wait(lambda: program.notices)
    return program.notices[0].what


@pytest.mark.parametrize(("keys", "name", "side"), [
    ("M", "mute", "music"), ("Shift+M", "mute_original", "original"),
])  # fmt: skip
def test_mute_is_a_step_that_the_menu_shows(
    opened: Program, keys: str, name: str, side: str
) -> None:
    action, document = opened.cuesmith.window.actions_by_id[name], opened.desk.document
    opened.person.press(keys)
    assert getattr(document.timeline, side).muted
    assert action.isChecked()
    opened.person.press(keys)
    assert not getattr(document.timeline, side).muted
    assert not action.isChecked()
    opened.person.press("Ctrl+Z")
    assert action.isChecked()


def test_the_credits_are_copied(opened: Program, lay) -> None:
    lay(opened.desk.document)
    actions, menus = opened.cuesmith.window.actions_by_id, opened.cuesmith.window.menus
    opened.person.choose(menus["music"], actions["copy_credits"])
    assert "credits" in notice(opened)
    assert "“Song” by Somebody" in QGuiApplication.clipboard().text()


def test_the_cut_is_not_filled_before_the_film_was_watched(opened: Program) -> None:
    opened.desk._set_video(None)
    opened.person.press("Shift+F")
    assert "not been watched" in notice(opened)
    assert opened.notices[0].remedy


def test_no_folder_is_taken_in_when_none_was_chosen(opened: Program) -> None:
    with opened.person.answering("QFileDialog", lambda: opened.person.press("Escape")):
        opened.person.press("Ctrl+I")
    assert not opened.desk.ingesting.is_running


def test_suggesting_brings_the_suggestions_to_the_front(opened: Program) -> None:
    bench = opened.furniture.bench
    opened.person.press("Ctrl+2")
    assert bench.left.currentWidget() is bench.library
    opened.person.press("S")
    assert bench.left.currentWidget() is bench.suggestions
    # The library of a newcomer is empty: the list says so and offers the next step.
    step = opened.person.see(QPushButton, "empty_step")
    opened.person.wait(lambda: "music" in step.text().lower())
    with opened.person.answering("QFileDialog", lambda: opened.person.press("Escape")):
        opened.person.click(step)


def test_without_suggestions_their_keys_do_nothing(opened: Program) -> None:
    for key in ("1", "9", "Return", "Ctrl+Down", "0"):
        opened.person.press(key)
    assert opened.desk.document.stack.count() == 0
    assert opened.desk.auditioning.track_id is None


def test_a_song_of_the_library_is_played_from_the_passage_that_stands_for_it(
    opened: Program, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = worlds.embedding(np.random.default_rng(0), 8, pack)
    heard = replace(said, attention=np.float32([0, 0, 0.1, 0.3, 0.3, 0.1, 0.1, 0.1]))
    with Library.open(opened.desk.engines.settings.library) as library:
        worlds.fill(library, pack, 1)
        with library._database.transaction() as connection:
            write_embedding(connection, 1, pack.pack_id, heard, segment_s=worlds.SEGMENT_S)
        (track,) = library.tracks()
    played: list[Suggestion] = []
    monkeypatch.setattr(opened.desk.auditioning, "start", lambda one, _: played.append(one))
    opened.furniture.bench.library.audition.emit(track)
    opened.person.wait(lambda: played)
    assert (played[0].track.id, played[0].moment_s) == (track.id, 12.0)
    assert "the passage that stands for it" in opened.cuesmith.window.hint.text()


def test_a_folder_that_is_dropped_is_taken_in(opened: Program, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    folder.mkdir()
    (folder / "song.mp3").write_bytes(b"no song at all" * 50)
    opened.person.drop_files(folder)
    assert opened.desk.ingesting.is_running
    opened.person.wait(lambda: not opened.desk.ingesting.is_running, 60_000)
    assert "could not be used" in notice(opened)
    assert opened.notices[0].details.startswith("song.mp3")
    assert opened.person.see(QLabel, "notice_remedy").text()
