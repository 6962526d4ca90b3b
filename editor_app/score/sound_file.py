"""From a spooled mix to a finished file, checked by listening to the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from av.audio.frame import AudioFrame

from editor_app.score.encoder import encode
from editor_app.score.master import Master, Spool, master
from editor_app.score.meter import RowMeter, integrated_lufs
from editor_app.score.mix import BLOCK
from editor_app.score.targets import Target
from inference.features.true_peak import TruePeak
from inference.media.container import open_media
from inference.progress import Progress, Work, share
from inference.values import Floats

_CEILING_DBTP = -1.0
# What the encoder usually adds to a peak, and for each decibel that the limiter has to take: the
# flatter the peaks, the more they move. Measured afterwards; too little costs a second encoding.
_LOSSY_MARGIN_DB = 0.5
_LOSSY_MARGIN_PER_DB = 0.12
_MOST_MARGIN_DB = 2.0
_STEP_DB = 0.2
_TOLERANCE_LU = 0.2
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Job:
    """How a finished sound becomes a file: `temp`, which is later called `out`."""

    arguments: list[str]
    temp: Path
    out: Path
    lossy: bool


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A finished sound and what its file measures.

    `overshoot` says, in a sentence, that encoding keeps lifting a peak above the ceiling.
    """

    master: Master
    loudness_lufs: float
    true_peak_dbtp: float
    overshoot: str | None = None


def finish_sound(spool: Spool, target: Target | None, job: Job) -> Work[Made]:
    """Master and encode; again, corrected, if coding changed the loudness or lifted a peak.

    Music keeps both within a tenth of a decibel and needs one pass; dense noise may need more.
    """
    ceiling_dbtp = target.ceiling_dbtp if target else _CEILING_DBTP
    margin_db = _margin_db(spool, target, ceiling_dbtp) if job.lossy else 0.0
    lost_lu, low = 0.0, 0.0
    for number in range(_TRIES):
        high = (low + 1) / 2 if number + 1 < _TRIES else 1.0
        work = _attempt(spool, target, job, ceiling_dbtp=ceiling_dbtp - margin_db, lost_lu=lost_lu)
        made = yield from share(work, low, high)
        over_db = made.true_peak_dbtp - ceiling_dbtp
        off_lu = _off_lu(made, target)
        if over_db <= 0 and abs(off_lu) <= _TOLERANCE_LU:
            return made
        margin_db += over_db + _STEP_DB if over_db > 0 else 0.0
        lost_lu += off_lu
        low = high
    if over_db <= 0:
        return made
    note = f"Encoding leaves a true peak {over_db:.1f} dB above the ceiling."
    return replace(made, overshoot=note)


def _margin_db(spool: Spool, target: Target | None, ceiling_dbtp: float) -> float:
    """How far below the ceiling to limit before encoding, by what the limiter will have to take."""
    gain_db = target.loudness_lufs - spool.loudness_lufs if target else 0.0
    peak_db = 20 * float(np.log10(max(spool.peaks.max(initial=0.0), 1e-6)))
    limited_db = max(0.0, gain_db + peak_db - ceiling_dbtp)
    return min(_MOST_MARGIN_DB, _LOSSY_MARGIN_DB + _LOSSY_MARGIN_PER_DB * limited_db)


def _off_lu(made: Made, target: Target | None) -> float:
    """How much too quiet the file is, where that is not the mix's own fault."""
    if target is None or made.master.shortfall:
        return 0.0
    return target.loudness_lufs - made.loudness_lufs


def _attempt(
    spool: Spool, target: Target | None, job: Job, *, ceiling_dbtp: float, lost_lu: float
) -> Work[Made]:
    mastering = master(spool, target, ceiling_dbtp=ceiling_dbtp, lost_lu=lost_lu)
    result = yield from share(mastering, 0.0, 0.2)
    coding = encode(
        job.arguments, result.blocks(), total=spool.samples, doing="Writing the file", out=job.out
    )
    yield from share(coding, 0.2, 0.8)
    return (yield from share(_check(result, job.temp), 0.8, 1.0))


def _check(result: Master, temp: Path) -> Work[Made]:
    """Measure the sound of the file that was written."""
    meter, peak = RowMeter(), TruePeak(2)
    fed = 0
    for block in _written(temp):
        meter.feed(block)
        peak.add(block)
        fed += block.shape[1]
        yield Progress(min(1.0, fed / result.spool.samples), "Checking the file")
    true_peak_dbtp = 20 * float(np.log10(max(peak.peak, 1e-6)))
    energies = meter.energies()[: len(result.spool.energies)]
    return Made(result, integrated_lufs(energies), true_peak_dbtp)


def _written(temp: Path) -> Iterator[Floats]:
    """Give the sound of a file of ours, float32 (2, `BLOCK`), silence after the last.

    It has the rate and the channels of the mix, so this can do without what
    `inference.media.audio` does for files of any kind, and costs half of it.
    """
    with open_media(temp) as container:
        waiting: list[Floats] = []
        count = 0
        for frame in container.decode(audio=0):
            waiting.append(_planes(frame))
            count += frame.samples
            if count >= BLOCK:
                joined = np.concatenate(waiting, axis=1)
                yield joined[:, :BLOCK]
                waiting, count = [joined[:, BLOCK:]], count - BLOCK
    yield np.concatenate((*waiting, np.zeros((2, BLOCK - count), np.float32)), axis=1)
    # The last overshoots lie behind the last samples.
    yield np.zeros((2, BLOCK), np.float32)


def _planes(frame: AudioFrame) -> Floats:
    raw = frame.to_ndarray()
    planes = raw if frame.format.is_planar else raw.reshape(-1, 2).T
    if raw.dtype.kind == "i":
        return np.asarray(planes * 2.0 ** (1 - 8 * raw.itemsize), np.float32)
    return np.asarray(planes, np.float32)
