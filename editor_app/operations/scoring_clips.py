"""A clip that was found for a song becomes the film, with the song where the two meet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from editor_app.item_models.document import Document
from editor_app.operations.arranging import Arranging
from editor_app.operations.files import Files
from editor_app.operations.player import Player

if TYPE_CHECKING:
    from catalog.footage.matching import Match
    from editor_app.score.moment import Song


class ScoringClips(QObject):
    """Remembers the song for a clip until that is open, and lays it as one step."""

    def __init__(
        self,
        document: Document,
        files: Files,
        arranging: Arranging,
        player: Player,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._arranging = arranging
        self._player = player
        self._expected: tuple[Song, Match] | None = None
        files.opened.connect(self._lay)

    def expect(self, song: Song, match: Match) -> None:
        """Lay `song` on the clip of `match` if that is what is opened next."""
        self._expected = replace(song, moment_s=match.song_s), match

    def _lay(self) -> None:
        expected, self._expected = self._expected, None
        film = self._document.film
        if expected is None or film is None or film.path != expected[1].clip.path:
            return
        song, match = expected
        self._arranging.lay(song, 0, match.clip_s)
        self._player.seek(match.clip_s)
