"""Joins the panels to what works behind them: what they show, and what they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from editor_app.notices import Notice
from editor_app.operations.desk import Desk
from editor_app.operations.engines import LIBRARY
from editor_app.project import edits
from editor_app.project.timeline import Level
from editor_app.widgets.notices import NoticesBar
from editor_app.widgets.workbench import Workbench
from inference.values import Span, VideoAnalysis

if TYPE_CHECKING:
    from catalog.ingest import IngestReport
    from catalog.tracks import Track
    from editor_app.operations.jobs import Job
    from editor_app.operations.listing import Overview
    from editor_app.session import Suggested, Wish
    from inference.progress import Progress

ASK_MS = 30
"""While a slider is dragged the library is asked no oftener than this."""


class PictureWiring(QObject):
    """Viewer, transport and the timeline's playhead follow the player."""

    def __init__(self, desk: Desk, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = bench
        player, viewer, bar = desk.player, bench.viewer, bench.transport
        player.frame_ready.connect(viewer.set_frame)
        player.position_changed.connect(self._move)
        player.state_changed.connect(self._show_state)
        player.clock_changed.connect(bar.set_clock)
        viewer.viewport_changed.connect(player.set_viewport)
        viewer.toggle_wanted.connect(player.toggle)
        bar.original_changed.connect(lambda level: self._set_level("original", level))
        bar.music_changed.connect(lambda level: self._set_level("music", level))
        bench.timeline.seek_requested.connect(player.seek)
        desk.document.film_changed.connect(self._show_film)
        desk.document.timeline_changed.connect(self._show_timeline)
        desk.auditioning.changed.connect(self._show_candidate)
        self._show_film()

    def _move(self, time_s: float) -> None:
        self._bench.viewer.set_position(time_s)
        self._bench.transport.set_time(time_s)
        self._bench.timeline.set_playhead(time_s)
        if self._desk.player.is_playing:
            self._bench.timeline.ensure_visible(time_s)

    def _show_state(self) -> None:
        player = self._desk.player
        self._bench.transport.set_playing(player.is_playing, player.speed)
        self._bench.transport.set_looping(player.loop is not None)

    def _show_film(self) -> None:
        film = self._desk.document.film
        if film is None:
            self._bench.viewer.clear()
            self._bench.transport.set_film(0.0, 0.04)
            return
        self._bench.viewer.set_film(film.named.name, film.frame_s)
        self._bench.transport.set_film(film.duration_s, film.frame_s)
        self._desk.player.set_viewport(self._bench.viewer.viewport)
        self._show_timeline()

    def _show_timeline(self) -> None:
        timeline = self._desk.document.timeline
        kept = timeline.kept
        self._bench.transport.set_levels(timeline.original, timeline.music)
        ends = (kept.start_s, kept.end_s) if kept else (None, None)
        self._bench.viewer.set_marks(*ends)

    def _set_level(self, side: Literal["music", "original"], level: Level) -> None:
        timeline = self._desk.document.timeline
        after = edits.set_level(timeline, side, gain_db=level.gain_db, muted=level.muted)
        self._desk.document.edit(self.tr("Level"), after, merge=f"level {side}")

    def _show_candidate(self, track_id: int | None) -> None:
        model = self._bench.suggestions_model
        model.set_auditioned(track_id)
        row = model.row_of(track_id)
        chosen = None if row is None else model.suggestion(row)
        self._bench.viewer.set_candidate(chosen.track.title if chosen else "")


class SuggestionsWiring(QObject):
    """The list follows what is asked; sliders and filters ask."""

    def __init__(
        self, desk: Desk, bench: Workbench, notices: NoticesBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = bench
        self._notices = notices
        self._soon = QTimer(self, singleShot=True, interval=ASK_MS)
        self._soon.timeout.connect(lambda: desk.asking.set_attributes(bench.shape.values))
        panel = bench.suggestions
        bench.shape.changed.connect(self._shape)
        bench.filters.changed.connect(desk.asking.set_filters)
        panel.spread_changed.connect(desk.asking.set_spread)
        panel.span_wanted.connect(lambda which: desk.focus.set_whole(which == "whole"))
        panel.mark_wanted.connect(lambda *wanted: _mark(desk, *wanted))
        panel.details_wanted.connect(self._show_details)
        panel.show_file_wanted.connect(_show_in_folder)
        panel.said.connect(lambda text: notices.tell(Notice("info", text)))
        panel.look_wanted.connect(desk.player.seek)
        bench.timeline.segment_clicked.connect(self._choose_scene)
        desk.focus.span_changed.connect(lambda _: self._name_span())
        desk.focus.whole_changed.connect(lambda _: self._name_span())
        desk.suggesting.answered.connect(self._show)
        desk.suggesting.library_empty.connect(self._show_empty_library)
        desk.suggesting.failed.connect(lambda error: panel.set_state("failed", str(error)))
        desk.watched.connect(self._watched)
        desk.analysing.started.connect(self._follow)
        desk.analysing.failed.connect(lambda error: panel.set_state("failed", str(error)))
        desk.analysing.cancelled.connect(self._given_up)
        desk.document.film_changed.connect(self._show_film)
        desk.listing.marked.connect(self._show_mark)
        desk.ingesting.progressed.connect(self._note_listening)
        self._listening: Progress | None = None
        desk.ingesting.ended.connect(lambda _: self._note_listening(None))

    def _shape(self, values: dict[str, float]) -> None:
        self._desk.document.set_attributes(values)
        if not self._soon.isActive():
            self._soon.start()

    def _show_mark(self, track: Track) -> None:
        self._bench.suggestions_model.note_marked(track)
        self._bench.tracks_model.note_marked(track)

    def _show(self, suggested: Suggested, span: Span, _wish: Wish) -> None:
        if span == self._desk.focus.span:
            self._bench.suggestions_model.set_suggested(suggested)
            self._bench.shape.set_similarity_kept(suggested.similarity_kept)

    def _show_empty_library(self) -> None:
        self._bench.suggestions_model.set_suggested(None)
        if self._listening is not None:
            self._bench.suggestions.set_state("listening")
            self._bench.suggestions.set_progress(self._listening.fraction, self._listening.doing)
        else:
            self._bench.suggestions.set_state("library_empty")

    def _note_listening(self, step: Progress | None) -> None:
        self._listening = step
        if not self._bench.suggestions_model.suggestions and self._desk.video is not None:
            self._desk.asking.ask()

    def _show_film(self) -> None:
        film = self._desk.document.film
        self._bench.suggestions_model.set_suggested(None)
        self._bench.suggestions.set_state("no_film" if film is None else "searching")
        values = dict(self._desk.document.project.attributes)
        self._bench.shape.set_values(values)
        self._desk.asking.set_attributes(self._bench.shape.values)

    def _follow(self, job: Job) -> None:
        if self._desk.video is None:
            self._bench.suggestions.set_state("analysing")
        job.progressed.connect(
            lambda step: self._bench.suggestions.set_progress(step.fraction, step.doing)
        )

    def _given_up(self) -> None:
        if self._desk.video is None and self._desk.document.film is not None:
            text = self.tr("The film was not watched to its end. Press S to try again.")
            self._bench.suggestions.set_state("failed", text)

    def _watched(self, video: VideoAnalysis | None) -> None:
        emotions = () if video is None else self._desk.engines.pack().emotions
        self._bench.timeline.set_analysis(video, emotions)
        self._bench.suggestions.set_scenes(video is not None and len(video.base.scenes) > 1)
        if video is not None and not video.base.provisional:
            self._bench.suggestions.set_progress(1.0)
        if video is not None and not self._bench.suggestions_model.suggestions:
            self._bench.suggestions.set_state("searching")
        self._name_span()

    def _choose_scene(self, span: Span) -> None:
        self._desk.focus.set_whole(False)
        if not span.start_s <= self._desk.player.position_s < span.end_s:
            self._desk.player.seek(span.start_s)

    def _name_span(self) -> None:
        focus = self._desk.focus
        number = focus.scene_number
        name = self.tr("Scene {number}").format(number=number) if number else self.tr("Scene")
        self._bench.suggestions.set_span("whole" if focus.is_whole else "segment", name)
        self._bench.timeline.set_stretch(None if focus.is_whole else focus.span)

    def _show_details(self, row: int) -> None:
        model, video = self._bench.suggestions_model, self._desk.video
        suggestion, suggested = model.suggestion(row), model.suggested
        if suggestion is None or suggested is None or video is None:
            return
        track, moment_s = suggestion.track, suggestion.moment_s
        span, engines = suggested.stretch.span, self._desk.engines

        def find() -> object:
            from editor_app.curves import curves  # noqa: PLC0415  (loads numpy)

            return curves(video, span, track, engines.library().timing(track.id), moment_s=moment_s)

        self._desk.lanes.ask(
            LIBRARY,
            find,
            lambda found: self._bench.suggestions.show_curves(track.id, found),  # type: ignore[arg-type]
            failed=self._desk.failed.emit,
        )


class LibraryWiring(QObject):
    """The library panel, the table of songs, and what is said of music that was taken in.

    `counted` brings how many songs the library holds.
    """

    counted = Signal(int)

    def __init__(
        self, desk: Desk, bench: Workbench, notices: NoticesBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bench = bench
        self._notices = notices
        panel, model, listing = bench.library, bench.tracks_model, desk.listing
        panel.rescan.connect(desk.ingesting.rescan)
        panel.retry_failed.connect(self._retry)
        panel.cancel_wanted.connect(desk.ingesting.cancel)
        panel.remove_folder.connect(listing.forget_folder)
        panel.search_changed.connect(self._search)
        panel.mark_wanted.connect(lambda *wanted: _mark(desk, *wanted))
        panel.show_file_wanted.connect(_show_in_folder)
        panel.said.connect(lambda text: notices.tell(Notice("info", text)))
        model.page_wanted.connect(listing.page)
        model.sort_wanted.connect(lambda by, down: listing.sort(by, descending=down))
        listing.counted.connect(model.reset)
        listing.page_ready.connect(model.put)
        listing.looked_over.connect(self._show)
        desk.ingesting.started.connect(self._follow)
        desk.ingesting.ended.connect(self._tell)
        desk.ingesting.vanished.connect(self._tell_vanished)
        self._failed: tuple[Path, ...] = ()

    def _retry(self) -> None:
        folders = {path.parent for path in self._failed}
        if folders:
            self._desk.ingesting.add(sorted(folders), retry_failed=True)

    def _search(self, text: str) -> None:
        from catalog.filters import Filters  # noqa: PLC0415  (the window shows before the library)

        self._desk.listing.show(Filters(text=text) if text.strip() else None)

    def _show(self, seen: Overview) -> None:
        self._bench.library.show_overview(seen)
        self._failed = tuple(path for path, _ in seen.failed)
        self.counted.emit(seen.stats.tracks)

    def _follow(self, job: Job) -> None:
        panel = self._bench.library
        job.progressed.connect(
            lambda step: panel.set_progress(step.fraction, step.doing, job.left_s)
        )
        job.ended.connect(lambda: None if self._desk.ingesting.is_running else panel.set_idle())

    def _tell(self, report: IngestReport) -> None:
        if report.added or report.updated:
            what = self.tr("%n song(s) added to your library.", None, report.added + report.updated)
            self._notices.tell(Notice("info", what))
        if report.failed:
            what = self.tr("%n file(s) could not be used as music.", None, len(report.failed))
            details = "\n".join(f"{path.name}: {reason}" for path, reason in report.failed)
            remedy = self.tr("The others are ready; the library panel lists each with its reason.")
            self._notices.tell(Notice("warning", what, remedy, details))

    def _tell_vanished(self, folders: tuple[Path, ...]) -> None:
        names = ", ".join(str(folder) for folder in folders)
        what = self.tr("A music folder is not there: {names}.").format(names=names)
        remedy = self.tr("Connect its disk and look for new music again, or take it off the list.")
        self._notices.tell(Notice("warning", what, remedy))


def _mark(desk: Desk, track_id: int, name: str, value: object) -> None:
    if name == "beat":
        desk.beats.correct(track_id, value)  # type: ignore[arg-type]
    else:
        desk.listing.mark(track_id, **{name: value})  # type: ignore[arg-type]


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
