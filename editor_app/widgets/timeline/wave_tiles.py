"""Waveforms as pictures that are made once and then only stretched.

A tile shows so many seconds of a file at a zoom that is a power of two, so zooming needs new tiles
only when it passes one, and the same song in ten cues needs them once. The level of a cue is not
in the tile: it is how high the tile is drawn.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import SignalInstance

    from inference.features.waveform import Waveform

WIDTH_PX = 512
_HEIGHT_PX = 128
_KEPT = 320  # tiles of 256 KiB: some screens full
_FINEST = 9  # 2 ** 9 pixels a second; the waveform itself is coarser than that
_BEND = 0.55  # loudness as it is felt: quiet passages are not a flat line
_PEAK_ALPHA = 0.5  # of the peaks, around the full body of the sound
_BUDGET_S = 0.004
_LEAST_MADE = 4  # however busy the computer is


class Waves(Protocol):
    """Where waveforms come from: at once if they are known, else later, announced by `ready`."""

    ready: SignalInstance

    def get(self, path: Path) -> Waveform | None: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of a file is drawn where: `source_s` at the left edge of `rect`."""

    path: Path
    source_s: float
    rect: QRectF
    px_per_s: float
    gain: float = 1.0


class WaveTiles:
    """Draws waveforms; keeps the tiles it has made.

    One painting makes tiles for a few milliseconds at most. `is_behind` then says that some are
    missing, and the next painting goes on.
    """

    def __init__(self, waves: Waves) -> None:
        self._waves = waves
        self._tiles: OrderedDict[tuple[Path, int, int, int], QPixmap] = OrderedDict()
        self._until_s = 0.0
        self._made = 0
        self.is_behind = False

    def begin(self) -> None:
        """Begin a painting: there is time again to make tiles."""
        self._until_s = time.perf_counter() + _BUDGET_S
        self._made = 0
        self.is_behind = False

    def forget(self, path: Path) -> None:
        """Drop what was made of a file whose waveform has changed."""
        for key in [key for key in self._tiles if key[0] == path]:
            del self._tiles[key]

    def draw(self, painter: QPainter, stretch: Stretch, colour: QColor) -> bool:
        """Draw a stretch of a waveform; False when there is none to draw yet."""
        waveform = self._waves.get(stretch.path)
        if waveform is None:
            return False
        ratio = painter.device().devicePixelRatio()
        level = min(_FINEST, math.ceil(math.log2(max(stretch.px_per_s * ratio, 1e-6))))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tile_s = WIDTH_PX / 2.0**level
        first = math.floor(stretch.source_s / tile_s)
        last = math.ceil((stretch.source_s + stretch.rect.width() / stretch.px_per_s) / tile_s)
        for place in range(max(0, first), last):
            tile = self._tile(waveform, (stretch.path, level, place, colour.rgb()))
            if tile is not None:
                _blit(painter, stretch, tile, place * tile_s, tile_s)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        return True

    def _tile(self, waveform: Waveform, key: tuple[Path, int, int, int]) -> QPixmap | None:
        tile = self._tiles.get(key)
        if tile is not None:
            self._tiles.move_to_end(key)
            return tile
        if self._made >= _LEAST_MADE and time.perf_counter() > self._until_s:
            self.is_behind = True
            return None
        _, level, place, rgb = key
        tile_s = WIDTH_PX / 2.0**level
        self._made += 1
        tile = _make(waveform, place * tile_s, tile_s, QColor(rgb))
        self._tiles[key] = tile
        if len(self._tiles) > _KEPT:
            self._tiles.popitem(last=False)
        return tile


def _blit(
    painter: QPainter, stretch: Stretch, tile: QPixmap, tile_start_s: float, tile_s: float
) -> None:
    """Draw the part of a tile that lies in the stretch."""
    rect, px_per_s = stretch.rect, stretch.px_per_s
    begin = rect.left() + (tile_start_s - stretch.source_s) * px_per_s
    left = max(rect.left(), round(begin))
    right = min(rect.right(), round(begin + tile_s * px_per_s))
    if right <= left:
        return
    per_px = WIDTH_PX / (tile_s * px_per_s)
    height = stretch.gain**_BEND
    shown = min(1.0, height)
    cut = min(1.0, 1 / max(height, 1e-6))
    first = max(0.0, (left - begin) * per_px)
    last = min(float(WIDTH_PX), (right - begin) * per_px)
    source = QRectF(first, _HEIGHT_PX * (1 - cut) / 2, last - first, _HEIGHT_PX * cut)
    high = max(1.0, rect.height() * shown)
    target = QRectF(left, rect.center().y() - high / 2, right - left, high)
    painter.drawPixmap(target, tile, source)


def _make(waveform: Waveform, start_s: float, length_s: float, colour: QColor) -> QPixmap:
    import numpy as np  # noqa: PLC0415  (only once there is a waveform to draw)

    columns = waveform.columns(start_s, start_s + length_s, WIDTH_PX)
    peaks, bodies = (columns.T.astype(np.float32) / np.float32(255)) ** np.float32(_BEND)
    alphas = np.maximum(_covered(peaks) * _PEAK_ALPHA, _covered(bodies)).astype(np.uint8)
    half = _premultiplied(colour)[alphas]
    whole = np.ascontiguousarray(np.concatenate([half, half[::-1]]))
    image = QImage(
        whole.data, WIDTH_PX, _HEIGHT_PX, WIDTH_PX * 4, QImage.Format.Format_ARGB32_Premultiplied
    )
    # The picture takes its own copy of the array's memory.
    return QPixmap.fromImage(image)


def _covered(heights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much of each pixel of the upper half lies under these heights, 0 to 255."""
    import numpy as np  # noqa: PLC0415  (only once there is a waveform to draw)

    half = _HEIGHT_PX // 2
    above = np.arange(half - 1, -1, -1, dtype=np.float32)[:, None]
    pixels = np.maximum(heights, 1 / half)[None, :] * half
    return np.clip(pixels - above, 0.0, 1.0) * np.float32(255)


def _premultiplied(colour: QColor) -> NDArray[np.uint32]:
    """Return this colour at each of 256 opacities, as the pixels of a picture."""
    import numpy as np  # noqa: PLC0415  (only once there is a waveform to draw)

    alphas = np.arange(256, dtype=np.uint32)
    red, green, blue = (
        (alphas * part // 255) for part in (colour.red(), colour.green(), colour.blue())
    )
    return np.asarray(alphas << 24 | red << 16 | green << 8 | blue, np.uint32)
