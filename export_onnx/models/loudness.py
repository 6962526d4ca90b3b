"""How loud groups of input columns are beside one another: few must not drown under many."""

from __future__ import annotations

import math

import numpy as np

from inference.values import Floats

LOUD_COLUMNS = 24
"""Groups of up to this many input columns keep their full spread."""


def balanced_scale(spread: Floats, group: Floats) -> Floats:
    """Spread (n,) enlarged so that a group of many columns is no louder than one of few.

    A thousand embedding columns would else drown nine descriptors, which carry the movement.
    """
    counts = np.array([(group == g).sum() for g in group], np.float32)
    return np.asarray(spread * np.maximum(1.0, np.sqrt(counts / LOUD_COLUMNS)), dtype=np.float32)


def softened(spread: Floats, descriptors: int) -> Floats:
    """Spread (D,) enlarged before the last `descriptors` columns, as loud together as 24 columns.

    0 descriptors leave it as it is.
    """
    before = len(spread) - descriptors
    if descriptors <= 0 or before <= LOUD_COLUMNS:
        return spread
    factor = np.ones(len(spread), np.float32)
    factor[:before] = math.sqrt(before / LOUD_COLUMNS)
    return np.asarray(spread * factor, dtype=np.float32)
