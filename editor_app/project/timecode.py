"""Which exact frame rate a file's rounded one stands for."""

from __future__ import annotations

from fractions import Fraction

NTSC = Fraction(1000, 1001)

_DROPPING = frozenset({30, 60})


def exact_rate(frames_per_s: float) -> Fraction:
    """Return a frame rate as the fraction it stands for: 29.97 is 30000/1001.

    A rate of nothing, as files without one have, is taken for 25.
    """
    if not frames_per_s > 0:
        return Fraction(25)
    whole = round(frames_per_s)
    for rate in (Fraction(whole), (whole or 1) * NTSC):
        if abs(float(rate) - frames_per_s) < 0.004:
            return rate
    return Fraction(frames_per_s).limit_denominator(1001)


def drops(rate: Fraction) -> bool:
    """Whether timecode of this rate leaves out numbers to keep up with the clock."""
    return rate.denominator == 1001 and round(rate) in _DROPPING
