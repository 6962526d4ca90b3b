"""Fitting a song to a length: the tool that proposes ways, and the seams moved afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from editor_app.operations.arranging import end_for
from editor_app.operations.fitting import Fitted, FitWish
from editor_app.operations.jobs import Job
from editor_app.project.timeline import Laid
from editor_app.widgets.tools.fit import LONGEST_S, SHORTEST_S, FitTool, Until
from editor_app.widgets.verbs.base import ProposingVerbs

if TYPE_CHECKING:
    from editor_app.score.fitted import Fitting


class FittingVerbs(ProposingVerbs):
    """Opens the tool, shows what it proposes, and moves seams."""

    tool = FitTool
    _fitted: tuple[Fitting, ...] = ()
    _passes: tuple[Laid, ...] = ()

    def _listen(self) -> None:
        super()._listen()
        fitting = self._desk.fitting
        fitting.fitted.connect(self._show_fitted)
        fitting.refused.connect(self._refuse)
        fitting.moved.connect(self._lay_moved)
        fitting.stuck.connect(self._tell_stuck)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "fit": self.fit,
            "seam_earlier": lambda: self.move_seam(-1),
            "seam_later": lambda: self.move_seam(1),
        }

    def fit(self) -> None:
        """Show ways to bring the selected cue's song to a length."""
        from editor_app.score.arrange import chain  # noqa: PLC0415  (loads numpy)

        document = self._desk.document
        chosen = [one.id for one in document.timeline.laid if one.id in document.selected]
        if not chosen:
            return
        passes = chain(document.timeline, chosen[0])
        cue, song = passes[0].cue, passes[0].song
        tool = FitTool(
            self._get_theme(),
            song=song.title or song.path.stem,
            untils=self._untils(passes),
            begins_s=cue.source_in_s,
        )
        tool.wanted.connect(self._ask_fit)
        tool.shown.connect(self._propose_fit)
        tool.accepted.connect(lambda: self._desk.proposing.accept(self.tr("Fit")))
        tool.refused.connect(self._drop_fit)
        self._bench.tray.show_tool(tool)
        self._passes = passes
        self._ask_fit(tool.wish)

    def move_seam(self, direction: Literal[-1, 1]) -> None:
        """Move the seam nearest to the playhead, of the selected music, to its next good place."""
        from editor_app.score.arrange import chain  # noqa: PLC0415
        from editor_app.score.chains import seam_near  # noqa: PLC0415  (loads numpy)

        timeline, selected = self._desk.document.timeline, self._desk.document.selected
        chains = {chain(timeline, one.id) for one in timeline.laid if one.id in selected}
        at_s = self._bench.timeline.at_s
        for passes in chains:
            number = seam_near(passes, at_s)
            if number is not None:
                self._passes = passes
                self._desk.fitting.move_seam(passes, number, direction)
                return
        what = self.tr("The selected music has no seam.")
        remedy = self.tr("Fit makes some: it brings a song to a length by cutting and repeating.")
        self._tell(what, remedy)

    def _untils(self, passes: tuple[Laid, ...]) -> list[Until]:
        """Return the places the music may end at: of the scene, at a cut, of the film; as it is."""
        desk, start_s, end_s = self._desk, passes[0].cue.start_s, passes[-1].cue.end_s
        scene_s = end_for(passes[-1], desk.focus.scenes, desk.document.timeline)
        cuts = [one for one in desk.arranging.cuts_s if one > end_s + 0.5]
        ends = {
            scene_s: self.tr("To the end of the scene"),
            (min(cuts) if cuts else 0.0): self.tr("To the next cut"),
            desk.document.timeline.duration_s: self.tr("To the end of the film"),
            end_s: self.tr("As long as it is"),
        }
        usable = [
            Until(words, at_s - start_s)
            for at_s, words in ends.items()
            if SHORTEST_S <= at_s - start_s <= LONGEST_S
        ]
        return usable or [Until(self.tr("As short as possible"), SHORTEST_S)]

    def _ask_fit(self, wish: FitWish) -> None:
        tool = self._bench.tray.showing(FitTool)
        if tool is not None:
            self._desk.proposing.drop()
            tool.show_progress(0.0)
            job = self._desk.fitting.ask(self._passes[0].song, wish)
            job.progressed.connect(lambda step: self._follow_fit(job, step.fraction))

    def _follow_fit(self, job: Job, fraction: float) -> None:
        tool = self._bench.tray.showing(FitTool)
        if tool is not None and not job.is_over:
            tool.show_progress(fraction)

    def _show_fitted(self, fitted: Fitted) -> None:
        tool = self._bench.tray.showing(FitTool)
        if tool is not None:
            self._fitted = fitted.fittings
            tool.show_fitted(fitted)

    def _propose_fit(self, number: int) -> None:
        from editor_app.score.chains import lay_fitting  # noqa: PLC0415  (loads numpy)

        timeline = self._desk.document.timeline
        laid, ids = lay_fitting(timeline, self._passes, self._fitted[number])
        self._desk.proposing.show(laid, ids)

    def _drop_fit(self) -> None:
        self._desk.fitting.drop()
        self._desk.proposing.drop()

    def _lay_moved(self, ids: tuple[int, ...], fitting: Fitting) -> None:
        from editor_app.score.chains import lay_fitting  # noqa: PLC0415  (loads numpy)

        document = self._desk.document
        found = [document.timeline.find(one) for one in ids]
        passes = tuple(one for one in found if one is not None)
        if passes == self._passes:
            timeline, laid = lay_fitting(document.timeline, passes, fitting)
            document.edit(self.tr("Move seam"), timeline, select=laid)

    def _tell_stuck(self) -> None:
        what = self.tr("This seam has no other good place on that side.")
        self._tell(what)
