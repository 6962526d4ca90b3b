"""A program with work in it that is not saved: `python victim.py FILM`, and then it is killed.

It says "kept" once the work has been put aside.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editor_app.app import Cuesmith
from editor_app.playback.sink import WallClock
from editor_app.settings import data_folder

LONGEST_MS = 60_000


def main() -> None:
    application = QApplication(sys.argv[:1])
    cuesmith = Cuesmith(application, make_sink=WallClock)
    cuesmith.show(Path(sys.argv[1]))
    pressed: list[bool] = []
    timer = QTimer(interval=100)

    def go_on() -> None:
        furniture = cuesmith.furniture
        if furniture is None:
            return
        if list((data_folder() / "recovery").glob("*.cuesmith")):
            print("kept", flush=True)
            timer.stop()
        elif not cuesmith.window.isActiveWindow():
            cuesmith.window.activateWindow()
        elif furniture.bench.suggestions_model.suggestions and not pressed:
            pressed.append(True)
            QTest.keyClick(cuesmith.window.windowHandle(), Qt.Key.Key_Return)

    timer.timeout.connect(go_on)
    timer.start()
    QTimer.singleShot(LONGEST_MS, lambda: application.exit(1))
    application.exec()


if __name__ == "__main__":
    main()
