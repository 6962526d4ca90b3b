"""Small pieces the pages of the export dialog are built from."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from editor_app.widgets.icons import icon
from editor_app.widgets.theme import Theme

GAP = 8
MARGIN = 24
LABEL_WIDTH = 152


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
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
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


def row(*widgets: QWidget | int, gap: int = GAP) -> QHBoxLayout:
    """Return widgets side by side; a number stands for room that stretches so much."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    for one in widgets:
        if isinstance(one, int):
            made.addStretch(one)
        else:
            made.addWidget(one)
    return made


def page(parent: QWidget, *, gap: int = GAP) -> QVBoxLayout:
    """Give `parent` a column with the margins that all pages share."""
    made = QVBoxLayout(parent)
    made.setContentsMargins(MARGIN, MARGIN - 4, MARGIN, MARGIN - 8)
    made.setSpacing(gap)
    return made


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
