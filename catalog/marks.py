"""What the user notes of songs: favourites, never again, used, and a beat heard wrongly.

Marks belong to the sound: files of equal content share them, and they stay when a file moves, goes
missing or is tagged anew. What was heard is kept as it was; the correction is laid over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from catalog.errors import LibraryError

if TYPE_CHECKING:
    import sqlite3

    from inference.values import Floats

TEMPO_FACTORS = (0.5, 1.0, 2.0)
MOST_SHIFT_S = 10.0


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
    tempo_factor : 0.5, 1 or 2
        The tempo in truth, as a multiple of what was heard.
    beat_shift_s : float
        How much later the beats are in truth, at most `MOST_SHIFT_S` either way.
    """

    favourite: bool = False
    never: bool = False
    used: int = 0
    tempo_factor: float = 1.0
    beat_shift_s: float = 0.0


COLUMNS = tuple(field.name for field in fields(Marks))


def marks_from(row: sqlite3.Row) -> Marks:
    """Return the marks in a row of `tracks`."""
    return Marks(
        favourite=bool(row["favourite"]),
        never=bool(row["never"]),
        used=row["used"],
        tempo_factor=row["tempo_factor"],
        beat_shift_s=row["beat_shift_s"],
    )


def write_marks(connection: sqlite3.Connection, track_id: int, changes: dict[str, Any]) -> None:
    """Note something of a song and of all files of equal content.

    Raises
    ------
    LibraryError
        A tempo factor or shift is not one that can be.
    """
    marks = replace(Marks(), **changes)
    if marks.tempo_factor not in TEMPO_FACTORS or not abs(marks.beat_shift_s) <= MOST_SHIFT_S:
        raise LibraryError(
            "The beat can be halved, doubled, and moved by ten seconds at most.",
            remedy="Choose a smaller correction.",
        )
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    connection.execute(
        f"UPDATE tracks SET {columns} WHERE content_key = "  # noqa: S608
        "(SELECT content_key FROM tracks WHERE id = :id)",
        {**changes, "id": track_id},
    )


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


def corrected(times_s: Floats, marks: Marks, *, duration_s: float) -> Floats:
    """Return beats or downbeats, float32 (n,), as they are in truth by the marks.

    Half the tempo keeps every other one, beginning with the first; double puts one between each
    two and after the last. What is moved out of the song is left out.
    """
    import numpy as np  # noqa: PLC0415  (the window shows marks without it)

    if marks == replace(marks, tempo_factor=1.0, beat_shift_s=0.0):
        return times_s
    times = times_s[::2] if marks.tempo_factor == 0.5 else times_s
    if marks.tempo_factor == 2.0 and len(times) > 1:
        gaps = np.diff(times, append=2 * times[-1] - times[-2])
        times = np.stack([times, times + gaps / 2], axis=1).reshape(-1)
    moved = times + np.float32(marks.beat_shift_s)
    kept: Floats = moved[(moved >= 0) & (moved < duration_s)].astype(np.float32)
    return kept
