"""How unlike two places of a song are, by spectra that the product does not go by."""

from __future__ import annotations

import numpy as np

from inference.features.spectrum import hann, mel_bands, power_spectra
from inference.values import Floats

MEL_HZ = 16_000
_HOP, _WINDOW, _BANDS = 640, 1024, 48
_AROUND_S = 2.0


def mels(sound: Floats) -> Floats:
    """Log-mel spectra of a mono sound at `MEL_HZ`, (n, 48), 25 a second."""
    # The end of a file, often cut off, is no part of what two places are compared by.
    whole = sound[: -MEL_HZ // 4]
    view = np.lib.stride_tricks.sliding_window_view(whole, _WINDOW)[::_HOP]
    power = power_spectra(view, hann(_WINDOW)) @ mel_bands(_BANDS, _WINDOW)
    return np.asarray(np.log10(power + 1e-7), np.float32)


def apart(rows: Floats, out_s: float, in_s: float) -> float:
    """Difference of the two seconds on both sides of two places, in bels."""
    rate = MEL_HZ / _HOP
    out, into, reach = round(out_s * rate), round(in_s * rate), round(_AROUND_S * rate)
    before = min(reach, out, into)
    after = min(reach, len(rows) - out, len(rows) - into)
    one, other = rows[out - before : out + after], rows[into - before : into + after]
    return float(np.sqrt(np.mean(np.square(one - other)))) if len(one) else float("inf")
