"""The rows of the timeline: which there are, and how they share the height."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a row shows."""

    RULER = auto()
    SCENES = auto()
    PICTURE = auto()
    FEELING = auto()
    ORIGINAL = auto()
    MUSIC = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `lane` is the number of the music lane, -1 for every other row."""

    kind: Kind
    top: int
    height: int
    lane: int = -1

    @property
    def bottom(self) -> int:
        return self.top + self.height


_GAP = 1
_HEIGHTS = {
    Kind.RULER: (28, 28),
    Kind.SCENES: (24, 28),
    Kind.PICTURE: (40, 72),
    Kind.FEELING: (36, 56),
    Kind.ORIGINAL: (36, 72),
    Kind.MUSIC: (56, 112),
}
"""Least and greatest height of each kind of row."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows, from the top."""

    rows: tuple[Row, ...]

    @property
    def height(self) -> int:
        return self.rows[-1].bottom + _GAP

    @property
    def ruler(self) -> Row:
        return self.rows[0]

    @property
    def music(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.kind is Kind.MUSIC)

    def of(self, kind: Kind) -> Row:
        return next(row for row in self.rows if row.kind is kind)

    def at(self, y: float) -> Row | None:
        """Return the row at `y`, None above or below all of them."""
        return next((row for row in self.rows if row.top <= y < row.bottom + _GAP), None)

    def lane_at(self, y: float) -> int:
        """Return the music lane nearest to `y`."""
        return min(self.music, key=lambda row: abs(row.top + row.height / 2 - y)).lane


def lay_out(height: int, lanes: int) -> Rows:
    """Share `height` pixels among the rows; they are higher than that if they must be."""
    kinds = [
        Kind.RULER, Kind.SCENES, Kind.PICTURE, Kind.FEELING, Kind.ORIGINAL, *[Kind.MUSIC] * lanes
    ]  # fmt: skip
    least = sum(_HEIGHTS[kind][0] + _GAP for kind in kinds)
    room = sum(_HEIGHTS[kind][1] - _HEIGHTS[kind][0] for kind in kinds)
    share = min(1.0, max(0.0, (height - least) / room))
    rows: list[Row] = []
    top = 0
    for place, kind in enumerate(kinds):
        low, high = _HEIGHTS[kind]
        lane = place - kinds.index(Kind.MUSIC) if kind is Kind.MUSIC else -1
        rows.append(Row(kind, top, low + int((high - low) * share), lane))
        top = rows[-1].bottom + _GAP
    return Rows(tuple(rows))
