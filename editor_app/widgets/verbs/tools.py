"""What is done in the tray: accept, put aside; room for speech and the report of aligning."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from editor_app.operations.arranging import Aligned
from editor_app.operations.desk import Desk
from editor_app.widgets.theme import Theme
from editor_app.widgets.tools.align import AlignTool
from editor_app.widgets.tools.speech import SpeechRoom
from editor_app.widgets.workbench import Workbench

MOST_STRETCH = 0.03


class ToolVerbs(QObject):
    """Opens the smaller tools, and shows on the timeline whatever is proposed."""

    def __init__(
        self,
        desk: Desk,
        bench: Workbench,
        *,
        get_theme: Callable[[], Theme],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = bench
        self._get_theme = get_theme
        self._aligned: tuple[int, ...] = ()
        document = desk.document
        document.film_changed.connect(bench.tray.refuse)
        document.timeline_changed.connect(self._show_room)
        document.timeline_changed.connect(self._show_meetings)
        desk.arranging.aligned.connect(self._show_aligned)
        desk.proposing.changed.connect(self._show_proposal)
        bench.tray.opened.connect(self._give_focus)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "align": self.align,
            "ducking": self.ducking,
            "accept": self._bench.tray.accept,
            "put_aside": self.put_aside,
        }

    def align(self) -> None:
        """Bring the selected cues' beats onto cuts, and report on it."""
        tool = self._bench.tray.showing(AlignTool)
        stretch = MOST_STRETCH if tool and tool.stretch.isChecked() else 0.0
        self._desk.arranging.align(most_stretch=stretch)

    def _show_aligned(self, aligned: tuple[Aligned, ...]) -> None:
        tool = self._bench.tray.showing(AlignTool)
        if tool is None:
            tool = AlignTool(self._get_theme())
            tool.stretch_turned.connect(lambda _: self.align())
            tool.seek_wanted.connect(self._desk.player.seek)
            self._bench.tray.show_tool(tool)
        self._aligned = tuple(one.laid_id for one in aligned)
        tool.show_aligned(aligned)

    def _show_meetings(self) -> None:
        """Follow what is done with the cues by hand."""
        tool = self._bench.tray.showing(AlignTool)
        if tool is not None:
            found = self._desk.arranging.met(self._aligned)
            if found:
                tool.show_aligned(found)
            else:
                self._bench.tray.refuse()

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
        tool = self._bench.tray.showing(SpeechRoom)
        if tool is not None:
            tool.show_timeline(self._desk.document.timeline)

    def _give_focus(self, is_open: bool) -> None:
        if not is_open:
            self._bench.timeline.setFocus()

    def _show_proposal(self) -> None:
        proposing = self._desk.proposing
        self._bench.timeline.show_proposal(proposing.timeline, proposing.ids)
