"""Filling the cut: the tool that proposes music for the whole film."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from editor_app.notices import Notice
from editor_app.operations.desk import Desk
from editor_app.operations.filling import Filling
from editor_app.widgets.notices import NoticesBar, tell_error
from editor_app.widgets.theme import Theme
from editor_app.widgets.tools.fill import FillTool
from editor_app.widgets.workbench import Workbench


class FillingVerbs(QObject):
    """Opens the tool, and shows what it proposes."""

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
        self._filling: Filling | None = None
        desk.document.timeline_changed.connect(self._close_outdated)
        desk.filling.ready.connect(self._ask_fill)
        desk.filling.planned.connect(self._propose_fill)
        desk.filling.refused.connect(self._refuse_fill)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"fill_cut": self.fill}

    def fill(self) -> None:
        """Propose music for all of the film, around what is pinned."""
        video = self._desk.video
        if video is None:
            what = self.tr("The film has not been watched yet.")
            remedy = self.tr("Fill the cut when the analysis is done.")
            self._notices.tell(Notice("info", what, remedy))
            return
        tool = FillTool(self._get_theme())
        tool.change_wanted.connect(self._desk.filling.plan)
        tool.seek_wanted.connect(self._desk.player.seek)
        tool.accepted.connect(self._take_fill)
        tool.refused.connect(self._drop_fill)
        self._bench.tray.show_tool(tool)
        tool.slider.setFocus()
        job = self._desk.filling.begin(video, self._desk.asking.wish())
        job.progressed.connect(lambda step: tool.show_progress(step.fraction))

    def _fill_tool(self) -> FillTool | None:
        tool = self._bench.tray.tool
        return tool if isinstance(tool, FillTool) else None

    def _ask_fill(self) -> None:
        tool = self._fill_tool()
        if tool is not None:
            self._desk.filling.plan(tool.change)

    def _propose_fill(self, filling: Filling) -> None:
        tool = self._fill_tool()
        if tool is not None:
            self._filling = filling
            tool.show_filling(filling)
            self._desk.proposing.show(filling.timeline, filling.ids)

    def _take_fill(self) -> None:
        filling = self._filling
        self._desk.proposing.accept(self.tr("Fill the cut"))
        if filling is not None:
            self._desk.listing.count_use(filling.track_ids)

    def _refuse_fill(self, error: Exception) -> None:
        tool = self._fill_tool()
        if tool is not None:
            self._desk.proposing.drop()
            tool.show_refusal(str(error))
        if not tell_error(self._notices, error):
            self._desk.failed.emit(error)

    def _drop_fill(self) -> None:
        self._desk.filling.drop()
        self._desk.proposing.drop()

    def _close_outdated(self) -> None:
        """Put a proposal aside that was made for the timeline as it was."""
        if self._fill_tool() is not None:
            self._bench.tray.refuse()
