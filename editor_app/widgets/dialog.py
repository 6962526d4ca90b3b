"""The frame every dialog shares: its margins, its row of buttons, where it opens."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from editor_app.widgets.parts import named

MARGIN = 24
GAP = 16


class Dialog(QDialog):
    """A dialog of the program: content above, a row of buttons at the bottom right.

    It takes `size` where the screen has room for it. Escape closes it without effect.
    """

    def __init__(self, title: str, name: str, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        room = self.screen().availableSize()
        self.resize(size.boundedTo(room * 0.9))
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, GAP)
        column.setSpacing(GAP)
        self.content = QVBoxLayout()
        self.content.setSpacing(GAP)
        column.addLayout(self.content, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    def add_button(
        self, text: str, name: str, *, primary: bool = False, tip: str = "", left: bool = False
    ) -> QPushButton:
        """Add a button to the row; `left` ones stand apart. The primary one answers Enter."""
        button = named(QPushButton(text), name, spoken=text.replace("&", ""), tip=tip)
        button.setProperty("primary", primary)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        self._buttons.insertWidget(0 if left else self._buttons.count(), button)
        return button
