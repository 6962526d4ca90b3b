"""Two thousand things a person could do, in an order nobody would: the window bears all of it, and
every change of the timeline can be taken back.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)

from editor_app.actions import ACTIONS
from editor_app.operations.engines import LIBRARY
from tests.end_to_end.window.conftest import Program

SEED = 3
DEEDS = 2000
NOT_PRESSED = {"quit", "new"}
"""They end what the test is about."""
SELDOM = {"theme", "full_screen", "settings", "export", "open", "save", "save_as", "add_music"}
"""They cost much: a look is worked out anew, a dialog is built."""
HELD = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
CLICKED = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QTabBar, QAbstractItemView)


class Folders(QObject):
    """Opens no folder, though asked to: there is nobody to look at it."""

    @Slot(QUrl)
    def open(self, _: QUrl) -> None:
        pass


class Monkey:
    """Does one thing after the other, by keys and mouse."""

    def __init__(self, program: Program, seed: int) -> None:
        self._program = program
        self._person = program.person
        self._random = random.Random(seed)
        self._keys = [
            key
            for one in ACTIONS
            if one.id not in NOT_PRESSED
            for key in one.keys
            for _ in range(1 if one.id in SELDOM else 6)
        ]
        self.done: list[str] = []
        # What waits for an answer keeps the hand that called for it: it is closed from outside.
        self._closer = QTimer(interval=10)
        self._closer.timeout.connect(self._close_one)
        self._closer.start()

    def go_on(self) -> None:
        deeds: dict[Callable[[], str], int] = {
            self._press: 40,
            self._click_timeline: 14,
            self._drag_timeline: 18,
            self._turn_wheel: 6,
            self._click_panel: 14,
            self._drag_panel: 8,
        }
        (deed,) = self._random.choices(list(deeds), list(deeds.values()))
        self.done.append(deed())
        self.close_all()

    def stop(self) -> None:
        self.close_all()
        self._closer.stop()

    def close_all(self) -> None:
        """Close whatever has been opened over the window."""
        self._person.wait(lambda: _in_front(self._program) is None)

    def _close_one(self) -> None:
        front = _in_front(self._program)
        if front is None:
            return
        popup = front is QApplication.activePopupWidget()
        if popup and self._random.random() < 0.5:
            for _ in range(self._random.randrange(1, 4)):
                QTest.keyClick(front, Qt.Key.Key_Down)
            QTest.keyClick(front, Qt.Key.Key_Return)
        front.close()

    def _press(self) -> str:
        keys = self._random.choice(self._keys)
        self._person.press(keys)
        return f"press {keys}"

    def _click_timeline(self) -> str:
        view, at = self._spot()
        held = self._random.choice(HELD)
        button = self._random.choice([Qt.MouseButton.LeftButton] * 4 + [Qt.MouseButton.RightButton])
        if self._random.random() < 0.2:
            self._person.double_click(view, at)
        elif button == Qt.MouseButton.RightButton:
            QApplication.postEvent(view, _menu_event(view, at))
            QApplication.processEvents()
        else:
            self._person.click(view, at, held=held, button=button)
        return f"click {at} {held} {button}"

    def _drag_timeline(self) -> str:
        view, start = self._spot()
        far = self._random.choice((4, 40, 400))
        way = [start]
        for _ in range(self._random.randrange(1, 3)):
            by = QPointF(self._random.uniform(-far, far), self._random.uniform(-60, 60))
            way.append(_inside(view, way[-1] + by))
        held = self._random.choice(HELD)
        self._person.drag(view, way, held=held, steps=2)
        return f"drag {way} {held}"

    def _turn_wheel(self) -> str:
        view, at = self._spot()
        turned = QPoint(0, self._random.choice((-120, 120, 240)))
        held = self._random.choice(HELD)
        event = QWheelEvent(
            at, view.mapToGlobal(at), QPoint(), turned, Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)
        return f"wheel {at} {turned} {held}"

    def _click_panel(self) -> str:
        widget = self._widget(CLICKED)
        at = self._point(widget)
        self._person.click(widget, at)
        return f"click {widget.objectName()} {at}"

    def _drag_panel(self) -> str:
        widget = self._widget((QAbstractSlider,))
        start, end = self._point(widget), self._point(widget)
        self._person.drag(widget, [start, end], steps=2)
        return f"drag {widget.objectName()} {start} {end}"

    def _spot(self) -> tuple[QWidget, QPointF]:
        """A point of the timeline, more often than not where cues lie."""
        canvas = self._program.furniture.bench.timeline._canvas
        view = canvas.viewport()
        at = QPointF(self._point(view))
        if self._random.random() < 0.6:
            row = self._random.choice(canvas.rows.music)
            y = row.top + self._random.uniform(0, row.height) - canvas.verticalScrollBar().value()
            at.setY(y)
        return view, _inside(view, at)

    def _widget(self, kinds: tuple[type[QWidget], ...]) -> QWidget:
        """Something of the panels that can be seen and used."""
        found = [
            one
            for one in self._program.furniture.bench.findChildren(QWidget)
            if isinstance(one, kinds) and one.isEnabled() and not one.visibleRegion().isEmpty()
        ]
        return self._random.choice(found)

    def _point(self, widget: QWidget) -> QPoint:
        seen = widget.visibleRegion().boundingRect()
        return QPoint(
            seen.left() + self._random.randrange(max(1, seen.width())),
            seen.top() + self._random.randrange(max(1, seen.height())),
        )


def _in_front(program: Program) -> QWidget | None:
    """What lies over the window, if anything."""
    asking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if asking is not None:
        return asking
    window = program.cuesmith.window
    others = [
        one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window
    ]
    return next((one for one in others if one.parent() is not None), None)


def _inside(view: QWidget, at: QPointF) -> QPointF:
    return QPointF(
        min(max(at.x(), 0.0), view.width() - 1.0), min(max(at.y(), 0.0), view.height() - 1.0)
    )


def _menu_event(view: QWidget, at: QPointF) -> QContextMenuEvent:
    point = at.toPoint()
    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.mapToGlobal(point))


@pytest.fixture
def folders() -> Iterator[None]:
    """Keep the file manager of this computer closed."""
    handler = Folders()
    QDesktopServices.setUrlHandler("file", handler, "open")
    yield
    QDesktopServices.unsetUrlHandler("file")


def settle(program: Program) -> None:
    """Wait until what was asked for in the background has been done."""
    passed: list[None] = []
    program.desk.lanes.ask(LIBRARY, lambda: None, passed.append, failed=lambda _: None)
    program.person.wait(lambda: passed)


@pytest.mark.usefixtures("folders")
def test_everything_done_at_random_can_be_taken_back(opened: Program, film: Path) -> None:
    document, person = opened.desk.document, opened.person
    begun = document.timeline
    opened.cuesmith.window.resize(1100, 700)
    monkey = Monkey(opened, SEED)
    for _ in range(DEEDS):
        monkey.go_on()
        assert not opened.bugs, (monkey.done[-5:], opened.bugs)
    monkey.stop()
    settle(opened)
    assert document.film is not None
    assert document.film.path == film
    ended, steps = document.timeline, document.stack.index()
    assert document.stack.count() > 50, "hardly anything was changed"
    while document.stack.canUndo():
        before = document.stack.index()
        person.press("Ctrl+Z")
        assert document.stack.index() == before - 1
    assert document.timeline == begun
    for _ in range(steps):
        person.press("Ctrl+Shift+Z")
    assert document.timeline == ended
