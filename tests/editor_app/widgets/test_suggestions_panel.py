from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from catalog.marks import Marks
from editor_app.curves import Curves
from editor_app.item_models.suggestions import Role, SuggestionsModel
from editor_app.widgets.attribute_slider import AttributeSlider
from editor_app.widgets.suggestions_panel import SuggestionsPanel
from editor_app.widgets.theme import load_theme
from inference.features.waveform import Waveform, waveform_of
from inference.values import Span
from tests.editor_app.songs import suggested, track

LEFT = Qt.MouseButton.LeftButton


class Waves(QObject):
    ready = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[Path, Waveform] = {}

    def get(self, path: Path) -> Waveform | None:
        return self.known.get(path)


@pytest.fixture
def waves() -> Waves:
    return Waves()


@pytest.fixture
def model() -> SuggestionsModel:
    return SuggestionsModel()


@pytest.fixture
def panel(model: SuggestionsModel, waves: Waves, qtbot: QtBot) -> SuggestionsPanel:
    panel = SuggestionsPanel(model, waveforms=waves, theme=load_theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    panel.show()
    return panel


@pytest.fixture
def songs(panel: SuggestionsPanel, model: SuggestionsModel) -> QListView:
    model.set_suggested(suggested(7, 3, 5))
    found = panel.findChild(QListView, "suggestions_list")
    assert isinstance(found, QListView)
    found.setFocus()
    return found


def place(songs: QListView, row: int, x: int = 150, y: int = 30) -> QPoint:
    return songs.visualRect(songs.model().index(row, 0)).topLeft() + QPoint(x, y)


def test_arrows_play_the_next_song(panel: SuggestionsPanel, songs: QListView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.audition) as played:
        qtbot.keyClick(songs, Qt.Key.Key_Down)
    assert played.args == [1]
    qtbot.keyClick(songs, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(panel.audition):
        qtbot.keyClick(songs, Qt.Key.Key_Up)


def test_return_places_the_current_song(
    panel: SuggestionsPanel, songs: QListView, qtbot: QtBot
) -> None:
    qtbot.mouseClick(songs.viewport(), LEFT, pos=place(songs, 2))
    with qtbot.waitSignal(panel.place) as placed:
        qtbot.keyClick(songs, Qt.Key.Key_Return)
    assert placed.args == [2]


def test_the_number_plays_and_the_rest_only_selects(
    panel: SuggestionsPanel, songs: QListView, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.audition):
        qtbot.mouseClick(songs.viewport(), LEFT, pos=place(songs, 1))
    assert panel.current_row == 1
    with qtbot.waitSignal(panel.audition) as played:
        qtbot.mouseClick(songs.viewport(), LEFT, pos=place(songs, 2, x=22, y=16))
    assert played.args == [2]


def test_a_double_click_plays(panel: SuggestionsPanel, songs: QListView, qtbot: QtBot) -> None:
    qtbot.mouseClick(songs.viewport(), LEFT, pos=place(songs, 1))
    with qtbot.waitSignal(panel.audition) as played:
        qtbot.mouseDClick(songs.viewport(), LEFT, pos=place(songs, 1))
    assert played.args == [1]


def test_letters_and_digits_are_left_to_the_window(songs: QListView, qtbot: QtBot) -> None:
    qtbot.keyClick(songs, Qt.Key.Key_3)
    qtbot.keyClick(songs, Qt.Key.Key_S)
    assert songs.currentIndex().row() == 0


def test_the_star_makes_a_favourite_and_takes_it_back(
    panel: SuggestionsPanel, songs: QListView, model: SuggestionsModel, qtbot: QtBot
) -> None:
    at = place(songs, 1, x=songs.viewport().width() - 12 - 40 - 16, y=16)
    with qtbot.waitSignal(panel.mark_wanted) as marked:
        qtbot.mouseClick(songs.viewport(), LEFT, pos=at)
    assert marked.args == [3, "favourite", True]
    model.note_marked(replace(track(3), marks=Marks(favourite=True)))
    with qtbot.waitSignal(panel.mark_wanted) as marked:
        qtbot.mouseClick(songs.viewport(), LEFT, pos=at)
    assert marked.args == [3, "favourite", False]


def test_the_same_song_stays_current_in_another_answer(
    panel: SuggestionsPanel, songs: QListView, model: SuggestionsModel
) -> None:
    panel.select(1)
    model.set_suggested(suggested(9, 8, 3))
    assert panel.current_row == 2
    model.set_suggested(suggested(9, 8))
    assert panel.current_row == 0


def test_the_best_song_is_current_until_one_is_picked(
    panel: SuggestionsPanel, songs: QListView, model: SuggestionsModel
) -> None:
    best = model.suggestions[0].track.id
    model.set_suggested(suggested(9, best))
    assert panel.current_row == 0
    panel.select(1)
    model.set_suggested(suggested(8, 9, best))
    assert panel.current_row == 2


def test_steps_stop_at_the_ends(panel: SuggestionsPanel, songs: QListView) -> None:
    played: list[int] = []
    panel.audition.connect(played.append)
    for by in (1, 1, 1, -1):
        panel.step(by)
    assert played == [1, 2, 2, 1]


def test_steps_do_nothing_without_songs(panel: SuggestionsPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.audition):
        panel.step(1)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("no_film", "open"),
        ("library_empty", "add_music"),
        ("no_match", "clear_filters"),
        ("failed", "suggest"),
    ],
)
def test_an_empty_list_offers_the_next_step(
    panel: SuggestionsPanel, qtbot: QtBot, state: str, step: str
) -> None:
    panel.set_state(state)  # type: ignore[arg-type]
    button = child(panel, QPushButton, "empty_step")
    with qtbot.waitSignal(panel.step_wanted) as wanted:
        qtbot.mouseClick(button, LEFT)
    assert wanted.args == [step]
    assert child(panel, QLabel, "empty_text").text()


