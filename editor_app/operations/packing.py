"""Model packs behind the window: which there are, and taking in another one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.operations.jobs import Job, Jobs
from inference.progress import Progress, Work

if TYPE_CHECKING:
    from editor_app.uses.choosing_pack import PackChoice

LANE = "packs"


class Packing(QObject):
    """Looks packs up and installs them.

    `listed` brings the `PackChoice`s; `installed` the folder of a pack that was taken in, after
    the list with it; `refused` why one was not.
    """

    listed = Signal(object)
    installed = Signal(object)
    refused = Signal(object)
    failed = Signal(object)

    def __init__(
        self, jobs: Jobs, get_library: Callable[[], Path], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._get_library = get_library

    def look(self) -> None:
        """Ask which packs there are."""
        library = self._get_library()
        self._jobs.lanes.ask(
            LANE, partial(_choices, library), self.listed.emit, failed=self.failed.emit
        )

    def install(self, source: Path) -> Job:
        """Check the pack in a folder or .zip, and copy it to the user's own."""
        library = self._get_library()
        title = self.tr("Checking the model pack {name}").format(name=source.name)
        job = self._jobs.start(title, lambda: _installed(source, library), lane=LANE)
        job.finished.connect(self._take)
        job.failed.connect(self.refused)
        return job

    def _take(self, found: tuple[Path, tuple[PackChoice, ...]]) -> None:
        folder, choices = found
        self.listed.emit(choices)
        self.installed.emit(folder)


def _choices(library: Path) -> tuple[PackChoice, ...]:
    from editor_app.uses.choosing_pack import pack_choices  # noqa: PLC0415  (loads numpy)

    return pack_choices(library)


def _installed(source: Path, library: Path) -> Work[tuple[Path, tuple[PackChoice, ...]]]:
    from editor_app.uses.packs import install  # noqa: PLC0415  (loads numpy)

    yield Progress(0.0, "Checking every file and running each model once")
    folder = install(source).folder
    return folder, _choices(library)
