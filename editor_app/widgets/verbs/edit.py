"""The menu "Edit", but for the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from editor_app.item_models.document import Document
from editor_app.widgets.timeline.commands import Commands


class EditVerbs(QObject):
    """Changes the selected cues, and takes changes back."""

    def __init__(
        self, document: Document, commands: Commands, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._commands = commands

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        commands, stack = self._commands, self._document.stack
        return {
            "undo": stack.undo,
            "redo": stack.redo,
            "cut": commands.cut,
            "copy": commands.copy,
            "paste": commands.paste,
            "delete": commands.delete,
            "select_all": commands.select_all,
            "deselect": commands.deselect,
            "split": commands.split,
            "nudge_left": lambda: commands.nudge(-1),
            "nudge_right": lambda: commands.nudge(1),
            "trim_start": commands.trim_start,
            "trim_end": commands.trim_end,
            "level_point": commands.toggle_point,
            "pin": commands.toggle_pin,
        }
