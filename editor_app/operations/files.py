"""Opening and saving projects, and never losing one: everything that touches the disk is done on
its lane.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from editor_app.item_models.document import Document
from editor_app.operations.jobs import Job, Jobs
from editor_app.project.timeline import Film, Project, Timeline

if TYPE_CHECKING:
    from editor_app.operations.opening import PutTogether
    from editor_app.project.autosave import Autosave, Orphan
    from editor_app.project.relink import Missing

PROJECT_SUFFIX = ".cuesmith"
LANE = "disk"


class Files(QObject):
    """The open project on disk.

    `opened` comes when a film or project is in the document; `saved` with the path; `missing` with
    the paths a project names that are not there (it is open all the same); `orphaned` with
    what programs that died had kept; `noted` with the `PutTogether` of another editor's cut that is
    not all in its film, `lost` with the path of one none of whose files is there, and the error;
    `failed` with what went wrong otherwise.

    Parameters
    ----------
    get_cache : Callable
        The folder that films of cuts are kept in, at the time one is made.
    """

    opened = Signal()
    saved = Signal(object)
    missing = Signal(object)
    orphaned = Signal(object)
    noted = Signal(object)
    lost = Signal(object, object)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        autosave: Autosave,
        *,
        get_cache: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._get_cache = get_cache
        self._joining: Job | None = None
        self._document = document
        self._jobs = jobs
        self._lanes = jobs.lanes
        self._autosave = autosave
        self._number = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        # Whatever ends in order has nothing to be recovered.
        self._lanes.at_end(LANE, autosave.discard)

    def begin(self, every_s: float) -> None:
        """Keep the project aside every `every_s` seconds from now on, and look what was left."""
        self.begin_keeping(every_s)
        self._lanes.ask(LANE, self._autosave.orphans, self._tell_orphans, failed=self.failed.emit)

    def begin_keeping(self, every_s: float) -> None:
        """Keep the project aside every `every_s` seconds, where it has changed."""
        self._timer.start(round(every_s * 1000))

    def open(self, path: Path, *, media: Path | None = None) -> None:
        """Open a project, a timeline of another editor, or a film, by its suffix.

        What was open is replaced when that worked; a timeline first has to be put together, from
        files that are looked for below `media` where it has lost them.
        """
        from editor_app.operations.opening import is_timeline  # noqa: PLC0415  (not at start)

        self._number += 1
        number = self._number
        if self._joining is not None:
            self._joining.cancel()
        if is_timeline(path):
            self._join(path, media, lambda made: self._put(_project_of(made.film), None))
            return
        read = _read_project if path.suffix.lower() == PROJECT_SUFFIX else _new_project
        where = path if read is _read_project else None

        def done(project: Project) -> None:
            if number == self._number:
                self._put(project, where)

        self._lanes.ask(LANE, lambda: read(path), done, failed=self.failed.emit)

    def save(self, path: Path) -> None:
        """Write the project; what is edited meanwhile counts as not saved yet."""
        from editor_app.project.project_file import write_project  # noqa: PLC0415  (not at start)

        project = self._document.project

        def done(_: None) -> None:
            if self._document.project == project:
                self._document.mark_saved(path)
                self._lanes.put(LANE, self._autosave.discard)
            self.saved.emit(path)

        self._lanes.ask(LANE, lambda: write_project(project, path), done, failed=self.failed.emit)

    def keep(self) -> None:
        """Keep the project aside now, if anything in it is not saved."""
        if self._document.is_clean:
            return
        project, path = self._document.project, self._document.path
        self._lanes.ask(
            LANE,
            lambda: self._autosave.keep(project, path),
            lambda _: None,
            failed=self.failed.emit,
        )

    def recover(self, orphan: Orphan) -> None:
        """Go on with a project of a program that died; it is kept again before it is let go."""

        def recovered() -> Project:
            project = self._autosave.recover(orphan)
            self._autosave.keep(project, orphan.project_path)
            self._autosave.dismiss(orphan)
            return project

        self._lanes.ask(
            LANE,
            recovered,
            lambda project: self._put(project, orphan.project_path, clean=False),
            failed=self.failed.emit,
        )

    def dismiss(self, orphan: Orphan) -> None:
        """Throw away what a program that died had kept."""
        self._lanes.put(LANE, lambda: self._autosave.dismiss(orphan))

    def relink(self, mapping: Mapping[Path, Path]) -> None:
        """Say where files of the project lie now."""
        from editor_app.project.relink import relink  # noqa: PLC0415  (not at start)

        found = relink(self._document.project, mapping)
        if found.film is not None and found.film != self._document.film:
            self._document.set_film(found.film)
            self.opened.emit()
        self._document.edit(self.tr("Find moved files"), found.timeline)
        self._look_for_missing()

    def look_in(self, folder: Path) -> None:
        """Look for the missing files of the project in a folder, and take those found.

        The film of another editor's cut is put together anew from what is there.
        """
        film = self._document.film
        if film is not None and film.timeline is not None:
            self._join_again(replace(film, media=folder))
        from editor_app.project.relink import find, missing  # noqa: PLC0415  (not at start)

        project = self._document.project
        job = self._jobs.start(
            self.tr("Looking for moved files"), lambda: find(missing(project), folder), lane=LANE
        )
        job.finished.connect(self._take_found)
        job.failed.connect(self.failed)

    def end(self) -> None:
        """Keep nothing aside any more; called when the window is closed."""
        self._timer.stop()

    def _put(self, project: Project, path: Path | None, *, clean: bool = True) -> None:
        self._document.load(project, path, clean=clean)
        self.opened.emit()
        self._look_for_missing()

    def _join(
        self, timeline: Path, media: Path | None, take: Callable[[PutTogether], None]
    ) -> None:
        """Put a cut together behind the window, then take its film."""
        from editor_app.operations.opening import put_together  # noqa: PLC0415  (not at start)

        cache = self._get_cache()
        title = self.tr("Put {name} together").format(name=timeline.name)
        self._joining = job = self._jobs.start(
            title, lambda: put_together(timeline, cache, media=media), lane=LANE
        )

        def made(found: PutTogether) -> None:
            take(found)
            if found.notes:
                self.noted.emit(found)

        def not_made(error: Exception) -> None:
            from editor_app.interchange.errors import LostFilesError  # noqa: PLC0415  (as above)

            if isinstance(error, LostFilesError):
                self.lost.emit(timeline, error)
            else:
                self.failed.emit(error)

        job.finished.connect(made)
        job.failed.connect(not_made)
        job.ended.connect(self._end_joining)

    def _end_joining(self) -> None:
        self._joining = None

    def _join_again(self, film: Film) -> None:
        """Make the film of a cut anew: it has gone from the cache, or more of it is known."""

        def take(made: PutTogether) -> None:
            now = self._document.film
            if now is not None and now.timeline == film.timeline:
                self._document.set_film(made.film)
                self.opened.emit()

        if film.timeline is not None:
            self._join(film.timeline, film.media, take)

    def _look_for_missing(self) -> None:
        from editor_app.project.relink import missing  # noqa: PLC0415  (not at start)

        project = self._document.project
        self._lanes.ask(LANE, lambda: missing(project), self._tell_missing, failed=self.failed.emit)

    def _take_found(self, mapping: Mapping[Path, Path]) -> None:
        if mapping:
            self.relink(mapping)
        else:
            self._look_for_missing()

    def _tell_missing(self, lost: tuple[Missing, ...]) -> None:
        film = self._document.film
        if film is not None and film.timeline is not None and film.timeline.exists():
            if any(one.path == film.path for one in lost):
                self._join_again(film)
            lost = tuple(one for one in lost if one.path != film.path)
        if lost:
            self.missing.emit(lost)

    def _tell_orphans(self, orphans: tuple[Orphan, ...]) -> None:
        if orphans:
            self.orphaned.emit(orphans)


def _read_project(path: Path) -> Project:
    from editor_app.project.project_file import read_project  # noqa: PLC0415  (on its lane)

    return read_project(path)


def _new_project(path: Path) -> Project:
    from editor_app.operations.opening import film_of  # noqa: PLC0415  (opens media libraries)

    return _project_of(film_of(path))


def _project_of(film: Film) -> Project:
    return Project(film, Timeline(duration_s=film.duration_s))
