"""First page of the export dialog: what to write, where, how loud, and the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from editor_app.interchange.writers import endings
from editor_app.item_models.formats import clock
from editor_app.project.cue_sheet import CREDIT_FILES, words_about
from editor_app.project.timecode import exact_rate
from editor_app.score.containers import SOUND_FILES, VIDEO_FILES
from editor_app.score.export import ExportRequest, LaneStem
from editor_app.score.outlook import Outlook
from editor_app.score.render import RenderSettings
from editor_app.widgets.export.files import FileRow, FilesSection
from editor_app.widgets.export.material import Material
from editor_app.widgets.export.parts import (
    LABEL_WIDTH,
    Mark,
    button,
    heading,
    name_of,
    page,
    restyle,
    row,
    rule,
    size_words,
    stacked,
    text,
)
from editor_app.widgets.export.picture import PictureSection
from editor_app.widgets.export.question import Question
from editor_app.widgets.export.sound import SoundSection
from editor_app.widgets.theme import Theme
from inference.values import Span

_SETTLE_MS = 150


class ChoicesPage(QWidget):
    """Everything there is to choose.

    `look_wanted` asks, with a request, what an export would meet; `export_wanted` that it begin.
    The answers come through `show_outlook`.
    """

    look_wanted = Signal(object)
    export_wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, material: Material, theme: Theme) -> None:
        super().__init__()
        self._material = material
        self._theme = theme
        self._outlook: Outlook | None = None
        self._is_pressed = False
        self._is_listening = False
        self.files = FilesSection(self._rows(), material.folder or material.film.named.parent)
        self.sound = SoundSection(material)
        self.picture = PictureSection(theme)
        self.range = self._ranges()
        self.question = Question()
        self.hint_mark = Mark()
        self.hint = text(name="export_hint")
        self.cancel = button(self.tr("Cancel"), "export_cancel")
        self.start = button(self.tr("Export"), "export_start", primary=True)
        self.start.setDefault(True)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._lay_out()
        self._connect()
        self._change()

    def request(self) -> ExportRequest:
        """Return what was chosen."""
        material, paths = self._material, self.files.paths
        return ExportRequest(
            video=material.film.path,
            cues=material.cues,
            settings=self._settings(),
            film=paths.get("film"),
            music=paths.get("music"),
            original=paths.get("original"),
            credits=paths.get("credits"),
            credits_text=self._credits_text(paths.get("credits")),
            timeline=material.film.timeline,
            media=material.film.media,
            edit=paths.get("edit"),
            lanes=self._lane_stems(paths.get("music")),
            level_parts=self.sound.level_parts.isChecked() and self.sound.level_parts.isEnabled(),
        )

    def _lane_stems(self, music: Path | None) -> tuple[LaneStem, ...]:
        lanes = self.sound.lanes
        if music is None or not (lanes.isChecked() and lanes.isEnabled()):
            return ()
        named = (
            (f"{music.stem} {name}{music.suffix}", cues) for name, cues in self._material.lanes
        )
        return tuple(LaneStem(cues, music.with_name(name)) for name, cues in named)

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what the newest request would meet; begin it if that was waited for."""
        self._outlook = outlook
        original = self.files.rows["original"]
        # What follows from the answer is no new question.
        with QSignalBlocker(self.sound), QSignalBlocker(original):
            self.sound.allow_original(outlook.has_sound)
            no_sound = self.tr("The film has no sound of its own.")
            original.forbid("" if outlook.has_sound else no_sound)
        self.picture.show_outlook(outlook)
        self._show_room(outlook)
        problem = self._problem() or outlook.problem or ""
        self._show_problem(problem)
        if self._is_pressed and not problem:
            self._begin(outlook)
        self._is_pressed = False

    def show_trouble(self, words: str) -> None:
        """Say why nothing can be exported."""
        self._is_pressed = False
        self._show_problem(words)

    def refresh(self) -> None:
        """Look again at what the choices would meet."""
        self._change()

    def say(self, words: str) -> None:
        """Say something about the last export."""
        self.hint.setText(words)
        self.hint_mark.show_icon("info", self._theme)
        self.hint_mark.setVisible(bool(words))

    def set_own_music(self, spans: tuple[Span, ...]) -> None:
        """Take in where the film has music of its own, once that was listened for."""
        self._material = replace(self._material, own_music=spans)
        self.set_listening(listening=False)

    def set_listening(self, *, listening: bool) -> None:
        """Say whether the film is being listened to for that: an export would not know it yet."""
        self._is_listening = listening
        self._change()

    def _problem(self) -> str:
        """Say why nothing can be exported as it is chosen now."""
        if self._is_listening and self.sound.steps_aside:
            return self.tr("Listening for music in the film …")
        return self.files.problem()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.picture.set_theme(theme)
        self.question.set_theme(theme)

    def without_original(self) -> None:
        """Leave the film's own sound out of everything."""
        self.sound.original.setChecked(False)
        self.files.rows["original"].wanted.setChecked(False)

    def _credits_text(self, out: Path | None) -> str:
        """Return what the file of credits holds: lines to paste, or the whole cue sheet."""
        material = self._material
        kind = out.suffix if out is not None else ""
        heard = (material.cues, material.credits)
        rate = exact_rate(material.film.frames_per_s)
        title = self.tr("Music of {film}").format(film=material.film.named.stem)
        return words_about(*heard, kind=kind, rate=rate, title=title, span=self._span())

    def _settings(self) -> RenderSettings:
        material, sound = self._material, self.sound
        # A muted original is brought back at its own level.
        gain_db = material.original_gain_db or 0.0
        return RenderSettings(
            target=sound.chosen,
            original_gain_db=gain_db if sound.keeps_original else None,
            speech=(material.speech or ()) if sound.keeps_original else (),
            duck=sound.duck,
            own_music=material.own_music if sound.steps_aside else (),
            span=self._span(),
            encoding=self.picture.wanted,
        )

    def _span(self) -> Span | None:
        return self.range.currentData() if self._material.kept else None

    def _rows(self) -> dict[str, FileRow]:
        stem = self._material.film.named.stem
        usual = self._material.film.named.suffix.lower()
        kinds = list(VIDEO_FILES)
        film = FileRow(
            "film", self.tr("Film with music"), stem=self.tr("{film} with music").format(film=stem),
            kinds=kinds,
        )  # fmt: skip
        film.kind.setCurrentIndex(kinds.index(usual) if usual in kinds else 0)
        film.wanted.setChecked(True)
        music = FileRow(
            "music", self.tr("Music only"), stem=self.tr("{film} music").format(film=stem),
            kinds=SOUND_FILES,
        )  # fmt: skip
        original = FileRow(
            "original", self.tr("Original sound only"),
            stem=self.tr("{film} original sound").format(film=stem), kinds=SOUND_FILES,
        )  # fmt: skip
        words = FileRow(
            "credits", self.tr("Credits of the music"),
            stem=self.tr("{film} credits").format(film=stem), kinds=CREDIT_FILES,
        )  # fmt: skip
        edit = FileRow(
            "edit", self.tr("Timeline for an editor"),
            stem=self.tr("{film} with music").format(film=stem), kinds=endings(),
        )  # fmt: skip
        edit.kind.setCurrentIndex(endings().index(usual) if usual in endings() else 0)
        edit.wanted.setChecked(self._material.film.timeline is not None)
        if not self._material.cues:
            for row_of_music in (music, edit):
                row_of_music.forbid(self.tr("There is no music on the timeline yet."))
        if not self._material.credits:
            words.forbid(self.tr("There is no music to credit."))
        return {
            "film": film, "music": music, "original": original, "edit": edit, "credits": words
        }  # fmt: skip

    def _ranges(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("export_range")
        box.setAccessibleName(self.tr("Part of the film"))
        kept = self._material.kept
        if kept is not None:
            words = self.tr("From in to out:  {start} – {end}")
            box.addItem(words.format(start=clock(kept.start_s), end=clock(kept.end_s)), kept)
        box.addItem(self.tr("The whole film"), None)
        return box

    def _subtitle(self) -> str:
        film = self._material.film
        songs = len({cue.track_path for cue in self._material.cues})
        heard = self.tr("1 song") if songs == 1 else self.tr("%n songs", "", songs)
        return f"{clock(film.duration_s)}  ·  {heard}  ·  {film.named.name}"

    def _lay_out(self) -> None:
        column = page(self, gap=12)
        column.addLayout(
            stacked(heading(self.tr("Export")), name_of(self._subtitle(), style="dim"))
        )
        column.addWidget(self.files)
        column.addWidget(rule())
        column.addWidget(self.sound)
        column.addWidget(rule())
        if self._material.kept is not None:
            label = text(self.tr("Part"), style="dim")
            label.setFixedWidth(LABEL_WIDTH)
            label.setBuddy(self.range)
            column.addLayout(row(label, self.range, stretch=self.range))
        column.addWidget(self.picture)
        column.addStretch(1)
        column.addWidget(self.question)
        foot = (self.hint_mark, self.hint, self.cancel, self.start)
        column.addLayout(row(*foot, stretch=self.hint))

    def _connect(self) -> None:
        for part in (self.files, self.sound, self.picture):
            part.changed.connect(self._change)
        self.range.currentIndexChanged.connect(self._change)
        self._timer.timeout.connect(self._look)
        self.start.clicked.connect(self._press)
        self.cancel.clicked.connect(self.cancelled)
        self.question.replace_wanted.connect(self._start)
        self.question.both_wanted.connect(self._keep_both)

    def _change(self) -> None:
        """Follow a choice: what hangs on it, and soon a look at what it would meet."""
        film, rows = self.files.rows["film"], self.files.rows
        self.picture.set_kind(film.kind.currentText())
        self.picture.setEnabled(film.is_wanted)
        self.sound.allow_level_parts(rows["music"].is_wanted or rows["original"].is_wanted)
        self.sound.allow_lanes(rows["music"].is_wanted and len(self._material.lanes) > 1)
        self.question.hide()
        problem = self._problem()
        self._show_problem(problem)
        if not problem:
            self._timer.start()

    def _look(self) -> None:
        if not self._problem():
            self.look_wanted.emit(self.request())

    def _press(self) -> None:
        """Look once more before beginning: a file may have come into the way meanwhile."""
        self._is_pressed = True
        self._timer.stop()
        self._look()

    def _begin(self, outlook: Outlook) -> None:
        if outlook.existing:
            self.question.ask([path.name for path in outlook.existing], self._theme)
        else:
            self._start()

    def _start(self) -> None:
        self.question.hide()
        request = self.request()
        settings = replace(request.settings, encoding=self.picture.needed)
        self.export_wanted.emit(replace(request, settings=settings))

    def _keep_both(self) -> None:
        if self._outlook is not None:
            self.files.number_names(self._outlook.existing)
            self._press()

    def _show_room(self, outlook: Outlook) -> None:
        words = self.tr("Needs about {needed}; {free} are free there.")
        free = "–" if outlook.free_bytes is None else size_words(outlook.free_bytes)
        self.files.room.setText(words.format(needed=size_words(outlook.needed_bytes), free=free))
        if not outlook.is_roomy:
            self.files.room.setText(
                self.tr("This may not fit: it needs about {needed}, and {free} are free.").format(
                    needed=size_words(outlook.needed_bytes), free=free
                )
            )
        restyle(self.files.room, "dim" if outlook.is_roomy else "warning")

    def _show_problem(self, words: str) -> None:
        self.start.setEnabled(not words)
        self.hint.setText(words)
        self.hint_mark.setVisible(bool(words))
        if words:
            self.hint_mark.show_icon("warning", self._theme, "warning")
