"""A slider with two ends, each of which may be open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor_app.widgets.attribute_slider import GROOVE, HANDLE
from editor_app.widgets.own_keys import is_own_key

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5,
    Qt.Key.Key_PageUp: 5,
}


_OWN = frozenset({*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End})


class RangeSlider(QWidget):
    """Two handles on the steps 0 to `last`; `changed(low, high)` while one moves.

    Tab goes from handle to handle, the arrows move the one that is at it.
    """

    changed = Signal(int, int)

    def __init__(self, last: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = last
        self._ends = [0, last]
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def ends(self) -> tuple[int, int]:
        """Steps the handles stand at, lower first."""
        return self._ends[0], self._ends[1]

    @property
    def is_open(self) -> bool:
        """Whether both handles stand at their ends."""
        return self.ends == (0, self._last)

    def set_ends(self, low: int, high: int) -> None:
        """Move both handles without a signal."""
        self._ends = [max(0, min(low, high)), min(self._last, max(low, high))]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = event.position().x()
            low, high = (self._x(end) for end in self._ends)
            # Where both lie on each other, the side that was pressed says which one is meant.
            self._at = int(abs(at - high) < abs(at - low) or (low == high and at > high))
            self._move_to(self._step_at(at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(self._step_at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.set_ends(0, self._last)
        self.changed.emit(*self.ends)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self._move_to(0)
        elif event.key() == Qt.Key.Key_End:
            self._move_to(self._last)
        elif event.key() in _STEPS:
            self._move_to(self._ends[self._at] + _STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        return is_own_key(event, _OWN) or super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._at = 0
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._at = 1
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.hasFocus() and self._at != int(forward):
            self._at = int(forward)
            self.update()
            return True
        return super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        role, palette, middle = QPalette.ColorRole, self.palette(), self.height() / 2
        groove = QRectF(HANDLE / 2, middle - GROOVE / 2, self.width() - HANDLE, GROOVE)
        painter.setBrush(palette.color(role.Mid))
        painter.drawRoundedRect(groove, GROOVE / 2, GROOVE / 2)
        low, high = (self._x(end) for end in self._ends)
        if not self.is_open:
            painter.setBrush(palette.color(role.Accent))
            painter.drawRect(QRectF(low, middle - GROOVE / 2, high - low, GROOVE))
        for number, at in enumerate((low, high)):
            is_at = self.hasFocus() and number == self._at
            painter.setPen(QPen(palette.color(role.Accent), 2) if is_at else Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(role.Text))
            painter.drawEllipse(QPointF(at, middle), HANDLE / 2 - 1, HANDLE / 2 - 1)

    def _x(self, step: int) -> float:
        return HANDLE / 2 + step / self._last * (self.width() - HANDLE)

    def _step_at(self, x: float) -> int:
        return round((x - HANDLE / 2) / max(1.0, self.width() - HANDLE) * self._last)

    def _move_to(self, step: int) -> None:
        low, high = self._ends
        limits = (0, high) if self._at == 0 else (low, self._last)
        step = max(limits[0], min(limits[1], step))
        if step != self._ends[self._at]:
            self._ends[self._at] = step
            self.update()
            self.changed.emit(*self.ends)
