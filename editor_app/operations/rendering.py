"""Exports in the background: looking ahead, writing, and which encoders work here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.jobs import Job, Jobs
from editor_app.operations.lanes import Latest

if TYPE_CHECKING:
    from editor_app.score.encoding import Encoding
    from editor_app.score.export import ExportReport, ExportRequest
    from editor_app.score.outlook import Outlook
    from inference.progress import Work


class Rendering(QObject):
    """Writes exports, one after the other.

    `looked` carries the `Outlook` of the newest request that was asked about, `look_failed` the
    error when the film itself cannot be read. `encodings_found` carries the hardware `Encoding`s
    that work on this machine, found out once.
    """

    looked = Signal(object)
    look_failed = Signal(object)
    encodings_found = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._looking: Latest[Outlook] = Latest(
            jobs.lanes, "disk", done=self.looked.emit, failed=self.look_failed.emit
        )
        self._encodings: tuple[Encoding, ...] | None = None
        self._finding: Job | None = None

    @property
    def encodings(self) -> tuple[Encoding, ...]:
        """The hardware encodings known to work; empty until they were found."""
        return self._encodings or ()

    def start(self, request: ExportRequest) -> Job:
        """Begin to write; `finished` of the job carries an `ExportReport`."""
        title = self.tr("Export {name}").format(name=_name(request))
        return self._jobs.start(title, _writing(request), lane="render")

    def look(self, request: ExportRequest) -> None:
        """Ask what `request` would meet; only the newest question is answered."""
        self._looking.ask(_looking(request))

    def find_encodings(self) -> None:
        """Try the hardware encoders, unless that was done."""
        if self._encodings is not None:
            self.encodings_found.emit(self._encodings)
        elif self._finding is None:
            title = self.tr("Try the hardware encoders")
            self._finding = self._jobs.start(title, _finding, lane="render", quiet=True)
            self._finding.finished.connect(self._keep_encodings)
            self._finding.ended.connect(self._end_finding)

    def _keep_encodings(self, found: tuple[Encoding, ...]) -> None:
        self._encodings = found
        self.encodings_found.emit(found)

    def _end_finding(self) -> None:
        self._finding = None


def _name(request: ExportRequest) -> str:
    return request.files[0].name


def _writing(request: ExportRequest) -> Callable[[], Work[ExportReport]]:
    def work() -> Work[ExportReport]:
        from editor_app.score.export import export  # noqa: PLC0415  (loads the renderer, there)

        return export(request)

    return work


def _looking(request: ExportRequest) -> Callable[[], Outlook]:
    def look() -> Outlook:
        from editor_app.score.outlook import outlook  # noqa: PLC0415  (loads the decoders, there)

        return outlook(request)

    return look


def _finding() -> Work[tuple[Encoding, ...]]:
    from editor_app.score.hardware import usable_encodings  # noqa: PLC0415  (as above)

    return usable_encodings()
