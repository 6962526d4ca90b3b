"""A timeline on a screen in memory, with songs and a film that need no file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor_app.item_models.document import Document
from editor_app.project import edits
from editor_app.project.timeline import Film, Laid, Project, Timeline
from editor_app.widgets.theme import load_theme
from editor_app.widgets.timeline.boxes import Box, box_of
from editor_app.widgets.timeline.canvas import Canvas
from editor_app.widgets.timeline.view import TimelineView
from inference.features.waveform import Waveform, waveform_of
from inference.values import (
    Embedding,
    MediaInfo,
    Shot,
    Span,
    VideoAnalysis,
    VideoBase,
)
from tests.editor_app.project.songs import a_cue, a_song

FILM_S = 60.0
CUTS_S = (0.0, 12.5, 20.0, 33.0, 47.2)
SCENES = (Span(0.0, 20.0), Span(20.0, 47.2), Span(47.2, FILM_S))
EMOTIONS = ("happy", "calm")


class Waves(QObject):
    """Outlines of steady noise for every file."""

    ready = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[Path, Waveform] = {}

    def get(self, path: Path) -> Waveform | None:
        return self.known.get(path)


class Pictures(QObject):
    """Red pictures, and at what times they were asked for."""

    ready = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []
        self.picture = QImage(199, 112, QImage.Format.Format_RGB32)
        self.picture.fill(QColor("#c02020"))

    def image(self, time_s: float) -> QImage | None:
        self.asked.append(time_s)
        return self.picture


def an_outline(seconds: float = 60.0) -> Waveform:
    return waveform_of(np.full((int(seconds * 100), 2), 200, np.uint8))


def an_analysis() -> VideoAnalysis:
    """Return a film of four cuts, three scenes, ten segments, speech from 5 to 9 s."""
    spans = tuple(Span(i * 6.0, i * 6.0 + 6.0) for i in range(10))
    edges = (*CUTS_S, FILM_S)
    shots = tuple(Shot(Span(a, b), 0.0 if a == 0 else 0.5) for a, b in pairwise(edges))
    base = VideoBase(
        "key", FILM_S, spans, np.zeros((10, 3), np.float32), np.zeros((10, 5), np.float32),
        np.linspace(0, 1, 60).astype(np.float32), shots, SCENES, (Span(5.0, 9.0),), -20.0,
    )  # fmt: skip
    emotions = np.tile(np.array([[0.9, 0.1]], np.float32), (10, 1))
    emotions[5:] = (0.2, 0.8)
    embedding = Embedding(
        np.zeros((10, 4), np.float32),
        np.zeros(4, np.float32),
        emotions,
        np.full(10, 0.1, np.float32),
    )
    info = MediaInfo(Path("/film.mp4"), "mp4", FILM_S, 1, None, ())
    return VideoAnalysis(info, base, embedding, "starter")


@dataclass
class World:
    """A view with its document, and hands to use it by."""

    view: TimelineView
    document: Document
    waves: Waves
    pictures: Pictures
    bot: QtBot

    @property
    def canvas(self) -> Canvas:
        return self.view.findChild(Canvas)

    @property
    def port(self) -> QWidget:
        return self.canvas.viewport()

    def laid(self, laid_id: int) -> Laid:
        found = self.document.timeline.find(laid_id)
        assert found is not None
        return found

    def box(self, laid_id: int) -> Box:
        one = self.canvas.timeline.find(laid_id)
        assert one is not None
        return box_of(one, self.canvas.rows.music[one.lane], self.canvas.scale)

    def body(self, laid_id: int) -> QPoint:
        """Return a point in a cue that is neither its gain line nor a handle."""
        box = self.box(laid_id)
        return QPoint(round(box.rect.center().x()), round(box.rect.bottom()) - 4)

    def at(self, time_s: float, lane: int) -> QPoint:
        row = self.canvas.rows.music[lane]
        return QPoint(round(self.canvas.scale.x(time_s)), row.bottom - 6)

    def drag(
        self,
        start: QPoint,
        by: QPoint,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        let_go: bool = True,
    ) -> None:
        """Drag with the left button, by way of the middle, as a hand does."""
        left = Qt.MouseButton.LeftButton
        self.bot.mousePress(self.port, left, held, start)
        for share in (0.5, 1.0):
            self.hover(start + QPoint(round(by.x() * share), round(by.y() * share)), held, left)
        if let_go:
            self.bot.mouseRelease(self.port, left, held, start + by)

    def hover(
        self,
        at: QPoint,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
    ) -> None:
        # QTest.mouseMove knows no modifiers.
        place = QPointF(at)
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, QPointF(self.port.mapToGlobal(at)),
            Qt.MouseButton.NoButton, buttons, held,
        )  # fmt: skip
        QApplication.sendEvent(self.port, event)

    def click(self, at: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.bot.mouseClick(self.port, Qt.MouseButton.LeftButton, held, at)

    def key(
        self, key: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.bot.keyClick(self.canvas, key, held)

    def px(self, seconds: float) -> int:
        return round(self.canvas.scale.width(seconds))


@pytest.fixture
def world(qtbot: QtBot) -> Iterator[World]:
    """Show 60 s of film: cue 1 from 5 to 15 s and cue 2 from 40 to 50 s on M1, cue 3 from 22 to
    32 s on M2."""
    document = Document()
    song = a_song()
    timeline = Timeline(duration_s=FILM_S)
    for start_s, lane in ((5.0, 0), (40.0, 0), (22.0, 1)):
        timeline, _ = edits.add(timeline, a_cue(song, start_s), song, lane=lane)
    document.load(Project(Film(Path("/film.mp4"), FILM_S, 25.0), timeline))
    waves, pictures = Waves(), Pictures()
    view = TimelineView(document, waveforms=waves, filmstrip=pictures, theme=load_theme("dark"))
    qtbot.addWidget(view)
    view.resize(1128 + 16, 340)
    with qtbot.waitExposed(view):
        view.show()
    view.set_analysis(an_analysis(), EMOTIONS)
    world = World(view, document, waves, pictures, qtbot)
    yield world
    # There is one mouse for all tests: a button still held would make the next test's clicks none.
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        qtbot.mouseRelease(world.port, button)
