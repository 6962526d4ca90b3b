"""Icons drawn from the program's own SVG files in the colours of the theme, sharp at any scale."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from editor_app.widgets.theme import Theme, disabled
from resources import ICONS

INK = "currentColor"


def icon(name: str, theme: Theme, *, colour: QColor | None = None) -> QIcon:
    """Return the icon `name` in the colour of text (or `colour`), in the accent where checked.

    Raises
    ------
    ValueError
        If there is no icon of that name.
    """
    inks = _Inks(colour or theme.text, theme.accent if colour is None else colour, disabled(theme))
    return QIcon(_Engine(_drawing(name), inks))


def pixmap(name: str, colour: QColor, side: int, scale: float) -> QPixmap:
    """Draw the icon `name` at `side` device-independent pixels for a screen of that scale."""
    drawn = _render(_drawing(name), colour, QSize(side, side) * scale)
    drawn.setDevicePixelRatio(scale)
    return drawn


def app_icon() -> QIcon:
    """Return the mark of the program, for windows and the task bar."""
    return QIcon(str(ICONS / "cuesmith.svg"))


class _Inks:
    """Colours by use."""

    def __init__(self, plain: QColor, on: QColor, off: QColor) -> None:
        self._plain, self._on, self._off = plain, on, off

    def of(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        if mode == QIcon.Mode.Disabled:
            return self._off
        return self._on if state == QIcon.State.On else self._plain


class _Engine(QIconEngine):
    """Draws when asked, at the size asked: nothing is drawn before it is seen."""

    def __init__(self, drawing: bytes, inks: _Inks) -> None:
        super().__init__()
        self._drawing = drawing
        self._inks = inks

    def clone(self) -> QIconEngine:
        return _Engine(self._drawing, self._inks)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        scale = device.devicePixelRatio() if device is not None else 1.0
        drawn = _render(self._drawing, self._inks.of(mode, state), rect.size() * scale)
        painter.drawPixmap(rect, drawn)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _render(self._drawing, self._inks.of(mode, state), size)


def _drawing(name: str) -> bytes:
    path = ICONS / f"{name}.svg"
    if not name or not path.is_file():
        raise ValueError(f"there is no icon {name!r}")
    return path.read_bytes()


def _render(drawing: bytes, colour: QColor, size: QSize) -> QPixmap:
    coloured = drawing.replace(INK.encode(), colour.name().encode())
    drawn = QPixmap(size)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    side = min(size.width(), size.height())
    box = QRectF(QRect(QPoint(), QSize(side, side)))
    box.moveCenter(QRectF(QRect(QPoint(), size)).center())
    QSvgRenderer(QByteArray(coloured)).render(painter, box)
    painter.end()
    return drawn
