from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from catalog.marks import Marks
from editor_app.item_models.suggestions import MIME
from editor_app.item_models.tracks import COLUMNS, PAGE, TracksModel
from tests.editor_app.songs import track


@pytest.fixture
def model(qtbot: QtBot) -> TracksModel:
    model = TracksModel()
    model.reset(3)
    model.put(0, [track(1), track(2, vocals=0.9), track(3, bpm=None, vocals=None)])
    return model


def texts(model: TracksModel, row: int) -> list[str]:
    return [model.index(row, column).data() for column in range(len(COLUMNS))]


def test_it_is_a_sound_model(model: TracksModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


def test_rows_say_what_a_song_is(model: TracksModel) -> None:
    assert texts(model, 0) == ["Song 1", "Artist 1", "100", "A min", "3:21", "none", "CC BY"]
    assert texts(model, 1)[5] == "sung"
    assert texts(model, 2)[2] == texts(model, 2)[5] == "–"


def test_columns_have_headings(model: TracksModel) -> None:
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert heads == ["Title", "Artist", "BPM", "Key", "Length", "Vocals", "Licence"]


def test_what_is_looked_at_is_asked_for_once(model: TracksModel) -> None:
    asked: list[tuple[int, int]] = []
    model.page_wanted.connect(lambda *page: asked.append(page))
    model.reset(2 * PAGE + 50)
    for row in (0, 1, PAGE - 1, 2 * PAGE + 7, 2 * PAGE + 8):
        assert model.index(row, 0).data() is None
    assert asked == [(0, PAGE), (2 * PAGE, 50)]


def test_pages_fill_their_rows(model: TracksModel, qtbot: QtBot) -> None:
    model.reset(PAGE + 2)
    with qtbot.waitSignal(model.dataChanged):
        model.put(PAGE, [track(8), track(9), track(10)])
    assert model.index(PAGE + 1, 0).data() == "Song 9"
    assert model.track(PAGE + 2) is None


def test_a_heading_asks_the_library_to_sort(model: TracksModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.sort_wanted) as asked:
        model.sort(COLUMNS.index("bpm"), Qt.SortOrder.DescendingOrder)
    assert asked.args == ["bpm", True]


def test_a_song_that_is_dragged_begins_at_its_start(model: TracksModel) -> None:
    dragged = bytes(model.mimeData([model.index(1, 3)]).data(MIME).data())
    found = model.suggestion_of(dragged)
    assert found is not None
    assert (found.track.id, found.moment_s) == (2, 0.0)
    assert model.suggestion_of(b"suggestion:2") is None
    assert model.suggestion_of(b"track:99") is None


def test_rows_that_are_not_there_cannot_be_dragged(model: TracksModel) -> None:
    model.reset(2)
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_marks_show_at_once(model: TracksModel) -> None:
    model.note_marked(replace(track(1), bpm=200.0, marks=Marks(favourite=True, tempo_factor=2.0)))
    assert model.index(0, COLUMNS.index("bpm")).data() == "200"
    assert model.index(0, 0).data(TracksModel.MARKS).favourite
