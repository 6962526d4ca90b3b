"""Frame numbers as editors write them: hours, minutes, seconds, frames."""

from __future__ import annotations

from fractions import Fraction

_DROPPING = {30: 2, 60: 4}
"""Frame numbers left out each minute, by the whole rate that is counted with."""

NTSC = Fraction(1000, 1001)


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


def frames_of(time_s: float | Fraction, rate: Fraction) -> int:
    """Return the number of the frame nearest to a time."""
    return round(Fraction(time_s) * rate)


def drops(rate: Fraction) -> bool:
    """Whether timecode of this rate leaves out numbers to keep up with the clock."""
    return rate.denominator == 1001 and round(rate) in _DROPPING


def timecode(frame: int, rate: Fraction, *, drop: bool | None = None) -> str:
    """Return HH:MM:SS:FF of a frame number; HH:MM:SS;FF where numbers are dropped.

    `drop` says whether they are; left out, rates of 29.97 and 59.94 do. The hours go round at 24.
    """
    base = max(1, round(rate))
    is_dropped = drops(rate) if drop is None else drop
    number = _with_gaps(frame, base) if is_dropped else frame
    seconds, frames = divmod(number, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    mark = ";" if is_dropped else ":"
    return f"{hours % 24:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"


def _with_gaps(frame: int, base: int) -> int:
    """Return the number that a frame bears: each minute but the tenth leaves some out."""
    dropped = _DROPPING.get(base, 0)
    a_minute = base * 60 - dropped
    ten_minutes = a_minute * 10 + dropped
    tens, rest = divmod(frame, ten_minutes)
    gaps = tens * 9 + max(0, (rest - dropped) // a_minute)
    return frame + gaps * dropped
