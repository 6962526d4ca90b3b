"""Second page of the export dialog: how far it has come, and how long it will take."""

from __future__ import annotations

import math

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from editor_app.item_models.formats import clock
from editor_app.operations.jobs import Job
from editor_app.score.export import Exporting, ExportRequest
from editor_app.widgets.export.parts import Mark, button, heading, name_of, page, row, text
from editor_app.widgets.theme import Theme
from inference.progress import Progress

_STEPS = 1000
_DOING = {
    "Reading the film": QT_TRANSLATE_NOOP("ExportSteps", "Reading the film"),
    "Putting the cut together": QT_TRANSLATE_NOOP("ExportSteps", "Putting the cut together"),
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
        self._rows: list[_Line] = []
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
        for line in self._rows:
            self._column.removeWidget(line)
            line.deleteLater()
        self._rows = [_Line(name) for name in self._names]
        for line in self._rows:
            self._column.addWidget(line)
        self._mark()

    def _mark(self) -> None:
        for number, line in enumerate(self._rows):
            if number < self._now:
                line.show_state(self.tr("done"), "check", "good", self._theme)
            elif number == self._now:
                line.show_state(self.tr("being written"), "export", "accent", self._theme)
            else:
                line.show_state(self.tr("waiting"), "clock", "text_dim", self._theme)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self.list)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(8)
        column = page(self, gap=8)
        column.addStretch(1)
        column.addWidget(heading(self.tr("Exporting")))
        column.addSpacing(8)
        column.addWidget(self.percent)
        column.addWidget(self.bar)
        column.addLayout(row(self.doing, self.left, stretch=self.doing))
        column.addSpacing(16)
        column.addWidget(self.list)
        column.addStretch(2)
        column.addLayout(row(self.aside, 1, self.stop))
        self.stop.clicked.connect(self.cancelled)
        self.aside.clicked.connect(self.hide_wanted)


class _Line(QWidget):
    """A file of the export and how it stands."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._mark = Mark()
        self._state = QLabel()
        self._state.setProperty("dim", True)
        label = name_of(name)
        self.setLayout(row(self._mark, label, self._state, stretch=label))

    def show_state(self, words: str, icon_name: str, colour: str, theme: Theme) -> None:
        self._state.setText(words)
        self._mark.show_icon(icon_name, theme, colour)
