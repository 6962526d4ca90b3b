"""How far something has come, in one line of a panel, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from editor_app.item_models import formats
from editor_app.widgets.icons import icon
from editor_app.widgets.parts import ElidedLabel, icon_button, named
from editor_app.widgets.theme import Theme


class ProgressLine(QWidget):
    """Hidden until there is progress; `cancel_wanted` when the user stops it.

    Its parts are named after `name`; `stop` is what the button says.
    """

    cancel_wanted = Signal()

    def __init__(self, name: str, stop: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = named(QProgressBar(), f"{name}_progress", spoken=stop)
        self._doing = named(ElidedLabel(), f"{name}_doing")
        self._cancel: QToolButton = icon_button(f"{name}_cancel", stop)
        self._cancel.clicked.connect(self.cancel_wanted)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._doing.setProperty("dim", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._doing)
        words.addWidget(self._bar)
        row.addLayout(words, 1)
        row.addWidget(self._cancel)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._cancel.setIcon(icon("close", theme))

    def set_progress(self, fraction: float, doing: str, left_s: float | None = None) -> None:
        """Say how far it has come, 0 to 1, what it is at, and how long it will take."""
        percent = self.tr("{percent} %").format(percent=round(100 * fraction))
        left = self.tr("{time} left").format(time=formats.clock(left_s)) if left_s else ""
        self._bar.setValue(round(1000 * fraction))
        self._doing.setText(" · ".join(word for word in (percent, left, doing) if word))
        self._doing.setToolTip(doing)
        self.show()
