"""Which stretch of the film the suggestions are for."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QObject, Signal

from inference.values import Span, VideoAnalysis


class Focus(QObject):
    """All of the film, or the scene that the playhead is in.

    `span` is None while no film is open. The scene under the playhead is known once the film has
    been watched; until then the whole film is meant, whatever was chosen.
    """

    span_changed = Signal(object)
    whole_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration_s = 0.0
        self._scenes: tuple[Span, ...] = ()
        self._playhead_s = 0.0
        self._is_whole = True
        self._span: Span | None = None

    @property
    def span(self) -> Span | None:
        return self._span

    @property
    def is_whole(self) -> bool:
        return self._is_whole

    @property
    def scenes(self) -> tuple[Span, ...]:
        return self._scenes

    @property
    def scene_number(self) -> int | None:
        """Number of the scene that is meant, from 1; None for all of the film."""
        if self._span is None or self._span not in self._scenes or self._is_whole:
            return None
        return self._scenes.index(self._span) + 1

    def set_film(self, duration_s: float) -> None:
        """Begin with another film; 0 for none."""
        self._duration_s = duration_s
        self._scenes = ()
        self._playhead_s = 0.0
        self._is_whole = True
        self._span = None
        self._settle()
        self.whole_changed.emit(True)

    def set_analysis(self, video: VideoAnalysis | None) -> None:
        self._scenes = video.base.scenes if video else ()
        self._settle()

    def set_playhead(self, time_s: float) -> None:
        self._playhead_s = time_s
        self._settle()

    def set_whole(self, whole: bool) -> None:
        if whole != self._is_whole:
            self._is_whole = whole
            self.whole_changed.emit(whole)
            self._settle()

    def scene_at(self, time_s: float) -> Span | None:
        """Return the scene a moment of the film lies in; None before there are any."""
        number = bisect_right(self._scenes, time_s, key=lambda scene: scene.start_s)
        return self._scenes[max(0, number - 1)] if self._scenes else None

    def _settle(self) -> None:
        span = Span(0.0, self._duration_s) if self._duration_s > 0 else None
        if not self._is_whole:
            span = self.scene_at(self._playhead_s) or span
        if span != self._span:
            self._span = span
            self.span_changed.emit(span)