@pytest.mark.parametrize("state", ["analysing", "listening", "searching"])
def test_waiting_shows_progress_and_no_button(panel: SuggestionsPanel, state: str) -> None:
    panel.set_state(state)  # type: ignore[arg-type]
    panel.set_progress(0.4, "Looking at shot 3")
    assert child(panel, QPushButton, "empty_step").isHidden()
    assert child(panel, QProgressBar, "empty_progress").value() == 400
    assert child(panel, QLabel, "empty_text").text() == "Looking at shot 3"


def test_progress_is_shown_only_where_something_is_waited_for(panel: SuggestionsPanel) -> None:
    bar = child(panel, QProgressBar, "empty_progress")
    panel.set_state("library_empty")
    panel.set_progress(0.5, "Looking at shot 3")
    assert not bar.isVisible()
    assert child(panel, QLabel, "empty_text").text().startswith("Add a folder")
    panel.set_state("analysing")
    panel.set_progress(1.0)
    assert not bar.isVisible()


def test_an_answer_without_songs_names_the_filters(
    panel: SuggestionsPanel, model: SuggestionsModel
) -> None:
    model.set_suggested(suggested())
    assert child(panel, QLabel, "empty_title").text() == "No song passes the filters"


def test_doubt_is_said_above_the_list(panel: SuggestionsPanel, model: SuggestionsModel) -> None:
    unsure = child(panel, QLabel, "suggestions_unsure")
    model.set_suggested(suggested(1, unsure="40% of your songs fit almost as well."))
    assert unsure.isVisible()
    assert unsure.text().startswith("40%")
    model.set_suggested(suggested(1))
    assert not unsure.isVisible()


def test_the_switch_asks_for_the_other_stretch(panel: SuggestionsPanel, qtbot: QtBot) -> None:
    panel.set_span("whole", "Scene 3")
    scene = child(panel, QToolButton, "segment")
    assert scene.text() == "Scene 3"
    with qtbot.waitSignal(panel.span_wanted) as wanted:
        qtbot.mouseClick(scene, LEFT)
    assert wanted.args == ["segment"]


def test_surprises_are_asked_for(panel: SuggestionsPanel, songs: QListView, qtbot: QtBot) -> None:
    spread = child(panel, AttributeSlider, "spread")
    with qtbot.waitSignal(panel.spread_changed) as changed:
        qtbot.keyClick(spread, Qt.Key.Key_PageUp)
    assert changed.args == [pytest.approx(0.25)]
    assert panel.spread == 0.25


def test_curves_are_asked_for_while_the_reasons_are_open(
    panel: SuggestionsPanel, songs: QListView, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.details_wanted):
        panel.select(1)
    head = child(panel, QToolButton, "why_head")
    with qtbot.waitSignal(panel.details_wanted) as wanted:
        qtbot.mouseClick(head, LEFT)
    assert wanted.args == [1]
    assert child(panel, QLabel, "why_reasons").text() == "Both feel calm.\nCalm picture."
    with qtbot.waitSignal(panel.details_wanted) as wanted:
        panel.select(2)
    assert wanted.args == [2]


def test_late_curves_of_another_song_are_passed_over(
    panel: SuggestionsPanel, songs: QListView, qtbot: QtBot
) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "why_head"), LEFT)
    chart = panel.findChild(QObject, "why_chart")
    curves = Curves(Span(0, 20), (0.1, 0.9), (0.5, 0.4), (1.0, 0.2))
    panel.show_curves(3, curves)
    assert not chart.isVisible()  # type: ignore[union-attr]
    panel.show_curves(7, curves)
    assert chart.isVisible()  # type: ignore[union-attr]
    panel.grab()


def test_nothing_moves_when_curves_come(
    panel: SuggestionsPanel, songs: QListView, qtbot: QtBot
) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "why_head"), LEFT)
    reasons, before = child(panel, QLabel, "why_reasons"), songs.height()
    place = reasons.mapToGlobal(QPoint())
    panel.show_curves(7, Curves(Span(0, 20), (0.1, 0.9), (0.5, 0.4), (0.2, 1.0), Span(10, 20)))
    qtbot.wait(1)
    assert (reasons.mapToGlobal(QPoint()), songs.height()) == (place, before)


