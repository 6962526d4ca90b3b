"""The timeline of the window: names on the left, rows that scroll on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction, QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from editor_app.item_models.document import Document
from editor_app.project.timeline import Timeline
from editor_app.widgets.icons import icon
from editor_app.widgets.timeline.canvas import Canvas
from editor_app.widgets.timeline.commands import Commands
from editor_app.widgets.timeline.dropping import Dropping
from editor_app.widgets.timeline.feelings import course_of
from editor_app.widgets.timeline.hand import Hand
from editor_app.widgets.timeline.headers import Headers, tool_button
from editor_app.widgets.timeline.keys import Keys
from editor_app.widgets.timeline.menu import cue_menu
from editor_app.widgets.timeline.picture_rows import Filmstrip
from editor_app.widgets.timeline.seen import see
from editor_app.widgets.timeline.wave_tiles import Waves
from editor_app.widgets.timeline.words import described, feeling_words

if TYPE_CHECKING:
    from editor_app.session import Suggestion
    from editor_app.widgets.theme import Theme
    from inference.values import Span, VideoAnalysis


class TimelineView(QWidget):
    """Shows a document's timeline and lets the user change it.

    Every change goes through `document.edit`; where to play and which stretch to suggest for are
    only asked for: `seek_requested` (seconds, whether the exact frame is wanted),
    `segment_clicked` (the `Span` of a scene), `suggestion_dropped` (the suggestion, the lane,
    seconds), `status` (what could be done under the pointer, "" for nothing).

    Parameters
    ----------
    waveforms, filmstrip
        Where the outlines of sounds and the small pictures come from; both have a signal `ready`.
    """

    seek_requested = Signal(float, bool)
    segment_clicked = Signal(object)
    suggestion_dropped = Signal(object, int, float)
    scrub_started = Signal()
    scrub_ended = Signal()
    status = Signal(str)
    snapping_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        *,
        waveforms: Waves,
        filmstrip: Filmstrip,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._document = document
        self._theme = theme
        self._cue_actions: tuple[QAction, ...] = ()
        self._pointed_s: float | None = None
        self.commands = Commands(document, lambda: self._canvas.playhead_s, self)
        self._canvas = Canvas(document, waves=waveforms, pictures=filmstrip, theme=theme)
        self._headers = Headers(document, self.commands, theme)
        self._hand = Hand(self._canvas, self.commands)
        self._dropping = Dropping(self._canvas, snaps=lambda: self._hand.snaps)
        self._keys = Keys(self.commands, self._hand)
        self._tools = self._make_tools()
        self._lay_out()
        self._connect(filmstrip)
        self._describe()

    @property
    def is_snapping(self) -> bool:
        return self._hand.snaps

    @property
    def at_s(self) -> float:
        """The time that is meant: where a menu was opened by mouse, else the playhead."""
        return self._canvas.playhead_s if self._pointed_s is None else self._pointed_s

    def set_snapping(self, snapping: bool) -> None:
        """Say whether what is dragged is drawn to cuts and beats."""
        self._hand.snaps = snapping
        self._tools["magnet"].setChecked(snapping)

    def set_analysis(
        self,
        analysis: VideoAnalysis | None,
        emotions: tuple[str, ...] = (),
        *,
        scene_names: Sequence[str] = (),
    ) -> None:
        """Show what was seen in the film. `emotions` name the columns of its feelings."""
        seen = see(analysis, emotions, scene_names)
        names = tuple(
            self.tr("{number}  {name}").format(number=i + 1, name=name)
            for i, name in enumerate(seen.scene_names)
        ) or tuple(self.tr("Scene {number}").format(number=i + 1) for i in range(len(seen.scenes)))
        self._canvas.set_seen(seen, names, {one: feeling_words(one) for one in emotions})
        self.setAccessibleDescription(course_of(seen))
        self.commands.level_lufs = _level_lufs(analysis)

    def set_playhead(self, time_s: float) -> None:
        if not self._hand.is_scrubbing:
            self._canvas.set_playhead(time_s)

    def set_stretch(self, stretch: Span | None) -> None:
        """Mark the scene that suggestions are shown for; None marks none."""
        self._canvas.set_stretch(stretch)

    def show_proposal(self, timeline: Timeline | None, ids: frozenset[int]) -> None:
        """Show a timeline that is only proposed; None shows the document's again."""
        self._hand.cancel()
        self._canvas.show_proposal(timeline, ids)

    def give_up(self) -> bool:
        """Leave what is being dragged as it was; False when nothing was."""
        was_busy = self._hand.is_busy
        self._hand.cancel()
        return was_busy

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._canvas.set_theme(theme)
        self._headers.set_theme(theme)
        for image, button in self._tools.items():
            button.setIcon(icon(image, theme))

    def set_cue_actions(self, actions: Sequence[QAction]) -> None:
        """Add actions of the window (align, fit …) to the menu of the cues."""
        self._cue_actions = tuple(actions)

    def set_suggestion_source(self, suggestion_of: Callable[[bytes], Suggestion | None]) -> None:
        """Say who knows the suggestion that the key in a drag stands for."""
        self._dropping.set_source(suggestion_of)

    def zoom_in(self) -> None:
        self._canvas.zoom(1)

    def zoom_out(self) -> None:
        self._canvas.zoom(-1)

    def fit(self) -> None:
        """Show all of the film."""
        self._canvas.fit()

    def ensure_visible(self, time_s: float) -> None:
        """Turn the page when a time is out of view, unless the mouse is holding something."""
        if not self._hand.is_busy:
            self._canvas.ensure_visible(time_s)

    def _make_tools(self) -> dict[str, QToolButton]:
        theme = self._theme
        magnet = tool_button("snapping", "magnet", theme, self.tr("Snap to cuts and beats (N)"))
        magnet.setCheckable(True)
        magnet.setChecked(True)
        magnet.toggled.connect(self._snapping_toggled)
        out = tool_button("zoom_out", "zoom-out", theme, self.tr("Zoom out (Ctrl+−)"))
        out.clicked.connect(self.zoom_out)
        fit = tool_button("zoom_fit", "zoom-fit", theme, self.tr("Show the whole film (Ctrl+0)"))
        fit.clicked.connect(self.fit)
        closer = tool_button("zoom_in", "zoom-in", theme, self.tr("Zoom in (Ctrl+=)"))
        closer.clicked.connect(self.zoom_in)
        tools = {"magnet": magnet, "zoom-out": out, "zoom-fit": fit, "zoom-in": closer}
        for button in tools.values():
            self._headers.add_tool(button)
        return tools

    def _snapping_toggled(self, snapping: bool) -> None:
        self._hand.snaps = snapping
        self.snapping_changed.emit(snapping)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._headers)
        layout.addWidget(self._canvas, 1)
        self.setFocusProxy(self._canvas)
        self._canvas.setAccessibleName(self.tr("Timeline"))

    def _connect(self, filmstrip: Filmstrip) -> None:
        canvas, hand, document = self._canvas, self._hand, self._document
        hand.seek_requested.connect(self.seek_requested)
        hand.scene_clicked.connect(self.segment_clicked)
        hand.scrub_started.connect(self.scrub_started)
        hand.scrub_ended.connect(self.scrub_ended)
        hand.hinted.connect(self.status)
        self._dropping.dropped.connect(self.suggestion_dropped)
        canvas.key_pressed.connect(self._keys.press)
        canvas.menu_wanted.connect(self._show_menu)
        canvas.rows_changed.connect(self._place_headers)
        filmstrip.ready.connect(canvas.update_pictures)
        document.timeline_changed.connect(canvas.refresh)
        document.film_changed.connect(canvas.open_film)
        document.selection_changed.connect(self._describe)
        document.timeline_changed.connect(self._describe)

    def _place_headers(self) -> None:
        self._headers.place(self._canvas.rows, self._canvas.verticalScrollBar().value())

    def _show_menu(self, event: QContextMenuEvent) -> None:
        """Show what can be done with the cue that was clicked, or with the selected ones."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        at = QPointF(event.pos()) if by_mouse else self._canvas.selected_point()
        laid_id = self._hand.hit(at).cue_id if by_mouse else None
        if laid_id is not None and laid_id not in self._document.selected:
            self._document.select((laid_id,))
        self._pointed_s = self._canvas.scale.time_s(at.x()) if by_mouse else None
        menu = cue_menu(self, self._document, self.commands, self._cue_actions)
        # What is chosen in the menu is done once that has gone, and before this.
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self._forget_pointed))
        menu.popup(self._canvas.viewport().mapToGlobal(at.toPoint()))

    def _forget_pointed(self) -> None:
        self._pointed_s = None

    def _describe(self) -> None:
        """Say to those who hear the window what is selected."""
        words = described(self._document)
        if words != self._canvas.accessibleDescription():
            self._canvas.setAccessibleDescription(words)
            told = QAccessibleEvent(self._canvas, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(told)


def _level_lufs(analysis: VideoAnalysis | None) -> float | None:
    if analysis is None:
        return None
    from editor_app.score.plan import (  # noqa: PLC0415  (numpy, which the window starts without)
        music_level_lufs,
    )

    base = analysis.base
    return music_level_lufs(base.loudness_lufs, base.speech, film_s=base.duration_s)
