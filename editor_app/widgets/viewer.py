"""The picture of the film, as large as it fits, and what of it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from editor_app.widgets.empty_state import Emptiness, EmptyState
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme
from editor_app.widgets.timecode import timecode

FOOT_HEIGHT = 24
CHIP_HEIGHT, CHIP_PADDING, CHIP_GAP = 24, 12, 8
SMALLEST = QSize(240, 160)


class Viewer(QWidget):
    """Shows pictures; without a film it says what to do.

    Signals
    -------
    viewport_changed(QSize)
        Another number of device pixels is there for the picture.
    toggle_wanted()
        The picture was clicked: play, or hold.
    step_wanted(str)
        The button of the empty state, an action of the window.
    """

    viewport_changed = Signal(QSize)
    toggle_wanted = Signal()
    step_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self._frame_s = 0.04
        self._picture = _PictureArea(theme)
        self._empty = named(EmptyState(theme), "viewer_empty")
        self._name = label(kind="dim", name="viewer_film")
        self._marks = label(kind="dim", name="viewer_marks")
        self._stack = QStackedLayout()
        self._foot = named(QWidget(), "viewer_foot")
        self._build()
        self._picture.clicked.connect(self.toggle_wanted)
        self._picture.resized.connect(self.viewport_changed)
        self._empty.step_wanted.connect(self.step_wanted)
        self.clear()

    @property
    def viewport(self) -> QSize:
        """How many device pixels there are for the picture."""
        return self._picture.device_size()

    def set_theme(self, theme: Theme) -> None:
        self._picture.set_theme(theme)
        self._empty.set_theme(theme)

    def clear(self) -> None:
        """Show that there is no film."""
        self._picture.set_image(None)
        self.set_marks(None, None)
        self.set_candidate("")
        self._foot.hide()
        self._empty.show_state(
            Emptiness(
                "film",
                self.tr("No film yet"),
                self.tr("Drop a film here, or open one, to look for its music."),
                "open",
                self.tr("Open a film"),
            )
        )
        self._stack.setCurrentWidget(self._empty)

    def set_film(self, name: str, frame_s: float) -> None:
        """Say which film the pictures to come are of; the area stays dark until the first."""
        self._frame_s = frame_s
        self._picture.set_image(None)
        self._name.setText(name)
        self._name.setToolTip(name)
        self._foot.show()
        self._stack.setCurrentWidget(self._picture)

    def set_frame(self, image: QImage) -> None:
        """Show a picture, in the shape of the film, of any size."""
        self._picture.set_image(image)

    def set_position(self, time_s: float) -> None:
        """Tell who cannot see it where in the film we are."""
        self._picture.setAccessibleDescription(timecode(time_s, self._frame_s))

    def set_candidate(self, name: str) -> None:
        """Name the song that is tried in place of the music on the timeline; "" for none."""
        self._picture.set_words(self.tr("Trying {song}").format(song=name) if name else "")

    def set_marks(self, in_s: float | None, out_s: float | None) -> None:
        """Show where the wanted part of the film begins and ends; None: not marked."""
        parts = []
        if in_s is not None:
            parts.append(self.tr("in {time}").format(time=timecode(in_s, self._frame_s)))
        if out_s is not None:
            parts.append(self.tr("out {time}").format(time=timecode(out_s, self._frame_s)))
        if in_s is not None and out_s is not None:
            length = timecode(out_s - in_s, self._frame_s)
            parts.append(self.tr("length {time}").format(time=length))
        self._marks.setText("   ".join(parts))

    def _build(self) -> None:
        self._picture.setAccessibleName(self.tr("Picture of the film"))
        self._picture.setToolTip(self.tr("Click to play or to hold (Space)"))
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self._name, 1)
        foot.addWidget(self._marks)
        self._foot.setFixedHeight(FOOT_HEIGHT)
        self._stack.addWidget(self._picture)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._stack, 1)
        column.addWidget(self._foot)


class _PictureArea(QWidget):
    """Paints one picture, its shape kept, the rest dark."""

    clicked = Signal()
    resized = Signal(QSize)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_picture")
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._image: QImage | None = None
        self._words = ""

    def device_size(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def set_words(self, words: str) -> None:
        """Write something on the picture, in its upper left corner."""
        self._words = words
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.ruler)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(self._image), self._image)
        if self._words:
            self._paint_words(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.resized.emit(self.device_size())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def _paint_words(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        room = self.width() - 2 * (CHIP_GAP + CHIP_PADDING)
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words) + 2 * CHIP_PADDING
        chip = QRectF(CHIP_GAP, CHIP_GAP, width, CHIP_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent)
        painter.drawRoundedRect(chip, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
        painter.setPen(self._theme.text_on_accent)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)

    def _place(self, image: QImage) -> QRectF:
        """Where the picture goes: whole device pixels, in the middle."""
        room, scale = self.device_size(), self.devicePixelRatioF()
        size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
        return QRectF(left / scale, top / scale, size.width() / scale, size.height() / scale)
