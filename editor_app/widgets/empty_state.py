"""What stands where a list would be: why there is nothing, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from editor_app.widgets.icons import pixmap
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme, mixed

ICON_SIDE = 36
WIDEST = 320


@dataclass(frozen=True, slots=True)
class Emptiness:
    """`step` names what the button does (an action of the window), "" for no button."""

    icon: str
    title: str
    text: str
    step: str = ""
    button: str = ""


class EmptyState(QWidget):
    """Shows an `Emptiness`; `step_wanted(step)` when its button is pressed."""

    step_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = Emptiness("music", "", "")
        self._icon = QLabel()
        self._title = label(kind="heading", name="empty_title", wraps=True)
        self._text = label(kind="dim", name="empty_text", wraps=True)
        self._bar = named(QProgressBar(), "empty_progress")
        self._button = named(QPushButton(), "empty_step")
        self._build()

    def show_state(self, state: Emptiness) -> None:
        """Say another reason; the progress goes away."""
        self._shown = state
        self._title.setText(state.title)
        self._text.setText(state.text)
        self._text.setVisible(bool(state.text))
        self._button.setText(state.button)
        self._button.setAccessibleName(state.button)
        self._button.setVisible(bool(state.step))
        self.setAccessibleName(f"{state.title} {state.text}")
        self._bar.hide()
        self._draw_icon()

    def turn(self, stack: QStackedWidget, *, is_empty: bool) -> None:
        """Show this page of `stack`, or the other one, which then need not be as high as this."""
        part = QSizePolicy.Policy.Preferred if is_empty else QSizePolicy.Policy.Ignored
        self.setSizePolicy(part, part)
        stack.setCurrentIndex(stack.indexOf(self) if is_empty else 1 - stack.indexOf(self))

    def set_progress(self, fraction: float, doing: str) -> None:
        """Say how far what is being waited for has come, 0 to 1."""
        self._bar.setVisible(fraction < 1)
        self._bar.setValue(round(1000 * fraction))
        if doing:
            self._text.setText(doing)
            self._text.show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw_icon()

    def _build(self) -> None:
        self._bar.setRange(0, 1000)
        self._button.setProperty("primary", True)
        self._button.clicked.connect(lambda: self.step_wanted.emit(self._shown.step))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addStretch(2)
        for part in (self._icon, self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addSpacing(8)
        self._bar.setFixedWidth(WIDEST // 2)
        column.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)

    def _draw_icon(self) -> None:
        ink = mixed(self._theme.text_dim, self._theme.panel, 0.3)
        scale = self.devicePixelRatioF()
        self._icon.setPixmap(pixmap(self._shown.icon, ink, ICON_SIDE, scale))
