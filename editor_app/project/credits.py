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

    `cleared` is whether it may go into work for a client, as in `catalog.licences`. `vocals` is
    how surely somebody sings, 0 to 1, None when nothing tells.
    """

    title: str
    artist: str
    licence: str
    cleared: Cleared
    line: str
    source: str = ""
    composer: str = ""
    publisher: str = ""
    vocals: float | None = None
    path: Path | None = None

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
    lines = [credit_line(song) for song in songs]
    return "\n".join(["Music", *lines, ""]) if lines else ""


def _credit(cue: Cue, track: Track | None) -> Credit:
    from catalog.tags import read_makers  # noqa: PLC0415  (credits are seldom asked for)

    path = cue.track_path
    composer, publisher = read_makers(path)
    title, artist = cue.title or path.stem, cue.artist
    if track is not None:
        title, artist = track.title or title, track.artist or artist
    return Credit(
        title,
        artist,
        track.licence if track else "",
        track.cleared if track else "unknown",
        (track.attribution if track else "") or _named(title, artist),
        source=track.source if track else "",
        composer=composer,
        publisher=publisher,
        vocals=track.vocals if track else None,
        path=path,
    )


def _named(title: str, artist: str) -> str:
    return f"“{title}” by {artist}" if artist else f"“{title}”"


def credit_line(credit: Credit) -> str:
    """Return the line for one song; what the attribution already says is not said again."""
    said = credit.line
    for part in (credit.licence or "licence unknown", credit.source):
        if part and part.lower() not in said.lower():
            said = f"{said}, {part}"
    return said