def test_what_of_the_picture_counted_is_told_and_gone_to(
    panel: SuggestionsPanel, songs: QListView, qtbot: QtBot
) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "why_head"), LEFT)
    curves = Curves(Span(60, 80), (0.1, 0.9), (0.5, 0.4), (0.2, 1.0), Span(72, 78))
    panel.show_curves(7, curves)
    decisive = child(panel, QToolButton, "why_decisive")
    assert decisive.text() == "Counted most: 1:12–1:18"
    with qtbot.waitSignal(panel.look_wanted) as wanted:
        qtbot.mouseClick(decisive, LEFT)
    assert wanted.args == [72.0]
    chart = panel.findChild(QWidget, "why_chart")
    at = QPoint(chart.width() - 20, 20)
    QApplication.sendEvent(chart, QHelpEvent(QEvent.Type.ToolTip, at, chart.mapToGlobal(at)))
    lines = QToolTip.text().splitlines()
    QToolTip.hideText()
    assert lines[0].startswith("1:1")
    assert lines[1:] == [
        "90 % moves in the picture",
        "40 % of the song's energy",
        "counted 100 % of what counted most",
    ]
    panel.show_curves(7, Curves(Span(60, 80), (0.1, 0.9), (0.5, 0.4), ()))
    assert not decisive.isVisible()


def test_the_attribution_is_copied(panel: SuggestionsPanel, songs: QListView, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "why_head"), LEFT)
    with qtbot.waitSignal(panel.said) as said:
        qtbot.mouseClick(child(panel, QToolButton, "why_copy"), LEFT)
    assert QGuiApplication.clipboard().text() == "“Song 7” by Artist 7 (CC BY 4.0)"
    assert said.args == ["Attribution of “Song 7” copied."]


@pytest.fixture
def menu(panel: SuggestionsPanel, songs: QListView, qtbot: QtBot) -> Callable[[str], QAction]:
    """Open the menu of the second song and give one of its actions."""

    def open_and_find(name: str) -> QAction:
        at = place(songs, 1)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, songs.viewport().mapToGlobal(at)
        )
        QCoreApplication.sendEvent(songs.viewport(), event)
        opened = panel.findChild(QMenu, "song_menu")
        assert isinstance(opened, QMenu)
        qtbot.addWidget(opened)
        action = opened.findChild(QAction, name)
        assert isinstance(action, QAction)
        return action

    return open_and_find


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("favourite", [3, "favourite", True]),
        ("never", [3, "never", True]),
        ("tempo_0.5", [3, "tempo_factor", 0.5]),
        ("tempo_2", [3, "tempo_factor", 2.0]),
        ("beat_later", [3, "beat", "later"]),
        ("beat_reset", [3, "beat", "reset"]),
    ],
)
def test_the_menu_marks_the_song(
    panel: SuggestionsPanel,
    menu: Callable[[str], QAction],
    qtbot: QtBot,
    name: str,
    wanted: list[object],
) -> None:
    action = menu(name)
    with qtbot.waitSignal(panel.mark_wanted) as marked:
        action.trigger()
    assert marked.args == wanted


def test_the_menu_plays_places_and_shows(
    panel: SuggestionsPanel, menu: Callable[[str], QAction], qtbot: QtBot
) -> None:
    for name, signal, wanted in (
        ("audition", panel.audition, [1]),
        ("place", panel.place, [1]),
        ("show_file", panel.show_file_wanted, [Path("/music/song 3.ogg")]),
    ):
        action = menu(name)
        with qtbot.waitSignal(signal) as sent:
            action.trigger()
        assert sent.args == wanted
        action.parent().close()  # type: ignore[attr-defined]


def test_a_wave_is_drawn_once_it_is_known(
    panel: SuggestionsPanel, songs: QListView, waves: Waves, qtbot: QtBot
) -> None:
    before = songs.viewport().grab().toImage()
    cells = np.full((200, 2), 200, np.uint8)
    waves.known[Path("/music/song 7.ogg")] = waveform_of(cells)
    waves.ready.emit(Path("/music/song 7.ogg"))
    assert songs.viewport().grab().toImage() != before


def test_the_heard_song_is_shown(
    panel: SuggestionsPanel, songs: QListView, model: SuggestionsModel
) -> None:
    before = songs.viewport().grab().toImage()
    model.set_auditioned(3)
    assert songs.viewport().grab().toImage() != before
    assert songs.model().index(1, 0).data(Role.AUDITIONED)


def test_another_theme_reaches_all_parts(panel: SuggestionsPanel, songs: QListView) -> None:
    before = songs.viewport().grab().toImage()
    panel.set_theme(load_theme("light"))
    assert songs.viewport().grab().toImage() != before


def child(panel: QObject, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = panel.findChild(kind, name)
    assert found is not None
    return found
