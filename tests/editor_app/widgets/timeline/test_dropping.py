"""Songs dragged in from a list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from editor_app.project.timeline import Project
from editor_app.session import Suggestion
from editor_app.widgets.timeline.dropping import MIME
from tests.editor_app.songs import suggestion
from tests.editor_app.widgets.timeline.conftest import World

SONG = suggestion(7)


def known(data: bytes) -> Suggestion | None:
    return SONG if data == b"7" else None


def mime(kind: str = MIME, data: bytes = b"7") -> QMimeData:
    held = QMimeData()
    held.setData(kind, data)
    return held


def send(world: World, event_class: type, at: QPoint, held: QMimeData) -> bool:
    place = QPointF(at) if event_class is QDropEvent else at
    event = event_class(
        place, Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.setAccepted(False)
    QApplication.sendEvent(world.port, event)
    return bool(event.isAccepted())


@pytest.fixture
def open_world(world: World) -> World:
    world.view.set_suggestion_source(known)
    return world


def test_a_song_is_let_go_on_a_lane(open_world: World) -> None:
    world, held = open_world, mime()
    dropped: list[tuple[object, int, float]] = []
    world.view.suggestion_dropped.connect(lambda *one: dropped.append(one))
    at = world.at(36.0, 1)
    assert send(world, QDragEnterEvent, at, held)
    assert send(world, QDragMoveEvent, at, held)
    assert send(world, QDropEvent, at, held)
    ((what, lane, time_s),) = dropped
    assert (what, lane) == (SONG, 1)
    assert time_s == pytest.approx(36.0, abs=0.3)


def test_it_snaps_to_a_cut(open_world: World) -> None:
    world, held = open_world, mime()
    dropped: list[float] = []
    world.view.suggestion_dropped.connect(lambda _what, _lane, time_s: dropped.append(time_s))
    at = world.at(33.0, 1) + QPoint(3, 0)
    send(world, QDragEnterEvent, at, held)
    outcome = world.canvas.outcome
    assert outcome is not None
    assert outcome.target is not None
    send(world, QDropEvent, at, held)
    assert dropped == [33.0]


def test_leaving_takes_the_ghost_away(open_world: World) -> None:
    world, held = open_world, mime()
    send(world, QDragEnterEvent, world.at(33.0, 1), held)
    assert world.canvas.ghost is not None
    QApplication.sendEvent(world.port, QDragLeaveEvent())
    assert world.canvas.ghost is None


@pytest.mark.parametrize("held", [mime(data=b"unknown"), mime("text/plain")])
def test_what_is_not_known_is_not_taken(open_world: World, held: QMimeData) -> None:
    assert not send(open_world, QDragEnterEvent, open_world.at(30.0, 0), held)
    assert open_world.canvas.ghost is None


def test_files_are_left_to_the_window(open_world: World) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile("/film.mp4")])
    assert not send(open_world, QDragEnterEvent, open_world.at(30.0, 0), held)


def test_without_a_film_there_is_nothing_to_lay_music_on(open_world: World) -> None:
    open_world.document.load(Project())
    assert not send(open_world, QDragEnterEvent, QPoint(300, 250), mime())
