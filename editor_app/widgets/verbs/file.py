"""The menu "File": opening, saving, exporting, and what is asked before work would be lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from editor_app.item_models.document import Document
from editor_app.notices import Notice, Offer, notice_of
from editor_app.operations.desk import Desk
from editor_app.operations.files import PROJECT_SUFFIX
from editor_app.operations.opening import is_timeline
from editor_app.project.edits import audible
from editor_app.project.timeline import Project
from editor_app.widgets.main_window import MainWindow
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from editor_app.operations.opening import PutTogether
    from editor_app.project.autosave import Orphan
    from editor_app.project.credits import Credit
    from editor_app.score.export import ExportRequest
    from editor_app.widgets.ducking import DuckingParts
    from editor_app.widgets.export_dialog import ExportDialog
    from inference.errors import WorldError

FILMS = "*.mp4 *.mov *.mkv *.webm *.avi *.m4v *.mpg *.mpeg *.ts *.mts *.wmv *.flv *.ogv"


class FileVerbs(QObject):
    """Files of the user in and out of the window.

    Parameters
    ----------
    get_theme : Callable
        The theme at the time a dialog is made.
    note_recent : Callable
        Told of every file that was opened or saved.
    """

    def __init__(
        self,
        desk: Desk,
        window: MainWindow,
        *,
        get_theme: Callable[[], Theme],
        note_recent: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._get_theme = get_theme
        self._note_recent = note_recent
        self._export: ExportDialog | None = None
        self._after_saving: Callable[[], object] | None = None
        desk.files.opened.connect(self._opened)
        desk.files.saved.connect(self._saved)
        desk.files.failed.connect(self._not_saved)
        desk.files.missing.connect(self._tell_missing)
        desk.files.orphaned.connect(self._tell_orphans)
        desk.files.noted.connect(self._tell_notes)
        desk.files.lost.connect(self._tell_lost)
        window.dropped.connect(self.take)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "new": self.new,
            "open": self.choose,
            "demo": self.demo,
            "save": self.save,
            "save_as": self.save_as,
            "export": self.export,
            "relink": self.relink,
            "quit": self._window.close,
        }

    def new(self) -> None:
        """Begin again, with nothing open."""
        self._unless_lost(lambda: self._document.load(Project()))

    def choose(self) -> None:
        """Ask for a film, a timeline of another editor or a project, and open it."""
        from editor_app.interchange.reading import SUFFIXES  # noqa: PLC0415  (not at start)

        cuts = " ".join(f"*{ending}" for ending in SUFFIXES)
        filters = self.tr("Films, timelines and projects") + f" ({FILMS} {cuts} *{PROJECT_SUFFIX})"
        every = self.tr("All files") + " (*)"
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a film, a timeline or a project"), "", f"{filters};;{every}"
        )
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Open a film or a project, after asking about what would be lost."""
        self._unless_lost(lambda: self._desk.files.open(path))

    def take(self, paths: list[Path]) -> None:
        """Take what was dropped: folders are music, the first file is what is to be opened.

        A timeline may be a folder too, as Final Cut Pro writes it.
        """
        folders = tuple(path for path in paths if path.is_dir() and not is_timeline(path))
        if folders:
            self._desk.ingesting.add(folders)
        files = [path for path in paths if path not in folders]
        if files:
            self.open(files[0])

    def demo(self) -> None:
        """Open the demo film, with the demo's songs in the library."""
        from resources import DEMO  # noqa: PLC0415  (only for the demo)

        self._desk.ingesting.add((DEMO / "music",))
        self.open(DEMO / "clip.mp4")

    def save(self) -> None:
        if self._document.path is None:
            self.save_as()
        else:
            self._desk.files.save(self._document.path)

    def save_as(self) -> None:
        """Ask where to save the project."""
        film = self._document.film
        offered = film.named.with_suffix(PROJECT_SUFFIX) if film else Path("untitled.cuesmith")
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the project"),
            str(self._document.path or offered),
            self.tr("Projects") + f" (*{PROJECT_SUFFIX})",
        )
        if path:
            self._desk.files.save(Path(path).with_suffix(PROJECT_SUFFIX))
        else:
            self._after_saving = None

    def export(self) -> None:
        """Open the export dialog; one that is at work is shown again."""
        if self._export is not None and self._export.is_running:
            self._export.show()
            self._export.raise_()
        elif self._document.film is not None:
            self._desk.crediting.ask(self._open_export)

    def relink(self) -> None:
        """Ask for a folder and look there for what the project has lost."""
        title = self.tr("Where are the files now?")
        folder = QFileDialog.getExistingDirectory(self._window, title)
        if folder:
            self._desk.files.look_in(Path(folder))

    def may_close(self) -> bool:
        """Ask about what would be lost if the window closed now."""
        if self._export is not None and self._export.is_running and not self._stop_export():
            return False
        if self._document.is_clean:
            return True
        answer = self._ask_to_save()
        if answer == QMessageBox.StandardButton.Save:
            self._after_saving = self._window.close
            self.save()
            return False
        return answer == QMessageBox.StandardButton.Discard

    @property
    def _document(self) -> Document:
        return self._desk.document

    def _unless_lost(self, go_on: Callable[[], object]) -> None:
        """Do something that closes the project, once that is saved or not wanted."""
        answer = QMessageBox.StandardButton.Discard
        # Sliders that were moved over an empty timeline are no work to be asked about.
        has_work = bool(self._document.timeline.laid) or self._document.path is not None
        if not self._document.is_clean and has_work:
            answer = self._ask_to_save()
        if answer == QMessageBox.StandardButton.Save:
            self._after_saving = go_on
            self.save()
        elif answer == QMessageBox.StandardButton.Discard:
            go_on()

    def _ask_to_save(self) -> QMessageBox.StandardButton:
        box = QMessageBox(self._window)
        box.setObjectName("unsaved")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Save the changes to this project?"))
        box.setInformativeText(self.tr("What is not saved would be lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = QMessageBox.StandardButton(box.exec())
        box.deleteLater()
        return answer

    def _stop_export(self) -> bool:
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

    def _opened(self) -> None:
        path = self._document.path or (self._document.film and self._document.film.named)
        if path:
            self._note_recent(path)

    def _saved(self, path: Path) -> None:
        self._note_recent(path)
        self._window.notices.tell(
            Notice("info", self.tr("Saved as {name}.").format(name=path.name))
        )
        after, self._after_saving = self._after_saving, None
        if after is not None:
            after()

    def _not_saved(self) -> None:
        """Do not close later, by surprise, what could not be saved now."""
        self._after_saving = None

    def _tell_missing(self, lost: tuple[object, ...]) -> None:
        what = self.tr("%n file(s) of this project cannot be found.", None, len(lost))
        remedy = self.tr("Say in which folder they are now; nothing of the project is lost.")
        look = Offer(self.tr("Find them…"), self.relink)
        details = "\n".join(str(getattr(one, "path", one)) for one in lost)
        self._window.notices.tell(Notice("warning", what, remedy, details), look)

    def _tell_notes(self, made: PutTogether) -> None:
        """Say what of another editor's cut is not in its film, however long the list is."""
        notes = made.notes
        what = self.tr("%n thing(s) of the cut could not be taken over.", None, len(notes))
        look = [Offer(self.tr("Find them…"), self.relink)] if made.missing else []
        self._window.notices.tell(Notice("warning", what, notes[0], "\n".join(notes)), *look)

    def _tell_lost(self, timeline: Path, error: WorldError) -> None:
        """Say that none of a timeline's files is there, and let them be found."""
        look = Offer(self.tr("Find them…"), lambda: self._find_for(timeline))
        self._window.notices.tell(notice_of(error), look)

    def _find_for(self, timeline: Path) -> None:
        title = self.tr("Where are the files now?")
        folder = QFileDialog.getExistingDirectory(self._window, title)
        if folder:
            self._unless_lost(lambda: self._desk.files.open(timeline, media=Path(folder)))

    def _tell_orphans(self, orphans: tuple[Orphan, ...]) -> None:
        newest = orphans[0]
        name = newest.project_path or newest.film_path
        what = self.tr("Cuesmith did not end as it should. Unsaved work on {name} was kept.")
        told = Notice(
            "warning",
            what.format(name=name.name if name else self.tr("a project")),
            self.tr("Go on with it, or throw it away."),
        )
        recover = Offer(self.tr("Recover"), lambda: self._desk.files.recover(newest))
        dismiss = Offer(self.tr("Throw away"), lambda: self._desk.files.dismiss(newest))
        self._window.notices.tell(told, recover, dismiss)

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
        if self._export is not None:
            self._export.deleteLater()
        dialog = ExportDialog(material, self._desk.rendering, self._get_theme(), self._window)
        dialog.reveal_requested.connect(_show_in_folder)
        dialog.chosen.connect(self._note_choices)
        dialog.ducking_changed.connect(self._note_ducking)
        self._tell_own_music(dialog)
        dialog.succeeded.connect(lambda _: self._tell_export(self.tr("The export is finished.")))
        dialog.failed.connect(lambda _: self._tell_export(self.tr("The export did not work.")))
        self._export = dialog
        dialog.open()

    def _note_choices(self, request: ExportRequest) -> None:
        """Keep what was chosen for the next time."""
        target = request.settings.target
        self._document.set_target(target.name if target else self._document.project.target)

    def _tell_own_music(self, dialog: ExportDialog) -> None:
        """Let an export wait until it is known where the film has music of its own."""
        own, choices = self._desk.own_music, dialog.choices
        found = own.found.connect(lambda: choices.set_own_music(own.spans))
        began = own.began.connect(lambda: choices.set_listening(listening=True))
        failed = own.failed.connect(lambda _: choices.set_listening(listening=False))
        choices.set_listening(listening=own.is_listening)
        kept = (own.found, found), (own.began, began), (own.failed, failed)
        dialog.destroyed.connect(lambda: [signal.disconnect(one) for signal, one in kept])

    def _note_ducking(self, parts: DuckingParts) -> None:
        """Let the timeline make room for speech as it is chosen for the export."""
        timeline = parts.on(self._document.timeline)
        self._document.edit(self.tr("Room for speech"), timeline, merge="ducking")

    def _tell_export(self, what: str) -> None:
        """Say in the window what the dialog says, if that was closed meanwhile."""
        dialog = self._export
        if dialog is not None and not dialog.isVisible():
            self._window.notices.tell(
                Notice("info", what), Offer(self.tr("Show the report"), dialog.open)
            )


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
