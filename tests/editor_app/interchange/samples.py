"""One cut, written by hand in every format that is read; and small helpers to look at a cut.

At 25 frames a second: A, over it D for a second, a dissolve into B, a second of black, and C at
twice the speed; below it a voice and a song.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from editor_app.interchange.cut import Cut, Piece

SAMPLES = Path(__file__).parents[2] / "data" / "timelines"

Row = tuple[float, float, str, float, float, float]

PICTURE: list[Row] = [
    (0, 25, "a.mov", 50, 1, 0),
    (25, 25, "d.mov", 125, 1, 0),
    (50, 38, "a.mov", 100, 1, 0),
    (88, 112, "b.mov", 63, 1, 24),
    (200, 25, "", 0, 1, 0),
    (225, 50, "c.mov", 0, 2, 0),
]
"""(start, length, file, in, speed, dissolve), in frames."""

SOUND = [(25, 250, "song.mp3", 250, "music"), (50, 75, "voice.wav", 0, "dialogue")]
"""(start, length, file, in, kind), in frames."""


def rows(cut: Cut) -> list[Row]:
    """Return the pieces of a cut, in frames."""
    return [_row(piece, cut.frame_rate) for piece in cut.pieces]


def heard(cut: Cut) -> list[tuple[float, float, str, float, str]]:
    """Return the sounds of a cut, in frames."""
    rate = cut.frame_rate
    return [
        (
            float(one.start_s * rate),
            float(one.duration_s * rate),
            one.source.name,
            float(one.source_in_s * rate),
            one.kind,
        )
        for one in cut.sounds
    ]


def tiles(cut: Cut) -> bool:
    """Whether the pieces lie side by side, without holes, and none of them lasts no time."""
    at = Fraction(0)
    for piece in cut.pieces:
        if piece.start_s != at or piece.duration_s <= 0:
            return False
        at = piece.end_s
    return True


def _row(piece: Piece, rate: Fraction) -> Row:
    return (
        float(piece.start_s * rate),
        float(piece.duration_s * rate),
        "" if piece.source is None else piece.source.name,
        float(piece.source_in_s * rate),
        float(piece.speed),
        float(piece.dissolve_in_s * rate),
    )
