"""A view over time that scrolls and zooms; what it shows is up to whoever paints it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from editor_app.widgets.timeline.scale import MARGIN_PX, Scale, fitting, limits

_NOTCH_PX = 72
_ROW_NOTCH_PX = 48
_ZOOM_STEP = 1.25
_FRAME_S = 0.04
_PLAYHEAD_PX = 9


class TimeArea(QAbstractScrollArea):
    """Scrolls and zooms `duration_s` of time, which consist of frames of `frame_s`.

    What is held at the left edge, `held_px` wide, is painted anew whenever the rest is shifted.
    """

    def __init__(self, *, held_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = Scale()
        self.duration_s = 0.0
        self.frame_s = _FRAME_S
        self.playhead_s = 0.0
        self._held_px = held_px
        self._fits = True
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.horizontalScrollBar().setSingleStep(_NOTCH_PX)
        self.verticalScrollBar().setSingleStep(_ROW_NOTCH_PX)

    def set_length(self, duration_s: float, frame_s: float) -> None:
        """Say how long there is something to see; what was shown whole is shown whole again."""
        self.duration_s, self.frame_s = duration_s, frame_s or _FRAME_S
        if self._fits:
            self.fit()
        else:
            self._set_scale(self.scale)

    def set_playhead(self, time_s: float) -> None:
        """Move the playhead; only the two narrow strips that change are painted."""
        self.update_strip(self.playhead_s, _PLAYHEAD_PX)
        self.update_strip(time_s, _PLAYHEAD_PX)
        self.playhead_s = time_s

    def update_strip(self, time_s: float, half_px: int) -> None:
        """Paint anew what lies around a time, from top to bottom."""
        x, height = round(self.scale.x(time_s)), self.viewport().height()
        self.viewport().update(QRect(x - half_px, 0, 2 * half_px, height))

    def fit(self) -> None:
        """Show everything."""
        self._set_scale(fitting(self.duration_s, self.viewport().width()), fits=True)

    def zoom(self, steps: float, *, keep_x: float | None = None) -> None:
        """Zoom in by steps (out by negative ones) around `keep_x`, else around the playhead."""
        if keep_x is None:
            keep_x = self.scale.x(self.playhead_s)
            if not 0 <= keep_x <= self.viewport().width():
                keep_x = self.viewport().width() / 2
        low, high = limits(self.duration_s, self.viewport().width(), frame_s=self.frame_s)
        px_per_s = max(low, min(high, self.scale.px_per_s * _ZOOM_STEP**steps))
        self._set_scale(self.scale.zoomed(px_per_s, keep_x=keep_x))

    def scroll_by(self, pixels: float) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + round(pixels))

    def ensure_visible(self, time_s: float) -> None:
        """Turn the page when a time is out of view."""
        x, width = self.scale.x(time_s), self.viewport().width()
        if not 0 <= x <= width - 2:
            self._set_scale(
                self.scale.at(time_s - self.scale.length_s(width * 0.1)), fits=self._fits
            )

    def _set_scale(self, scale: Scale, *, fits: bool = False) -> None:
        self._fits = fits
        width = self.viewport().width()
        last = max(0.0, scale.width(self.duration_s) + 2 * MARGIN_PX - width)
        left = min(scale.width(scale.left_s) + MARGIN_PX, last)
        bar = self.horizontalScrollBar()
        bar.blockSignals(True)  # the value belongs to the new scale, not to the old one
        bar.setRange(0, round(last))
        bar.setPageStep(width)
        bar.setValue(round(left))
        bar.blockSignals(False)
        self.scale = scale.at((left - MARGIN_PX) / scale.px_per_s)
        self.viewport().update()

    @property
    def is_still(self) -> bool:
        """Whether all that is shown moves along when time is scrolled."""
        return True

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        by_px = self._take_scroll() if dx else 0.0
        if by_px and not dy and by_px == round(by_px) and self.is_still:
            # What is drawn already is shifted; only what comes into view is painted, and what is
            # held at the left edge.
            self.viewport().scroll(round(by_px), 0)
            self.viewport().update(QRect(0, 0, self._held_px, self.viewport().height()))
        else:
            self.viewport().update()

    def _take_scroll(self) -> float:
        """Scroll to where the bar is; return by how many pixels what is shown moves."""
        before, px_per_s = self.scale.left_s, self.scale.px_per_s
        left = self.horizontalScrollBar().value() - MARGIN_PX
        self.scale = self.scale.at(left / px_per_s)
        self._fits = False
        return round((before - self.scale.left_s) * px_per_s, 3)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom((turned.y() or turned.x()) / 120, keep_x=event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - turned.y() * _ROW_NOTCH_PX // 120)
        else:
            self.scroll_by(-_wheel_px(event.pixelDelta(), turned))
        event.accept()


def _wheel_px(pixels: QPoint, turned: QPoint) -> float:
    """Return how far to scroll in time: touch pads say it in pixels."""
    if not pixels.isNull():
        return pixels.x() + pixels.y()
    return (turned.x() + turned.y()) / 120 * _NOTCH_PX
