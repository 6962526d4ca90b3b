"""Second page of the export dialog: how far it has come, and how long it will take."""

from __future__ import annotations

import math

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from editor_app.item_models.formats import clock
from editor_app.operations.jobs import Job
from editor_app.score.export import Exporting, ExportRequest
from editor_app.widgets.export.parts import Mark, button, heading, page, row, text
from editor_app.widgets.theme import Theme
from inference.progress import Progress

_STEPS = 1000
_DOING = {
    "Reading the film": QT_TRANSLATE_NOOP("ExportSteps", "Reading the film"),
    "Mixing the sound": QT_TRANSLATE_NOOP("ExportSteps", "Mixing the sound"),
    "Encoding the picture": QT_TRANSLATE_NOOP("ExportSteps", "Encoding the picture"),
    "Writing the file": QT_TRANSLATE_NOOP("ExportSteps", "Writing the file"),
    "Checking the file": QT_TRANSLATE_NOOP("ExportSteps", "Checking the file"),
}


class RunningPage(QWidget):
    """Follows the job of an export."""

    cancelled = Signal()
    hide_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._names: list[str] = []
        self._now = 0
        self.bar = QProgressBar()
        self.bar.setObjectName("export_progress")
        self.bar.setAccessibleName(self.tr("Progress of the export"))
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.percent = heading("", scale=2.2)
        self.percent.setObjectName("export_percent")
        self.doing = text(style="dim", name="export_doing")
        self.left = QLabel()
        self.left.setObjectName("export_left")
        self.left.setProperty("dim", True)
        self.list = QFrame()
        self.list.setProperty("card", True)
        self._rows: list[tuple[Mark, QLabel]] = []
        self.aside = button(self.tr("Go on in the background"), "export_aside", flat=True)
        self.stop = button(self.tr("Cancel"), "export_stop")
        self.stop.setToolTip(self.tr("Stop; files that are not finished are taken away"))
        self._lay_out()

    def begin(self, request: ExportRequest) -> None:
        """Show the files of `request`, none of them begun."""
        self._names = [path.name for path in request.files]
        self._now = 0
        self._list()
        self._show(0.0, "")
        self.left.setText("")

    def advance(self, step: Progress, job: Job) -> None:
        """Show a step of the job."""
        if isinstance(step.partial, Exporting):
            self._now = len(step.partial.written)
            self._mark()
        self._show(step.fraction, step.doing)
        self.left.setText(self._left_words(job.left_s))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._mark()

    def _show(self, fraction: float, doing: str) -> None:
        self.bar.setValue(round(fraction * _STEPS))
        self.percent.setText(self.tr("{percent} %").format(percent=int(fraction * 100)))
        known = _DOING.get(doing)
        self.doing.setText(QCoreApplication.translate("ExportSteps", str(known)) if known else "")

    def _left_words(self, left_s: float | None) -> str:
        if left_s is None:
            return ""
        if left_s < 60:
            return self.tr("about {seconds} s left").format(seconds=max(1, math.ceil(left_s)))
        return self.tr("about {time} left").format(time=clock(left_s))

    def _list(self) -> None:
        for mark, label in self._rows:
            mark.deleteLater()
            label.deleteLater()
        self._rows = []
        for name in self._names:
            mark, label = Mark(), text(name)
            self._rows.append((mark, label))
            line = row(mark, label)
            line.setStretch(1, 1)
            self._column.addLayout(line)
        self._mark()

    def _mark(self) -> None:
        for number, (mark, label) in enumerate(self._rows):
            done, now = number < self._now, number == self._now
            name, colour = ("check", "good") if done else ("export", "accent")
            mark.show_icon(
                name if done or now else "clock", self._theme, colour if done or now else "text_dim"
            )
            label.setEnabled(done or now)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self.list)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(8)
        column = page(self, gap=8)
        column.addWidget(heading(self.tr("Exporting")))
        column.addSpacing(16)
        column.addWidget(self.percent)
        column.addWidget(self.bar)
        state = row(self.doing, self.left)
        state.setStretch(0, 1)
        column.addLayout(state)
        column.addSpacing(16)
        column.addWidget(self.list)
        column.addStretch(1)
        column.addLayout(row(self.aside, 1, self.stop))
        self.stop.clicked.connect(self.cancelled)
        self.aside.clicked.connect(self.hide_wanted)
