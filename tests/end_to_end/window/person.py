"""A person at the window: a mouse, a keyboard, and eyes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QMenuBar, QWidget

LEFT = Qt.MouseButton.LeftButton
NOTHING = Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 20_000
STEP_MS = 20
AGAIN_MS = 500
ANSWER_S = 30

Kind = TypeVar("Kind", bound=QWidget)
Point = QPoint | QPointF


class Person:
    """Events enter at the window of the system, so they reach what really lies under the pointer
    or has the focus, through shortcuts, filters and popups, as if a hand had made them.
    """

    def __init__(self, qtbot: Any, window: QWidget) -> None:
        self._qtbot = qtbot
        self.window = window

    # Eyes.

    def wait(self, condition: Callable[[], object], timeout_ms: int = PATIENCE_MS) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def look(self, milliseconds: int) -> None:
        """Let the window go on by itself."""
        self._qtbot.wait(milliseconds)

    def see(self, kind: type[Kind], name: str) -> Kind:
        """Return the widget of this name that can be seen, in front; wait for it if need be."""
        found: list[Kind] = []

        def seen() -> bool:
            place = QApplication.activeModalWidget() or self.window
            found[:] = [one for one in place.findChildren(kind, name) if one.isVisible()]
            return bool(found)

        self.wait(seen)
        return found[0]

    # Keyboard.

    def press(self, keys: str) -> None:
        """Press a key together with the modifiers that are held, such as `Ctrl+Shift+Z`."""
        pressed = QKeySequence(keys)[0]
        QTest.keyClick(self._focused(), pressed.key(), pressed.keyboardModifiers())

    def write(self, text: str) -> None:
        """Write into what has the focus, in place of what is there."""
        self.press("Ctrl+A")
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, text)

    def _focused(self) -> QWindow:
        front = QApplication.activeModalWidget() or QApplication.activeWindow()
        if front is None or not front.isVisible():
            front = self.window
        handle = front.windowHandle()
        assert handle is not None
        if QGuiApplication.focusWindow() is not handle:
            # When a dialog comes or goes a window manager moves the focus; here may be none.
            front.activateWindow()
            self.wait(lambda: QGuiApplication.focusWindow() is handle)
        return handle

    @contextmanager
    def answering(self, name: str, answer: Callable[[], object]) -> Iterator[list[str]]:
        """Answer the modal dialog of this name, as soon as what is done within shows one.

        Such a dialog keeps whoever asked for it waiting. Yields the texts of its labels.
        """
        told: list[str] = []
        failures: list[BaseException] = []
        timer = QTimer(interval=STEP_MS)
        until = time.monotonic() + ANSWER_S

        def heed() -> None:
            dialog = QApplication.activeModalWidget()
            if told and dialog is None:
                timer.stop()
            elif time.monotonic() > until:
                failures.append(TimeoutError(f"no dialog {name} could be answered: {dialog}"))
                timer.stop()
                if dialog is not None:
                    dialog.close()
            elif dialog is not None and dialog.isVisible() and dialog.objectName() == name:
                answer_it(dialog)

        def answer_it(dialog: QWidget) -> None:
            if not told:
                told.append(str(dialog.property("text") or dialog.windowTitle()))
            timer.stop()
            try:
                answer()
                # A click may come before the dialog can take it: then it is given again.
                timer.start(AGAIN_MS)
            except BaseException as failure:  # noqa: BLE001  (raised below, not in Qt's loop)
                failures.append(failure)
                dialog.close()

        timer.timeout.connect(heed)
        timer.start()
        yield told
        self.wait(lambda: not timer.isActive(), 2 * ANSWER_S * 1000)
        if failures:
            raise failures[0]

    # Mouse.

    def click(
        self,
        widget: QWidget,
        at: Point | None = None,
        *,
        held: Qt.KeyboardModifier = NOTHING,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        self._await_rest(widget)
        window, point = _spot(widget, at)
        QTest.mouseMove(window, point)
        QTest.mouseClick(window, button, held, point)

    def _await_rest(self, widget: QWidget) -> None:
        """Wait until a widget stays where it is: nobody clicks on what moves."""
        places: list[QPoint] = []

        def rests() -> bool:
            places.append(widget.mapToGlobal(QPoint()))
            return places[-1:] == places[-2:-1]

        self.wait(rests)

    def choose(self, menu: QMenu, action: QAction) -> None:
        """Open a menu of the menu bar and click an entry of it."""
        bar = self.window.findChild(QMenuBar)
        assert bar is not None
        self.click(bar, bar.actionGeometry(menu.menuAction()).center())
        self.wait(menu.isVisible)
        self.click(menu, menu.actionGeometry(action).center())

    def double_click(self, widget: QWidget, at: Point | None = None) -> None:
        window, point = _spot(widget, at)
        QTest.mouseDClick(window, LEFT, NOTHING, point)

    def drag(
        self,
        widget: QWidget,
        way: Sequence[Point],
        *,
        held: Qt.KeyboardModifier = NOTHING,
        steps: int = 6,
    ) -> None:
        """Press at the first point of the way, move along it, and let go at the last."""
        window, start = _spot(widget, way[0])
        QTest.mouseMove(window, start)
        QTest.mousePress(window, LEFT, held, start)
        for before, after in pairwise(way):
            for point in _between(before, after, steps):
                QTest.mouseMove(window, _spot(widget, point)[1])
        QTest.mouseRelease(window, LEFT, held, _spot(widget, way[-1])[1])

    def carry(self, view: QAbstractItemView, at: Point, widget: QWidget, to: Point) -> None:
        """Drag an item of a list out of it and let it go over another widget."""
        if QGuiApplication.platformName() == "offscreen":
            # That platform ends every drag as it begins: the events of one are made instead.
            mime = view.model().mimeData([view.indexAt(QPointF(at).toPoint())])
            self._let_go(mime, Qt.DropAction.CopyAction, *_spot(widget, to))
            return
        window, start = _spot(view.viewport(), at)
        _, end = _spot(widget, to)
        way = list(_between(start, end))
        self._moves = QTimer(interval=STEP_MS)

        def move() -> None:
            if way:
                QTest.mouseMove(window, way.pop(0).toPoint())
            else:
                self._moves.stop()
                QTest.mouseRelease(window, LEFT, NOTHING, end)

        self._moves.timeout.connect(move)
        QTest.mouseMove(window, start)
        QTest.mousePress(window, LEFT, NOTHING, start)
        # The drag has a loop of its own, which the first move begins and the release ends.
        self._moves.start()
        QTest.mouseMove(window, start + QPoint(2 * QApplication.startDragDistance(), 0))
        self.wait(lambda: not self._moves.isActive())

    def drop_files(self, *paths: Path, onto: QWidget | None = None) -> None:
        """Let files go over the window, brought from a file manager."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self._let_go(mime, Qt.DropAction.CopyAction, *_spot(onto or self.window, None))

    def _let_go(
        self, mime: QMimeData, action: Qt.DropAction, window: QWindow, point: QPoint
    ) -> None:
        entered = QDragEnterEvent(point, action, mime, LEFT, NOTHING)
        QApplication.sendEvent(window, entered)
        if not entered.isAccepted():
            return
        QApplication.sendEvent(window, QDragMoveEvent(point, action, mime, LEFT, NOTHING))
        QApplication.sendEvent(window, QDropEvent(QPointF(point), action, mime, LEFT, NOTHING))


def _spot(widget: QWidget, at: Point | None) -> tuple[QWindow, QPoint]:
    window = widget.window()
    handle = window.windowHandle()
    assert handle is not None, "nobody can point at what is not on the screen"
    point = QPointF(widget.rect().center() if at is None else at).toPoint()
    mapped = widget.mapTo(window, point)
    # What a small window cuts off cannot be pointed at.
    x = min(max(0, mapped.x()), handle.width() - 1)
    y = min(max(0, mapped.y()), handle.height() - 1)
    return handle, QPoint(x, y)


def _between(before: Point, after: Point, steps: int = 6) -> Iterator[QPointF]:
    start, end = QPointF(before), QPointF(after)
    for number in range(1, steps + 1):
        yield start + (end - start) * (number / steps)
