"""What the user has chosen for good: held here, written behind the window."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from editor_app.operations.lanes import Lanes, Latest
from editor_app.preferences import Preferences, write_preferences
from inference.errors import WorldError

LANE = "disk"


class Preferring(QObject):
    """`changed` brings the preferences before and now; `failed` why they could not be written."""

    changed = Signal(object, object)
    failed = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        path: Path,
        lanes: Lanes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = preferences
        self._path = path
        self._lanes = lanes
        self._writing: Latest[None] = Latest(
            lanes, LANE, done=lambda _: None, failed=self.failed.emit
        )

    @property
    def now(self) -> Preferences:
        return self._now

    def change(self, preferences: Preferences) -> None:
        """Take other preferences, and write them."""
        before, self._now = self._now, preferences
        if before != preferences:
            self._writing.ask(lambda: write_preferences(preferences, self._path))
            self.changed.emit(before, preferences)

    def keep_at_end(self, preferences: Preferences) -> None:
        """Take what is to be written last, when the lanes are closed."""
        self._now = preferences
        self._lanes.at_end(LANE, lambda: self._write_last(preferences))
        # A lane that never ran has no end.
        self._lanes.put(LANE, lambda: None)

    def _write_last(self, preferences: Preferences) -> None:
        # There is no window any more to tell it in.
        with suppress(WorldError):
            write_preferences(preferences, self._path)
