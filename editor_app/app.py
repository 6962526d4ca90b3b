"""The one place where the window is built.

First a frame is put on screen with next to nothing imported; only when it has been painted are the
panels, and behind them the engines, made.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from editor_app.actions import keys_of
from editor_app.notices import bug_of, notice_of, open_log
from editor_app.preferences import Preferences, PreferencesError, read_preferences
from editor_app.settings import data_folder, preferences_path
from editor_app.widgets.language import install_language
from editor_app.widgets.main_window import MainWindow
from editor_app.widgets.theme import apply_theme, load_theme
from inference.errors import WorldError

if TYPE_CHECKING:
    from collections.abc import Callable

    from editor_app.playback.sink import Sink
    from editor_app.widgets.furniture import Furniture


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the window, with the film or project named on the command line in it."""
    arguments = sys.argv[1:] if arguments is None else arguments
    application = QApplication(["cuesmith"])
    cuesmith = Cuesmith(application)
    cuesmith.show(Path(arguments[0]) if arguments else None)
    return application.exec()


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
        self.preferences, self._trouble = _read(preferences_path())
        self._translators = install_language(application, self.preferences.language)
        self.theme = load_theme(self.preferences.theme)
        apply_theme(application, self.theme)
        keys = keys_of(self.preferences.shortcuts)
        self.window = MainWindow(self.theme, keys)
        self.furniture: Furniture | None = None
        self._log: Path | None = None
        self._path: Path | None = None
        self.window.shown.connect(self._furnish, Qt.ConnectionType.QueuedConnection)
        self._bug_found.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)

    def show(self, path: Path | None = None) -> None:
        """Show the window; `path` is opened as soon as there is room for it."""
        self._path = path
        self.window.restore_layout(self.preferences.window)
        self.window.show()

    def set_theme(self, name: str) -> None:
        """Change the look of everything."""
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
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        ended = self.furniture.close(self.window.layout_state())
        self.furniture = None
        return ended

    def _furnish(self) -> None:
        from editor_app.widgets.furniture import Furniture  # noqa: PLC0415  (after the first painting)

        self._log = open_log(data_folder())
        sys.excepthook = self._note_bug
        threading.excepthook = lambda found: self._note_bug(
            found.exc_type, found.exc_value, found.exc_traceback
        )
        self.furniture = Furniture(self, self.preferences, make_sink=self._make_sink)
        self._application.aboutToQuit.connect(self.end)
        if self._trouble is not None:
            self.window.notices.tell(notice_of(self._trouble, "warning"))
        if self._path is not None:
            self.furniture.open(self._path)
        self.furnished.emit()

    def fail(self, error: Exception) -> None:
        """Tell what went wrong: the world in a notice, a mistake of ours in a dialog."""
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
        logging.getLogger("cuesmith").error("a mistake of ours", exc_info=(kind, error, trace))
        self._bug_found.emit(error)

    def _show_bug(self, error: BaseException) -> None:
        from editor_app.about import version  # noqa: PLC0415
        from editor_app.widgets.error_dialog import ErrorDialog  # noqa: PLC0415

        bug = bug_of(error, version=version())
        dialog = ErrorDialog(bug, self._log, self.theme, self.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _read(path: Path) -> tuple[Preferences, PreferencesError | None]:
    try:
        return read_preferences(path), None
    except PreferencesError as error:
        return Preferences(), error


if __name__ == "__main__":
    sys.exit(main())
