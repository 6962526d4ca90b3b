"""The menu "Music", and what the lists of songs ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from editor_app.item_models import formats
from editor_app.operations.beats import Change
from editor_app.operations.engines import LIBRARY
from editor_app.project import edits
from editor_app.widgets.verbs.base import Verbs

if TYPE_CHECKING:
    from catalog.tracks import Track
    from editor_app.project.credits import Credit
    from editor_app.project.cue import Cue
    from editor_app.session import Suggestion
    from inference.values import Span

AUDITIONS = 9
CHANGES: tuple[Change, ...] = ("half", "double", "earlier", "later", "one", "reset")


class MusicVerbs(Verbs):
    """Suggests, plays candidates, lays them on the film.

    `film_wanted` names a clip that is to be opened as the film; `said` brings a sentence.
    """

    film_wanted = Signal(object)
    said = Signal(str)

    def _listen(self) -> None:
        desk, bench = self._desk, self._bench
        desk.beats.corrected.connect(self._tell_beat)
        desk.beats.unknown.connect(self._tell_unknown)
        bench.suggestions.audition.connect(self.audition)
        bench.suggestions.place.connect(self.place)
        bench.suggestions.moment_chosen.connect(self._play_moment)
        bench.timeline.suggestion_dropped.connect(self._drop)
        bench.library.audition.connect(self._preview)
        bench.library.place.connect(lambda track: self._use(track, self._lay))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        auditions: dict[str, Callable[[], object]] = {
            f"audition_{number}": lambda row=number - 1: self.audition(row)  # type: ignore[misc]
            for number in range(1, AUDITIONS + 1)
        }
        desk, panel = self._desk, self._bench.suggestions
        return {
            "add_music": self.add_music,
            "rescan": desk.ingesting.rescan,
            "find_footage": self.find_footage,
            "suggest": self.suggest,
            **auditions,
            "audition_off": desk.auditioning.stop,
            "next_suggestion": lambda: panel.step(1),
            "previous_suggestion": lambda: panel.step(-1),
            "next_moment": lambda: panel.step_moment(1),
            "previous_moment": lambda: panel.step_moment(-1),
            "place": self.place,
            **{f"beat_{one}": lambda one=one: self.correct_beat(one) for one in CHANGES},  # type: ignore[misc]
            "mute": lambda: self._toggle("music"),
            "mute_original": lambda: self._toggle("original"),
            "reset_shape": self._bench.shape.reset,
            "copy_credits": self.copy_credits,
        }

    def add_music(self) -> None:
        """Ask for a folder and take it into the library."""
        title = self.tr("Choose a folder with music")
        folder = QFileDialog.getExistingDirectory(self._bench.window(), title)
        if folder:
            self._desk.ingesting.add((Path(folder),))

    def find_footage(self) -> None:
        """Open the list of clips that fit the song chosen in the list at the front."""
        from editor_app.widgets.footage_dialog import FootageDialog  # noqa: PLC0415  (not at start)

        dialog = FootageDialog(self._desk.footage, self._get_theme(), self._bench.window())
        dialog.open_wanted.connect(self.film_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        dialog.activateWindow()
        track = self._track_at_hand()
        if track is not None:
            dialog.ask(str(track.id), track.title)

    def correct_beat(self, change: Change) -> None:
        """Correct the beat of the selected cues' songs, else of the song chosen in the list."""
        chosen, at_s = self._desk.document.selected, self._bench.timeline.at_s
        cues = [one.cue for one in self._desk.document.timeline.laid if one.id in chosen]
        if change == "one":
            self._begin_bars(cues, at_s)
            return
        for path in {cue.track_path: None for cue in cues}:
            self._desk.beats.correct_at(path, change)
        track = None if cues else self._track_at_hand()
        if track is not None:
            self._desk.beats.correct(track.id, change)

    def _begin_bars(self, cues: list[Cue], time_s: float) -> None:
        under = [cue for cue in cues if cue.start_s <= time_s < cue.end_s]
        for cue in under:
            self._desk.beats.correct_at(cue.track_path, "one", at_s=cue.source_at_s(time_s))
        if not under:
            what = self.tr("No selected music lies under the playhead.")
            remedy = self.tr("Select a cue and put the playhead on the beat that begins a bar.")
            self._tell(what, remedy)

    def _tell_beat(self, track: Track) -> None:
        bpm = f"{track.bpm:.0f}" if track.bpm else formats.NOTHING
        shift = round(1000 * track.marks.beat_shift_s)
        words = self.tr("“{title}”: {bpm} BPM, beats moved by {shift} ms. Kept with the song.")
        self.said.emit(words.format(title=track.title, bpm=bpm, shift=f"{shift:+d}"))

    def _tell_unknown(self, path: Path) -> None:
        what = self.tr("{name} is not in your library, so its beat cannot be corrected.")
        remedy = self.tr("Add the folder it lies in; the correction is kept there.")
        self._tell(what.format(name=path.name), remedy)

    def _track_at_hand(self) -> Track | None:
        bench = self._bench
        if bench.left.currentWidget() is bench.library:
            return bench.library.current_track
        row = bench.suggestions.current_row
        found = None if row is None else bench.suggestions_model.suggestion(row)
        return None if found is None else found.track

    def suggest(self) -> None:
        """Bring the suggestions to the front; watch the film if that was given up."""
        self._bench.show_left(self._bench.suggestions)
        if self._desk.video is None and self._desk.analysing.job is None:
            self._desk.watch()
        self._desk.asking.ask()

    def audition(self, row: int) -> None:
        """Play the film with the suggestion in a row; the one that plays already is ended."""
        found = self._chosen(row)
        if found is None:
            return
        suggestion, span = found
        self._bench.suggestions.select(row)
        if suggestion.track.id == self._desk.auditioning.track_id:
            self._desk.auditioning.stop()
        else:
            self._desk.auditioning.start(suggestion, span)

    def _play_moment(self, row: int) -> None:
        """Let a song that plays go on from the moment that was chosen for it."""
        found = self._chosen(row)
        if found is not None and found[0].track.id == self._desk.auditioning.track_id:
            self._desk.auditioning.start(*found)

    def place(self, row: int | None = None) -> None:
        """Lay a suggestion, left out the chosen one, on the stretch it was suggested for."""
        row = self._bench.suggestions.current_row if row is None else row
        found = self._chosen(row)
        if found is not None:
            self._lay(*found)

    def copy_credits(self) -> None:
        """Copy who made the music on the film."""
        self._desk.crediting.ask(self._copy)

    def _copy(self, found: tuple[Credit, ...]) -> None:
        from editor_app.project.credits import credits_text  # noqa: PLC0415  (not at start)

        QGuiApplication.clipboard().setText(credits_text(found))
        what = self.tr("The credits of %n song(s) are copied.", None, len(found))
        self._tell(what)

    def _chosen(self, row: int | None) -> tuple[Suggestion, Span] | None:
        model = self._bench.suggestions_model
        suggestion = None if row is None else model.suggestion(row)
        if suggestion is None or model.suggested is None:
            return None
        return suggestion, model.suggested.stretch.span

    def _lay(self, suggestion: Suggestion, span: Span) -> None:
        self._desk.auditioning.stop()
        self._desk.arranging.place(suggestion, span)
        self._desk.listing.count_use((suggestion.track.id,))

    def _drop(self, suggestion: Suggestion, lane: int, time_s: float) -> None:
        self._desk.arranging.drop(suggestion, lane, time_s)
        self._desk.listing.count_use((suggestion.track.id,))

    def _preview(self, track: Track) -> None:
        """Play a song of the library with the film, from the passage on that stands for it."""
        engines = self._desk.engines

        def find() -> Span | None:
            return engines.library().passage(track.id, engines.pack().pack_id)

        self._desk.lanes.ask(
            LIBRARY,
            find,
            lambda passage: self._play_passage(track, passage),
            failed=self._desk.failed.emit,
        )

    def _play_passage(self, track: Track, passage: Span | None) -> None:
        moment_s = 0.0 if passage is None else passage.start_s
        self._use(track, self._desk.auditioning.start, moment_s=moment_s)
        if moment_s and self._desk.focus.span is not None:
            words = self.tr("“{title}” plays from {time}, the passage that stands for it.")
            self.said.emit(words.format(title=track.title, time=formats.clock(moment_s)))

    def _use(
        self,
        track: Track,
        verb: Callable[[Suggestion, Span], object],
        *,
        moment_s: float = 0.0,
    ) -> None:
        """Do with a song of the library what is done with suggestions, from a moment on."""
        from editor_app.reasons import Reason  # noqa: PLC0415  (loads numpy)
        from editor_app.session import Suggestion  # noqa: PLC0415

        span = self._desk.focus.span
        if span is None:
            what = self.tr("There is no film to hear this song with.")
            self._tell(what, self.tr("Open a film first."))
            return
        reasons = (Reason("choice", self.tr("chosen by you")),)
        verb(Suggestion(track, 0.0, moment_s, reasons), span)

    def _toggle(self, side: Literal["music", "original"]) -> None:
        timeline = self._desk.document.timeline
        muted = not getattr(timeline, side).muted
        text = self.tr("Mute") if muted else self.tr("Unmute")
        self._desk.document.edit(text, edits.set_level(timeline, side, muted=muted))
