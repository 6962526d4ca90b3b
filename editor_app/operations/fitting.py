"""Bringing a song to a length: it is heard once, then every length is tried behind the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.engines import Engines
from editor_app.operations.jobs import Job, Jobs
from editor_app.project.timeline import Laid

if TYPE_CHECKING:
    from editor_app.score.fitted import Fitting
    from editor_app.score.moment import Song
    from inference.features.structure import Structure
    from inference.progress import Work

FIT = "fit"
"""The lane on which songs are heard for their structure."""


@dataclass(frozen=True, slots=True)
class FitWish:
    """What is asked: a length, and what of the song is to be kept.

    `start_s` is where in the song to begin, None for its own beginning.
    """

    length_s: float
    start_s: float | None = None
    keep_ending: bool = True
    max_stretch: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Ways to bring a song to a length, best first; `has_beat` says what its seams lie on."""

    fittings: tuple[Fitting, ...]
    has_beat: bool


class SongFitting(QObject):
    """Finds ways to fit a song.

    `fitted` brings a `Fitted` for what was asked last, `refused` the reason why there is none;
    `moved` the seam that was moved as (laid ids, `Fitting`), `stuck` comes where it has no other
    good place.
    """

    fitted = Signal(object)
    refused = Signal(object)
    moved = Signal(object, object)
    stuck = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, jobs: Jobs, engines: Engines, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._jobs = jobs
        self._engines = engines
        self._heard = _Heard()
        self._job: Job | None = None

    def ask(self, song: Song, wish: FitWish) -> Job:
        """Look for ways to bring a song to a length; what was asked before is not answered."""
        self.drop()
        film = self._document.film
        frame_s = film.frame_s if film else None
        work = partial(_fitted, self._hear(song), song, wish, frame_s)
        job = self._jobs.start(self._title(song), work, lane=FIT, quiet=self._heard.knows(song))
        self._job = job
        job.finished.connect(self.fitted)
        job.failed.connect(self.refused)
        return job

    def drop(self) -> None:
        """Want no answer any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def move_seam(self, passes: tuple[Laid, ...], number: int, direction: Literal[-1, 1]) -> Job:
        """Move a seam of cues that follow each other to its next good place."""
        song = passes[0].song
        work = partial(_moved, self._hear(song), passes, number, direction)
        job = self._jobs.start(self._title(song), work, lane=FIT, quiet=self._heard.knows(song))
        ids = tuple(one.id for one in passes)
        job.finished.connect(lambda found: self._take_moved(ids, found))
        job.failed.connect(self.failed)
        return job

    def _take_moved(self, ids: tuple[int, ...], found: Fitting | None) -> None:
        if found is None:
            self.stuck.emit()
        else:
            self.moved.emit(ids, found)

    def _title(self, song: Song) -> str:
        return self.tr("Listening to {title}").format(title=song.title or song.path.name)

    def _hear(self, song: Song) -> Callable[[], Work[Structure]]:
        return lambda: self._heard.hear(song, self._engines)


class _Heard:
    """The structure of the song that was heard last; on its lane only."""

    def __init__(self) -> None:
        self._last: tuple[object, Structure] | None = None

    def knows(self, song: Song) -> bool:
        last = self._last
        return last is not None and last[0] == _key(song)

    def hear(self, song: Song, engines: Engines) -> Work[Structure]:
        import numpy as np  # noqa: PLC0415  (on its lane)

        from inference.cache import BaseCache  # noqa: PLC0415
        from inference.features.structure import hear_structure  # noqa: PLC0415

        last = self._last
        if last is not None and last[0] == _key(song):
            return last[1]
        beats_s, downbeats_s = (
            np.array(one, np.float32) for one in (song.beats_s, song.downbeats_s)
        )
        found = yield from hear_structure(
            song.path,
            beats_s=beats_s,
            downbeats_s=downbeats_s,
            cache=BaseCache(engines.settings.cache),
        )
        self._last = _key(song), found
        return found


def _key(song: Song) -> object:
    return song.path, song.beats_s, song.downbeats_s


def _fitted(
    hear: Callable[[], Work[Structure]], song: Song, wish: FitWish, frame_s: float | None
) -> Work[Fitted]:
    from editor_app.score.fit import fit_song  # noqa: PLC0415  (on its lane)
    from inference.progress import Progress, share  # noqa: PLC0415

    structure = yield from share(hear(), 0.0, 0.9)
    yield Progress(0.9, "Looking for places that sound alike")
    found = fit_song(
        song,
        structure,
        wish.length_s,
        start_s=wish.start_s,
        keep_ending=wish.keep_ending,
        max_stretch=wish.max_stretch,
        frame_s=frame_s,
    )
    return Fitted(found, structure.has_beat)


def _moved(
    hear: Callable[[], Work[Structure]],
    passes: tuple[Laid, ...],
    number: int,
    direction: Literal[-1, 1],
) -> Work[Fitting | None]:
    from editor_app.score.chains import fitting_of  # noqa: PLC0415  (on its lane)
    from editor_app.score.seam_moves import move_seam  # noqa: PLC0415
    from inference.progress import Progress, share  # noqa: PLC0415

    structure = yield from share(hear(), 0.0, 0.9)
    yield Progress(0.9, "Looking for places that sound alike")
    return move_seam(fitting_of(passes), number, structure, direction)
