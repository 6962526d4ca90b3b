"""What a cut shows, picture by picture: gaps black, dissolves mixed, retimed pieces retimed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from editor_app.conform.reel import Planes, Reel, black, mixed
from editor_app.interchange.cut import Cut, MediaRef, Piece
from editor_app.interchange.relink import usable
from inference.errors import MediaError

MOST_OPEN = 8
"""Files held open at once: a cut goes back and forth between a few."""


class Shelf:
    """The files a cut is made of, opened when they are needed; `missing` names those that are not.

    Neighbouring pieces of one file have a reel each, so that a dissolve between them runs smoothly.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._reels: dict[tuple[Path, int], Reel] = {}
        self._black = black(size)
        self.missing: dict[str, str] = {}

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        while self._reels:
            self._reels.popitem()[1].close()

    def picture(self, piece: Piece, number: int, time_s: Fraction) -> Planes:
        """Return what the piece, the `number`th of the cut, shows at a time of the cut."""
        source = piece.source
        reel = None if source is None else self._reel(source, number)
        if reel is None or source is None:
            return self._black
        try:
            if piece.frozen or source.still:
                return reel.at(0.0 if source.still else float(piece.source_in_s))
            at_s = float(piece.source_in_s + (time_s - piece.start_s) * piece.speed)
            return reel.at(at_s) if piece.speed > 0 else reel.at_backwards(at_s)
        except MediaError as error:
            self.missing[source.name] = error.what
            return self._black

    def _reel(self, source: MediaRef, number: int) -> Reel | None:
        path = usable(source)
        if path is None:
            self.missing.setdefault(source.name, f"{source.name} is not there.")
            return None
        key = path, number % 2
        if key in self._reels:
            # The one used last stands last: the first is the one to let go.
            self._reels[key] = self._reels.pop(key)
            return self._reels[key]
        if source.name in self.missing:
            return None
        try:
            self._reels[key] = Reel(path, self.size)
        except MediaError as error:
            self.missing[source.name] = error.what
            return None
        if len(self._reels) > MOST_OPEN:
            self._reels.pop(next(iter(self._reels))).close()
        return self._reels[key]


def frame_count(cut: Cut) -> int:
    """Return how many pictures a cut has."""
    return max(1, round(cut.duration_s * cut.frame_rate))


def pictures(cut: Cut, shelf: Shelf) -> Iterator[Planes]:
    """Give the `frame_count` pictures of a cut, yuv420p as `Planes`; after its last piece black."""
    numbered = list(enumerate(cut.pieces))
    at = 0
    for frame in range(frame_count(cut)):
        time_s = frame / cut.frame_rate
        while at + 1 < len(numbered) and time_s >= numbered[at][1].end_s:
            at += 1
        if not numbered or time_s >= numbered[at][1].end_s:
            yield black(shelf.size)
            continue
        yield _shown(cut, shelf, at, time_s)


def _shown(cut: Cut, shelf: Shelf, number: int, time_s: Fraction) -> Planes:
    piece = cut.pieces[number]
    shown = shelf.picture(piece, number, time_s)
    since_s = time_s - piece.start_s + Fraction(1, 2) / cut.frame_rate
    if since_s >= piece.dissolve_in_s:
        return shown
    before = cut.pieces[number - 1] if number else Piece(piece.start_s, piece.dissolve_in_s)
    share = float(since_s / piece.dissolve_in_s)
    return mixed(shelf.picture(before, number - 1, time_s), shown, share)
