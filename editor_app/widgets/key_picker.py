"""Which keys a song may be in: a button that opens a small keyboard of them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QToolButton, QWidget, QWidgetAction

from editor_app.item_models import formats
from editor_app.widgets.parts import label, named

TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MODES = {
    "major": QT_TRANSLATE_NOOP("KeyPicker", "Major"),
    "minor": QT_TRANSLATE_NOOP("KeyPicker", "Minor"),
}
PER_ROW = 6
MOST_NAMED = 3


class KeyPicker(QPushButton):
    """`changed(frozenset)` with the names of the keys, as in `Track.key`; empty means any."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self._keyboard())
        menu.addAction(action)
        self.setMenu(menu)
        self._say()

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(name for name, button in self._buttons.items() if button.isChecked())

    def set_keys(self, keys: Iterable[str]) -> None:
        """Take these keys without a signal."""
        wanted = {one.lower() for one in keys}
        for name, button in self._buttons.items():
            button.setChecked(name.lower() in wanted)
        self._say()

    def _keyboard(self) -> QWidget:
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(8, 4, 8, 8)
        grid.setSpacing(4)
        row = 0
        for mode, word in _MODES.items():
            grid.addWidget(label(self.tr(str(word)), kind="caption"), row, 0, 1, PER_ROW)
            for number, tonic in enumerate(TONICS):
                place = row + 1 + number // PER_ROW, number % PER_ROW
                grid.addWidget(self._button(f"{tonic} {mode}", tonic), *place)
            row += 3
        return board

    def _button(self, name: str, text: str) -> QToolButton:
        button = named(QToolButton(), f"key_{name.replace(' ', '_')}", spoken=name, tip=name)
        button.setText(text)
        button.setCheckable(True)
        button.setMinimumWidth(34)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._take)
        self._buttons[name] = button
        return button

    def _take(self) -> None:
        self._say()
        self.changed.emit(self.keys)

    def _say(self) -> None:
        there = [name for name in self._buttons if name in self.keys]
        if len(there) > MOST_NAMED:
            text = self.tr("%n keys", "", len(there))
        else:
            text = ", ".join(formats.key(one) for one in there) or self.tr("Any key")
        self.setText(text)
        self.setAccessibleName(self.tr("Keys: {keys}").format(keys=text))
