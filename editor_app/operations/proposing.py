"""A timeline that is only proposed: seen and heard, and the document's once it is accepted."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.auditioning import Auditioning
from editor_app.project.timeline import Timeline


class Proposing(QObject):
    """Holds one proposal; what changes the document drops it. `changed` when it comes or goes."""

    changed = Signal()

    def __init__(
        self, document: Document, auditioning: Auditioning, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._auditioning = auditioning
        self._timeline: Timeline | None = None
        self._ids: frozenset[int] = frozenset()
        document.timeline_changed.connect(self.drop)
        auditioning.changed.connect(self._resume)

    @property
    def timeline(self) -> Timeline | None:
        return self._timeline

    @property
    def ids(self) -> frozenset[int]:
        """The cues that are proposed."""
        return self._ids

    def show(self, timeline: Timeline, ids: Iterable[int]) -> None:
        """Let a timeline be seen, and heard in place of the document's."""
        self._timeline, self._ids = timeline, frozenset(ids)
        self._auditioning.preview(timeline)
        self.changed.emit()

    def _resume(self, track_id: int | None) -> None:
        """Hear the proposal again once a candidate has ended."""
        if track_id is None and self._timeline is not None:
            self._auditioning.preview(self._timeline)

    def drop(self) -> None:
        """See and hear the document's own timeline again."""
        if self._timeline is not None:
            self._timeline, self._ids = None, frozenset()
            self._auditioning.preview(None)
            self.changed.emit()

    def accept(self, text: str) -> None:
        """Make what is proposed the document's, as one step of this name."""
        timeline, ids = self._timeline, self._ids
        self.drop()
        if timeline is not None:
            self._document.edit(text, timeline, select=ids)
