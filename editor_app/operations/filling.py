"""Music for the whole film: planned once for all positions of the slider, laid for one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.arranging import Arranging
from editor_app.operations.engines import LIBRARY, Engines
from editor_app.operations.jobs import Job, Jobs
from editor_app.operations.lanes import Latest
from editor_app.project.timeline import Timeline
from inference.values import VideoAnalysis

if TYPE_CHECKING:
    from editor_app.score.fill_values import FillPlan
    from editor_app.session import Wish
    from editor_app.uses.filling import FilmFillings
    from inference.progress import Work


@dataclass(frozen=True, slots=True, eq=False)
class Filling:
    """A plan, and the timeline with it; `ids` are the cues laid, `track_ids` the songs of them."""

    change: float
    plan: FillPlan
    timeline: Timeline
    ids: tuple[int, ...]
    track_ids: tuple[int, ...]


class FilmFilling(QObject):
    """Fills films.

    `ready` comes when every position of the slider is worked out, `planned` brings the `Filling`
    for the position asked for last, `refused` the reason why there is none.
    """

    ready = Signal()
    planned = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        engines: Engines,
        arranging: Arranging,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._jobs = jobs
        self._engines = engines
        self._arranging = arranging
        self._job: Job | None = None
        self._made: FilmFillings | None = None
        self._planning: Latest[Filling] = Latest(
            jobs.lanes, LIBRARY, done=self.planned.emit, failed=self.refused.emit
        )

    def begin(self, video: VideoAnalysis, wish: Wish) -> Job:
        """Work out the music of a film around what is pinned."""
        self.drop()
        work = partial(_made, self._engines, video, wish, self._document.timeline)
        job = self._jobs.start(self.tr("Choosing music for the film"), work, lane=LIBRARY)
        self._job = job
        job.finished.connect(self._take)
        job.failed.connect(self.refused)
        return job

    def plan(self, change: float) -> None:
        """Ask for a position of the slider, 0 (one song for all) to 1 (per scene)."""
        if self._made is not None:
            timeline, level_lufs = self._document.timeline, self._arranging.level_lufs()
            make = partial(_planned, self._engines, self._made, change, timeline, level_lufs)
            self._planning.ask(make, refines=True)

    def drop(self) -> None:
        """Want no answer any more."""
        self._planning.drop()
        self._made = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _take(self, made: FilmFillings) -> None:
        self._made = made
        self.ready.emit()


def _made(
    engines: Engines, video: VideoAnalysis, wish: Wish, timeline: Timeline
) -> Work[FilmFillings]:
    from editor_app.score.pins import pins_of  # noqa: PLC0415
    from editor_app.uses.filling import film_fillings  # noqa: PLC0415  (on its lane)

    return film_fillings(engines.session(), video, wish, pins_of(timeline))


def _planned(
    engines: Engines, made: FilmFillings, change: float, timeline: Timeline, level_lufs: float
) -> Filling:
    from editor_app.questions import shots_of  # noqa: PLC0415
    from editor_app.uses.filling import heard_for, laid  # noqa: PLC0415  (on its lane)
    from inference.progress import finish  # noqa: PLC0415

    session = engines.session()
    plan = made.begun(session, made.plan(change))
    after, ids = laid(
        timeline, plan, shots=shots_of(made.video), level_lufs=level_lufs,
        structures=finish(heard_for(session, plan)),
    )  # fmt: skip
    paths = {one.song.path for one in plan.stretches if one.song is not None and not one.laid}
    tracks = tuple(made.tracks[one].id for one in paths if one in made.tracks)
    return Filling(change, plan, after, ids, tracks)
