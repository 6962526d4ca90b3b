"""A slider that is filled from where it rests, for more or less of something."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

HANDLE = 12.0
GROOVE = 4.0
STEPS = 100
"""Steps from the middle to an end."""


class AttributeSlider(QSlider):
    """Goes from `lowest` to 1 by hundredths and rests at 0; a double click brings it back there.

    Colours are those of the palette, so they follow the theme by themselves.
    """

    def __init__(self, *, lowest: float = -1.0, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(round(lowest * STEPS), STEPS)
        self.setSingleStep(5)
        self.setPageStep(25)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        """Where it stands, -1 to 1."""
        return float(self.value()) / STEPS

    def set_share(self, share: float) -> None:
        self.setValue(round(share * STEPS))

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.setValue(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that scrolls the panel must not change what it passes over.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        role, palette = QPalette.ColorRole, self.palette()
        middle = self.height() / 2
        rest, here = self._x(0), self._x(self.value())
        groove = QRectF(HANDLE / 2, middle - GROOVE / 2, self.width() - HANDLE, GROOVE)
        painter.setBrush(palette.color(role.Mid))
        painter.drawRoundedRect(groove, GROOVE / 2, GROOVE / 2)
        if self.minimum() < 0:
            painter.drawRoundedRect(QRectF(rest - 1, middle - 5, 2, 10), 1, 1)
        if self.isEnabled():
            painter.setBrush(palette.color(role.Accent))
        filled = QRectF(min(rest, here), middle - GROOVE / 2, abs(here - rest), GROOVE)
        painter.drawRoundedRect(filled, GROOVE / 2, GROOVE / 2)
        self._paint_handle(painter, QPointF(here, middle))

    def _paint_handle(self, painter: QPainter, at: QPointF) -> None:
        role, palette = QPalette.ColorRole, self.palette()
        if self.hasFocus():
            painter.setPen(QPen(palette.color(role.Accent), 2))
        moved = self.isEnabled() and self.value() != 0
        painter.setBrush(
            palette.color(role.Text if moved or self.underMouse() else role.WindowText)
        )
        if not self.isEnabled():
            painter.setBrush(palette.color(role.Mid))
        painter.drawEllipse(at, HANDLE / 2 - 1, HANDLE / 2 - 1)

    def _x(self, value: int) -> float:
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return HANDLE / 2 + share * (self.width() - HANDLE)

    def _follow(self, event: QMouseEvent) -> None:
        share = (event.position().x() - HANDLE / 2) / max(1.0, self.width() - HANDLE)
        value = self.minimum() + share * (self.maximum() - self.minimum())
        # The middle holds the handle a little: nought is what is meant near it.
        near = self.minimum() < 0 and abs(value) < 4
        self.setSliderPosition(0 if near else round(value))
