"""The place at the right where a tool says what it did, or proposes; the work goes on beside it."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from editor_app.widgets.icons import icon
from editor_app.widgets.parts import label, named, tool_button
from editor_app.widgets.theme import Theme


class Tool(QWidget):
    """What the tray can hold.

    `title` names it. One with `accepts` words has something to accept, else it is only closed.
    `accepted` and `refused` are for whoever made it.
    """

    accepted = Signal()
    refused = Signal()
    ready_changed = Signal(bool)

    title = ""
    accepts = ""
    is_ready = True

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""

    def show_refusal(self, words: str) -> None:
        """Say why there is nothing to accept."""

    def set_ready(self, ready: bool) -> None:
        """Say whether there is something to accept yet."""
        self.is_ready = ready
        self.ready_changed.emit(ready)


Shown = TypeVar("Shown", bound=Tool)


class Tray(QFrame):
    """Shows one tool at a time; `opened(bool)` says when one comes or the last one goes."""

    opened = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "tray", spoken=self.tr("Tool"))
        self.setProperty("panel", True)
        self._tool: Tool | None = None
        self._title = label(kind="heading", name="tray_title")
        self._close = tool_button(self.tr("Close"), "tray_close", tip=self.tr("Close (Esc)"))
        self._close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._accept = named(QPushButton(), "tray_accept")
        self._accept.setProperty("primary", True)
        self._refuse = named(QPushButton(self.tr("Cancel")), "tray_refuse")
        self._room = named(QScrollArea(), "tray_room")
        self._foot = QWidget()
        self._build()
        self.set_theme(theme)

    @property
    def tool(self) -> Tool | None:
        return self._tool

    def showing(self, kind: type[Shown]) -> Shown | None:
        """Return the tool if it is of this kind."""
        return self._tool if isinstance(self._tool, kind) else None

    def show_tool(self, tool: Tool) -> None:
        """Show a tool in the place of the one before, which is refused."""
        self.refuse()
        self._tool = tool
        tool.set_theme(self._theme)
        tool.ready_changed.connect(self._accept.setEnabled)
        self._title.setText(tool.title)
        self.setAccessibleName(tool.title)
        self._accept.setText(tool.accepts)
        self._accept.setEnabled(tool.is_ready)
        self._foot.setVisible(bool(tool.accepts))
        tool.setProperty("panel", True)
        tool.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._room.setWidget(tool)
        tool.show()
        self.opened.emit(True)

    def accept(self) -> None:
        """Take what is proposed, if there is something."""
        tool = self._tool
        if tool is not None and tool.accepts and tool.is_ready:
            tool.accepted.emit()
            self._drop()

    def refuse(self) -> None:
        """Close the tool and take nothing."""
        if self._tool is not None:
            self._tool.refused.emit()
            self._drop()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._close.setIcon(icon("close", theme, colour=theme.text_dim))
        if self._tool is not None:
            self._tool.set_theme(theme)

    def _drop(self) -> None:
        tool, self._tool = self._tool, None
        if tool is not None:
            self._room.takeWidget()
            tool.hide()
            tool.deleteLater()
            self.opened.emit(False)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(12, 8, 12, 12)
        foot.addStretch(1)
        foot.addWidget(self._refuse)
        foot.addWidget(self._accept)
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._room, 1)
        column.addWidget(self._foot)
        for button, call in (
            (self._close, self.refuse),
            (self._refuse, self.refuse),
            (self._accept, self.accept),
        ):
            button.clicked.connect(call)
