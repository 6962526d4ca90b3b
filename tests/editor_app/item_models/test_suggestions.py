from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from catalog.marks import Marks
from editor_app.item_models.suggestions import MIME, Role, SuggestionsModel
from inference.values import Span
from tests.editor_app.songs import suggested, track


@pytest.fixture
def model(qtbot: QtBot) -> SuggestionsModel:
    model = SuggestionsModel()
    model.set_suggested(suggested(7, 3, 5))
    return model


def test_it_is_a_sound_model(model: SuggestionsModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


def test_rows_are_suggestions_best_first(model: SuggestionsModel) -> None:
    titles = [model.index(row).data() for row in range(model.rowCount())]
    assert titles == ["Song 7", "Song 3", "Song 5"]
    assert model.index(0).data(Role.SPAN) == Span(0.0, 30.0)


def test_nothing_is_there_without_an_answer(model: SuggestionsModel) -> None:
    model.set_suggested(None)
    assert model.rowCount() == 0
    assert model.suggestion(0) is None
    assert model.suggestion(-1) is None


def test_what_is_dragged_is_found_again(model: SuggestionsModel) -> None:
    dragged = bytes(model.mimeData([model.index(1)]).data(MIME).data())
    assert model.suggestion_of(dragged) is model.suggestion(1)


@pytest.mark.parametrize("data", [b"", b"suggestion:99", b"track:3", b"suggestion:x", b"\xff:3"])
def test_what_came_from_elsewhere_is_no_suggestion(model: SuggestionsModel, data: bytes) -> None:
    assert model.suggestion_of(data) is None


def test_songs_can_be_dragged(model: SuggestionsModel) -> None:
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_marks_come_with_the_song_until_newer_ones_are_known(model: SuggestionsModel) -> None:
    assert model.index(0).data(Role.MARKS) == Marks()
    model.note_marked(replace(track(7), marks=Marks(favourite=True)))
    assert model.index(0).data(Role.MARKS).favourite
    model.set_suggested(suggested(7))
    assert model.index(0).data(Role.MARKS).favourite


def test_a_corrected_tempo_shows_at_once(model: SuggestionsModel) -> None:
    model.note_marked(replace(track(7), bpm=50.0, marks=Marks(tempo_factor=0.5)))
    assert model.index(0).data(Role.BPM) == 50.0
    assert model.index(1).data(Role.BPM) == 100.0


def test_one_row_is_the_one_heard(model: SuggestionsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.dataChanged):
        model.set_auditioned(3)
    assert [model.index(row).data(Role.AUDITIONED) for row in range(3)] == [False, True, False]


def test_a_screen_reader_gets_a_whole_sentence(model: SuggestionsModel) -> None:
    model.set_auditioned(7)
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("1: Song 7 by Artist 7", "playing", "100 beats", "A minor", "3:27", "0:42"):
        assert part in said
    assert said.endswith("both feel calm; calm picture")
