"""The open project as the window sees it: one value, its history, what is selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from editor_app.item_models.hearing import Hearing, heard_anew
from editor_app.project.timeline import Film, Project, Timeline


class Document(QObject):
    """Holds the project; every change of its timeline goes through `edit` and can be undone.

    Signals say what has changed and carry nothing: whoever listens reads the new value.
    """

    changed = Signal()
    timeline_changed = Signal()
    film_changed = Signal()
    selection_changed = Signal()
    path_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._project = Project()
        self._selected: frozenset[int] = frozenset()
        self._path: Path | None = None
        self._saved_aside = self._project
        self._hearings: dict[str, Hearing] = {}

    @property
    def project(self) -> Project:
        return self._project

    @property
    def timeline(self) -> Timeline:
        return self._project.timeline

    @property
    def film(self) -> Film | None:
        return self._project.film

    @property
    def selected(self) -> frozenset[int]:
        """Ids of the selected cues."""
        return self._selected

    @property
    def path(self) -> Path | None:
        """Where the project was saved, None when it never was."""
        return self._path

    @property
    def is_clean(self) -> bool:
        """Whether the project is as it was last saved, opened or begun."""
        return self.stack.isClean() and _aside(self._project) == _aside(self._saved_aside)

    def edit(
        self,
        text: str,
        timeline: Timeline,
        *,
        merge: str = "",
        select: Iterable[int] | None = None,
    ) -> None:
        """Replace the timeline as one step of the history, named `text` for the user.

        A step with the same non-empty `merge` as the one before it becomes part of that one.
        `select` are the ids selected afterwards; left out, the selection stays.
        """
        selected = self._selected if select is None else frozenset(select)
        if timeline == self.timeline:
            self.select(selected)
            return
        self.stack.push(_Edit(self, text, timeline, selected, merge))

    def select(self, ids: Iterable[int]) -> None:
        """Select the cues of these ids; those that are not there are passed over."""
        there = frozenset(one.id for one in self.timeline.laid)
        selected = frozenset(ids) & there
        if selected != self._selected:
            self._selected = selected
            self.selection_changed.emit()

    def set_target(self, target: str) -> None:
        """Note the loudness target: saved with the project, not undone."""
        self._project = replace(self._project, target=target)
        self.changed.emit()

    def set_attributes(self, attributes: Mapping[str, float]) -> None:
        """Note where the sliders stand: saved with the project, not undone."""
        self._project = replace(self._project, attributes=dict(attributes))
        self.changed.emit()

    def learn(self, hearings: Mapping[str, Hearing]) -> None:
        """Take in where the beats of songs are, by content key: now and in all of the history.

        That is knowledge of the songs, nothing that was made here: it cannot be undone.
        """
        self._hearings.update(hearings)
        timeline = heard_anew(self.timeline, self._hearings)
        if timeline != self.timeline:
            self._put(timeline, self._selected)

    def load(self, project: Project, path: Path | None = None, *, clean: bool = True) -> None:
        """Put another project in the place of this one and forget the history."""
        self.stack.clear()
        if not clean:
            self.stack.resetClean()
        self._project = project
        self._saved_aside = project
        self._selected = frozenset()
        self._path = path
        self._hearings.clear()
        for signal in (self.film_changed, self.timeline_changed, self.selection_changed):
            signal.emit()
        self.path_changed.emit()
        self.changed.emit()

    def set_film(self, film: Film) -> None:
        """Say where the film of this project lies now; the music on it stays."""
        self._project = replace(self._project, film=film)
        self.film_changed.emit()
        self.changed.emit()

    def mark_saved(self, path: Path) -> None:
        self._saved_aside = self._project
        self.stack.setClean()
        self._path = path
        self.path_changed.emit()
        self.changed.emit()

    def _put(self, timeline: Timeline, selected: frozenset[int]) -> None:
        timeline = heard_anew(timeline, self._hearings)
        self._project = replace(self._project, timeline=timeline)
        self.timeline_changed.emit()
        self.select(selected)
        self.changed.emit()


class _Edit(QUndoCommand):
    """One step: the timelines, and what was selected, before and after it."""

    def __init__(
        self,
        document: Document,
        text: str,
        timeline: Timeline,
        selected: frozenset[int],
        merge: str,
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = (document.timeline, document.selected)
        self._after = (timeline, selected)
        self._merge = merge

    def id(self) -> int:
        # Qt only tries to merge commands of one id; -1 means never.
        return 1 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._merge != self._merge:
            return False
        self._after = other._after
        # A step that leads back to where it began is none.
        self.setObsolete(self._after[0] == self._before[0])
        return True

    def redo(self) -> None:
        self._document._put(*self._after)

    def undo(self) -> None:
        self._document._put(*self._before)


def _aside(project: Project) -> tuple[object, ...]:
    """Return what of a project the history does not hold."""
    return project.film, project.target, dict(project.attributes)
