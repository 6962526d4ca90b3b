"""Exporting: the dialog, what goes in and comes out of it, and whether it may be broken off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from editor_app.item_models.document import Document
from editor_app.notices import Notice, Offer
from editor_app.operations.desk import Desk
from editor_app.project.edits import audible
from editor_app.widgets.main_window import MainWindow
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from editor_app.project.credits import Credit
    from editor_app.score.export import ExportRequest
    from editor_app.widgets.ducking import DuckingParts
    from editor_app.widgets.export_dialog import ExportDialog


class ExportVerbs(QObject):
    """Opens the export dialog, one at a time; `get_theme` gives the theme when it is made."""

    def __init__(self, desk: Desk, window: MainWindow, *, get_theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._get_theme = get_theme
        self._dialog: ExportDialog | None = None
        for told in (desk.own_music.began, desk.own_music.found, desk.own_music.failed):
            told.connect(self._tell_own_music)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"export": self.export}

    def export(self) -> None:
        """Open the export dialog; one that is at work is shown again."""
        if self._dialog is not None and self._dialog.is_running:
            self._dialog.show()
            self._dialog.raise_()
        elif self._document.film is not None:
            self._desk.crediting.ask(self._open_export)

    def may_close(self) -> bool:
        """Ask whether an export that is at work may be stopped."""
        return self._dialog is None or not self._dialog.is_running or self._stop()

    @property
    def _document(self) -> Document:
        return self._desk.document

    def _stop(self) -> bool:
        box = QMessageBox(self._window)
        box.setObjectName("exporting")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("An export is being written."))
        box.setInformativeText(self.tr("Closing now stops it; nothing is left half-written."))
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Go on exporting"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        box.deleteLater()
        return box.clickedButton() is stop

    def _open_export(self, found: tuple[Credit, ...]) -> None:
        from editor_app.widgets.export.material import material_of  # noqa: PLC0415  (not at start)
        from editor_app.widgets.export_dialog import ExportDialog  # noqa: PLC0415

        video = self._desk.video
        material = material_of(
            self._document.project,
            audible(self._document.timeline),
            speech=video.base.speech if video and not video.base.provisional else None,
            own_music=self._desk.own_music.spans,
            credits=found,
        )
        self._desk.player.pause()
        if self._dialog is not None:
            self._dialog.deleteLater()
        dialog = ExportDialog(material, self._desk.rendering, self._get_theme(), self._window)
        dialog.reveal_requested.connect(_show_in_folder)
        dialog.chosen.connect(self._note_choices)
        dialog.ducking_changed.connect(self._note_ducking)
        dialog.succeeded.connect(lambda _: self._tell(self.tr("The export is finished.")))
        dialog.failed.connect(lambda _: self._tell(self.tr("The export did not work.")))
        self._dialog = dialog
        self._tell_own_music()
        dialog.open()

    def _note_choices(self, request: ExportRequest) -> None:
        """Keep what was chosen for the next time."""
        target = request.settings.target
        self._document.set_target(target.name if target else self._document.project.target)

    def _tell_own_music(self) -> None:
        """Tell the dialog where the film has music; an export waits until that is known."""
        own = self._desk.own_music
        if self._dialog is None:
            return
        if own.is_listening:
            self._dialog.choices.set_listening(listening=True)
        else:
            self._dialog.choices.set_own_music(own.spans)

    def _note_ducking(self, parts: DuckingParts) -> None:
        """Let the timeline make room for speech as it is chosen for the export."""
        timeline = parts.on(self._document.timeline)
        self._document.edit(self.tr("Room for speech"), timeline, merge="ducking")

    def _tell(self, what: str) -> None:
        """Say in the window what the dialog says, if that was closed meanwhile."""
        dialog = self._dialog
        if dialog is not None and not dialog.isVisible():
            self._window.notices.tell(
                Notice("info", what), Offer(self.tr("Show the report"), dialog.open)
            )


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
