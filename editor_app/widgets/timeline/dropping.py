"""A song dragged in from a list: shows where it would lie, and tells where it was let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from editor_app.project.snapping import Targets, snap_edge
from editor_app.widgets.timeline.canvas import Canvas
from editor_app.widgets.timeline.drags import Outcome
from editor_app.widgets.timeline.gestures import pointer_at
from editor_app.widgets.timeline.grasp import targets_on
from editor_app.widgets.timeline.overlay import Ghost

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from editor_app.session import Suggestion

MIME = "application/x-cuesmith-suggestion"

SuggestionOf = Callable[[bytes], "Suggestion | None"]


class Dropping(QObject):
    """Watches the canvas's viewport for songs that are dragged over it."""

    dropped = Signal(object, int, float)

    def __init__(self, canvas: Canvas, *, snaps: Callable[[], bool]) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._snaps = snaps
        self._suggestion_of: SuggestionOf | None = None
        self._held: Suggestion | None = None
        self._targets: Targets | None = None
        canvas.viewport().setAcceptDrops(True)
        canvas.viewport().installEventFilter(self)

    def set_source(self, suggestion_of: SuggestionOf) -> None:
        """Say who knows the suggestion that a dragged key stands for."""
        self._suggestion_of = suggestion_of

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragEnter:
            return self._enter(cast(QDragMoveEvent, event))
        if self._held is None:
            return False
        if kind == QEvent.Type.DragMove:
            return self._over(cast(QDragMoveEvent, event))
        if kind == QEvent.Type.DragLeave:
            self._end()
        if kind == QEvent.Type.Drop:
            return self._drop(cast(QDropEvent, event))
        return False

    def _enter(self, event: QDragMoveEvent) -> bool:
        self._held = self._suggestion(event.mimeData())
        if self._held is None or self._canvas.document.film is None:
            self._held = None
            event.ignore()
            # Files are for the window.
            return event.mimeData().hasFormat(MIME)
        self._targets = targets_on(self._canvas)
        return self._over(event)

    def _suggestion(self, mime: QMimeData) -> Suggestion | None:
        if self._suggestion_of is None or not mime.hasFormat(MIME):
            return None
        return self._suggestion_of(bytes(mime.data(MIME).data()))

    def _over(self, event: QDragMoveEvent) -> bool:
        ghost, outcome = self._ghost(event.position())
        self._canvas.show_ghost(ghost, outcome)
        event.acceptProposedAction()
        return True

    def _drop(self, event: QDropEvent) -> bool:
        ghost, _ = self._ghost(event.position())
        held = self._held
        self._end()
        event.acceptProposedAction()
        self.dropped.emit(held, ghost.lane, ghost.start_s)
        return True

    def _end(self) -> None:
        self._held = self._targets = None
        self._canvas.show_ghost(None)

    def _ghost(self, at: QPointF) -> tuple[Ghost, Outcome | None]:
        canvas, held = self._canvas, self._held
        assert held is not None  # noqa: S101  (asked only while something is held)
        pointer = pointer_at(canvas, at, frees=not self._snaps())
        duration_s = canvas.document.timeline.duration_s
        start_s = min(max(0.0, pointer.time_s), duration_s)
        outcome = None
        if self._targets is not None and pointer.tolerance_s:
            snapped = snap_edge(self._targets, start_s, by_s=0.0, tolerance_s=pointer.tolerance_s)
            start_s += snapped.by_s
            outcome = Outcome(canvas.document.timeline, snapped.target)
        length_s = min(held.track.duration_s - held.moment_s, duration_s - start_s)
        title, artist = held.track.title, held.track.artist
        return Ghost(title, artist, pointer.lane, start_s, max(length_s, 0.5)), outcome
