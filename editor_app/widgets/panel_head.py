"""The head of a panel: its name, how much is set in it, and a way back to nothing set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from editor_app.widgets.parts import label, tool_button


class PanelHead(QWidget):
    """`cleared` when the user presses the button, which is there while something is set."""

    cleared = Signal()

    def __init__(
        self, title: str, button: str, *, name: str, tip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._note = label(name=f"{name}_note", kind="dim")
        self._button = tool_button(button, f"{name}_clear", tip=tip)
        self._button.clicked.connect(self.cleared)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(title, kind="heading"))
        row.addWidget(self._note, 1)
        row.addWidget(self._button)
        # The head keeps its height when the button comes and goes.
        self.setFixedHeight(self._button.sizeHint().height())
        self.set_note("")

    def set_note(self, text: str) -> None:
        """Say what is set; "" when nothing is."""
        self._note.setText(text)
        self._button.setVisible(bool(text))
