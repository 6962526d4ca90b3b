"""The menus "View" and "Help", and the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from editor_app.actions import keys_of
from editor_app.operations.desk import Desk
from editor_app.operations.preferring import Preferring
from editor_app.widgets.main_window import MainWindow
from editor_app.widgets.theme import Theme
from editor_app.widgets.workbench import Workbench

if TYPE_CHECKING:
    from editor_app.about import About
    from editor_app.widgets.settings.dialog import SettingsDialog


Choices = TypeVar("Choices")


class ViewVerbs(QObject):
    """How the window looks, and what it says about itself.

    `theme_wanted` names the theme to show, also while one is only tried in the settings.
    """

    theme_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        preferring: Preferring,
        window: MainWindow,
        bench: Workbench,
        *,
        get_theme: Callable[[], Theme],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._preferring = preferring
        self._window = window
        self._bench = bench
        self._get_theme = get_theme
        desk.packing.refused.connect(self._tell_refused)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        bench = self._bench
        return {
            "zoom_in": bench.timeline.zoom_in,
            "zoom_out": bench.timeline.zoom_out,
            "zoom_fit": bench.timeline.fit,
            "snapping": lambda: bench.timeline.set_snapping(not bench.timeline.is_snapping),
            "show_suggestions": lambda: bench.turn_left(bench.suggestions),
            "show_library": lambda: bench.turn_left(bench.library),
            "show_shape": lambda: bench.right.setVisible(not bench.right.isVisible()),
            "reset_layout": bench.reset_layout,
            "theme": self._turn_theme,
            "full_screen": self._turn_full_screen,
            "settings": self.settings,
            "guide": self.guide,
            "shortcuts": self.shortcuts,
            "about": self.about,
        }

    def settings(self, *, keys: bool = False) -> None:
        """Open the settings; `keys` turns to their page."""
        from editor_app.settings import settings  # noqa: PLC0415
        from editor_app.widgets.settings.dialog import SettingsDialog  # noqa: PLC0415

        dialog = SettingsDialog(
            self._preferring.now,
            theme=self._get_theme(),
            library=settings(preferences=self._preferring.now).library,
            parent=self._window,
        )
        dialog.theme_previewed.connect(self.theme_wanted)
        dialog.accepted.connect(lambda: self._preferring.change(dialog.preferences))
        dialog.finished.connect(dialog.deleteLater)
        if keys:
            dialog.show_keys()
        self._find_choices(dialog)
        dialog.open()

    def guide(self) -> None:
        from editor_app.widgets.guide_dialog import GuideDialog  # noqa: PLC0415

        dialog = GuideDialog(self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def shortcuts(self) -> None:
        from editor_app.widgets.shortcuts_dialog import ShortcutsDialog  # noqa: PLC0415

        keys = keys_of(self._preferring.now.shortcuts)
        dialog = ShortcutsDialog(keys, self._get_theme(), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.change.clicked.connect(dialog.accept)
        dialog.change.clicked.connect(lambda: self.settings(keys=True))
        dialog.open()

    def about(self) -> None:
        from editor_app.about import read_about  # noqa: PLC0415

        chosen = self._desk.engines.settings
        self._desk.lanes.ask(
            "disk", lambda: read_about(chosen), self._show_about, failed=self._desk.failed.emit
        )

    def _show_about(self, about: About) -> None:
        from editor_app.widgets.about_dialog import AboutDialog  # noqa: PLC0415

        dialog = AboutDialog(about, self._get_theme(), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _find_choices(self, dialog: SettingsDialog) -> None:
        """Look up what there is to choose from, and show it if the dialog is still there."""
        from editor_app.about import devices  # noqa: PLC0415

        lanes, failed, packing = self._desk.lanes, self._desk.failed.emit, self._desk.packing
        lanes.ask("disk", devices, _while_open(dialog, dialog.set_devices), failed=failed)
        # Slots of the dialog: Qt lets go of them when it is gone.
        packing.listed.connect(dialog.set_packs)
        packing.installed.connect(dialog.choose_pack)
        packing.refused.connect(dialog.show_refused)
        dialog.pack_offered.connect(packing.install)
        packing.look()

    def _tell_refused(self, error: Exception) -> None:
        """Say why a pack was not taken in where the settings, which say it, are closed by now."""
        if self._window.findChild(QObject, "settings_dialog") is None:
            self._desk.failed.emit(error)

    def _turn_theme(self) -> None:
        self.theme_wanted.emit("light" if self._get_theme().is_dark else "dark")

    def _turn_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()


def _while_open(
    dialog: SettingsDialog, show: Callable[[Choices], None]
) -> Callable[[Choices], None]:
    """Return `show`, but without effect once the dialog has been closed."""

    def shown(choices: Choices) -> None:
        if isValid(dialog) and dialog.isVisible():
            show(choices)

    return shown
