"""Filling the cut: the tool that proposes music for the whole film."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from editor_app.operations.filling import Filling
from editor_app.widgets.tools.fill import FillTool
from editor_app.widgets.verbs.base import ProposingVerbs


class FillingVerbs(ProposingVerbs):
    """Opens the tool, and shows what it proposes."""

    tool = FillTool
    _filling: Filling | None = None

    def _listen(self) -> None:
        super()._listen()
        filling = self._desk.filling
        filling.ready.connect(self._ask_fill)
        filling.planned.connect(self._propose_fill)
        filling.refused.connect(self._refuse)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"fill_cut": self.fill}

    def fill(self) -> None:
        """Propose music for all of the film, around what is pinned."""
        video = self._desk.video
        if video is None:
            what = self.tr("The film has not been watched yet.")
            remedy = self.tr("Fill the cut when the analysis is done.")
            self._tell(what, remedy)
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

    def _ask_fill(self) -> None:
        tool = self._bench.tray.showing(FillTool)
        if tool is not None:
            self._desk.filling.plan(tool.change)

    def _propose_fill(self, filling: Filling) -> None:
        tool = self._bench.tray.showing(FillTool)
        if tool is not None:
            self._filling = filling
            tool.show_filling(filling)
            self._desk.proposing.show(filling.timeline, filling.ids)

    def _take_fill(self) -> None:
        filling = self._filling
        self._desk.proposing.accept(self.tr("Fill the cut"))
        if filling is not None:
            self._desk.listing.count_use(filling.track_ids)

    def _drop_fill(self) -> None:
        self._desk.filling.drop()
        self._desk.proposing.drop()
