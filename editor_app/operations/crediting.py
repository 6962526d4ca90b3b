"""Who made the music on the film."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.engines import LIBRARY, Engines
from editor_app.operations.lanes import Lanes
from editor_app.project.edits import audible

if TYPE_CHECKING:
    from editor_app.project.credits import Credit


class Crediting(QObject):
    """Looks the songs that are heard up in the library."""

    failed = Signal(object)

    def __init__(
        self, document: Document, lanes: Lanes, engines: Engines, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._lanes = lanes
        self._engines = engines

    def ask(self, use: Callable[[tuple[Credit, ...]], None]) -> None:
        """Give `use` the credits of all songs that are heard, in order."""
        cues = audible(self._document.timeline)
        engines = self._engines

        def find() -> tuple[Credit, ...]:
            from editor_app.project.credits import credits_of  # noqa: PLC0415  (on its lane)

            return credits_of(cues, engines.library().at)

        self._lanes.ask(LIBRARY, find, use, failed=self.failed.emit)
