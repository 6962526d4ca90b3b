"""What the user notes of songs: favourites, never again, used, and a beat heard wrongly.

Marks belong to the sound: files of equal content share them, and they stay when a file moves, goes
missing or is tagged anew. What was heard is kept as it was; the correction is laid over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from catalog.beats import BeatFix, short_shift
from catalog.errors import LibraryError

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Marks:
    """What is noted of a song.

    Parameters
    ----------
    favourite : bool
    never : bool
        It is left out of suggestions.
    used : int
        How often it was laid on a film.
    tempo_factor, beat_shift_s, bar_shift
        What was heard wrongly of the beats; see `catalog.beats.BeatFix`.
    """

    favourite: bool = False
    never: bool = False
    used: int = 0
    tempo_factor: float = 1.0
    beat_shift_s: float = 0.0
    bar_shift: int = 0

    @property
    def fix(self) -> BeatFix:
        """The correction of the beats."""
        return BeatFix(self.tempo_factor, self.beat_shift_s, self.bar_shift)


COLUMNS = tuple(field.name for field in fields(Marks))
HAS_FIX = "(tracks.tempo_factor <> 1 OR tracks.beat_shift_s <> 0 OR tracks.bar_shift <> 0)"
"""SQL: whether the beats of a row of `tracks` were corrected."""


def marks_from(row: sqlite3.Row) -> Marks:
    """Return the marks in a row of `tracks`."""
    return Marks(
        favourite=bool(row["favourite"]),
        never=bool(row["never"]),
        used=row["used"],
        tempo_factor=row["tempo_factor"],
        beat_shift_s=row["beat_shift_s"],
        bar_shift=row["bar_shift"],
    )


def write_marks(connection: sqlite3.Connection, track_id: int, changes: dict[str, Any]) -> None:
    """Note something of a song and of all files of equal content.

    Raises
    ------
    LibraryError
        A tempo factor or shift is not one that can be.
    """
    if not replace(Marks(), **changes).fix.possible:
        raise LibraryError(
            "The beat can be halved, doubled, and moved by ten seconds at most.",
            remedy="Choose a smaller correction.",
        )
    if "bar_shift" in changes:
        changes = {**changes, "bar_shift": short_shift(changes["bar_shift"])}
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    connection.execute(
        f"UPDATE tracks SET {columns} WHERE content_key = "  # noqa: S608
        "(SELECT content_key FROM tracks WHERE id = :id)",
        {**changes, "id": track_id},
    )


def changes_of(fix: BeatFix) -> dict[str, Any]:
    """Return the marks that note a correction."""
    return {"tempo_factor": fix.tempo, "beat_shift_s": fix.shift_s, "bar_shift": fix.bar_shift}


def forget_marks(connection: sqlite3.Connection, track_id: int) -> None:
    """Note nothing of a track any more."""
    columns = ", ".join(f"{name} = :{name}" for name in COLUMNS)
    connection.execute(
        f"UPDATE tracks SET {columns} WHERE id = :id",  # noqa: S608
        {**asdict(Marks()), "id": track_id},
    )


def count_use(connection: sqlite3.Connection, track_ids: Iterable[int]) -> None:
    """Note that songs were laid on a film once more."""
    connection.executemany(
        "UPDATE tracks SET used = used + 1 WHERE content_key = "
        "(SELECT content_key FROM tracks WHERE id = ?)",
        [(one,) for one in track_ids],
    )
