"""Sounds sorted onto tracks on which nothing overlaps, as most editors want them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from editor_app.interchange.cut import Cut, Piece, SoundPiece
from editor_app.interchange.music import Music, MusicClip, stem_piece
from editor_app.interchange.ours import STEM_TRACK


def with_next(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Piece | None]]:
    """Give each piece with the one after it, the last with None."""
    return zip_longest(pieces, pieces[1:])


def sound_tracks(sounds: Iterable[SoundPiece]) -> list[tuple[str, list[SoundPiece]]]:
    """Return the sounds track by track, in order; one whose sounds overlap is parted."""
    by_name: dict[str, list[list[SoundPiece]]] = {}
    for sound in sorted(sounds, key=lambda one: one.start_s):
        lines = by_name.setdefault(sound.track or "A1", [])
        free = next((line for line in lines if line[-1].end_s <= sound.start_s), None)
        if free is None:
            lines.append([sound])
        else:
            free.append(sound)
    return [
        (name if number == 1 else f"{name} {number}", line)
        for name, lines in by_name.items()
        for number, line in enumerate(lines, start=1)
    ]


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A track as it is written; one that is not `audible` is there to be switched on."""

    name: str
    clips: tuple[MusicClip, ...]
    audible: bool = True


def tracks_of(cut: Cut, music: Music, *, with_own: bool) -> list[SoundTrack]:
    """Return the tracks to write: the cut's own sounds if they are not there yet, then ours."""
    own = sound_tracks(cut.sounds) if with_own else []
    tracks = [SoundTrack(name, tuple(map(MusicClip, line))) for name, line in own]
    tracks += [SoundTrack(lane, music.on_lane(lane)) for lane in music.lanes]
    stem = stem_piece(music, cut)
    if stem is not None:
        tracks.append(SoundTrack(STEM_TRACK, (MusicClip(stem),), audible=False))
    return tracks
