"""What `startup` runs: programs that end as soon as they are where they are timed to.

They end without tidying up, so that only the way there is counted. Imports nothing by itself: what
is imported is what is measured.
"""

# ruff: noqa: PLC0415
from __future__ import annotations

import os

SIZE = (1440, 900)


def bare() -> None:
    """Show a window with nothing in it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (as Qt calls it)
            super().paintEvent(event)
            os._exit(0)

    application = QApplication(["bare"])
    window = Window()
    window.resize(*SIZE)
    window.show()
    application.exec()


def loaded(pack: str) -> None:
    """Show a window with nothing in it, then load what watching a film takes: no less is needed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    def load() -> None:
        import av  # noqa: F401  (loaded with the first film, and by the window as well)

        from inference.analysis import Analyzer
        from tests.benchmarks import engines

        Analyzer(engines.pack(pack)).prepare()
        os._exit(0)

    application = QApplication(["loaded"])
    window = QMainWindow()
    window.resize(*SIZE)
    window.show()
    QTimer.singleShot(0, load)
    application.exec()


def shown(data: str) -> None:
    """Show the program's window, for somebody who has used it before."""
    cuesmith = _begin(data)
    from PySide6.QtCore import Qt

    # Directly: else what comes after the first painting would be counted too.
    cuesmith.window.shown.connect(lambda: os._exit(0), Qt.ConnectionType.DirectConnection)
    _run(cuesmith)


def ready(data: str) -> None:
    """Show the window, fill it, and warm the models; then a film could be watched."""
    cuesmith = _begin(data)

    def follow() -> None:
        cuesmith.furniture.desk.got_ready.connect(lambda _: os._exit(0))

    cuesmith.furnished.connect(follow)
    _run(cuesmith)


def _begin(data: str):  # type: ignore[no-untyped-def]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["CUESMITH_DATA"] = data
    # As `editor_app.app.main` does.
    from PySide6.QtWidgets import QApplication

    from editor_app.app import Cuesmith

    return Cuesmith(QApplication(["cuesmith"]))


def _run(cuesmith) -> None:  # type: ignore[no-untyped-def]
    from PySide6.QtWidgets import QApplication

    cuesmith.show()
    QApplication.exec()
