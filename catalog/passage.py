"""The passage that stands for a song: where its tower's attention lies thickest.

The attention of the music tower says how much each segment counts for the song as a whole
(supervised deep CCA, 2018: the chunks it scores highest represent the track). A listener is best
served by one piece in a row, so the passage is the window of segments with the most of it.
"""

from __future__ import annotations

import numpy as np

from inference.values import Floats, Span

PASSAGE_S = 30.0
EVEN = 0.02
"""Attention that nowhere differs from its mean by more than this share of it points nowhere."""


def passage_of(
    attention: Floats, *, segment_s: float, duration_s: float, length_s: float = PASSAGE_S
) -> Span | None:
    """Return the passage of about `length_s` seconds with the most attention.

    Parameters
    ----------
    attention : float32 (L,), not negative
    segment_s : distance between the starts of segments
    duration_s : length of the song; the passage never ends behind it

    Returns
    -------
    Span or None
        The earliest of equal ones; None where attention is the same everywhere or not a number,
        for then no passage stands out.
    """
    mean = float(attention.mean()) if len(attention) else 0.0
    if not np.isfinite(mean) or mean <= 0 or float(np.ptp(attention)) <= EVEN * mean:
        return None
    width = min(len(attention), max(1, round(length_s / segment_s)))
    sums = np.convolve(attention.astype(np.float64), np.ones(width), mode="valid")
    # Sums of the same numbers in another order differ in their last digits.
    first = int(np.flatnonzero(sums >= sums.max() - 1e-9)[0])
    return Span(first * segment_s, min(duration_s, (first + width) * segment_s))
