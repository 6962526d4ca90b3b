from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QTreeWidget,
)
from pytestqt.qtbot import QtBot

from catalog.footage.clips import Clip
from catalog.footage.footage import FootageStats
from catalog.footage.ingest import FootageReport
from catalog.footage.matching import Match
from editor_app.operations.footage import Asked
from editor_app.operations.jobs import Job
from editor_app.reasons import Reason
from editor_app.score.moment import Song
from editor_app.uses.matching import Fitting, Found, Piece
from editor_app.widgets.footage_dialog import FootageDialog
from editor_app.widgets.theme import load_theme
from inference.errors import WorldError
from inference.progress import Progress
from inference.values import Embedding, Span


class FakeFinding(QObject):
    counted, found, added, failed = Signal(object), Signal(object), Signal(object), Signal(object)
    not_added = Signal(object)
    empty = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.folders: list[Path] = []
        self.dropped = 0
        self.expected: list[tuple[str, Path]] = []
        self.job = Job("Work", stop=lambda: None, over=lambda _: None)

    def count(self) -> None:
        self.counted.emit(FootageStats(3, 0, 0, 30.0, 3))

    def ask(self, asked: Asked) -> Job:
        self.asked.append(asked)
        return self.job

    def add(self, folder: Path) -> Job:
        self.folders.append(folder)
        return self.job

    def expect(self, song: Song, match: Match) -> None:
        self.expected.append((song.title, match.clip.path))

    def drop(self) -> None:
        self.dropped += 1


@pytest.fixture
def finding(qapp) -> FakeFinding:
    return FakeFinding()


@pytest.fixture
def dialog(qtbot: QtBot, finding: FakeFinding) -> FootageDialog:
    made = FootageDialog(finding, load_theme("dark"))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


PASSAGE = Span(12.0, 42.0)


def found(*names: str, passage: Span | None = PASSAGE, unsure: str | None = None) -> Found:
    empty = np.zeros((1, 1), np.float32)
    said = Embedding(empty, empty[0], empty, empty[0])
    piece = Piece(Song(Path("/song.ogg"), 50.0, title="Song"), 6.0, said, passage)
    clips = (
        Clip(number, Path(f"/clips/{name}"), name, False, 20.0, 320, 180, 25.0, ("sea",))
        for number, name in enumerate(names)
    )
    fittings = tuple(
        Fitting(Match(one, 0.5, 0.4, 6.0, 66.0, 14.0), (Reason("sight", "shows sea"),))
        for one in clips
    )
    return Found(piece, Span(0.0, 50.0), {}, fittings, unsure)


def text_of(dialog: FootageDialog, name: str) -> str:
    return dialog.findChild(QLabel, name).text()


def test_it_asks_for_a_song_first(dialog: FootageDialog, finding: FakeFinding) -> None:
    assert text_of(dialog, "empty_title") == "For which song?"
    assert text_of(dialog, "footage_said").startswith("3 clip")
    assert finding.asked == []


def test_clips_are_listed_with_both_moments_and_why(
    dialog: FootageDialog, finding: FakeFinding
) -> None:
    dialog.ask("7", "Song")
    assert finding.asked == [Asked("7")]
    finding.found.emit(found("a.mp4", "b.mp4"))
    clips = dialog.findChild(QTreeWidget, "footage_clips")
    rows = [clips.topLevelItem(row) for row in range(clips.topLevelItemCount())]
    assert [[row.text(column) for column in range(5)] for row in rows] == [
        ["a.mp4", "0.50", "0:06", "1:06–1:20", "shows sea"],
        ["b.mp4", "0.50", "0:06", "1:06–1:20", "shows sea"],
    ]
    spoken = rows[0].data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "a.mp4, fit 0.50, from 0:06, with the song from 1:06–1:20. shows sea"
    assert clips.isVisibleTo(dialog)


def test_return_opens_a_clip_as_the_film_with_the_song(
    qtbot: QtBot, dialog: FootageDialog, finding: FakeFinding
) -> None:
    dialog.ask("7", "Song")
    finding.found.emit(found("a.mp4", "b.mp4"))
    clips = dialog.findChild(QTreeWidget, "footage_clips")
    assert dialog.focusWidget() is clips
    with qtbot.waitSignal(dialog.open_wanted) as told:
        qtbot.keyClick(clips, Qt.Key.Key_Return)
    assert told.args == [Path("/clips/a.mp4")]
    assert dialog.isVisible()
    clips.setCurrentItem(clips.topLevelItem(1))
    with qtbot.waitSignal(dialog.open_wanted) as told:
        dialog.findChild(QPushButton, "footage_open").click()
    assert told.args == [Path("/clips/b.mp4")]
    assert finding.expected == [("Song", Path("/clips/a.mp4")), ("Song", Path("/clips/b.mp4"))]


