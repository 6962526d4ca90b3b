"""Ruler, scenes, playhead, scrolling and zooming."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from editor_app.project.timeline import Project
from editor_app.widgets.timeline.rows import Kind
from inference.values import Span
from tests.editor_app.widgets.timeline.conftest import SCENES, World

NONE = Qt.KeyboardModifier.NoModifier


def on_row(world: World, kind: Kind, time_s: float) -> QPoint:
    row = world.canvas.rows.of(kind)
    return QPoint(round(world.canvas.scale.x(time_s)), row.top + row.height // 2)


def wheel(world: World, at: QPoint, turned: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(world.port.mapToGlobal(at)), QPoint(), turned,
        Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(world.port, event)


def test_a_click_on_the_ruler_seeks_to_that_frame(world: World) -> None:
    asked: list[tuple[float, bool]] = []
    world.view.seek_requested.connect(lambda *one: asked.append(one))
    world.click(on_row(world, Kind.RULER, 30.0))
    assert asked[-1][1] is True
    assert asked[-1][0] == pytest.approx(30.0, abs=0.06)
    assert asked[-1][0] * 25 == pytest.approx(round(asked[-1][0] * 25))


def test_dragging_on_the_ruler_scrubs(world: World) -> None:
    asked: list[tuple[float, bool]] = []
    marks: list[str] = []
    world.view.seek_requested.connect(lambda *one: asked.append(one))
    world.view.scrub_started.connect(lambda: marks.append("started"))
    world.view.scrub_ended.connect(lambda: marks.append("ended"))
    start = on_row(world, Kind.RULER, 10.0)
    world.drag(start, QPoint(world.px(20.0), 40), let_go=False)
    assert marks == ["started"]
    assert [exact for _, exact in asked] == [False] * len(asked)
    # What the player still reports of the old place does not pull the playhead back.
    world.view.set_playhead(10.0)
    assert world.canvas.playhead_s == pytest.approx(30.0, abs=0.06)
    end = start + QPoint(world.px(20.0), 40)
    world.bot.mouseRelease(world.port, Qt.MouseButton.LeftButton, NONE, end)
    assert marks == ["started", "ended"]
    assert asked[-1] == (world.canvas.playhead_s, True)


def test_the_playhead_stays_within_the_film(world: World) -> None:
    world.drag(on_row(world, Kind.RULER, 50.0), QPoint(5000, 0))
    assert world.canvas.playhead_s == 60.0
    world.drag(on_row(world, Kind.RULER, 50.0), QPoint(-5000, 0))
    assert world.canvas.playhead_s == 0.0


def test_the_filmstrip_seeks_too(world: World) -> None:
    with world.bot.waitSignal(world.view.seek_requested):
        world.click(on_row(world, Kind.PICTURE, 30.0))


def test_a_click_on_a_scene_asks_for_its_music(world: World) -> None:
    asked: list[Span] = []
    world.view.segment_clicked.connect(asked.append)
    world.click(on_row(world, Kind.SCENES, 25.0))
    assert asked == [SCENES[1]]


def test_without_a_film_nothing_is_sought(world: World) -> None:
    asked: list[object] = []
    world.view.seek_requested.connect(lambda *one: asked.append(one))
    world.document.load(Project())
    world.click(QPoint(300, 10))
    assert asked == []


def test_the_film_is_shown_whole_at_first(world: World) -> None:
    assert world.canvas.scale.x(0.0) == 8
    assert world.canvas.scale.x(60.0) == world.port.width() - 8
    assert world.canvas.horizontalScrollBar().maximum() == 0


def test_it_stays_whole_when_the_window_grows(world: World) -> None:
    world.view.resize(1500, 340)
    world.bot.waitUntil(lambda: world.port.width() > 1200)
    assert world.canvas.scale.x(60.0) == pytest.approx(world.port.width() - 8)


def test_ctrl_and_wheel_zoom_at_the_pointer(world: World) -> None:
    at = QPoint(400, 100)
    time_s = world.canvas.scale.time_s(400)
    before = world.canvas.scale.px_per_s
    for _ in range(5):
        wheel(world, at, QPoint(0, 120), Qt.KeyboardModifier.ControlModifier)
    assert world.canvas.scale.px_per_s > 2 * before
    assert world.canvas.scale.time_s(400) == pytest.approx(time_s, abs=0.02)
    wheel(world, at, QPoint(0, -120), Qt.KeyboardModifier.ControlModifier)
    assert world.canvas.scale.time_s(400) == pytest.approx(time_s, abs=0.02)


def test_the_wheel_scrolls_in_time(world: World) -> None:
    for _ in range(5):
        world.view.zoom_in()
    before = world.canvas.scale.left_s
    wheel(world, QPoint(400, 100), QPoint(0, -240))
    assert world.canvas.scale.left_s > before
    wheel(world, QPoint(400, 100), QPoint(0, 2400))
    assert world.canvas.scale.x(0.0) == pytest.approx(8)


def test_zooming_by_key_keeps_the_playhead_in_place(world: World) -> None:
    world.view.set_playhead(30.0)
    x = world.canvas.scale.x(30.0)
    world.view.zoom_in()
    world.view.zoom_in()
    assert world.canvas.scale.x(30.0) == pytest.approx(x, abs=1)
    world.view.zoom_out()
    world.view.fit()
    assert world.canvas.horizontalScrollBar().maximum() == 0


def test_zoom_ends_where_there_is_nothing_more_to_see(world: World) -> None:
    for _ in range(80):
        world.view.zoom_in()
    assert world.canvas.scale.width(0.04) == pytest.approx(24)
    for _ in range(160):
        world.view.zoom_out()
    assert world.canvas.scale.width(60.0) < world.port.width()


def test_the_page_turns_when_the_playhead_leaves_it(world: World) -> None:
    world.view.set_playhead(0.0)
    for _ in range(6):
        world.view.zoom_in()
    world.view.ensure_visible(45.0)
    assert 0 <= world.canvas.scale.x(45.0) <= world.port.width()
    left_s = world.canvas.scale.left_s
    world.view.ensure_visible(45.5)
    assert world.canvas.scale.left_s == left_s


def test_the_page_does_not_turn_under_the_hand(world: World) -> None:
    world.view.set_playhead(0.0)
    for _ in range(6):
        world.view.zoom_in()
    left_s = world.canvas.scale.left_s
    world.drag(QPoint(300, 10), QPoint(30, 0), let_go=False)
    world.view.ensure_visible(59.0)
    assert world.canvas.scale.left_s == left_s


def test_the_middle_button_drags_the_view(world: World) -> None:
    for _ in range(5):
        world.view.zoom_in()
    middle = Qt.MouseButton.MiddleButton
    bar = world.canvas.horizontalScrollBar()
    bar.setValue(500)
    world.bot.mousePress(world.port, middle, NONE, QPoint(600, 150))
    world.hover(QPoint(500, 150), buttons=middle)
    world.bot.mouseRelease(world.port, middle, NONE, QPoint(500, 150))
    assert bar.value() == 600


def test_the_buttons_in_the_corner_zoom(world: World) -> None:
    before = world.canvas.scale.px_per_s
    world.bot.mouseClick(world.view.findChild(QToolButton, "zoom_in"), Qt.MouseButton.LeftButton)
    assert world.canvas.scale.px_per_s > before
    world.bot.mouseClick(world.view.findChild(QToolButton, "zoom_fit"), Qt.MouseButton.LeftButton)
    assert world.canvas.scale.px_per_s == before


def test_the_magnet_switches_snapping(world: World) -> None:
    magnet = world.view.findChild(QToolButton, "snapping")
    with world.bot.waitSignal(world.view.snapping_changed):
        world.bot.mouseClick(magnet, Qt.MouseButton.LeftButton)
    assert not world.view.is_snapping
    world.view.set_snapping(True)
    assert magnet.isChecked()
