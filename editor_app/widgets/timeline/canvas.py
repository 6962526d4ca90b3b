"""The part of the timeline that scrolls: shows the rows and hands the mouse to gestures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from editor_app.item_models.document import Document
from editor_app.project.timeline import Timeline
from editor_app.widgets.timeline.boxes import box_of, changed_span
from editor_app.widgets.timeline.cue_look import CueState
from editor_app.widgets.timeline.drags import Outcome
from editor_app.widgets.timeline.overlay import Ghost
from editor_app.widgets.timeline.painting import Shown, paint
from editor_app.widgets.timeline.picture_rows import Filmstrip
from editor_app.widgets.timeline.rows import Kind, Rows, lay_out
from editor_app.widgets.timeline.seen import Seen
from editor_app.widgets.timeline.sheet import HELD_PX, Fonts, Sheet, fonts_for
from editor_app.widgets.timeline.time_area import TimeArea
from editor_app.widgets.timeline.wave_tiles import Waves, WaveTiles
from editor_app.widgets.timeline.words import target_words

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from editor_app.widgets.theme import Theme
    from inference.values import Span

_FEW_PARTS = 4
_LABEL_PX = 160  # how far from a snap its label may reach
_FLAG_PX = 40  # how far above the pointer the note beside it may reach
_HANDLE_PX = 12  # how far what is drawn of a cue may reach beyond it
_BEHIND_MS = 8
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Canvas(TimeArea):
    """Draws a document's timeline.

    Painted by hand, in one pass over what is visible: see `docs/decisions/0005-timeline-view.md`.
    """

    rows_changed = Signal()
    key_pressed = Signal(QKeyEvent)
    menu_wanted = Signal(QContextMenuEvent)

    def __init__(
        self,
        document: Document,
        *,
        waves: Waves,
        pictures: Filmstrip,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(held_px=HELD_PX, parent=parent)
        self.document = document
        self.theme = theme
        self.seen = Seen()
        self.rows: Rows = lay_out(0, len(document.timeline.lanes))
        self.stretch: Span | None = None
        self._waves = WaveTiles(waves)
        self._pictures = pictures
        self._fonts: Fonts = fonts_for(self.font())
        self._scene_names: tuple[str, ...] = ()
        self._words: dict[str, str] = {}
        self._outcome: Outcome | None = None
        self._proposal: Timeline | None = None
        self._proposed: frozenset[int] = frozenset()
        self._ghost: Ghost | None = None
        self._band: QRectF | None = None
        self._flag: tuple[QPointF, str] | None = None
        self.cues = CueState()
        self._by_keyboard = False
        self._again = QTimer(self, singleShot=True, interval=_BEHIND_MS)
        self._again.timeout.connect(self.viewport().update)
        self.setObjectName("timeline_canvas")
        waves.ready.connect(self._wave_ready)

    # What is shown.

    @property
    def timeline(self) -> Timeline:
        """The timeline on the screen: what is proposed, or what a drag would make of it."""
        if self._outcome is not None:
            return self._outcome.timeline
        return self.document.timeline if self._proposal is None else self._proposal

    @property
    def has_proposal(self) -> bool:
        """Whether what is shown is only proposed, and not to be caught."""
        return self._proposal is not None

    def show_proposal(self, timeline: Timeline | None, ids: frozenset[int] = frozenset()) -> None:
        """Show a timeline in place of the document's, these cues of it marked; None ends that."""
        self._proposal, self._proposed = timeline, ids
        self.viewport().update()

    @property
    def outcome(self) -> Outcome | None:
        """What the drag that is going on would make."""
        return self._outcome

    @property
    def ghost(self) -> Ghost | None:
        return self._ghost

    def set_seen(self, seen: Seen, scene_names: tuple[str, ...], words: dict[str, str]) -> None:
        self.seen, self._scene_names, self._words = seen, scene_names, words
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.viewport().update()

    def set_stretch(self, stretch: Span | None) -> None:
        self.stretch = stretch
        self.viewport().update()

    def update_pictures(self) -> None:
        """Paint the filmstrip anew."""
        row = self.rows.of(Kind.PICTURE)
        top = row.top - self.verticalScrollBar().value()
        self.viewport().update(QRect(0, top, self.viewport().width(), row.height))

    def show_outcome(self, outcome: Outcome | None, flag_at: QPointF | None = None) -> None:
        """Show what a drag would make; None shows the document again."""
        self._update_passing()
        before, self._outcome = self.timeline, outcome
        told = outcome.told if outcome else ""
        self._flag = (flag_at, told) if flag_at is not None and told else None
        self._update_passing()
        changed = changed_span(before, self.timeline)
        if changed is not None:
            self._update_lanes(changed)

    def _update_passing(self) -> None:
        """Paint anew where something was snapped to, and the note beside the pointer."""
        if self._outcome is not None and self._outcome.target is not None:
            self.update_strip(self._outcome.target.time_s, _LABEL_PX)
        if self._flag is not None:
            at = self._flag[0].toPoint()
            corner = at - QPoint(_LABEL_PX, _FLAG_PX)
            self.viewport().update(QRect(corner, at + QPoint(_LABEL_PX, _FLAG_PX)))

    def _update_lanes(self, span: Span) -> None:
        """Paint the music of a stretch anew."""
        top = self.rows.music[0].top - self.verticalScrollBar().value()
        left = round(self.scale.x(span.start_s)) - _HANDLE_PX
        right = round(self.scale.x(span.end_s)) + _HANDLE_PX
        self.viewport().update(QRect(left, top, right - left, self.viewport().height() - top))

    def show_ghost(self, ghost: Ghost | None, outcome: Outcome | None = None) -> None:
        self._ghost = ghost
        self.show_outcome(outcome)
        self.viewport().update()

    def show_band(self, band: QRectF | None) -> None:
        self._band = band
        self.viewport().update()

    # Where things are.

    def content_point(self, point: QPointF) -> QPointF:
        """Return a point of the viewport as one of the rows; the ruler never scrolls away."""
        if point.y() < self.rows.ruler.bottom:
            return point
        return point + QPointF(0, self.verticalScrollBar().value())

    def selected_point(self) -> QPointF:
        """Return a point of the viewport on a selected cue, else in the middle of the view."""
        rows = {row.lane: row for row in self.rows.music}
        for one in self.document.timeline.laid:
            if one.id in self.document.selected:
                rect = box_of(one, rows[one.lane], self.scale).rect
                y = rect.center().y() - self.verticalScrollBar().value()
                return QPointF(max(0.0, rect.left()) + 8, y)
        return QPointF(self.viewport().rect().center())

    def refresh(self) -> None:
        """Take in that the document, or the room there is, has changed."""
        height = self.viewport().height()
        rows = lay_out(height, len(self.document.timeline.lanes))
        self.verticalScrollBar().setRange(0, max(0, rows.height - height))
        self.verticalScrollBar().setPageStep(height)
        if rows != self.rows:
            self.rows = rows
            self.rows_changed.emit()
        timeline, film = self.document.timeline, self.document.film
        ends_s = (one.cue.end_s for one in timeline.laid)
        self.set_length(max([timeline.duration_s, *ends_s]), film.frame_s if film else 0.0)

    def open_film(self) -> None:
        """Show all of another film."""
        self.refresh()
        self.fit()

    # Qt's events.

    def paintEvent(self, event: QPaintEvent) -> None:
        self._waves.begin()
        shown = self._shown()
        painter = QPainter(self.viewport())
        for rect in _parts(event.region()):
            painter.setClipRect(rect)
            self._paint_part(painter, rect, shown)
        painter.end()
        if self._waves.is_behind and not self._again.isActive():
            self._again.start()

    def _paint_part(self, painter: QPainter, rect: QRect, shown: Shown) -> None:
        scrolled_px = self.verticalScrollBar().value()
        sheet = Sheet(
            painter, self.scale, self.rows, self.theme, self._fonts,
            left=rect.left(), right=rect.right() + 1,
            top=rect.top() + scrolled_px, bottom=rect.bottom() + 1 + scrolled_px,
        )  # fmt: skip
        paint(sheet, shown, waves=self._waves, pictures=self._pictures, scrolled_px=scrolled_px)

    def _shown(self) -> Shown:
        target = self._outcome.target if self._outcome else None
        film = self.document.film
        return Shown(
            timeline=self.timeline,
            seen=self.seen,
            scene_names=self._scene_names,
            words=self._words,
            film_path=film.path if film else None,
            playhead_s=self.playhead_s,
            stretch=self.stretch,
            cues=replace(self.cues, selected=self.document.selected, proposed=self._proposed),
            target=target,
            target_words=target_words(target) if target else "",
            flag=self._flag,
            ghost=self._ghost,
            band=self._band,
            hint=self._hint() if film else "",
            has_focus=self.hasFocus() and self._by_keyboard,
        )

    def _hint(self) -> str:
        return self.tr("Drag a suggestion here, or press Enter to place the chosen one")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if dy:
            self.rows_changed.emit()
        super().scrollContentsBy(dx, dy)

    @property
    def is_still(self) -> bool:
        """Whether nothing is held, and no hint lies over the lanes."""
        passing = (self._outcome, self._ghost, self._band)
        return bool(self.timeline.laid) and passing == (None, None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.key_pressed.emit(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_keyboard = event.reason() in _BY_KEYBOARD
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fonts = fonts_for(self.font())

    def _wave_ready(self, path: Path) -> None:
        self._waves.forget(path)
        self.viewport().update()


def _parts(region: QRegion) -> Iterable[QRect]:
    """Return the rectangles of a region, or one around them when they are many."""
    # The stubs do not know that a region can be iterated over.
    few = region.rectCount() <= _FEW_PARTS
    return cast("Iterable[QRect]", region) if few else (region.boundingRect(),)
