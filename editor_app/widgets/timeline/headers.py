"""The column left of the rows: their names, and what can be switched of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from editor_app.item_models.document import Document
from editor_app.widgets.icons import icon
from editor_app.widgets.timeline.commands import Commands
from editor_app.widgets.timeline.rows import Kind, Row, Rows
from editor_app.widgets.timeline.sheet import LEFT, faded, fonts_for

if TYPE_CHECKING:
    from editor_app.widgets.theme import Theme

WIDTH_PX = 128
_BUTTON = QSize(24, 22)
_PAD = 10


class Headers(QWidget):
    """Names of the rows with their switches: mute for the original, mute and solo for a lane."""

    def __init__(
        self, document: Document, commands: Commands, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_headers")
        self.setFixedWidth(WIDTH_PX)
        self._document = document
        self._commands = commands
        self._theme = theme
        self._rows: Rows | None = None
        self._scrolled_px = 0
        self._tools = _Tools(self)
        self._original = self._switch("mute_original")
        self._original.clicked.connect(commands.toggle_original)
        self._mutes: list[QToolButton] = []
        self._solos: list[QToolButton] = []
        self._make_lanes()
        document.timeline_changed.connect(self._refresh)
        self.set_theme(theme)
        self._refresh()

    def add_tool(self, button: QToolButton) -> None:
        """Put a button into the corner beside the ruler."""
        self._tools.add(button)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in (self._original, *self._mutes, *self._solos):
            button.setStyleSheet(_style(theme, button.property("lights")))
        self.update()

    def place(self, rows: Rows, scrolled_px: int) -> None:
        """Lie beside these rows, scrolled up by so many pixels."""
        self._rows, self._scrolled_px = rows, scrolled_px
        self._tools.setGeometry(0, 0, self.width(), rows.ruler.height)
        self._put(self._original, rows.of(Kind.ORIGINAL), 0)
        for row in rows.music[: len(self._mutes)]:
            self._put(self._mutes[row.lane], row, 1)
            self._put(self._solos[row.lane], row, 0)
        self.update()

    def _put(self, button: QToolButton, row: Row, from_right: int) -> None:
        left = self.width() - 8 - (from_right + 1) * _BUTTON.width() - from_right * 4
        top = row.top + (row.height - _BUTTON.height()) // 2 - self._scrolled_px
        button.setGeometry(QRect(left, top, _BUTTON.width(), _BUTTON.height()))
        self._tools.raise_()

    def _make_lanes(self) -> None:
        for lane in range(len(self._document.timeline.lanes)):
            mute, solo = self._switch(f"mute_{lane}"), self._switch(f"solo_{lane}", "warning")
            mute.clicked.connect(lambda _=False, lane=lane: self._commands.toggle_mute(lane))
            solo.clicked.connect(lambda _=False, lane=lane: self._commands.toggle_solo(lane))
            self._mutes.append(mute)
            self._solos.append(solo)

    def _switch(self, name: str, lights: str = "danger") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setProperty("lights", lights)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(self.tr("S", "solo") if lights == "warning" else self.tr("M", "mute"))
        return button

    def _refresh(self) -> None:
        timeline = self._document.timeline
        if len(timeline.lanes) != len(self._mutes):
            self._drop_lanes()
            self._make_lanes()
            self.set_theme(self._theme)
        self._name(self._original, self.tr("Mute the film's own sound"))
        self._original.setChecked(timeline.original.muted)
        for lane, mute, solo in zip(timeline.lanes, self._mutes, self._solos, strict=True):
            self._name(mute, self.tr("Mute lane {lane}").format(lane=lane.name))
            self._name(solo, self.tr("Hear only lane {lane}").format(lane=lane.name))
            mute.setChecked(lane.muted)
            solo.setChecked(lane.solo)
        self.update()

    def _name(self, button: QToolButton, words: str) -> None:
        button.setToolTip(words)
        button.setAccessibleName(words)

    def _drop_lanes(self) -> None:
        for button in (*self._mutes, *self._solos):
            button.deleteLater()
        self._mutes, self._solos = [], []

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.panel)
        if self._rows is not None:
            fonts = fonts_for(self.font())
            painter.translate(0, -self._scrolled_px)
            for row in self._rows.rows[1:]:
                painter.fillRect(QRect(0, row.bottom, self.width(), 1), self._theme.line)
                painter.setFont(fonts.small_bold)
                painter.setPen(self._theme.text if row.kind is Kind.MUSIC else self._theme.text_dim)
                rect = QRectF(_PAD, row.top, self.width() - _PAD, row.height)
                painter.drawText(rect, LEFT, self._title(row))
            painter.resetTransform()
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), self._theme.line)
        painter.end()

    def _title(self, row: Row) -> str:
        if row.kind is Kind.MUSIC:
            return self._document.timeline.lanes[row.lane].name
        titles = {
            Kind.SCENES: self.tr("Scenes"),
            Kind.PICTURE: self.tr("Picture"),
            Kind.FEELING: self.tr("Feeling"),
            Kind.ORIGINAL: self.tr("Original"),
        }
        return titles[row.kind]


class _Tools(QWidget):
    """The corner beside the ruler; it stays where it is when the rows scroll."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(6, 2, 6, 2)
        self._layout.setSpacing(2)

    def add(self, button: QToolButton) -> None:
        button.setFixedSize(_BUTTON)
        self._layout.addWidget(button)


def tool_button(name: str, image: str, theme: Theme, words: str) -> QToolButton:
    """Return a small button with an icon; its words are its tool tip and its accessible name."""
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(icon(image, theme))
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button


def _style(theme: Theme, lights: str) -> str:
    """Return the look of a switch that lights up in one of the theme's colours."""
    colour = theme.danger if lights == "danger" else theme.warning
    line, dim = theme.line.name(), theme.text_dim.name()
    hover = faded(theme.text_dim, 0.18).name(theme.line.NameFormat.HexArgb)
    return (
        f"QToolButton {{ border: 1px solid {line}; border-radius: 4px; background: transparent;"
        f" color: {dim}; font-weight: 600; padding: 0; }}"
        f"QToolButton:hover {{ background: {hover}; color: {theme.text.name()}; }}"
        f"QToolButton:checked {{ background: {colour.name()}; border-color: {colour.name()};"
        f" color: {theme.window.name()}; }}"
        f"QToolButton:focus {{ border-color: {theme.accent.name()}; }}"
    )
