"""The outline of a sound, as it is drawn: how loud it is a hundred times a second, and coarser."""

from __future__ import annotations

import json
import math
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.media.audio import stream_audio
from inference.media.probe import probe, require_sound
from inference.progress import Progress, Work
from inference.values import Floats

Cells = NDArray[np.uint8]
"""uint8 (n, 2): the largest sample and the effective value of each stretch, 255 for full scale."""

RATE_HZ = 100
FOLD = 4
"""Each level has a cell for so many of the level before."""

FORMAT = 1
_PARTIAL_EVERY_S = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Waveform:
    """The outline of a sound.

    `levels[0]` has `RATE_HZ` cells a second, every further one a quarter of that. `is_whole` is
    False while the rest of the file is still to be heard.
    """

    duration_s: float
    levels: tuple[Cells, ...]
    is_whole: bool = True

    @property
    def size_bytes(self) -> int:
        return sum(level.nbytes for level in self.levels)

    def columns(self, start_s: float, end_s: float, count: int) -> Cells:
        """Return the outline of [start_s, end_s) as `count` columns of equal width, (count, 2).

        Each column is the loudest of the cells it covers, of a level that has at least four of
        them, so exact to a quarter of its width; nothing lies outside the sound. A thousand
        columns cost about 0.1 ms, however long the stretch.
        """
        per_column = (end_s - start_s) * RATE_HZ / max(1, count)
        fold = int(math.log(per_column, FOLD)) - 1 if per_column > FOLD else 0
        fold = min(max(0, fold), len(self.levels) - 1)
        level, rate_hz = self.levels[fold], RATE_HZ / FOLD**fold
        times_s = np.linspace(start_s, end_s, count + 1)
        edges = np.floor(times_s * rate_hz).astype(np.intp)
        # The last cell of a coarse level may reach beyond the end.
        edges[times_s >= self.duration_s] = len(level)
        return _loudest(level, edges)


def waveform(path: Path) -> Work[Waveform]:
    """Hear a file and return its outline; some steps carry what is known so far as `partial`.

    Raises
    ------
    MediaError
        The file cannot be read, or holds no sound.
    """
    info = probe(path)
    rate_hz = require_sound(info).sample_rate_hz
    cells = np.empty((max(1, math.ceil(info.duration_s * RATE_HZ)), 2), np.uint8)
    count, told = 0, 0
    for block in _cells(path, rate_hz):
        cells = _with_room(cells, count + len(block))
        cells[count : count + len(block)] = block
        count += len(block)
        partial = None
        if count - told >= _PARTIAL_EVERY_S * RATE_HZ:
            told, partial = count, waveform_of(cells[:count].copy(), is_whole=False)
        heard = count / RATE_HZ / max(info.duration_s, 1e-3)
        yield Progress(min(1.0, heard), f"Drawing the sound of {path.name}", partial)
    return waveform_of(cells[:count].copy())


def waveform_of(cells: Cells, *, is_whole: bool = True) -> Waveform:
    """Make an outline from its finest cells, (n, 2)."""
    levels = [cells]
    while len(levels[-1]) > FOLD:
        levels.append(_folded(levels[-1]))
    return Waveform(len(cells) / RATE_HZ, tuple(levels), is_whole)


def read_waveform(path: Path) -> Waveform | None:
    """Return an outline kept by `write_waveform`; None when there is none that can be used."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if json.loads(str(kept["plain"])) != {"format": FORMAT, "rate_hz": RATE_HZ}:
                return None
            cells: Cells = kept["cells"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return waveform_of(cells) if cells.dtype == np.uint8 and cells.shape[1:] == (2,) else None


def write_waveform(waveform: Waveform, path: Path) -> None:
    """Keep an outline, in whole or not at all; OSError when the place cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    plain = json.dumps({"format": FORMAT, "rate_hz": RATE_HZ})
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, plain=np.array(plain), cells=waveform.levels[0])
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _loudest(level: Cells, edges: NDArray[np.intp]) -> Cells:
    """Loudest cell between neighbouring edges, the cell at the edge where they are equal."""
    low, high = (int(one) for one in np.clip((edges[0], edges[-1] + 1), 0, len(level)))
    part = np.concatenate([level[low:high], np.zeros((1, 2), np.uint8)])
    # Whatever lies outside is the silence at the end.
    inside = (edges >= low) & (edges < high)
    places = np.where(inside, edges - low, len(part) - 1)
    loudest: Cells = np.maximum.reduceat(part, places, axis=0)[:-1]
    return loudest


def _cells(path: Path, rate_hz: int) -> Iterator[Cells]:
    # At its own rate, so that nothing is resampled only to be looked at.
    seconds = 2
    edges = np.arange(seconds * RATE_HZ) * rate_hz // RATE_HZ
    for block in stream_audio(path, rate_hz=rate_hz, channels=2, block_s=seconds):
        starts = edges[edges < len(block)]
        yield _outline(block, starts)


def _outline(block: Floats, starts: NDArray[np.int_]) -> Cells:
    left, right = np.ascontiguousarray(block.T)
    peaks = np.maximum.reduceat(np.maximum(np.abs(left), np.abs(right)), starts)
    squares = np.add.reduceat(left * left + right * right, starts) / 2
    lengths = np.diff(starts, append=len(block))
    return np.stack([_bytes(peaks), _bytes(np.sqrt(squares / lengths))], axis=1)


def _bytes(values: Floats) -> Cells:
    scaled: Cells = np.rint(np.minimum(values, 1.0) * 255).astype(np.uint8)
    return scaled


def _folded(cells: Cells) -> Cells:
    starts = np.arange(0, len(cells), FOLD)
    peaks = np.maximum.reduceat(cells[:, 0], starts)
    squares = np.add.reduceat(np.square(cells[:, 1], dtype=np.float32), starts)
    lengths = np.diff(starts, append=len(cells))
    return np.stack([peaks, np.rint(np.sqrt(squares / lengths)).astype(np.uint8)], axis=1)


def _with_room(cells: Cells, count: int) -> Cells:
    if count <= len(cells):
        return cells
    return np.concatenate([cells, np.empty((count, 2), np.uint8)])
