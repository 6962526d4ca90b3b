from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from editor_app.widgets.attribute_slider import AttributeSlider
from editor_app.widgets.shape_panel import FIRST, ShapePanel
from editor_app.widgets.theme import load_theme

LEFT = Qt.MouseButton.LeftButton
KNOWN = ("flute", "tempo", "guitar", "vocals", "theremin")


@pytest.fixture
def panel(qtbot: QtBot) -> ShapePanel:
    panel = ShapePanel(KNOWN, load_theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.show()
    return panel


def slider(panel: ShapePanel, name: str) -> AttributeSlider:
    found = panel.findChild(AttributeSlider, f"slider_{name}")
    assert isinstance(found, AttributeSlider)
    return found


def button(panel: ShapePanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def test_what_the_pack_knows_has_a_slider_in_the_known_order(panel: ShapePanel) -> None:
    tops = [slider(panel, name).y() for name in ("guitar", "vocals", "tempo")]
    assert tops == sorted(tops)
    assert panel.findChild(AttributeSlider, "slider_piano") is None
    assert "piano" in FIRST


def test_the_others_are_folded_away(panel: ShapePanel, qtbot: QtBot) -> None:
    assert not slider(panel, "flute").isVisible()
    qtbot.mouseClick(button(panel, "shape_more"), LEFT)
    assert slider(panel, "flute").isVisible()
    assert slider(panel, "theremin").accessibleName() == "Theremin"


def test_a_pack_that_knows_none_of_the_usual_ones_shows_its_own(
    panel: ShapePanel, qtbot: QtBot
) -> None:
    panel.set_attributes(("sad", "tender"))
    qtbot.waitUntil(slider(panel, "sad").isVisible)
    assert slider(panel, "tender").accessibleName() == "Tender"
    assert not button(panel, "shape_more").isVisible()


def test_every_step_says_all_that_is_set(panel: ShapePanel, qtbot: QtBot) -> None:
    said: list[dict[str, float]] = []
    panel.changed.connect(said.append)
    qtbot.keyClick(slider(panel, "guitar"), Qt.Key.Key_Right)
    qtbot.keyClick(slider(panel, "vocals"), Qt.Key.Key_Left)
    qtbot.keyClick(slider(panel, "guitar"), Qt.Key.Key_Left)
    assert said == [{"guitar": 0.05}, {"guitar": 0.05, "vocals": -0.05}, {"vocals": -0.05}]


def test_reset_is_there_when_something_is_set(panel: ShapePanel, qtbot: QtBot) -> None:
    reset = button(panel, "shape_clear")
    assert reset.isHidden()
    qtbot.keyClick(slider(panel, "guitar"), Qt.Key.Key_End)
    assert reset.isVisible()
    with qtbot.waitSignal(panel.changed) as changed:
        qtbot.mouseClick(reset, LEFT)
    assert changed.args == [{}]
    assert reset.isHidden()
    assert slider(panel, "guitar").share == 0.0


def test_values_of_a_project_come_without_a_signal(panel: ShapePanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.changed):
        panel.set_values({"guitar": 0.5, "unknown": 1.0})
    assert panel.values == {"guitar": 0.5}
    assert button(panel, "shape_clear").isVisible()


def test_another_pack_keeps_what_both_know(panel: ShapePanel) -> None:
    panel.set_values({"guitar": 0.5, "flute": -1.0})
    panel.set_attributes(("guitar", "piano"))
    assert panel.values == {"guitar": 0.5}
    assert button(panel, "shape_more").isHidden()


@pytest.mark.parametrize(("share", "text", "value"), [(0.84, "84 %", 84), (-0.2, "0 %", 0)])
def test_the_meter_says_what_is_kept(
    panel: ShapePanel, share: float, text: str, value: int
) -> None:
    panel.set_similarity_kept(share)
    number = panel.findChild(QLabel, "similarity_kept_number")
    meter = panel.findChild(QProgressBar, "similarity_kept")
    assert isinstance(number, QLabel)
    assert isinstance(meter, QProgressBar)
    assert (number.text(), meter.value()) == (text, value)


def test_little_kept_is_a_warning(panel: ShapePanel) -> None:
    meter = panel.findChild(QProgressBar, "similarity_kept")
    assert isinstance(meter, QProgressBar)
    panel.set_similarity_kept(0.9)
    fine = meter.styleSheet()
    panel.set_similarity_kept(0.3)
    assert meter.styleSheet() != fine
    assert load_theme("dark").warning.name() in meter.styleSheet()
