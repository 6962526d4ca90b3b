"""The mouse on the timeline: what a press begins, what the pointer shows, what is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from editor_app.widgets.timeline.canvas import Canvas
from editor_app.widgets.timeline.commands import Commands
from editor_app.widgets.timeline.cue_look import CueState
from editor_app.widgets.timeline.drags import Pointer
from editor_app.widgets.timeline.feelings import feelings_at
from editor_app.widgets.timeline.gestures import Band, Gesture, Pan, Scrub, pointer_at
from editor_app.widgets.timeline.grasp import CURSORS, grasp
from editor_app.widgets.timeline.hits import Hit, Part, hit_at
from editor_app.widgets.timeline.rows import Kind
from editor_app.widgets.timeline.words import cue_words, hint_for

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_FREES = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_EDGE_PX = 24
_SCROLL_MS = 25


class Hand(QObject):
    """Watches the canvas's viewport and turns what the mouse does there into gestures."""

    seek_requested = Signal(float, bool)
    scene_clicked = Signal(object)
    scrub_started = Signal()
    scrub_ended = Signal()
    hinted = Signal(str)

    def __init__(self, canvas: Canvas, commands: Commands) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._commands = commands
        self._pressed: QPointF | None = None
        self._hit = Hit(None)
        self._waiting: Gesture | None = None  # until the mouse has moved far enough to mean it
        self._gesture: Gesture | None = None
        self._click: int | None = None  # cue to select alone if the press remains a click
        self._frees = False
        self._at = QPointF()
        self._hint = ""
        self.snaps = True
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        canvas.viewport().installEventFilter(self)
        canvas.document.timeline_changed.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        return self._gesture is not None

    @property
    def is_scrubbing(self) -> bool:
        return isinstance(self._gesture, Scrub)

    def focus(self, laid_id: int | None) -> None:
        """Put the keyboard's mark on a cue."""
        cues = self._canvas.cues
        self._canvas.cues = CueState(focused=laid_id, hovered=cues.hovered, part=cues.part)
        self._canvas.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            return self._press(cast(QMouseEvent, event))
        if kind == QEvent.Type.MouseMove:
            return self._move(cast(QMouseEvent, event))
        if kind == QEvent.Type.MouseButtonRelease:
            return self._release(cast(QMouseEvent, event))
        if kind == QEvent.Type.MouseButtonDblClick:
            return self._double_click(cast(QMouseEvent, event))
        if kind == QEvent.Type.ToolTip:
            return self._tell(cast(QHelpEvent, event))
        if kind == QEvent.Type.Leave:
            self._hover(Hit(None))
        return False

    def cancel(self) -> None:
        """Leave everything as it was before the press."""
        gesture, self._gesture = self._gesture, None
        self._waiting = self._pressed = None
        self._scrolling.stop()
        if gesture is not None:
            gesture.cancel()
            self._canvas.viewport().unsetCursor()

    def hit(self, at: QPointF) -> Hit:
        """Return what lies at a point of the viewport."""
        canvas = self._canvas
        point = canvas.content_point(at)
        found = hit_at(point, canvas.timeline, canvas.rows, canvas.scale)
        # What is only proposed cannot be caught.
        return Hit(found.kind) if canvas.has_proposal else found

    # Pressing.

    def _press(self, event: QMouseEvent) -> bool:
        if self._gesture is not None or self._pressed is not None:
            self.cancel()
            return True
        at = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._begin(Pan(self._canvas, at))
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed, self._at, self._hit = at, at, self.hit(at)
        self._click = None
        self._press_on(self._hit, event.modifiers())
        return True

    def _press_on(self, hit: Hit, held: Qt.KeyboardModifier) -> None:
        if hit.box is not None and hit.part is Part.GAIN and held & ALT:
            self._begin_bend(hit, hit.box.laid.id)
        elif hit.box is not None:
            self._choose(hit.box.laid.id, held)
            self._waiting = grasp(self._canvas, hit, self._pointer(), held)
        elif hit.kind is Kind.SCENES:
            self._press_scene()
        elif hit.kind in {Kind.RULER, Kind.PICTURE, Kind.FEELING, Kind.ORIGINAL}:
            self._press_time()
        elif not self._canvas.has_proposal:
            self._press_empty(held)

    def _begin_bend(self, hit: Hit, laid_id: int) -> None:
        """Put a point on the gain line, and drag it on; where it is only clicked, it stays."""
        self._canvas.document.select((laid_id,))
        self.focus(laid_id)
        gesture = grasp(self._canvas, hit, self._pointer(), ALT)
        if gesture is not None:
            self._begin(gesture)
            gesture.drag(self._at, frees=True)

    def _press_scene(self) -> None:
        seen, time_s = self._canvas.seen, self._pointer().time_s
        place = seen.scene_at(time_s)
        if place is not None:
            self.scene_clicked.emit(seen.scenes[place])

    def _press_time(self) -> None:
        """Scrub; a click is the shortest way of doing so."""
        if self._canvas.document.film is None:
            return
        scrub = Scrub(self._canvas, self.seek_requested.emit, self.scrub_ended.emit)
        self.scrub_started.emit()
        self._begin(scrub)
        scrub.drag(self._at, frees=True)

    def _press_empty(self, held: Qt.KeyboardModifier) -> None:
        kept = self._canvas.document.selected if held & _FREES else frozenset[int]()
        if not kept:
            self._canvas.document.select(())
            self.focus(None)
        self._waiting = Band(self._canvas, self._at, kept)

    def _choose(self, laid_id: int, held: Qt.KeyboardModifier) -> None:
        """Select as editors do; what a plain click would deselect waits for the mouse to go up."""
        document = self._canvas.document
        selected = document.selected
        if held & Qt.KeyboardModifier.ControlModifier:
            self._click = laid_id if laid_id in selected else None
            document.select(selected | {laid_id})
        elif held & Qt.KeyboardModifier.ShiftModifier:
            document.select(selected | self._between(laid_id))
        elif laid_id in selected:
            self._click = laid_id
        else:
            document.select((laid_id,))
        self.focus(laid_id)

    def _between(self, laid_id: int) -> frozenset[int]:
        """Return the cues from the focused one to this one, in time."""
        ids = [one.id for one in self._canvas.document.timeline.laid]
        start = self._canvas.cues.focused
        if start not in ids:
            return frozenset((laid_id,))
        first, last = sorted((ids.index(start), ids.index(laid_id)))
        return frozenset(ids[first : last + 1])

    # Moving, letting go.

    def _begin(self, gesture: Gesture) -> None:
        self._waiting, self._gesture = None, gesture
        self._canvas.viewport().setCursor(gesture.cursor)

    def _move(self, event: QMouseEvent) -> bool:
        self._at = event.position()
        self._frees = not self.snaps or bool(event.modifiers() & _FREES)
        if self._pressed is None and self._gesture is None:
            self._hover(self.hit(self._at))
            return False
        if self._waiting is not None and self._pressed is not None:
            way = (self._at - self._pressed).manhattanLength()
            if way >= QApplication.startDragDistance():
                self._begin(self._meant(self._waiting, self._at - self._pressed))
        if self._gesture is not None:
            self._gesture.drag(self._at, frees=self._frees)
            self._heed_edges()
        return True

    def _meant(self, waiting: Gesture, way: QPointF) -> Gesture:
        """Take a level that is dragged sideways for the cue, which is what was meant."""
        hit = self._hit
        if hit.part is not Part.GAIN or abs(way.x()) <= 2 * abs(way.y()):
            return waiting
        self._at -= way
        body = grasp(
            self._canvas,
            replace(hit, part=Part.BODY),
            self._pointer(),
            Qt.KeyboardModifier.NoModifier,
        )
        self._at += way
        return body or waiting

    def _release(self, event: QMouseEvent) -> bool:
        gesture, self._gesture = self._gesture, None
        was_click = gesture is None and self._pressed is not None
        self._pressed = self._waiting = None
        self._scrolling.stop()
        if gesture is not None:
            self._canvas.viewport().unsetCursor()
            gesture.finish()
        elif was_click and self._hit.part is Part.GAIN and event.modifiers() & CTRL:
            self._bend_here()
        elif was_click and self._click is not None:
            self._click_on(self._click, event.modifiers())
        self._hover(self.hit(event.position()))
        return True

    def _bend_here(self) -> None:
        if self._hit.box is not None:
            self._begin_bend(self._hit, self._hit.box.laid.id)
            gesture, self._gesture = self._gesture, None
            if gesture is not None:
                gesture.finish()

    def _click_on(self, laid_id: int, held: Qt.KeyboardModifier) -> None:
        document = self._canvas.document
        if held & Qt.KeyboardModifier.ControlModifier:
            document.select(document.selected - {laid_id})
        else:
            document.select((laid_id,))

    def _double_click(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        hit = self.hit(event.position())
        if hit.box is not None and hit.part is Part.GAIN and not event.modifiers() & (ALT | CTRL):
            self._commands.reset_gain()
            return True
        if hit.box is not None and hit.part is Part.POINT:
            self._commands.remove_point(hit.box.laid.id, hit.point)
            return True
        return self._press(event)

    def _heed_edges(self) -> None:
        """Scroll on while something is held near the left or right end of the view."""
        near = not _EDGE_PX <= self._at.x() <= self._canvas.viewport().width() - _EDGE_PX
        if near and not isinstance(self._gesture, Pan):
            if not self._scrolling.isActive():
                self._scrolling.start()
        else:
            self._scrolling.stop()

    def _scroll_on(self) -> None:
        width = self._canvas.viewport().width()
        beyond = min(0.0, self._at.x() - _EDGE_PX) + max(0.0, self._at.x() - width + _EDGE_PX)
        self._canvas.scroll_by(beyond / 2)
        if self._gesture is not None:
            self._gesture.drag(self._at, frees=self._frees)

    # Pointing.

    def _hover(self, hit: Hit) -> None:
        canvas = self._canvas
        hint = hint_for(hit.kind, hit.part) if canvas.document.film else ""
        if hint != self._hint:
            self._hint = hint
            self.hinted.emit(hint)
        state = CueState(focused=canvas.cues.focused, hovered=hit.cue_id, part=hit.part)
        scene = hit.kind is Kind.SCENES and bool(canvas.seen.scenes)
        plain = Qt.CursorShape.PointingHandCursor if scene else Qt.CursorShape.ArrowCursor
        canvas.viewport().setCursor(CURSORS[hit.part] if hit.part else plain)
        if state != canvas.cues:
            canvas.cues = state
            canvas.viewport().update()

    def _tell(self, event: QHelpEvent) -> bool:
        """Show what the cue or feeling under the pointer is, for which there may be no room."""
        hit = self.hit(QPointF(event.pos()))
        words, around = "", QRect()
        if hit.box is not None:
            words, around = cue_words(hit.box.laid, self._canvas.timeline), hit.box.rect.toRect()
        elif hit.kind is Kind.FEELING:
            words = feelings_at(self._canvas.seen, self._canvas.scale.time_s(event.pos().x()))
        if not words or self.is_busy:
            QToolTip.hideText()
            return True
        QToolTip.showText(event.globalPos(), words, self._canvas.viewport(), around)
        return True

    def _pointer(self) -> Pointer:
        return pointer_at(self._canvas, self._at, frees=True)
