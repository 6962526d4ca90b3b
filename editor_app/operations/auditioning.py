"""Hearing the film with the timeline's music, or with a candidate in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.arranging import Arranging
from editor_app.operations.player import Player
from editor_app.project.timeline import Timeline
from inference.values import Span

if TYPE_CHECKING:
    from editor_app.score.mix import Mix
    from editor_app.session import Suggestion


class Auditioning(QObject):
    """Decides what the player plays.

    `changed` brings the id of the track that is auditioned, None when it is the timeline.
    """

    changed = Signal(object)

    def __init__(
        self,
        document: Document,
        player: Player,
        arranging: Arranging,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._player = player
        self._arranging = arranging
        self._track_id: int | None = None
        self._asked = 0
        document.timeline_changed.connect(self.refresh)
        document.film_changed.connect(self.stop)

    @property
    def track_id(self) -> int | None:
        return self._track_id

    def start(self, suggestion: Suggestion, span: Span) -> None:
        """Play the film with this song in place of the timeline's music.

        The playhead stays where it is if that is inside the stretch, else it goes to its start.
        """
        self._asked += 1
        asked = self._asked

        def play(mix: Mix) -> None:
            # Whoever changed their mind meanwhile does not want to hear it.
            if asked == self._asked:
                self._play(mix, suggestion, span)

        self._arranging.audition(suggestion, span, play)

    def stop(self) -> None:
        """Go back to the timeline's own music."""
        self._asked += 1
        if self._track_id is not None:
            self._track_id = None
            self._player.audition(None)
            self.changed.emit(None)

    def preview(self, timeline: Timeline | None) -> None:
        """Sound like another timeline, until None is given."""
        self._asked += 1
        if self._track_id is not None:
            self._track_id = None
            self.changed.emit(None)
        self._player.audition(None if timeline is None else self._arranging.mix(timeline))

    def refresh(self) -> None:
        """Let the player know the timeline as it is now; a candidate is heard on."""
        if self._document.film is not None:
            self._player.set_mix(self._arranging.mix())

    def _play(self, mix: Mix, suggestion: Suggestion, span: Span) -> None:
        self._track_id = suggestion.track.id
        self._player.audition(mix)
        if not span.start_s <= self._player.position_s < span.end_s:
            self._player.seek(span.start_s)
        self._player.play()
        self.changed.emit(self._track_id)
