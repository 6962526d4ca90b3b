from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QTimer

from editor_app.operations.lanes import Lanes
from editor_app.operations.tidying import Tidying


class Knot(QObject):
    """Refers to itself, so that only the collector ends it."""

    def __init__(self, ends: list[str]) -> None:
        super().__init__()
        self._me = self
        self._timer = QTimer(self, interval=10)
        self._timer.start()
        self._ends = ends

    def __del__(self) -> None:
        self._ends.append(threading.current_thread().name)


def test_what_is_lost_ends_on_the_threads_of_the_window(qtbot, lanes: Lanes, monkeypatch) -> None:
    ends: list[str] = []
    Knot(ends)
    made = threading.Event()

    def make_garbage() -> None:
        held: list[list[object]] = []
        for _ in range(5000):
            held.append([held])
        made.set()

    lanes.put("a", make_garbage)
    assert made.wait(5)
    assert ends == []
    lanes._tidying._tidy()
    assert ends == ["MainThread"]


def test_everything_is_gone_through_now_and_then(qtbot, monkeypatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr("editor_app.operations.tidying.gc.collect", collected.append)
    tidying = Tidying()
    for _ in range(60):
        tidying._timer.timeout.emit()
    tidying.end()
    assert collected == ([1] * 29 + [2]) * 2


def test_python_collects_as_before_when_it_is_over(qtbot) -> None:
    gc.enable()
    tidying = Tidying()
    assert not gc.isenabled()
    tidying.end()
    assert gc.isenabled()
