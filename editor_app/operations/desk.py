"""Everything that works behind the window, each part made once and joined to the others here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.analysing import Analysing
from editor_app.operations.arranging import Arranging
from editor_app.operations.asking import Asking
from editor_app.operations.auditioning import Auditioning
from editor_app.operations.beats import Beats
from editor_app.operations.changing import Changing
from editor_app.operations.crediting import Crediting
from editor_app.operations.engines import WATCH, Engines
from editor_app.operations.files import Files
from editor_app.operations.filling import FilmFilling
from editor_app.operations.filmstrip import Filmstrip
from editor_app.operations.fitting import SongFitting
from editor_app.operations.focus import Focus
from editor_app.operations.footage import FootageFinding
from editor_app.operations.ingesting import Ingesting
from editor_app.operations.jobs import Jobs
from editor_app.operations.lanes import Lanes
from editor_app.operations.listing import Listing
from editor_app.operations.own_music import OwnMusic
from editor_app.operations.packing import Packing
from editor_app.operations.player import Player
from editor_app.operations.proposing import Proposing
from editor_app.operations.rendering import Rendering
from editor_app.operations.scoring_clips import ScoringClips
from editor_app.operations.suggesting import Suggesting
from editor_app.operations.waveforms import Waveforms
from editor_app.settings import Settings
from inference.values import VideoAnalysis

if TYPE_CHECKING:
    from editor_app.playback.sink import Sink
    from editor_app.project.autosave import Autosave
    from editor_app.uses.changed_over import ChangedOver

CLOSING_S = 10.0


class Desk(QObject):
    """The parts, and what one of them does when another has something to say.

    `watched` brings the `VideoAnalysis` of the open film, first a provisional one, None when
    another film is opened; `got_ready` brings the `Ready` of the engines; `changed_over` the
    `ChangedOver` when another pack is in use; `failed` whatever went wrong in the background.
    """

    watched = Signal(object)
    got_ready = Signal(object)
    changed_over = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        settings: Settings,
        autosave: Autosave,
        *,
        make_sink: Callable[[], Sink] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.lanes = Lanes(self)
        self.jobs = Jobs(self.lanes, self)
        self.engines = Engines(settings, self.lanes)
        self.document = Document(self)
        self.focus = Focus(self)
        self.player = Player(self) if make_sink is None else Player(self, make_sink=make_sink)
        self.waveforms = Waveforms(self.lanes, cache=settings.cache / "waveforms", parent=self)
        self.filmstrip = Filmstrip(self.lanes, self)
        self.analysing = Analysing(self.jobs, self.engines, self)
        self.suggesting = Suggesting(self.lanes, self.engines, self)
        self.asking = Asking(self.focus, self.suggesting, self)
        self.ingesting = Ingesting(self.jobs, self.engines, self)
        self.changing = Changing(self.jobs, self)
        self.packing = Packing(self.jobs, lambda: self.engines.settings.library, self)
        self.footage = FootageFinding(self.jobs, self.engines, self)
        self.listing = Listing(self.lanes, self.engines, self)
        self.rendering = Rendering(self.jobs, self)
        self.arranging = Arranging(self.document, self.lanes, self.engines.session, self)
        self.auditioning = Auditioning(self.document, self.player, self.arranging, self)
        self.beats = Beats(self.document, self.lanes, self.engines, self)
        self.proposing = Proposing(self.document, self.auditioning, self)
        self.fitting = SongFitting(self.document, self.jobs, self.engines, self)
        self.filling = FilmFilling(self.document, self.jobs, self.engines, self.arranging, self)
        self.own_music = OwnMusic(self.document, self.jobs, self.engines, self)
        self.crediting = Crediting(self.document, self.lanes, self.engines, self)
        self.files = Files(
            self.document,
            self.jobs,
            autosave,
            get_cache=lambda: self.engines.settings.cache,
            parent=self,
        )
        self.scoring_clips = ScoringClips(
            self.document, self.files, self.arranging, self.player, self
        )
        self._video: VideoAnalysis | None = None
        self._connect()

    @property
    def video(self) -> VideoAnalysis | None:
        """The open film as it was watched, None before."""
        return self._video

    def warm(self) -> None:
        """Build the engines before they are waited for."""
        job = self.jobs.start(self.tr("Getting ready"), self.engines.warm, lane=WATCH, quiet=True)
        job.finished.connect(self.got_ready)
        job.failed.connect(self.failed)

    def set_settings(self, settings: Settings) -> None:
        """Work with another pack, library or device from now on; the open film is watched anew.

        Another pack is made ready behind the window first, and the one in use serves until then.
        """
        now = self.engines.settings
        if settings.pack == now.pack:
            self.changing.give_up()
        elif settings != self.changing.target:
            self.changing.begin(settings)
        self._work_with(replace(settings, pack=now.pack))

    def go_on_changing(self) -> None:
        """Finish a change of packs that was cut off when the program ended."""
        self.changing.go_on(self.engines.settings)

    def watch(self) -> None:
        """Watch the open film, from the beginning."""
        if self.document.film is not None:
            self.analysing.start(self.document.film)

    def close(self) -> bool:
        """Stop everything; whether every thread came to its end in time."""
        self.files.end()
        self.changing.give_up()
        self.player.shut_down()
        self.filmstrip.open(None)
        return self.jobs.close(CLOSING_S)

    def _work_with(self, settings: Settings) -> None:
        before, self.engines.settings = self.engines.settings, settings
        if before == settings:
            return
        self.warm()
        self.listing.library_changed()
        self.suggesting.library_changed()
        if (before.pack, before.device) != (settings.pack, settings.device):
            self.watch()

    def _change_over(self, settings: Settings, found: ChangedOver) -> None:
        if settings == self.engines.settings:
            if found.reembedded:
                self._renew_library()
            return
        self._work_with(settings)
        self.changed_over.emit(found)

    def _connect(self) -> None:
        self.files.opened.connect(self._open_film)
        self.footage.expected.connect(self.scoring_clips.expect)
        self.footage.not_added.connect(self.failed)
        self.document.film_changed.connect(self._show_film)
        for signal in (self.analysing.provisional, self.analysing.ready):
            signal.connect(self._take)
        self.player.position_changed.connect(self.focus.set_playhead)
        self.ingesting.changed.connect(self._renew_library)
        self.changing.done.connect(self._change_over)
        self.listing.changed.connect(self.suggesting.library_changed)
        self.listing.changed.connect(self.asking.ask)
        self.listing.marked.connect(self.beats.follow)
        self.own_music.found.connect(self._take_own_music)
        self.beats.corrected.connect(self.listing.note_corrected)
        for part in (
            self.analysing,
            self.arranging,
            self.beats,
            self.changing,
            self.crediting,
            self.files,
            self.fitting,
            self.footage,
            self.ingesting,
            self.listing,
            self.own_music,
            self.packing,
            self.suggesting,
        ):
            part.failed.connect(self.failed)

    def _take_own_music(self) -> None:
        self.arranging.set_own_music(self.own_music.spans)
        self.auditioning.refresh()

    def _show_film(self) -> None:
        film = self.document.film
        self._set_video(None)
        self.arranging.set_own_music(self.own_music.spans)
        self.focus.set_film(film.duration_s if film else 0.0)
        self.filmstrip.open(film)
        if film is None:
            self.player.close()
        else:
            self.player.open(film.path, film.frames_per_s, film.duration_s)
            self.auditioning.refresh()

    def _open_film(self) -> None:
        film = self.document.film
        self.analysing.cancel()
        self.beats.refresh()
        if film is not None and film.path.exists():
            self.watch()

    def _take(self, video: VideoAnalysis) -> None:
        film = self.document.film
        if film is not None and video.info.path == film.path:
            self._set_video(video)

    def _set_video(self, video: VideoAnalysis | None) -> None:
        self._video = video
        self.arranging.set_analysis(video)
        self.suggesting.set_video(video)
        self.focus.set_analysis(video)
        self.auditioning.refresh()
        self.watched.emit(video)
        self.asking.ask()

    def _renew_library(self) -> None:
        self.listing.library_changed()
        self.suggesting.library_changed()
        self.asking.ask()
