"""The export dialog: choose, watch, read the report."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from editor_app.operations.jobs import Job
from editor_app.operations.rendering import Rendering
from editor_app.score.export import Exporting, ExportReport, ExportRequest
from editor_app.score.outlook import Outlook
from editor_app.widgets.export.choices import ChoicesPage
from editor_app.widgets.export.material import Material
from editor_app.widgets.export.report import ReportPage
from editor_app.widgets.export.running import RunningPage
from editor_app.widgets.export.trouble import TroublePage
from editor_app.widgets.theme import Theme
from inference.progress import Progress

_WIDTH, _HEIGHT = 680, 600


class ExportDialog(QDialog):
    """Leads through an export.

    An export goes on when the dialog is closed; `succeeded` and `failed` come in any case, and
    `show` brings the report or the trouble back. `chosen` carries the `ExportRequest` that has
    begun, `reveal_requested` the path of a file to show in its folder, `ducking_changed` the
    `DuckingParts` when another way of making room for speech is chosen.
    """

    chosen = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    reveal_requested = Signal(object)
    ducking_changed = Signal(object)

    def __init__(
        self,
        material: Material,
        rendering: Rendering,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export"))
        self._material = material
        self._rendering = rendering
        self._job: Job | None = None
        self._request: ExportRequest | None = None
        self._finished: tuple[str, ...] = ()
        self._began_s = 0.0
        self.choices = ChoicesPage(material, theme)
        self.running = RunningPage(theme)
        self.report = ReportPage(theme)
        self.trouble = TroublePage(theme)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        rendering.find_encodings()

    @property
    def is_running(self) -> bool:
        """Whether an export is under way."""
        return self._job is not None

    def set_theme(self, theme: Theme) -> None:
        for one in (self.choices, self.running, self.report, self.trouble):
            one.set_theme(theme)

    def start(self, request: ExportRequest) -> None:
        """Begin to write what was chosen."""
        self._request = request
        self._finished = ()
        self._began_s = time.monotonic()
        job = self._rendering.start(request)
        self._job = job
        job.progressed.connect(self._advance)
        job.finished.connect(self._succeed)
        job.failed.connect(self._fail)
        job.cancelled.connect(self._cancelled)
        self.running.begin(request)
        self._turn_to(self.running)
        self.chosen.emit(request)

    def cancel(self) -> None:
        """Stop the export that is under way."""
        if self._job is not None:
            self._job.cancel()

    def _advance(self, step: Progress) -> None:
        if self._job is None:
            return
        if isinstance(step.partial, Exporting):
            self._finished = tuple(one.report.path.name for one in step.partial.written)
        self.running.advance(step, self._job)

    def _succeed(self, report: ExportReport) -> None:
        self._job = None
        took_s = time.monotonic() - self._began_s
        self.report.show_report(report, self._material.credits, took_s)
        self._turn_to(self.report)
        self.succeeded.emit(report)

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.trouble.show_error(error, self._finished)
        self._turn_to(self.trouble)
        self.failed.emit(error)

    def _cancelled(self) -> None:
        self._job = None
        self._turn_to(self.choices)
        said = self.tr("Cancelled. Nothing was left half-written.")
        if self._finished:
            names = ", ".join(self._finished)
            said = self.tr("Cancelled. Finished before: {names}.").format(names=names)
        self.choices.say(said)

    def _retry(self) -> None:
        if self._request is not None:
            self.start(self._request)

    def _without_original(self) -> None:
        self.choices.without_original()
        self._turn_to(self.choices)
        self.choices.start.click()

    def _back(self) -> None:
        self._turn_to(self.choices)
        self.choices.refresh()

    def _looked(self, outlook: Outlook) -> None:
        self.choices.show_outlook(outlook)

    def _look_failed(self, error: Exception) -> None:
        self.choices.show_trouble(str(error))

    def _turn_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)

    def _lay_out(self) -> None:
        for one in (self.choices, self.running, self.report, self.trouble):
            self._pages.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.resize(_WIDTH, _HEIGHT)

    def _connect(self) -> None:
        rendering, choices = self._rendering, self.choices
        rendering.looked.connect(self._looked)
        rendering.look_failed.connect(self._look_failed)
        rendering.encodings_found.connect(choices.picture.set_hardware)
        choices.look_wanted.connect(rendering.look)
        choices.export_wanted.connect(self.start)
        choices.cancelled.connect(self.reject)
        ducking = choices.sound.ducking
        choices.sound.ducking_changed.connect(lambda: self.ducking_changed.emit(ducking))
        self.running.cancelled.connect(self.cancel)
        self.running.hide_wanted.connect(self.hide)
        self.report.reveal_wanted.connect(self.reveal_requested)
        self.report.again.connect(self._back)
        self.report.closed.connect(self.accept)
        self.trouble.back_wanted.connect(self._back)
        self.trouble.retry_wanted.connect(self._retry)
        self.trouble.without_original_wanted.connect(self._without_original)
        self.trouble.closed.connect(self.reject)
