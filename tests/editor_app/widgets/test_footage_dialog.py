from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from catalog.footage.clips import Clip
from catalog.footage.footage import FootageStats
from catalog.footage.matching import Match
from editor_app.operations.footage import Asked
from editor_app.reasons import Reason
from editor_app.uses.matching import Fitting, Found, Piece
from editor_app.widgets.footage_dialog import FootageDialog
from editor_app.widgets.theme import load_theme
from inference.errors import WorldError
from inference.values import Embedding, Span


class FakeFinding(QObject):
    counted, found, added, failed = Signal(object), Signal(object), Signal(object), Signal(object)
    empty = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.folders: list[Path] = []
        self.dropped = 0

    def count(self) -> None:
        self.counted.emit(FootageStats(3, 0, 0, 30.0, 3))

    def ask(self, asked: Asked) -> None:
        self.asked.append(asked)

    def add(self, folder: Path) -> None:
        self.folders.append(folder)

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


def found(*names: str, passage: Span | None = PASSAGE) -> Found:
    empty = np.zeros((1, 1), np.float32)
    said = Embedding(empty, empty[0], empty, empty[0])
    piece = Piece(Path("/song.ogg"), "Song", "", 50.0, 6.0, said, passage)
    clips = (
        Clip(number, Path(f"/clips/{name}"), name, False, 20.0, 320, 180, 25.0, ("sea",))
        for number, name in enumerate(names)
    )
    fittings = tuple(
        Fitting(Match(one, 0.5, 0.4, 6.0, 66.0, 14.0), (Reason("sight", "shows sea"),))
        for one in clips
    )
    return Found(piece, Span(0.0, 50.0), {}, fittings)


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
    assert [[row.text(column) for column in range(4)] for row in rows] == [
        ["a.mp4", "0:06", "1:06", "shows sea"],
        ["b.mp4", "0:06", "1:06", "shows sea"],
    ]
    assert clips.isVisibleTo(dialog)


def test_return_opens_a_clip_as_the_film(
    qtbot: QtBot, dialog: FootageDialog, finding: FakeFinding
) -> None:
    dialog.ask("7", "Song")
    finding.found.emit(found("a.mp4", "b.mp4"))
    clips = dialog.findChild(QTreeWidget, "footage_clips")
    clips.setFocus()
    with qtbot.waitSignal(dialog.open_wanted) as told:
        qtbot.keyClick(clips, Qt.Key.Key_Return)
    assert told.args == [Path("/clips/a.mp4")]
    assert dialog.isVisible()


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
    finding.added.emit(None)
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
