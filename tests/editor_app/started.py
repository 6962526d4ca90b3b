"""What a program that has just been started has loaded: `python started.py FILM`.

Prints, as JSON, the modules that were there at the first painting, with the panels in place, and
when songs were suggested for the film.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from editor_app.app import Cuesmith
from editor_app.playback.sink import WallClock

LONGEST_MS = 120_000


def main() -> None:
    application = QApplication(sys.argv[:1])
    cuesmith = Cuesmith(application, make_sink=WallClock)
    loaded: dict[str, list[str]] = {}

    def note(when: str) -> None:
        loaded[when] = sorted({name.partition(".")[0] for name in sys.modules})

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
    cuesmith.furnished.connect(lambda: note("furnished"))
    timer = QTimer(interval=50)
    timer.timeout.connect(look)
    timer.start()
    QTimer.singleShot(LONGEST_MS, lambda: application.exit(1))
    cuesmith.show(Path(sys.argv[1]))
    sys.exit(application.exec())


if __name__ == "__main__":
    main()
