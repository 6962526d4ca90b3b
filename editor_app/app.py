"""The one place where the window is built.

First a frame is put on screen with next to nothing imported; only when it has been painted are the
panels, and behind them the engines, made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication

from editor_app.places import data_folder
from editor_app.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

    from editor_app.playback.sink import Sink
    from editor_app.preferences import Preferences, PreferencesError
    from editor_app.widgets.furniture import Furniture
    from editor_app.widgets.theme import Theme


LOCK = "window.lock"
"""Lies in the data folder once a window was there; see `operations.instance`."""

MEMORY = "window.ini"
"""What the window remembers of itself, in the data folder."""


def main(arguments: Sequence[str] | None = None, *, another: bool = False) -> int:
    """Show the window, with the film or project named on the command line in it.

    A window that is there already takes the file over, unless `another` one is wanted.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    path = Path(arguments[0]) if arguments else None
    if not another and _handed_over(path):
        return 0
    application = QApplication(["cuesmith"])
    cuesmith = Cuesmith(application)
    cuesmith.show(path)
    return application.exec()


def _handed_over(path: Path | None) -> bool:
    # Most often no window is there, and the way to the first painting is short.
    if not (data_folder() / LOCK).exists():
        return False
    from editor_app.operations.instance import hand_over  # noqa: PLC0415  (loads the sockets)

    return hand_over(data_folder(), path)


class Cuesmith(QObject):
    """The program: its preferences, its theme, its window, and what is in it.

    `furnished` comes when the panels are there. Mistakes of ours, on whatever thread, are logged
    and shown; they never end the program.
    """

    furnished = Signal()
    _bug_found = Signal(object)

    def __init__(
        self, application: QApplication, *, make_sink: Callable[[], Sink] | None = None
    ) -> None:
        super().__init__()
        self._application = application
        self._make_sink = make_sink
        application.setApplicationName("Cuesmith")
        application.setApplicationDisplayName("Cuesmith")
        application.setDesktopFileName("cuesmith")
        # What the bare window needs; the preferences are read once it is on screen.
        self._memory = QSettings(str(data_folder() / MEMORY), QSettings.Format.IniFormat)
        self.window = MainWindow(str(self._memory.value("theme", "dark")))
        self.preferences: Preferences
        self.theme: Theme
        self.furniture: Furniture | None = None
        self._translators: tuple[QTranslator, ...] = ()
        self._log: Path | None = None
        self._path: Path | None = None
        self.window.shown.connect(lambda: QTimer.singleShot(0, self._fit_out))

    def show(self, path: Path | None = None) -> None:
        """Show the window; `path` is opened as soon as there is room for it."""
        self._path = path
        geometry = self._memory.value("geometry")
        if isinstance(geometry, QByteArray):
            self.window.restoreGeometry(geometry)
        self.window.show()

    def set_theme(self, name: str) -> None:
        """Change the look of everything."""
        from editor_app.widgets.theme import apply_theme, load_theme  # noqa: PLC0415

        if name == self.theme.name:
            return
        self.theme = load_theme(name)
        apply_theme(self._application, self.theme)
        self.window.set_theme(self.theme)
        if self.furniture is not None:
            self.furniture.set_theme(self.theme)

    def end(self) -> bool:
        """Stop all that works; whether every thread came to its end."""
        if self.furniture is None:
            return True
        import threading  # noqa: PLC0415

        sys.excepthook, threading.excepthook = self._hooks
        self._door.close()
        self._memory.setValue("geometry", self.window.saveGeometry())
        self._memory.setValue("theme", self.theme.name)
        ended = self.furniture.close()
        self.furniture = None
        return ended

    def _fit_out(self) -> None:
        """Dress the bare window, then put the panels into it, each painted before the next."""
        self._watch_for_bugs()
        self._dress()
        QTimer.singleShot(0, self._furnish)

    def _dress(self) -> None:
        from editor_app.actions import keys_of  # noqa: PLC0415  (after the first painting)
        from editor_app.settings import preferences_path  # noqa: PLC0415
        from editor_app.widgets.language import install_language  # noqa: PLC0415
        from editor_app.widgets.theme import apply_theme, load_theme  # noqa: PLC0415

        self.preferences, self._trouble = _read(preferences_path())
        self._translators = install_language(self._application, self.preferences.language)
        self.theme = load_theme(self.preferences.theme)
        apply_theme(self._application, self.theme)
        self.window.dress(self.theme, keys_of(self.preferences.shortcuts))

    def _furnish(self) -> None:
        from editor_app.notices import notice_of  # noqa: PLC0415  (after the first painting)
        from editor_app.widgets.furniture import Furniture  # noqa: PLC0415

        self.furniture = Furniture(self, self.preferences, make_sink=self._make_sink)
        self._application.aboutToQuit.connect(self.end)
        if self._trouble is not None:
            self.window.notices.tell(notice_of(self._trouble, "warning"))
        if self._path is not None:
            self.furniture.open(self._path)
        self.furnished.emit()
        self._open_door()

    def _open_door(self) -> None:
        from editor_app.operations.instance import FrontDoor  # noqa: PLC0415  (loads the sockets)

        self._door = FrontDoor(data_folder(), self)
        self._door.asked.connect(self._take_over)
        self._door.open()

    def _take_over(self, path: Path | None) -> None:
        """Come to the front, with a file that somebody opened elsewhere."""
        from PySide6.QtCore import Qt  # noqa: PLC0415  (after the first painting)

        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()
        if path is not None and self.furniture is not None:
            self.furniture.open(path)

    def _watch_for_bugs(self) -> None:
        """Log and show, from now on, every mistake of ours, on whatever thread it happens."""
        import threading  # noqa: PLC0415  (after the first painting)

        from PySide6.QtCore import Qt  # noqa: PLC0415

        from editor_app.notices import open_log  # noqa: PLC0415

        self._bug_found.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)
        self._log = open_log(data_folder())
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._note_bug
        threading.excepthook = lambda found: self._note_bug(
            found.exc_type, found.exc_value, found.exc_traceback
        )

    def fail(self, error: Exception) -> None:
        """Tell what went wrong: the world in a notice, a mistake of ours in a dialog."""
        from editor_app.notices import notice_of  # noqa: PLC0415
        from inference.errors import WorldError  # noqa: PLC0415

        if isinstance(error, WorldError):
            self.window.notices.tell(notice_of(error))
        else:
            self._note_bug(type(error), error, error.__traceback__)

    def _note_bug(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt) or error is None:
            self._application.quit()
            return
        import logging  # noqa: PLC0415

        logging.getLogger("cuesmith").error("a mistake of ours", exc_info=(kind, error, trace))
        self._bug_found.emit(error)

    def _show_bug(self, error: BaseException) -> None:
        from editor_app.about import version  # noqa: PLC0415
        from editor_app.notices import bug_of  # noqa: PLC0415
        from editor_app.widgets.error_dialog import ErrorDialog  # noqa: PLC0415

        bug = bug_of(error, version=version())
        dialog = ErrorDialog(bug, self._log, self.theme, self.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _read(path: Path) -> tuple[Preferences, PreferencesError | None]:
    from editor_app.preferences import (  # noqa: PLC0415  (after the first painting)
        Preferences,
        PreferencesError,
        read_preferences,
    )

    try:
        return read_preferences(path), None
    except PreferencesError as error:
        return Preferences(), error


if __name__ == "__main__":
    sys.exit(main())
