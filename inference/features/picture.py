"""Plain numbers of how a stretch of film looks and moves, each on a stated scale around 0 to 1."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats, Frames, Shot, Span

DESCRIPTORS = (
    "motion",
    "motion_peak",
    "motion_spread",
    "cut_rate",
    "brightness",
    "contrast",
    "saturation",
    "warmth",
    "colourfulness",
)

COLOURS = DESCRIPTORS[4:]

_HALF_CUTS_PER_S = 0.25
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_EVERY = 4


def colours(picture: Frames) -> Floats:
    """Return the five numbers of one picture, uint8 (h, w, 3) RGB, named in `COLOURS`.

    brightness : mean luma (BT.709 weights on the stored values), 0 black to 1 white.
    contrast : twice the standard deviation of luma: 0 flat, 1 half black and half white.
    saturation : mean of (max - min) / max over red, green, blue, as in HSV.
    warmth : 0.5 plus half the mean of red minus blue: above 0.5 is warm, below cold.
    colourfulness : Hasler and Süsstrunk (2003), M3 over 109, their "extremely colourful".
    """
    pixels = picture[::_EVERY, ::_EVERY].reshape(-1, 3).astype(np.float32) / np.float32(255)
    red, green, blue = pixels.T
    luma = pixels @ _LUMA
    top = pixels.max(axis=1)
    saturation = (top - pixels.min(axis=1)) / np.maximum(top, np.float32(1 / 255))
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    shift = np.hypot(red_green.mean(), yellow_blue.mean())
    warmth = 0.5 + 0.5 * (red - blue).mean()
    colourfulness = (spread + 0.3 * shift) * 255 / 109
    values = (luma.mean(), 2 * luma.std(), saturation.mean(), warmth, colourfulness)
    return np.array(values, np.float32)


def describe(
    segments: tuple[Span, ...],
    *,
    motion: Floats,
    shots: tuple[Shot, ...],
    times_s: Floats,
    colours: Floats,
) -> Floats:
    """Return float32 (segments, 9), the numbers named in `DESCRIPTORS`.

    motion, motion_peak, motion_spread : mean, greatest and twice the standard deviation of the
    motion per second in the segment (scale: `motion.motion_per_second`).
    cut_rate : `r / (r + 0.25)` with r in cuts per second: 0.5 is a cut every four seconds.
    The colours are means over the sampled pictures.

    Parameters
    ----------
    motion : float32 (n,), one per second
    times_s, colours : float32 (m,) and (m, 5)
        The sampled pictures and what `colours` says of them; a segment without any takes the
        nearest.
    """
    starts = np.array([shot.span.start_s for shot in shots[1:]])
    rows = [
        [*_movement(span, motion), _cut_rate(span, starts), *colours[chosen].mean(axis=0)]
        for span, chosen in zip(segments, samples_of(segments, times_s), strict=True)
    ]
    return np.array(rows, np.float32)


def samples_of(segments: tuple[Span, ...], times_s: Floats) -> list[slice]:
    """Return which samples (in order of time) lie in each segment; the nearest where none does."""
    edges = np.searchsorted(times_s, [*(span.start_s for span in segments), np.inf])
    found = [slice(int(a), int(b)) for a, b in pairwise(edges)]
    return [
        chosen if chosen.stop > chosen.start else _nearest(span, times_s)
        for span, chosen in zip(segments, found, strict=True)
    ]


def _nearest(span: Span, times_s: Floats) -> slice:
    index = int(np.argmin(np.abs(times_s - (span.start_s + span.end_s) / 2)))
    return slice(index, index + 1)


def _movement(span: Span, motion: Floats) -> tuple[float, float, float]:
    first = min(int(span.start_s), len(motion) - 1)
    seconds = motion[first : max(first + 1, round(span.end_s))]
    return float(seconds.mean()), float(seconds.max()), float(2 * seconds.std())


def _cut_rate(span: Span, starts: NDArray[np.float64]) -> float:
    low, high = np.searchsorted(starts, [span.start_s, span.end_s])
    per_s = float(high - low) / max(span.duration_s, 1e-6)
    return per_s / (per_s + _HALF_CUTS_PER_S)
