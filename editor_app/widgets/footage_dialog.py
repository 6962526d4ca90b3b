"""Clips of the user's own that fit a song: what is asked for, and what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from editor_app.item_models.formats import clock
from editor_app.operations.footage import Asked, FootageFinding
from editor_app.widgets.dialog import Dialog
from editor_app.widgets.empty_state import Emptiness, EmptyState
from editor_app.widgets.parts import ElidedLabel, label, named, tool_button
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from catalog.footage.footage import FootageStats
    from editor_app.uses.matching import Fitting, Found

SOUNDS = "*.mp3 *.flac *.wav *.ogg *.oga *.opus *.m4a *.aac *.aif *.aiff *.wma"
PATH = int(Qt.ItemDataRole.UserRole)


class FootageDialog(Dialog):
    """Asks `finding` for clips, and shows them.

    `open_wanted` names a clip to be opened as the film. The window stays usable.
    """

    open_wanted = Signal(object)

    def __init__(
        self, finding: FootageFinding, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "footage_dialog", QSize(720, 520), parent)
        self.setWindowTitle(self.tr("Find footage"))
        self.setAccessibleName(self.windowTitle())
        self._finding = finding
        self._music = ""
        self._song = ElidedLabel(self.tr("No song chosen"))
        self._passage = named(QCheckBox(self.tr("Only its passage")), "footage_passage")
        self._list = self._clips()
        self._empty = EmptyState(theme)
        self._stack = QStackedWidget()
        self._said = label(kind="dim", name="footage_said")
        self._build()
        self._connect()
        self._show_choice()
        finding.count()

    def ask(self, music: str, title: str) -> None:
        """Find clips for a song: a path, or the id of one of the library."""
        self._music = music
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
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(named(self._song, "footage_song"), 1)
        row.addWidget(self._passage)
        row.addWidget(choose)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        self.content.addLayout(row)
        self.content.addWidget(self._stack, 1)
        self.content.addWidget(self._said)
        add = self.add_button(
            self.tr("Add footage…"),
            "footage_add",
            left=True,
            tip=self.tr("Watch the clips of a folder, so that they can be found"),
        )
        add.clicked.connect(self._add)
        # Not the primary one: Return belongs to the list.
        close = self.add_button(self.tr("Close"), "footage_close")
        close.clicked.connect(self.accept)

    def _clips(self) -> QTreeWidget:
        found = named(QTreeWidget(), "footage_clips", spoken=self.tr("Clips that fit the song"))
        titles = (self.tr("Clip"), self.tr("From"), self.tr("In the song"), self.tr("Why"))
        found.setHeaderLabels(list(titles))
        found.setRootIsDecorated(False)
        found.setUniformRowHeights(True)
        found.setAllColumnsShowFocus(True)
        header = found.header()
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(0, 240)
        return found

    def _connect(self) -> None:
        finding = self._finding
        self._passage.toggled.connect(self._again)
        self._list.itemActivated.connect(lambda item: self.open_wanted.emit(item.data(0, PATH)))
        self._empty.step_wanted.connect(self._take_step)
        finding.found.connect(self._show_found)
        finding.empty.connect(self._show_empty)
        finding.counted.connect(self._show_count)
        finding.added.connect(self._again)
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
            self._finding.add(Path(folder))

    def _again(self) -> None:
        if self._music:
            self._show_state(Emptiness("search", self.tr("Looking for clips…"), ""))
            self._finding.ask(Asked(self._music, self._passage.isChecked()))

    def _take_step(self, step: str) -> None:
        if step == "add_footage":
            self._add()
        else:
            self._choose()

    def _show_found(self, found: Found) -> None:
        passage = found.piece.passage
        self._passage.setEnabled(passage is not None)
        if passage is not None:
            span = f"{clock(passage.start_s)}–{clock(passage.end_s)}"
            self._passage.setText(self.tr("Only its passage {span}").format(span=span))
        self._list.clear()
        self._list.addTopLevelItems([_row(fitting) for fitting in found.fittings])
        self._list.setCurrentIndex(self._list.model().index(0, 0))
        self._stack.setCurrentWidget(self._list)

    def _show_count(self, stats: FootageStats) -> None:
        text = self.tr("%n clip(s) can be found.", None, stats.ready)
        self._said.setText(text + self.tr(" Return opens one as the film."))

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
        self._show_state(Emptiness("warning", self.tr("No clips were found"), str(error)))

    def _show_state(self, state: Emptiness) -> None:
        self._empty.show_state(state)
        self._stack.setCurrentWidget(self._empty)


def _row(fitting: Fitting) -> QTreeWidgetItem:
    found = fitting.match
    why = "; ".join(reason.text for reason in fitting.reasons)
    name = found.clip.path.name
    row = QTreeWidgetItem([name, clock(found.clip_s), clock(found.song_s), why])
    row.setToolTip(0, str(found.clip.path))
    row.setToolTip(3, why)
    row.setData(0, PATH, found.clip.path)
    return row
