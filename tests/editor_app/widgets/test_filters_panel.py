from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from catalog.filters import Filters
from editor_app.widgets.filters_panel import MOST, FiltersPanel
from editor_app.widgets.key_picker import TONICS, KeyPicker
from editor_app.widgets.range_slider import RangeSlider
from editor_app.widgets.theme import load_theme
from inference.features import key

LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def panel(qtbot: QtBot) -> FiltersPanel:
    panel = FiltersPanel(load_theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.show()
    return panel


def child(panel: QWidget, kind: type[W], name: str) -> W:
    found = panel.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def test_at_first_every_song_passes(panel: FiltersPanel) -> None:
    assert panel.filters() == Filters()
    assert panel.count == 0
    assert child(panel, QToolButton, "filters_clear").isHidden()


def test_typing_asks_once(panel: FiltersPanel, qtbot: QtBot) -> None:
    said: list[Filters] = []
    panel.changed.connect(said.append)
    qtbot.keyClicks(child(panel, QLineEdit, "filter_text"), "sea ")
    qtbot.waitUntil(lambda: bool(said))
    assert said == [Filters(text="sea")]


def test_tempo_has_open_ends(panel: FiltersPanel, qtbot: QtBot) -> None:
    slider, words = (
        child(panel, RangeSlider, "filter_bpm"),
        child(panel, QLabel, "filter_bpm_words"),
    )
    folded = child(panel, QCheckBox, "filter_bpm_folded")
    assert folded.isHidden()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert panel.filters().bpm == (50.0, MOST)
    assert words.text() == "≥ 50"
    qtbot.keyClick(folded, Qt.Key.Key_Space)
    assert not panel.filters().bpm_folded
    slider.clearFocus()
    slider.setFocus(Qt.FocusReason.BacktabFocusReason)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert panel.filters().bpm == (50.0, 200.0)
    assert words.text() == slider.accessibleDescription() == "50–200"


def test_length_is_in_seconds(panel: FiltersPanel, qtbot: QtBot) -> None:
    slider = child(panel, RangeSlider, "filter_length")
    slider.setFocus(Qt.FocusReason.BacktabFocusReason)
    with qtbot.waitSignal(panel.changed) as changed:
        qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert changed.args[0].duration_s == (0.0, 600.0)
    assert child(panel, QLabel, "filter_length_words").text() == "≤ 10:00"


def test_keys_are_those_the_library_writes(panel: FiltersPanel, qtbot: QtBot) -> None:
    assert key.TONICS == TONICS
    picker = child(panel, KeyPicker, "filter_keys")
    picker.menu().popup(panel.mapToGlobal(panel.rect().center()))
    for name in ("key_A_minor", "key_C_major"):
        qtbot.mouseClick(child(picker, QToolButton, name), LEFT)
    picker.menu().close()
    assert panel.filters().keys == {"A minor", "C major"}
    assert picker.text() == "C maj, A min"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_vocals(panel: FiltersPanel, qtbot: QtBot, answer: str) -> None:
    with qtbot.waitSignal(panel.changed) as changed:
        qtbot.mouseClick(child(panel, QToolButton, answer), LEFT)
    assert changed.args == [Filters(vocals=answer)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("filter_cleared", Filters(cleared=frozenset({"yes"}))),
        ("filter_favourites", Filters(favourites=True)),
    ],
)
def test_boxes(panel: FiltersPanel, qtbot: QtBot, name: str, wanted: Filters) -> None:
    with qtbot.waitSignal(panel.changed) as changed:
        qtbot.keyClick(child(panel, QCheckBox, name), Qt.Key.Key_Space)
    assert changed.args == [wanted]


def test_clear_lets_every_song_pass_at_once(panel: FiltersPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(child(panel, QCheckBox, "filter_cleared"), Qt.Key.Key_Space)
    qtbot.mouseClick(child(panel, QToolButton, "yes"), LEFT)
    child(panel, RangeSlider, "filter_bpm").set_ends(2, 4)
    qtbot.keyClicks(child(panel, QLineEdit, "filter_text"), "sea")
    assert panel.count == 4
    said: list[Filters] = []
    panel.changed.connect(said.append)
    qtbot.mouseClick(child(panel, QToolButton, "filters_clear"), LEFT)
    assert said == [Filters()]
    assert child(panel, QToolButton, "filters_clear").isHidden()
