"""Collecting cyclic garbage on the window's thread only.

Python collects on whatever thread happens to allocate. Where that finds a `QObject` nobody holds
any more, it is destroyed there, while its timers and events belong to the window's thread: the
program crashes. So the collector is switched off, and run by a timer of the window.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2000
_YOUNG, _OLD = 1, 2
_FULL_EVERY = 30


class Tidying(QObject):
    """Collects on the thread it lives on, from its making until `end`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._turns = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._tidy)
        self._timer.start()

    def end(self) -> None:
        """Let Python collect as it did before."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    def _tidy(self) -> None:
        self._turns += 1
        # Going through all there is takes long enough to be felt; the young are few.
        gc.collect(_OLD if self._turns % _FULL_EVERY == 0 else _YOUNG)
