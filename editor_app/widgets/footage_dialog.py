"""Clips of the user's own that fit a song: what is asked for, and what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from editor_app.item_models.formats import clock
from editor_app.operations.footage import Asked, FootageFinding
from editor_app.widgets.dialog import Dialog
from editor_app.widgets.empty_state import Emptiness, EmptyState
from editor_app.widgets.footage_list import FootageList
from editor_app.widgets.parts import ElidedLabel, label, named, tool_button
from editor_app.widgets.progress_line import ProgressLine
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from catalog.footage.footage import FootageStats
    from catalog.footage.ingest import FootageReport
    from editor_app.operations.jobs import Job
    from editor_app.uses.matching import Found

SOUNDS = "*.mp3 *.flac *.wav *.ogg *.oga *.opus *.m4a *.aac *.aif *.aiff *.wma"
NAMED_FAILURES = 3


class FootageDialog(Dialog):
    """Asks `finding` for clips, and shows them.

    `open_wanted` names a clip to be opened as the film; `finding` lays the song on it then. The
    window stays usable.
    """

    open_wanted = Signal(object)

    def __init__(
        self, finding: FootageFinding, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "footage_dialog", QSize(760, 560), parent)
        self.setWindowTitle(self.tr("Find footage"))
        self.setAccessibleName(self.windowTitle())
        self._finding = finding
        self._music = ""
        self._is_new_song = False
        self._found: Found | None = None
        self._song = ElidedLabel(self.tr("No song chosen"))
        self._passage = named(QCheckBox(self.tr("Only its passage")), "footage_passage")
        self._unsure = label(kind="warning", name="footage_unsure", wraps=True)
        self._list = FootageList()
        self._empty = EmptyState(theme)
        self._stack = QStackedWidget()
        self._adding = ProgressLine("footage", self.tr("Stop adding footage"))
        self._adding.set_theme(theme)
        self._failed = label(kind="warning", name="footage_failed", wraps=True)
        self._said = label(kind="dim", name="footage_said", wraps=True)
        self._build()
        self._connect()
        self._show_choice()
        finding.count()

    def ask(self, music: str, title: str) -> None:
        """Find clips for a song: a path, or the id of one of the library."""
        self._music, self._is_new_song = music, True
        self._song.setText(title)
        self._song.setToolTip(title)
        self._passage.setText(self.tr("Only its passage"))
        self._again()

    def _build(self) -> None:
        choose = tool_button(
            self.tr("Choose music…"),
            "footage_choose",
            tip=self.tr("Find clips for a music file, also one that is not in the library"),
        )
        choose.clicked.connect(self._choose)
        self._passage.setToolTip(
            self.tr("Ask only for the half minute of the song that stands for it")
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(named(self._song, "footage_song"), 1)
        row.addWidget(self._passage)
        row.addWidget(choose)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        self.content.addLayout(row)
        self.content.addWidget(self._unsure)
        self.content.addWidget(self._stack, 1)
        for part in (self._adding, self._failed, self._said):
            self.content.addWidget(part)
        self._unsure.hide()
        self._failed.hide()
        self._add_buttons()

    def _add_buttons(self) -> None:
        add = self.add_button(
            self.tr("Add footage…"),
            "footage_add",
            left=True,
            tip=self.tr("Watch the clips of a folder, so that they can be found"),
        )
        add.clicked.connect(self._add)
        # None of them is the primary one: Return belongs to the list.
        close = self.add_button(self.tr("Close"), "footage_close")
        close.clicked.connect(self.accept)
        self._open = self.add_button(
            self.tr("Open with the song"),
            "footage_open",
            tip=self.tr("Open the clip as the film and lay the song where the two meet (Return)"),
        )
        self._open.clicked.connect(self._open_current)
        self._open.setEnabled(False)

    def _connect(self) -> None:
        finding = self._finding
        self._passage.toggled.connect(self._again)
        self._list.itemActivated.connect(self._open_current)
        self._empty.step_wanted.connect(self._take_step)
        finding.found.connect(self._show_found)
        finding.empty.connect(self._show_empty)
        finding.counted.connect(self._show_count)
        finding.added.connect(self._show_added)
        finding.not_added.connect(lambda error: self._show_left_out([str(error)]))
        finding.failed.connect(self._show_failed)
        self.finished.connect(finding.drop)

    def _choose(self) -> None:
        filters = self.tr("Music") + f" ({SOUNDS})"
        every = self.tr("All files") + " (*)"
        title = self.tr("Choose a piece of music")
        path, _ = QFileDialog.getOpenFileName(self, title, "", f"{filters};;{every}")
        if path:
            self.ask(path, Path(path).stem)

    def _add(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder with clips"))
        if folder:
            self._failed.hide()
            self._follow(self._finding.add(Path(folder)))

    def _follow(self, job: Job) -> None:
        """Show how far the taking in of a folder has come; closing the dialog does not stop it."""
        self._adding.set_progress(0.0, job.title)
        job.progressed.connect(
            lambda step: self._adding.set_progress(step.fraction, step.doing, job.left_s)
        )
        self._adding.cancel_wanted.connect(job.cancel)
        job.ended.connect(self._adding.hide)

    def _again(self) -> None:
        if self._music:
            looking = Emptiness(
                "search", self.tr("Looking for clips…"), " ", "stop", self.tr("Stop")
            )
            self._show_state(looking)
            job = self._finding.ask(Asked(self._music, self._passage.isChecked()))
            job.progressed.connect(lambda step: self._empty.set_progress(step.fraction, step.doing))

    def _take_step(self, step: str) -> None:
        if step == "stop":
            self._finding.drop()
            title, again = self.tr("Stopped"), self.tr("Look again")
            self._show_state(Emptiness("search", title, "", "again", again))
            return
        {"add_footage": self._add, "again": self._again, "choose": self._choose}[step]()

    def _open_current(self) -> None:
        fitting = self._list.fitting
        if fitting is not None and self._found is not None:
            self._finding.expect(self._found.piece.song, fitting.match)
            self.open_wanted.emit(fitting.match.clip.path)

    def _show_found(self, found: Found) -> None:
        self._found = found
        passage = found.piece.passage
        self._passage.setEnabled(passage is not None)
        if passage is not None:
            span = f"{clock(passage.start_s)}–{clock(passage.end_s)}"
            self._passage.setText(self.tr("Only its passage {span}").format(span=span))
        self._unsure.setText(found.unsure or "")
        self._unsure.setVisible(found.unsure is not None)
        self._list.show_fittings(found.fittings)
        self._open.setEnabled(bool(found.fittings))
        self._stack.setCurrentWidget(self._list)
        # Who only turned the passage on or off goes on from there.
        if self._is_new_song:
            self._list.setFocus()
        self._is_new_song = False

    def _show_count(self, stats: FootageStats) -> None:
        text = self.tr("%n clip(s) can be found.", None, stats.ready) if stats.ready else ""
        self._said.setText(text)

    def _show_added(self, report: FootageReport) -> None:
        """Say which files cannot be found, and why; then look again among the others."""
        failed = report.failed
        lines = [f"{path.name}: {reason}" for path, reason in failed[:NAMED_FAILURES]]
        if len(failed) > NAMED_FAILURES:
            lines.append(self.tr("And %n more.", None, len(failed) - NAMED_FAILURES))
        self._show_left_out(lines)
        self._failed.setToolTip("\n".join(f"{path}: {reason}" for path, reason in failed))
        self._again()

    def _show_left_out(self, lines: list[str]) -> None:
        self._failed.setText("\n".join(lines))
        self._failed.setVisible(bool(lines))

    def _show_choice(self) -> None:
        text = self.tr("Choose one in the lists of the window, or a file.")
        self._show_state(
            Emptiness("music", self.tr("For which song?"), text, "choose", self.tr("Choose music…"))
        )

    def _show_empty(self) -> None:
        title = self.tr("No footage yet")
        text = self.tr("Add a folder of clips. They stay where they are.")
        self._show_state(Emptiness("film", title, text, "add_footage", self.tr("Add footage…")))

    def _show_failed(self, error: Exception) -> None:
        title, again = self.tr("No clips were found"), self.tr("Look again")
        self._show_state(Emptiness("warning", title, str(error), "again", again))

    def _show_state(self, state: Emptiness) -> None:
        self._unsure.hide()
        self._open.setEnabled(False)
        self._empty.show_state(state)
        self._stack.setCurrentWidget(self._empty)
