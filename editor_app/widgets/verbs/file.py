"""The menu "File": opening, saving, and what is asked before work would be lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from editor_app.item_models.document import Document
from editor_app.notices import Notice, Offer, notice_of
from editor_app.operations.desk import Desk
from editor_app.operations.files import PROJECT_SUFFIX
from editor_app.operations.opening import is_timeline
from editor_app.project.timeline import Project
from editor_app.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from editor_app.operations.opening import PutTogether
    from editor_app.project.autosave import Orphan
    from inference.errors import WorldError

FILMS = "*.mp4 *.mov *.mkv *.webm *.avi *.m4v *.mpg *.mpeg *.ts *.mts *.wmv *.flv *.ogv"


class FileVerbs(QObject):
    """Files of the user in and out of the window.

    Parameters
    ----------
    note_recent : Callable
        Told of every file that was opened or saved.
    """

    def __init__(
        self,
        desk: Desk,
        window: MainWindow,
        *,
        note_recent: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._note_recent = note_recent
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

    def relink(self) -> None:
        """Ask for a folder and look there for what the project has lost."""
        title = self.tr("Where are the files now?")
        folder = QFileDialog.getExistingDirectory(self._window, title)
        if folder:
            self._desk.files.look_in(Path(folder))

    def may_close(self) -> bool:
        """Ask about what would be lost if the window closed now."""
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
