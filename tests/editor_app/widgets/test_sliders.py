from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from editor_app.widgets.attribute_slider import HANDLE, AttributeSlider
from editor_app.widgets.range_slider import RangeSlider

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
WIDTH = 200 + int(HANDLE)


@pytest.fixture
def slider(qtbot: QtBot) -> AttributeSlider:
    slider = AttributeSlider()
    qtbot.addWidget(slider)
    slider.resize(WIDTH, 24)
    slider.show()
    return slider


@pytest.fixture
def ends(qtbot: QtBot) -> RangeSlider:
    ends = RangeSlider(20)
    qtbot.addWidget(ends)
    ends.resize(WIDTH, 24)
    ends.show()
    return ends


def at(share: float) -> QPoint:
    return QPoint(round(HANDLE / 2 + share * 200), 12)


def drag(qtbot: QtBot, widget: QWidget, start: float, *stops: float) -> None:
    qtbot.mousePress(widget, LEFT, pos=at(start))
    for stop in stops:
        qtbot.mouseMove(widget, at(stop))
    qtbot.mouseRelease(widget, LEFT, pos=at(stops[-1]))


def test_a_press_moves_it_there(slider: AttributeSlider, qtbot: QtBot) -> None:
    qtbot.mouseClick(slider, LEFT, pos=at(0.9))
    assert slider.share == pytest.approx(0.8)


def test_it_follows_a_drag_to_the_ends(slider: AttributeSlider, qtbot: QtBot) -> None:
    seen: list[int] = []
    slider.valueChanged.connect(seen.append)
    drag(qtbot, slider, 0.5, 0.25, -3.0)
    assert seen == [-50, -100]


def test_near_the_middle_it_rests(slider: AttributeSlider, qtbot: QtBot) -> None:
    qtbot.mouseClick(slider, LEFT, pos=at(0.51))
    assert slider.share == 0.0


def test_a_double_click_puts_it_back(slider: AttributeSlider, qtbot: QtBot) -> None:
    slider.set_share(0.7)
    qtbot.mouseDClick(slider, LEFT, pos=at(0.2))
    assert slider.share == 0.0


def test_arrows_go_in_twentieths(slider: AttributeSlider, qtbot: QtBot) -> None:
    qtbot.keyClick(slider, KEY.Key_Right)
    assert slider.share == pytest.approx(0.05)
    qtbot.keyClick(slider, KEY.Key_End)
    assert slider.share == 1.0


def test_a_wheel_passes_over_it(slider: AttributeSlider) -> None:
    place, delta = QPointF(50, 12), QPoint(0, 120)
    wheel = QWheelEvent(
        place,
        place,
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, wheel)
    assert slider.share == 0.0


def test_the_nearer_handle_moves(ends: RangeSlider, qtbot: QtBot) -> None:
    drag(qtbot, ends, 0.0, 0.25)
    drag(qtbot, ends, 1.0, 0.5)
    assert ends.ends == (5, 10)


def test_handles_do_not_pass_each_other(ends: RangeSlider, qtbot: QtBot) -> None:
    ends.set_ends(5, 10)
    drag(qtbot, ends, 0.25, 0.9)
    assert ends.ends == (10, 10)
    drag(qtbot, ends, 0.55, 0.75)
    assert ends.ends == (10, 15)


def test_each_move_is_said_once(ends: RangeSlider, qtbot: QtBot) -> None:
    said: list[tuple[int, int]] = []
    ends.changed.connect(lambda *both: said.append(both))
    drag(qtbot, ends, 0.0, 0.1, 0.1, 0.2)
    assert said == [(2, 20), (4, 20)]


def test_keys_move_the_handle_that_tab_went_to(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = QHBoxLayout(box)
    ends, other = RangeSlider(20), AttributeSlider()
    row.addWidget(ends)
    row.addWidget(other)
    box.show()
    ends.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(ends.hasFocus)
    qtbot.keyClick(ends, KEY.Key_Right)
    qtbot.keyClick(ends, KEY.Key_Tab)
    assert ends.hasFocus()
    qtbot.keyClick(ends, KEY.Key_PageDown)
    assert ends.ends == (1, 15)
    qtbot.keyClick(ends, KEY.Key_Home)
    assert ends.ends == (1, 1)
    qtbot.keyClick(ends, KEY.Key_Tab)
    assert other.hasFocus()


def test_its_keys_are_no_shortcuts_meanwhile(ends: RangeSlider, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    QShortcut(QKeySequence("Right"), ends).activated.connect(lambda: pressed.append(True))
    ends.setFocus()
    qtbot.waitUntil(ends.hasFocus)
    qtbot.keyClick(ends, KEY.Key_Right)
    assert ends.ends == (1, 20)
    assert not pressed


def test_a_double_click_opens_both_ends(ends: RangeSlider, qtbot: QtBot) -> None:
    ends.set_ends(3, 4)
    assert not ends.is_open
    qtbot.mouseDClick(ends, LEFT, pos=at(0.5))
    assert ends.is_open
