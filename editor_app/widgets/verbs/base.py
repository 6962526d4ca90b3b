"""What verbs share: what they act on, how they tell of it, and tools that propose in the tray."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject

from editor_app.notices import Notice
from editor_app.operations.desk import Desk
from editor_app.widgets.notices import NoticesBar, tell_error
from editor_app.widgets.theme import Theme
from editor_app.widgets.tray import Tool
from editor_app.widgets.workbench import Workbench


class Verbs(QObject):
    """Verbs over the desk and the panels; `get_theme` gives the theme when something is opened."""

    def __init__(
        self,
        desk: Desk,
        bench: Workbench,
        notices: NoticesBar,
        *,
        get_theme: Callable[[], Theme],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = bench
        self._notices = notices
        self._get_theme = get_theme
        self._listen()

    def _listen(self) -> None:
        """Connect to what these verbs answer to; comes last of all in making them."""

    def _tell(self, what: str, remedy: str = "") -> None:
        self._notices.tell(Notice("info", what, remedy))


class ProposingVerbs(Verbs):
    """Verbs of a tool, of the kind `tool`, that proposes a timeline until it is closed."""

    tool: ClassVar[type[Tool]]

    def _listen(self) -> None:
        self._desk.document.timeline_changed.connect(self._close_outdated)

    def _refuse(self, error: Exception) -> None:
        """Say why nothing is proposed."""
        tool = self._bench.tray.showing(self.tool)
        if tool is not None:
            self._desk.proposing.drop()
            tool.show_refusal(str(error))
        if not tell_error(self._notices, error):
            self._desk.failed.emit(error)

    def _close_outdated(self) -> None:
        """Put a proposal aside that was made for the timeline as it was."""
        if self._bench.tray.showing(self.tool) is not None:
            self._bench.tray.refuse()
