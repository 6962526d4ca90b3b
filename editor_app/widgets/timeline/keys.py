"""The keys of the timeline, while it has the focus. Those of the window are left to the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from editor_app.widgets.timeline.commands import Commands
from editor_app.widgets.timeline.hand import Hand

_MANY_FRAMES = 10
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_COMMANDING = _ALT_GR | Qt.KeyboardModifier.MetaModifier
_SIGNS = frozenset("[],.+-")


class Keys(QObject):
    """Turns key presses into commands."""

    def __init__(self, commands: Commands, hand: Hand) -> None:
        super().__init__(hand)
        self._commands = commands
        self._hand = hand
        self._table = _table(commands)

    def press(self, event: QKeyEvent) -> None:
        """Do what a key asks for, and accept it; one that is not the timeline's is ignored."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape(event)
            return
        if self._step(event):
            event.accept()
            return
        command = self._table.get(_name(event))
        if command is not None and not self._hand.is_busy:
            command()
            event.accept()

    def _escape(self, event: QKeyEvent) -> None:
        """Give up what is being dragged, else the selection, else leave the key to the window."""
        if self._hand.is_busy:
            self._hand.cancel()
        elif not self._commands.deselect():
            return
        event.accept()

    def _step(self, event: QKeyEvent) -> bool:
        """Up and down go to the cue before and after; with Shift it is selected as well."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        extends = held == Qt.KeyboardModifier.ShiftModifier
        if event.key() not in steps or not (extends or held == Qt.KeyboardModifier.NoModifier):
            return False
        chosen = self._commands.step_selection(steps[Qt.Key(event.key())], extend=extends)
        self._hand.focus(chosen)
        return chosen is not None


def _name(event: QKeyEvent) -> str:
    """Name a key as the table does; a sign by itself, however a keyboard comes to it."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.text() in _SIGNS and held & _COMMANDING in {_ALT_GR, Qt.KeyboardModifier.NoModifier}:
        return event.text()
    return QKeySequence(QKeyCombination(held, Qt.Key(event.key()))).toString()


def _table(commands: Commands) -> Mapping[str, Callable[[], object]]:
    return {
        "Alt+Left": lambda: commands.nudge(-1),
        "Alt+Right": lambda: commands.nudge(1),
        "Alt+Shift+Left": lambda: commands.nudge(-_MANY_FRAMES),
        "Alt+Shift+Right": lambda: commands.nudge(_MANY_FRAMES),
        "Alt+Up": lambda: commands.change_lane(-1),
        "Alt+Down": lambda: commands.change_lane(1),
        ",": lambda: commands.slip(-1),
        ".": lambda: commands.slip(1),
        "+": lambda: commands.change_gain(0.5),
        "-": lambda: commands.change_gain(-0.5),
        "[": commands.trim_start,
        "]": commands.trim_end,
        "P": commands.toggle_point,
        "Del": commands.delete,
        "Backspace": commands.delete,
        "Ctrl+C": commands.copy,
        "Ctrl+X": commands.cut,
        "Ctrl+V": commands.paste,
        "Ctrl+A": commands.select_all,
        "Ctrl+Shift+A": commands.deselect,
        "Ctrl+B": commands.split,
    }
