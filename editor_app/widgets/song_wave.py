"""A song as a row of bars, with the stretch of it that is suggested."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, Qt, SignalInstance
from PySide6.QtGui import QColor, QPainter

if TYPE_CHECKING:
    from inference.features.waveform import Waveform

BAR, GAP = 2.0, 1.0
KEPT = 256
"""Waves kept ready for drawing."""


class Waveforms(Protocol):
    """Where waveforms come from: at once when known, else `ready(path)` follows."""

    ready: SignalInstance

    def get(self, path: Path) -> Waveform | None: ...


class SongBars:
    """Heights of the bars of songs, kept for the widths they are drawn at."""

    def __init__(self, waveforms: Waveforms) -> None:
        self._waveforms = waveforms
        self._known: OrderedDict[tuple[Path, int], tuple[Waveform, Sequence[float]]] = OrderedDict()

    def of(self, path: Path, count: int) -> Sequence[float] | None:
        """Return `count` heights, 0 to 1; None while nothing of the song has been heard."""
        waveform = self._waveforms.get(path)
        if waveform is None:
            return None
        known = self._known.pop((path, count), None)
        # Another outline of the same song knows more of it.
        if known is None or known[0] is not waveform:
            known = (waveform, heights(waveform, count))
        self._known[path, count] = known
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known[1]


def bar_count(width: float) -> int:
    return max(1, int((width + GAP) / (BAR + GAP)))


def heights(waveform: Waveform, count: int) -> Sequence[float]:
    """Return how loud each of `count` even parts of a song is, the loudest being 1."""
    loud: list[int] = waveform.columns(0.0, waveform.duration_s, count)[:, 1].tolist()
    most = max(loud, default=0)
    return tuple(one / most for one in loud) if most else tuple(0.0 for _ in loud)


def paint_bars(
    painter: QPainter,
    box: QRectF,
    bars: Sequence[float] | None,
    *,
    marked: tuple[float, float],
    ink: QColor,
    strong: QColor,
) -> None:
    """Draw a song into `box`; from share to share of it, `marked`, in the strong colour."""
    count = bar_count(box.width())
    drawn = bars if bars is not None else (0.0,) * count
    painter.setPen(Qt.PenStyle.NoPen)
    first, last = marked[0] * count, marked[1] * count
    for number, height in enumerate(drawn):
        painter.setBrush(strong if first <= number + 0.5 < last else ink)
        painter.drawRect(_bar(box, number, height))


def _bar(box: QRectF, number: int, height: float) -> QRectF:
    tall = max(2.0, height * box.height())
    return QRectF(box.left() + number * (BAR + GAP), box.center().y() - tall / 2, BAR, tall)