def test_nothing_can_be_opened_while_nothing_is_listed(
    dialog: FootageDialog, finding: FakeFinding
) -> None:
    opener = dialog.findChild(QPushButton, "footage_open")
    assert not opener.isEnabled()
    dialog.ask("7", "Song")
    finding.found.emit(found("a.mp4"))
    assert opener.isEnabled()
    finding.empty.emit()
    assert not opener.isEnabled()


def test_an_answer_that_says_little_is_said_to(dialog: FootageDialog, finding: FakeFinding) -> None:
    unsure = dialog.findChild(QLabel, "footage_unsure")
    dialog.ask("7", "Song")
    finding.found.emit(found("a.mp4", unsure="50% of your clips fit almost as well."))
    assert unsure.isVisible()
    assert unsure.text() == "50% of your clips fit almost as well."
    finding.found.emit(found("a.mp4"))
    assert not unsure.isVisible()


def test_listening_shows_its_progress_and_can_be_stopped(
    dialog: FootageDialog, finding: FakeFinding
) -> None:
    dialog.ask("/music/long.ogg", "long")
    finding.job.begin()
    finding.job.advance(Progress(0.4, "Listening"))
    assert dialog.findChild(QProgressBar, "empty_progress").value() == 400
    assert text_of(dialog, "empty_text") == "Listening"
    dialog.findChild(QPushButton, "empty_step").click()
    assert finding.dropped == 1
    assert text_of(dialog, "empty_title") == "Stopped"
    dialog.findChild(QPushButton, "empty_step").click()
    assert len(finding.asked) == 2


def test_taking_a_folder_in_shows_its_progress_and_can_be_stopped(
    dialog: FootageDialog, finding: FakeFinding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/clips")
    dialog.findChild(QPushButton, "footage_add").click()
    bar = dialog.findChild(QProgressBar, "footage_progress")
    assert bar.isVisible()
    finding.job.advance(Progress(0.25, "Watched a.mp4"))
    assert bar.value() == 250
    dialog.findChild(QToolButton, "footage_cancel").click()
    assert finding.job.state == "cancelled"
    assert not bar.isVisible()


def test_what_of_a_folder_cannot_be_used_is_named_with_the_reason(
    dialog: FootageDialog, finding: FakeFinding
) -> None:
    said = dialog.findChild(QLabel, "footage_failed")
    bad = tuple((Path(f"/clips/{name}.mp4"), "has no picture.") for name in "abcd")
    finding.added.emit(FootageReport(added=1, failed=bad))
    assert said.text().splitlines()[0] == "a.mp4: has no picture."
    assert "1 more" in said.text()
    assert "d.mp4" in said.toolTip()
    finding.not_added.emit(WorldError("/none holds no video.", remedy="Choose another."))
    assert said.text() == "/none holds no video. Choose another."
    finding.added.emit(FootageReport(added=1))
    assert not said.isVisible()


def test_only_the_passage_can_be_asked_for_where_there_is_one(
    dialog: FootageDialog, finding: FakeFinding
) -> None:
    dialog.ask("7", "Song")
    finding.found.emit(found("a.mp4"))
    box = dialog.findChild(QCheckBox, "footage_passage")
    assert box.text() == "Only its passage 0:12–0:42"
    box.click()
    assert finding.asked[-1] == Asked("7", passage=True)
    finding.found.emit(found("a.mp4", passage=None))
    assert not box.isEnabled()


def test_a_file_and_a_folder_can_be_chosen(
    dialog: FootageDialog, finding: FakeFinding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/music/A song.ogg", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/clips")
    dialog.findChild(QPushButton, "empty_step").click()
    assert finding.asked == [Asked("/music/A song.ogg")]
    assert text_of(dialog, "footage_song") == "A song"
    dialog.findChild(QPushButton, "footage_add").click()
    assert finding.folders == [Path("/clips")]
    finding.added.emit(FootageReport(added=1))
    assert len(finding.asked) == 2


def test_no_footage_and_trouble_are_said(dialog: FootageDialog, finding: FakeFinding) -> None:
    dialog.ask("7", "Song")
    finding.empty.emit()
    assert text_of(dialog, "empty_title") == "No footage yet"
    finding.failed.emit(WorldError("The song is silent.", remedy="Choose another."))
    assert text_of(dialog, "empty_text") == "The song is silent. Choose another."


def test_closing_wants_no_answer_any_more(
    qtbot: QtBot, dialog: FootageDialog, finding: FakeFinding
) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert finding.dropped == 1
