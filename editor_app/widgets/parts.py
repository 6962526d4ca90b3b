"""Small pieces every panel is made of."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, *, spoken: str = "", tip: str = "") -> W:
    """Give a widget its object name, what a screen reader says, and its tooltip."""
    widget.setObjectName(name)
    if spoken:
        widget.setAccessibleName(spoken)
    if tip:
        widget.setToolTip(tip)
    return widget


def tool_button(text: str, name: str, *, tip: str = "", icon: QIcon | None = None) -> QToolButton:
    """Return a button of text, and an icon beside it where there is one."""
    button = named(QToolButton(), name, spoken=text, tip=tip or text)
    button.setText(text)
    if icon is not None:
        button.setIcon(icon)
    beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    button.setToolButtonStyle(beside)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def icon_button(name: str, tip: str) -> QToolButton:
    """Return a button that is all icon; its tooltip is also what a screen reader says."""
    button = tool_button("", name, tip=tip)
    button.setAccessibleName(tip)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button


def label(text: str = "", *, kind: str = "", name: str = "", wraps: bool = False) -> QLabel:
    """Return a label; `kind` is one of the properties the style knows, such as `dim`."""
    made = named(QLabel(text), name)
    made.setWordWrap(wraps)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty(kind, True)
    return made


class ElidedLabel(QLabel):
    """A line that is shortened where it does not fit."""

    def __init__(
        self, text: str = "", *, elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__(text)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), self.contentsRect()
        short = self.fontMetrics().elidedText(self.text(), self._elide, box.width())
        # The style sheet may have given the label a colour of its own.
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(box, self.alignment(), short)


def rule() -> QFrame:
    """Return a line between two parts of a panel."""
    made = QFrame()
    made.setProperty("rule", True)
    return made
