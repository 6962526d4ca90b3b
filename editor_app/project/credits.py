"""Who has to be named for the music that is used, and what its licences ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from editor_app.project.cue import Cue

if TYPE_CHECKING:
    from catalog.tracks import Track

Cleared = Literal["yes", "care", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Credit:
    """A song that is heard. `line` is what its licence wants said, or the best that is known.

    `cleared` is whether it may go into work for a client, as in `catalog.licences`.
    """

    title: str
    artist: str
    licence: str
    cleared: Cleared
    line: str
    source: str = ""

    @property
    def is_clear(self) -> bool:
        return self.cleared == "yes"


def credits_of(cues: Iterable[Cue], track_at: Callable[[Path], Track | None]) -> tuple[Credit, ...]:
    """Return a credit for every song of `cues`, each once, in the order they are first heard.

    `track_at` finds a song in the library by its path. A song the library does not know gets the
    words of its cue and an unknown licence.
    """
    ordered = sorted(cues, key=lambda cue: cue.start_s)
    first = {cue.track_path: cue for cue in reversed(ordered)}
    paths = dict.fromkeys(cue.track_path for cue in ordered)
    return tuple(_credit(first[path], track_at(path)) for path in paths)


def credits_text(songs: Iterable[Credit]) -> str:
    """Return the credits as text to paste below a film: one song a line."""
    lines = [_line(song) for song in songs]
    return "\n".join(["Music", *lines, ""]) if lines else ""


def _credit(cue: Cue, track: Track | None) -> Credit:
    title, artist = cue.title or cue.track_path.stem, cue.artist
    if track is None:
        return Credit(title, artist, "", "unknown", _named(title, artist))
    title, artist = track.title or title, track.artist or artist
    line = track.attribution or _named(title, artist)
    return Credit(title, artist, track.licence, track.cleared, line, track.source)


def _named(title: str, artist: str) -> str:
    return f"“{title}” by {artist}" if artist else f"“{title}”"


def _line(credit: Credit) -> str:
    """Join the parts; what the attribution already says is not said again."""
    said = credit.line
    for part in (credit.licence or "licence unknown", credit.source):
        if part and part.lower() not in said.lower():
            said = f"{said}, {part}"
    return said
