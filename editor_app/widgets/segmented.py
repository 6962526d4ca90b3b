"""A few choices side by side, one of them taken."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from editor_app.widgets.parts import named


class Segmented(QFrame):
    """Buttons of which one is down; `chosen(key)` when the user takes another."""

    chosen = Signal(str)

    def __init__(self, choices: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self.setProperty("card", True)
        for key, text in choices:
            row.addWidget(self._button(key, text))
        next(iter(self._buttons.values())).setChecked(True)
        self._group.buttonClicked.connect(lambda _: self.chosen.emit(self.key))

    @property
    def key(self) -> str:
        """Key of the choice taken."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Take a choice without a signal."""
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> QToolButton:
        return self._buttons[key]

    def set_text(self, key: str, text: str) -> None:
        self._buttons[key].setText(text)
        self._buttons[key].setAccessibleName(text)

    def _button(self, key: str, text: str) -> QToolButton:
        button = named(QToolButton(self), key, spoken=text)
        button.setCheckable(True)
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(button.fontMetrics().averageCharWidth() * 6)
        self._buttons[key] = button
        self._group.addButton(button)
        return button
