"""What a program that has just been started has loaded: `python started.py FILM`.

Prints, as JSON, the modules that were there at the first painting, those that the window's own
thread had loaded with the panels in place (others may be ahead by then), and those that were there
when songs were suggested for the film.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from editor_app.app import Cuesmith
from editor_app.playback.sink import WallClock

LONGEST_MS = 120_000


class Watcher:
    """Notes what the window's thread loads; finds nothing itself."""

    def __init__(self) -> None:
        self.loaded = set(sys.modules)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if threading.current_thread() is threading.main_thread():
            self.loaded.add(name)


def main() -> None:
    watcher = Watcher()
    sys.meta_path.insert(0, watcher)  # type: ignore[arg-type]
    application = QApplication(sys.argv[:1])
    cuesmith = Cuesmith(application, make_sink=WallClock)
    loaded: dict[str, list[str]] = {}

    def note(when: str, names: Iterable[str] = sys.modules) -> None:
        loaded[when] = sorted({name.partition(".")[0] for name in names})

    def look() -> None:
        furniture = cuesmith.furniture
        if furniture is not None and furniture.bench.suggestions_model.suggestions:
            timer.stop()
            note("suggested")
            print(json.dumps(loaded))
            cuesmith.end()
            application.exit(0)

    direct = Qt.ConnectionType.DirectConnection
    cuesmith.window.shown.connect(lambda: note("painted"), direct)
    cuesmith.furnished.connect(lambda: note("furnished", watcher.loaded))
    timer = QTimer(interval=50)
    timer.timeout.connect(look)
    timer.start()
    QTimer.singleShot(LONGEST_MS, lambda: application.exit(1))
    cuesmith.show(Path(sys.argv[1]))
    sys.exit(application.exec())


if __name__ == "__main__":
    main()
