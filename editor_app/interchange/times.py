"""Numbers and timecodes out of timelines: exact, and never larger than a film can be.

Timecode with dropped frames (SMPTE ST 12-1): the numbers 0 and 1 (at 59.94: 0 to 3) are left out
at the start of every minute but each tenth, so that 29.97 pictures a second keep up with the clock.
"""

from __future__ import annotations

import re
from fractions import Fraction

MAX_SECONDS = 10_000_000
"""Largest time believed, about 115 days, either side of 0."""

MAX_SPEED = 10_000
_LARGEST = 1e15
_LONGEST = 48  # characters of a number; a longer one is an attack, not a time
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(/\d+)?s?", re.ASCII)
_TIMECODE = re.compile(r"(\d{1,2})[:.;,](\d{1,2})[:.;,](\d{1,2})([:.;,])(\d{1,3})", re.ASCII)
_CLOCK = re.compile(r"(-?)(?:(\d{1,5}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,12})?)", re.ASCII)
_NTSC = {24: 24000, 30: 30000, 48: 48000, 60: 60000, 120: 120000}


class TimeError(ValueError):
    """A text is no time, or one no film has."""


def fraction(text: str | float) -> Fraction:
    """Return "1001/30000s", "2.5" or a number exactly; `TimeError` for anything else."""
    if isinstance(text, float) and text.is_integer() and abs(text) < _LARGEST:
        return Fraction(int(text))  # most numbers are whole: a long timeline has a million
    written = repr(text) if isinstance(text, float) else str(text).strip()
    if "e" in written and isinstance(text, float):
        written = f"{text:.12f}"
    if len(written) > _LONGEST or not _PLAIN.fullmatch(written):
        raise TimeError(f"“{written[:_LONGEST]}” is no number")
    above, _, below = written.removesuffix("s").partition("/")
    if below and int(below) == 0:
        raise TimeError(f"“{written}” divides by nothing")
    return Fraction(above) / int(below or 1)


def seconds(text: str | float) -> Fraction:
    """Return a time; `TimeError` where it is none or longer than any film."""
    return bounded(fraction(text))


def bounded(time_s: Fraction) -> Fraction:
    """Return the time as it is, `TimeError` where it is longer than any film."""
    # Compared as whole numbers: comparing fractions is where reading would spend its time.
    if abs(time_s.numerator) > MAX_SECONDS * time_s.denominator:
        raise TimeError("a time is longer than any film")
    return time_s


def is_number(text: str, longest: int = 18) -> bool:
    """Whether a text is digits and nothing else, and not too many."""
    return text.isascii() and text.isdigit() and len(text) <= longest


def whole(text: str | float) -> int:
    """Return a whole number, however it is written."""
    value = fraction(text)
    if abs(value) > MAX_SECONDS * 200_000:
        raise TimeError("a number is larger than any film needs")
    return round(value)


def frame_rate(text: str | float | Fraction, ntsc: bool = False) -> Fraction:
    """Return pictures a second, 23.98 and 29.97 as what they stand for; `TimeError` if absurd."""
    rate = text if isinstance(text, Fraction) else fraction(text)
    if rate.denominator == 1 and 1 <= rate.numerator <= 1000 and not ntsc:
        return rate
    if not Fraction(1, 10) <= rate <= 1000:
        raise TimeError(f"{float(rate):g} pictures a second is no frame rate")
    near = round(rate)
    exact = Fraction(_NTSC[near], 1001) if near in _NTSC else rate
    if ntsc or (rate != near and abs(rate - exact) < Fraction(1, 100)):
        return exact
    return rate.limit_denominator(100_000)


def speed(value: Fraction) -> Fraction:
    """Return a speed within reason."""
    if abs(value) > MAX_SPEED:
        raise TimeError("a speed is larger than any editor has")
    return value.limit_denominator(1_000_000)


def timecode_s(text: str, rate: Fraction) -> Fraction:
    """Return the seconds of a timecode such as 01:00:00:12, or 01:00:00;12 for dropped frames."""
    parts = timecode_parts(text)
    if parts is None:
        raise TimeError(f"“{text[:_LONGEST]}” is no timecode")
    hours, minutes, whole_s, frames, drop = parts
    nominal = round(rate)
    if minutes > 59 or whole_s > 59 or frames >= max(nominal, 1):
        raise TimeError(f"there is no timecode {text} at {float(rate):g} pictures a second")
    count = ((hours * 60 + minutes) * 60 + whole_s) * nominal + frames
    if drop and rate.denominator == 1001:
        past = hours * 60 + minutes
        count -= nominal // 15 * (past - past // 10)
    return count / rate


def timecode_parts(text: str) -> tuple[int, int, int, int, bool] | None:
    """Return hours, minutes, seconds, frames and whether frames are dropped, or None."""
    found = _TIMECODE.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, whole_s, mark, frames = found.groups()
    return int(hours), int(minutes), int(whole_s), int(frames), mark in ";,"


def timecode(time_s: Fraction, rate: Fraction, *, drop: bool = False) -> str:
    """Return a time as timecode; frames are rounded to the nearest."""
    nominal = round(rate)
    count = max(0, round(time_s * rate))
    dropped = drop and rate.denominator == 1001
    if dropped:
        count += _left_out(count, nominal)
    whole_s, frames = divmod(count, nominal)
    minutes, whole_s = divmod(whole_s, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{whole_s:02}{';' if dropped else ':'}{frames:02}"


def clock_s(text: str) -> Fraction:
    """Return the seconds of a clock time such as 00:01:02.345."""
    hours, minutes, rest_s, sign = clock_parts(text)
    return sign * ((hours * 60 + minutes) * 60 + rest_s)


def clock_parts(text: str) -> tuple[int, int, Fraction, int]:
    """Return hours, minutes, seconds and the sign of a clock time."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise TimeError(f"“{text[:_LONGEST]}” is no time")
    sign, hours, minutes, rest = found.groups()
    return int(hours or 0), int(minutes), Fraction(rest.replace(",", ".")), -1 if sign else 1


def _left_out(count: int, nominal: int) -> int:
    """Return how many numbers were left out before a frame."""
    each = nominal // 15
    per_minute = nominal * 60 - each
    per_ten = per_minute * 10 + each
    tens, rest = divmod(count, per_ten)
    minutes = max(0, (rest - each) // per_minute)
    return each * (9 * tens + minutes)
