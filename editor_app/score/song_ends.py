"""Where a song's sound begins, how it ends, and how much of its last sound may be left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.features.structure_rows import BANDS_PER_S, Rows
from inference.values import Floats

SILENT_DB = -55.0
"""A song that never gets louder is silent."""

_STILL_DB = -54.0  # what is kept of silence is -57
_AUDIBLE_DB = 50.0  # below the loudest
_HELD_DB = 9.0  # below the usual level: what is softer at the end is dying away
_DIED_DB = 22.0  # below the usual level: where a sound that stops here is not missed
_LAST_S = 0.15
_PICKUP_S = 0.02


@dataclass(frozen=True, slots=True)
class SongEnds:
    """The two ends of a song, seconds.

    The sound goes from `start_s` to `end_s`; from `tail_s` on it only dies away, so it may end
    anywhere from there. `natural` says that it comes to rest; else it just stops, as music does
    that was made to be repeated. `peak_db` is the level of its loudest part.
    """

    start_s: float
    tail_s: float
    end_s: float
    natural: bool
    peak_db: float


def song_ends(rows: Rows) -> SongEnds:
    """Look at the two ends of a song."""
    level = levels_db(rows)
    peak = float(level.max())
    heard = np.flatnonzero(level > max(peak - _AUDIBLE_DB, _STILL_DB))
    if not len(heard):
        return SongEnds(0.0, rows.duration_s, rows.duration_s, natural=False, peak_db=peak)
    usual = float(np.median(level[heard]))
    first, last = (float(one) / BANDS_PER_S for one in (heard[0], heard[-1] + 1))
    held = np.flatnonzero(level > usual - _HELD_DB)
    end_s = min(last, rows.duration_s)
    closing = level[max(0, heard[-1] + 1 - round(_LAST_S * BANDS_PER_S)) : heard[-1] + 1]
    return SongEnds(
        start_s=max(0.0, first - _PICKUP_S - 1 / BANDS_PER_S),
        tail_s=min(end_s, float(held[-1] + 1) / BANDS_PER_S),
        end_s=end_s,
        natural=bool(closing.mean() < usual - _DIED_DB),
        peak_db=peak,
    )


def levels_db(rows: Rows) -> Floats:
    """Level of a song, `BANDS_PER_S`; float32 (m,)."""
    power = np.power(10, rows.bands_db / 10).sum(axis=1)
    return np.asarray(10 * np.log10(power), np.float32)
