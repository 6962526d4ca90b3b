"""Small pieces the pages of the export dialog are built from."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from editor_app.widgets.icons import icon
from editor_app.widgets.theme import Theme

GAP = 8
MARGIN = 24
LABEL_WIDTH = 164
KIND_WIDTH = 108

_STYLES = ("dim", "warning")
_LEAST_WIDTH = 48
# A label cannot be narrower than its longest word; a space of no width lets that be broken.
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK = "\u200b"


def heading(text: str, *, scale: float = 1.4) -> QLabel:
    """Return a label in larger, bolder letters."""
    label = QLabel(text)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    return label


def text(words: str = "", *, style: str = "", name: str = "") -> QLabel:
    """Return a label that wraps; `style` is a word the style sheet knows (`dim`, `warning` …)."""
    label = Prose()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setObjectName(name)
    if style:
        label.setProperty(style, True)
    return label


def button(words: str, name: str, *, primary: bool = False, flat: bool = False) -> QPushButton:
    """Return a button that never takes Return from the one that is focused."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.setProperty("primary", primary)
    made.setProperty("flat", flat)
    return made


def rule() -> QFrame:
    """Return a line from side to side."""
    line = QFrame()
    line.setProperty("rule", True)
    return line


def row(*widgets: QWidget | int, stretch: QWidget | None = None) -> QHBoxLayout:
    """Return widgets side by side; a number is empty room, and `stretch` takes what is left."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(GAP)
    for one in widgets:
        if isinstance(one, int):
            made.addStretch(one)
        else:
            made.addWidget(one, 1 if one is stretch else 0)
    return made


def stacked(*widgets: QWidget) -> QVBoxLayout:
    """Return widgets that belong together, one close below the other."""
    made = QVBoxLayout()
    made.setSpacing(4)
    for one in widgets:
        made.addWidget(one)
    return made


def restyle(widget: QWidget, style: str) -> None:
    """Give a label another of the words the style sheet knows; none for plain text."""
    for name in _STYLES:
        widget.setProperty(name, name == style)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def page(parent: QWidget, *, gap: int = GAP) -> QVBoxLayout:
    """Give `parent` a column with the margins that all pages share."""
    made = QVBoxLayout(parent)
    made.setContentsMargins(MARGIN, MARGIN - 4, MARGIN, MARGIN - 8)
    made.setSpacing(gap)
    return made


class Elided(QLabel):
    """A name in one line; where it is too long its middle is left out, and a tip has it all."""

    def setText(self, words: str) -> None:
        super().setText(words)
        self.setToolTip(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter = QPainter(self)
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        colours, role = self.palette(), self.foregroundRole()
        enabled = self.isEnabled()
        self.style().drawItemText(painter, self.rect(), where, colours, enabled, shown, role)


def name_of(words: str, *, style: str = "") -> Elided:
    """Return a label for a name that may be long."""
    label = Elided()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    if style:
        label.setProperty(style, True)
    return label


class Prose(QLabel):
    """Sentences that may hold a path: one too long for the line is broken anywhere."""

    def setText(self, words: str) -> None:
        super().setText(_LONG_WORD.sub(lambda found: _BREAK.join(found[0]), words))

    def text(self) -> str:
        return super().text().replace(_BREAK, "")


class Mark(QLabel):
    """An icon among text."""

    def __init__(self, side: int = 16) -> None:
        super().__init__()
        self._side = side
        self.setFixedSize(side, side)

    def show_icon(self, name: str, theme: Theme, colour: str = "text_dim") -> None:
        """Show the icon `name` in the theme's `colour`."""
        drawn = icon(name, theme, colour=getattr(theme, colour))
        self.setPixmap(drawn.pixmap(self.size(), self.devicePixelRatio()))


def size_words(size_bytes: int) -> str:
    """Write a size as 48.2 MB."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def decimal(value: float, digits: int = 1) -> str:
    """Write a number with the true minus sign and the decimal point of the language."""
    return QLocale().toString(float(value), "f", digits).replace("-", "−")
