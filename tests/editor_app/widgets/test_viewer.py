from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from editor_app.widgets.theme import load_theme
from editor_app.widgets.timecode import timecode
from editor_app.widgets.viewer import Viewer


@pytest.fixture
def viewer(qtbot: QtBot) -> Viewer:
    made = Viewer(load_theme("dark"))
    qtbot.addWidget(made)
    made.resize(400, 324)
    made.show()
    qtbot.waitExposed(made)
    return made


def child(viewer: Viewer, name: str) -> QWidget:
    found = viewer.findChild(QWidget, name)
    assert found is not None
    return found


def filled(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    return image


def red_at(viewer: Viewer, x: int, y: int) -> bool:
    return viewer.grab().toImage().pixelColor(x, y) == QColor("red")


def test_without_a_film_it_says_what_to_do(viewer: Viewer, qtbot: QtBot) -> None:
    button = viewer.findChild(QPushButton, "empty_step")
    assert button is not None
    with qtbot.waitSignal(viewer.step_wanted) as wanted:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["open"]
    assert not child(viewer, "viewer_picture").isVisible()


@pytest.mark.parametrize(
    ("size", "inside", "outside"),
    [
        ((160, 90), [(200, 150), (2, 150)], [(200, 20), (200, 280)]),
        ((90, 160), [(200, 150), (200, 2)], [(20, 150), (380, 150)]),
        ((1600, 900), [(200, 150), (398, 150)], [(200, 20)]),
    ],
)
def test_the_picture_keeps_its_shape_in_the_middle(
    viewer: Viewer,
    size: tuple[int, int],
    inside: list[tuple[int, int]],
    outside: list[tuple[int, int]],
) -> None:
    viewer.set_film("film.mp4", 0.04)
    viewer.set_frame(filled(*size))
    assert all(red_at(viewer, *place) for place in inside)
    assert not any(red_at(viewer, *place) for place in outside)


def test_it_says_how_many_pixels_there_are(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.set_film("film.mp4", 0.04)
    with qtbot.waitSignal(viewer.viewport_changed) as changed:
        viewer.resize(500, 424)
    assert changed.args == [QSize(500, 400) * viewer.devicePixelRatioF()]
    assert changed.args[0] == viewer.viewport


def test_a_click_or_return_on_the_picture_plays_or_holds(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.set_film("film.mp4", 0.04)
    picture = child(viewer, "viewer_picture")
    with qtbot.waitSignal(viewer.toggle_wanted):
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    with qtbot.waitSignal(viewer.toggle_wanted):
        qtbot.keyClick(picture, Qt.Key.Key_Return)


def test_marks_and_position_are_said(viewer: Viewer) -> None:
    viewer.set_film("film.mp4", 0.04)
    viewer.set_marks(1.0, 3.5)
    marks = viewer.findChild(QLabel, "viewer_marks")
    assert marks is not None
    assert marks.text() == "in 00:00:01:00   out 00:00:03:12   length 00:00:02:12"
    viewer.set_marks(None, None)
    assert marks.text() == ""
    viewer.set_position(61.04)
    assert child(viewer, "viewer_picture").accessibleDescription() == "00:01:01:01"


def test_the_song_that_is_tried_is_named_on_the_picture(viewer: Viewer) -> None:
    viewer.set_film("film.mp4", 0.04)
    viewer.set_frame(filled(400, 300))
    assert red_at(viewer, 14, 20)
    viewer.set_candidate("2 · Harbour")
    assert not red_at(viewer, 14, 20)
    viewer.set_candidate("")
    assert red_at(viewer, 14, 20)


def test_it_changes_its_theme(viewer: Viewer) -> None:
    viewer.set_film("film.mp4", 0.04)
    light = load_theme("light")
    viewer.set_theme(light)
    assert viewer.grab().toImage().pixelColor(20, 20) == light.ruler


@pytest.mark.parametrize(
    ("time_s", "frame_s", "text"),
    [
        (0.0, 0.04, "00:00:00:00"),
        (0.96, 0.04, "00:00:00:24"),
        (3 * 0.04, 0.04, "00:00:00:03"),
        (3723.52, 0.04, "01:02:03:13"),
        (1001 / 30000 * 29, 1001 / 30000, "00:00:00:29"),
        (-1.0, 0.04, "00:00:00:00"),
    ],
)
def test_timecodes(time_s: float, frame_s: float, text: str) -> None:
    assert timecode(time_s, frame_s) == text
