from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from editor_app.project.timeline import Level
from editor_app.widgets.theme import load_theme
from editor_app.widgets.transport import NARROWEST, TransportBar


@pytest.fixture
def bar(qtbot: QtBot) -> TransportBar:
    made = TransportBar(load_theme("dark"))
    qtbot.addWidget(made)
    made.set_film(60.0, 0.04)
    made.resize(900, 40)
    made.show()
    qtbot.waitExposed(made)
    return made


def button(bar: TransportBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert found is not None
    return found


def slider(bar: TransportBar, name: str) -> QSlider:
    found = bar.findChild(QSlider, name)
    assert found is not None
    return found


def said(bar: TransportBar, name: str) -> QLabel:
    found = bar.findChild(QLabel, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "name", ["to_start", "frame_back", "play", "frame_forward", "to_end", "loop"]
)
def test_every_button_says_its_action(bar: TransportBar, name: str, qtbot: QtBot) -> None:
    one = button(bar, f"transport_{name}")
    assert one.accessibleName()
    assert one.toolTip()
    with qtbot.waitSignal(bar.command) as wanted:
        qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert wanted.args == [name]


def test_it_shows_where_we_are(bar: TransportBar) -> None:
    bar.set_time(12.2)
    assert said(bar, "transport_time").text() == "00:00:12:05"
    assert said(bar, "transport_length").text() == "/ 00:01:00:00"
    bar.set_playing(True, -4.0)
    assert said(bar, "transport_speed").text() == "-4×"
    assert button(bar, "transport_play").accessibleName() == "Hold"
    bar.set_playing(False)
    assert said(bar, "transport_speed").text() == ""
    assert button(bar, "transport_play").accessibleName() == "Play"


def test_levels_are_moved_by_keys_and_reset_by_a_double_click(
    bar: TransportBar, qtbot: QtBot
) -> None:
    spy = QSignalSpy(bar.music_changed)
    music = slider(bar, "music_slider")
    qtbot.keyClick(music, Qt.Key.Key_Left)
    qtbot.keyClick(music, Qt.Key.Key_Left)
    assert [spy.at(i)[0] for i in range(spy.count())] == [Level(-1.0), Level(-2.0)]
    assert "-2.0 dB" in music.toolTip()
    qtbot.mouseDClick(music, Qt.MouseButton.LeftButton)
    assert spy.at(spy.count() - 1)[0] == Level(0.0)


def test_sound_is_switched_off_and_on(bar: TransportBar, qtbot: QtBot) -> None:
    bar.set_levels(Level(-6.0), Level())
    spy = QSignalSpy(bar.original_changed)
    mute = button(bar, "original_mute")
    assert mute.accessibleName() == "Switch off: Original sound"
    qtbot.mouseClick(mute, Qt.MouseButton.LeftButton)
    assert spy.at(0)[0] == Level(-6.0, muted=True)
    assert mute.accessibleName() == "Switch on: Original sound"
    qtbot.mouseClick(mute, Qt.MouseButton.LeftButton)
    assert spy.at(1)[0] == Level(-6.0)


def test_being_told_a_level_is_no_change(bar: TransportBar) -> None:
    spies = [QSignalSpy(bar.original_changed), QSignalSpy(bar.music_changed)]
    bar.set_levels(Level(-12.5, muted=True), Level(3.0))
    assert [spy.count() for spy in spies] == [0, 0]
    assert slider(bar, "original_slider").value() == -25


def test_a_level_between_two_steps_is_kept_when_only_switched(
    bar: TransportBar, qtbot: QtBot
) -> None:
    bar.set_levels(Level(-6.3), Level())
    spy = QSignalSpy(bar.original_changed)
    qtbot.mouseClick(button(bar, "original_mute"), Qt.MouseButton.LeftButton)
    assert spy.at(0)[0] == Level(-6.3, muted=True)


def test_playing_silently_is_said(bar: TransportBar) -> None:
    clock = said(bar, "transport_clock")
    assert not clock.isVisible()
    bar.set_clock("silent")
    assert clock.isVisible()
    assert "no sound device" in clock.accessibleName()
    bar.set_clock("sound")
    assert not clock.isVisible()


def test_in_a_narrow_window_nothing_is_cut_off(bar: TransportBar) -> None:
    bar.set_clock("silent")
    bar.set_playing(True, 8.0)
    for width in (NARROWEST, 600, 700, 820, 1200):
        bar.resize(width, 40)
        layout = bar.layout()
        assert layout is not None
        layout.activate()
        assert layout.minimumSize().width() <= width


def test_without_a_film_there_is_nothing_to_press(bar: TransportBar) -> None:
    bar.set_film(0.0, 0.04)
    assert not button(bar, "transport_play").isEnabled()
    assert not slider(bar, "music_slider").isEnabled()
