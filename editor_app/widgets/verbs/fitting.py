"""What makes music fit the picture: room for speech, align, fit, fill; each in the tray."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from editor_app.operations.desk import Desk
from editor_app.widgets.speech_room import SpeechRoom
from editor_app.widgets.workbench import Workbench


class FittingVerbs(QObject):
    """Opens the tools of the tray, and does what they ask for."""

    def __init__(self, desk: Desk, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = bench
        desk.document.film_changed.connect(bench.tray.refuse)
        desk.document.timeline_changed.connect(self._show_room)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "ducking": self.ducking,
            "accept": self._bench.tray.accept,
            "put_aside": self.put_aside,
        }

    def ducking(self) -> None:
        """Show how the music makes room for speech."""
        room = SpeechRoom(self._desk.document.timeline)
        room.changed.connect(lambda: self._duck(room))
        self._bench.tray.show_tool(room)
        room.parts.way.setFocus()

    def put_aside(self) -> None:
        """Give up what is dragged, else close the tool."""
        if not self._bench.timeline.give_up():
            self._bench.tray.refuse()

    def _duck(self, room: SpeechRoom) -> None:
        document, parts = self._desk.document, room.parts
        timeline = parts.on(document.timeline)
        document.edit(self.tr("Room for speech"), timeline, merge="ducking")

    def _show_room(self) -> None:
        tool = self._bench.tray.tool
        if isinstance(tool, SpeechRoom):
            tool.show_timeline(self._desk.document.timeline)
