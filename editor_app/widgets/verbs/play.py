"""The menu "Play"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from editor_app.item_models.document import Document
from editor_app.operations.focus import Focus
from editor_app.operations.player import Player
from editor_app.project.edits import set_kept
from inference.values import Span

_SECOND_S = 1.0
_HERE_S = 0.05  # a scene that began so little ago is the one to leave when going back


class PlayVerbs(QObject):
    """Moves the playhead, and marks what is wanted of the film."""

    def __init__(
        self, document: Document, player: Player, focus: Focus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._player = player
        self._focus = focus

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        player = self._player
        return {
            "play": player.toggle,
            "play_backward": lambda: player.shuttle(-1),
            "pause": player.pause,
            "play_forward": lambda: player.shuttle(1),
            "frame_back": lambda: player.step(-1),
            "frame_forward": lambda: player.step(1),
            "second_back": lambda: player.seek(player.position_s - _SECOND_S),
            "second_forward": lambda: player.seek(player.position_s + _SECOND_S),
            "to_start": lambda: player.seek(0.0),
            "to_end": lambda: player.seek(player.duration_s),
            "previous_scene": self._previous_scene,
            "next_scene": self._next_scene,
            "mark_in": self._mark_in,
            "mark_out": self._mark_out,
            "clear_marks": lambda: self._keep(None, self.tr("Clear in and out")),
            "loop": self.toggle_loop,
        }

    def toggle_loop(self) -> None:
        """Play between in and out, or the scene under the playhead, over and over; or no longer."""
        here = self._focus.scene_at(self._player.position_s)
        wanted = self._document.timeline.kept or here
        self._player.set_loop(None if self._player.loop else wanted)

    def _previous_scene(self) -> None:
        starts = [scene.start_s for scene in self._focus.scenes] or [0.0]
        number = bisect_left(starts, self._player.position_s - _HERE_S) - 1
        self._player.seek(starts[max(0, number)])

    def _next_scene(self) -> None:
        starts = [scene.start_s for scene in self._focus.scenes]
        number = bisect_right(starts, self._player.position_s + _HERE_S)
        end_s = self._player.duration_s
        self._player.seek(starts[number] if number < len(starts) else end_s)

    def _mark_in(self) -> None:
        at_s, end_s = self._player.position_s, self._kept.end_s
        end_s = end_s if end_s > at_s else self._document.timeline.duration_s
        self._keep(Span(at_s, end_s), self.tr("Mark in"))

    def _mark_out(self) -> None:
        at_s, start_s = self._player.position_s, self._kept.start_s
        self._keep(Span(start_s if start_s < at_s else 0.0, at_s), self.tr("Mark out"))

    @property
    def _kept(self) -> Span:
        timeline = self._document.timeline
        return timeline.kept or Span(0.0, timeline.duration_s)

    def _keep(self, span: Span | None, text: str) -> None:
        if span is None or span.duration_s > 0:
            self._document.edit(text, set_kept(self._document.timeline, span))
