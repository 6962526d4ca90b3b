"""Bring a finished mix to a named loudness without its true peak passing the ceiling.

The mix is made once and kept as raw float32 beside the target (0.4 MB a second). Making it anew
for every pass would decode and resample all songs again, which costs about ten times the CPU of
reading the file back; the disk has to have room for the video there anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from editor_app.score.errors import write_error
from editor_app.score.limiter import (
    HALF_TAPS,
    ROW,
    Envelope,
    Interpolator,
    envelope,
    sample_peaks,
)
from editor_app.score.meter import RowMeter, integrated_lufs
from editor_app.score.mix import BLOCK, Mix, mix_blocks
from editor_app.score.targets import Target
from inference.features.loudness import FLOOR_LUFS
from inference.progress import Progress, Work
from inference.values import Floats

TOLERANCE_LU = 0.05
ROUNDS = 5
MAX_GAIN_DB = 40.0
"""More would be lifting noise: such a mix is left below its target, and the report says so."""

_WORTH_SAYING_LU = 0.2
_BLOCK_ROWS = BLOCK // ROW

MAX_REDUCTION_DB = 12.0
"""A limiter that takes more crushes the sound; the mix is left below its target instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Spool:
    """A mix as it was made, raw float32 (samples, 2) in a file.

    `peaks` is float32 (rows,), the highest sample of every row of `limiter.ROW`; `energies`
    float32 (rows,), their K-weighted energy.
    """

    path: Path
    samples: int
    peaks: Floats
    energies: Floats
    loudness_lufs: float

    def blocks(self) -> Iterator[Floats]:
        """Give the mix again, float32 (n, 2), in blocks of `mix.BLOCK`."""
        with self.path.open("rb") as file:
            while (flat := np.fromfile(file, np.float32, BLOCK * 2)).size:
                yield flat.reshape(-1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Master:
    """How a spooled mix is played: its gain, then its limiter.

    `loudness_lufs` is what it then measures. `shortfall` says, in a sentence, why a target was not
    reached; None when it was.
    """

    spool: Spool
    gain_db: float
    limiter: Envelope | None
    loudness_lufs: float
    shortfall: str | None = None

    def blocks(self) -> Iterator[Floats]:
        """Give the finished sound, float32 (n, 2), in blocks of `mix.BLOCK`."""
        gain = np.float32(10 ** (self.gain_db / 20))
        for number, block in enumerate(self.spool.blocks()):
            block *= gain  # noqa: PLW2901  (in place: fresh memory costs more than the product)
            if self.limiter is not None:
                self.limiter.apply(block, number * _BLOCK_ROWS)
            yield block

    @property
    def reduction_db(self) -> float:
        return self.limiter.reduction_db if self.limiter else 0.0


def spool_mix(mix: Mix, path: Path) -> Work[Spool]:
    """Make the mix, write it to `path` and measure it on the way.

    Raises
    ------
    MediaError
        If a song or the original sound cannot be read.
    RenderError
        If `path` cannot be written.
    """
    meter = RowMeter()
    peaks = []
    try:
        with path.open("wb", buffering=0) as file:
            for number, block in enumerate(mix_blocks(mix)):
                file.write(block.data)
                meter.feed(np.ascontiguousarray(block.T))
                peaks.append(sample_peaks(block))
                yield Progress(min(1.0, (number + 1) * BLOCK / mix.samples), "Mixing the sound")
    except OSError as error:
        raise write_error(error, path) from error
    energies = meter.energies()
    return Spool(path, mix.samples, np.concatenate(peaks), energies, integrated_lufs(energies))


def master(
    spool: Spool, target: Target | None, *, ceiling_dbtp: float, lost_lu: float = 0.0
) -> Work[Master]:
    """Find the gain and the limiter that bring a mix to its target.

    With the limiter at work the loudness is not what the gain alone would give, so the gain is
    corrected, in at most `ROUNDS` rounds, until it is within `TOLERANCE_LU`. Without a target the
    levels stay, but the ceiling holds. What is too quiet to measure stays as it is. `lost_lu` is
    what the file is known to lose by its coding; it is made up for.
    """
    peaks = _Peaks(spool)
    if spool.loudness_lufs <= FLOOR_LUFS or target is None:
        at_rest = yield from _mastered(peaks, 0.0, ceiling_dbtp)
        unknown = "The mix is too quiet or too short to measure, so its level was left alone."
        return replace(at_rest, shortfall=unknown if target else None)
    most_db = _most_gain_db(spool, ceiling_dbtp)
    wanted_lufs = target.loudness_lufs + lost_lu
    gain_db = min(wanted_lufs - spool.loudness_lufs, most_db)
    for _ in range(ROUNDS):
        result = yield from _mastered(peaks, gain_db, ceiling_dbtp)
        missing_lu = wanted_lufs - result.loudness_lufs
        wanted_db = gain_db + missing_lu * _slope(result)
        if abs(missing_lu) <= TOLERANCE_LU or gain_db >= most_db < wanted_db:
            break
        gain_db = min(wanted_db, most_db)
    missing_lu = wanted_lufs - result.loudness_lufs
    return replace(result, shortfall=_shortfall(result, target, missing_lu=missing_lu))


def _slope(result: Master) -> float:
    """Decibels of gain for one unit of loudness: the more the limiter takes, the more it needs."""
    gained_lu = result.loudness_lufs - result.spool.loudness_lufs
    return float(np.clip(result.gain_db / gained_lu, 1.0, 2.0)) if gained_lu > 1 else 1.0


def _most_gain_db(spool: Spool, ceiling_dbtp: float) -> float:
    peak_db = 20 * float(np.log10(max(spool.peaks.max(initial=0.0), 1e-6)))
    return min(MAX_GAIN_DB, ceiling_dbtp + MAX_REDUCTION_DB - peak_db)


def _shortfall(result: Master, target: Target, *, missing_lu: float) -> str | None:
    if missing_lu <= _WORTH_SAYING_LU:
        return None
    why = (
        f"it would have to be lifted by more than {MAX_GAIN_DB:.0f} dB"
        if result.gain_db >= MAX_GAIN_DB
        else f"its peaks already meet the ceiling of {target.ceiling_dbtp:g} dBTP"
    )
    return f"The mix stays {missing_lu:.1f} LU below {target.loudness_lufs:g} LUFS because {why}."


class _Peaks:
    """True peaks of the rows of a mix, looked for between the samples only where it matters."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self._interpolator = Interpolator()
        self._peaks = spool.peaks.copy()
        self._known = np.zeros(len(spool.peaks), np.bool_)

    def above(self, level: float) -> Work[Floats]:
        """Peak of every row, float32 (rows,); true for all rows whose true peak passes `level`."""
        wanted = self._interpolator.suspects(self.spool.peaks, level) & ~self._known
        if wanted.any():
            yield from self._look(wanted)
        return self._peaks

    def _look(self, wanted: NDArray[np.bool_]) -> Work[None]:
        self._known |= wanted
        for number, padded in enumerate(_padded(self.spool)):
            part = slice(number * _BLOCK_ROWS, (number + 1) * _BLOCK_ROWS)
            rows = np.flatnonzero(wanted[part])
            if rows.size:
                between = self._interpolator.true_peaks(padded, rows)
                peaks = self._peaks[part]
                peaks[rows] = np.maximum(peaks[rows], between)
            yield Progress(min(1.0, part.stop / len(wanted)), "Looking for peaks")


def _mastered(peaks: _Peaks, gain_db: float, ceiling_dbtp: float) -> Work[Master]:
    """Limit the mix at one gain, and say how loud it then is."""
    spool = peaks.spool
    gain, ceiling = 10 ** (gain_db / 20), 10 ** (ceiling_dbtp / 20)
    # Half a decibel lower, so that a corrected gain finds most rows known already.
    found = yield from peaks.above(0.94 * ceiling / gain)
    limiter = envelope(found * np.float32(gain), ceiling)
    if limiter is None:
        loudness_lufs = integrated_lufs(spool.energies * np.float32(gain**2))
    else:
        heard = (limiter.edges[:-1] + limiter.edges[1:]) * np.float32(gain / 2)
        loudness_lufs = integrated_lufs(spool.energies * heard**2)
    return Master(spool, gain_db, limiter, loudness_lufs)


def _padded(spool: Spool) -> Iterator[Floats]:
    """Give blocks with `HALF_TAPS` samples of their neighbours on either side, whole rows."""
    joined = np.zeros((HALF_TAPS, 2), np.float32)
    for block in spool.blocks():
        joined = np.concatenate((joined, block))
        if len(joined) >= BLOCK + 2 * HALF_TAPS:
            yield joined[: BLOCK + 2 * HALF_TAPS]
            joined = joined[BLOCK:]
    while len(joined) > HALF_TAPS:
        rest = np.zeros((BLOCK + 2 * HALF_TAPS, 2), np.float32)
        rest[: len(joined)] = joined[: len(rest)]
        yield rest
        joined = joined[BLOCK:]
