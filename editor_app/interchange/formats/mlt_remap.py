"""Clips of MLT whose speed changes: the curve of a time remap as points of time and source.

A key is a frame of the clip or a clock time, with a sign for how the curve goes on from there:
`25=1.0` straight, `25|=1.0` not at all until the next, `25~=1.0` smoothly. In a `time_map` (`map`
before MLT 7.2) values are seconds of the source, in a `speed_map` how fast it runs.
Source: MLT, link_timeremap.yml; compared with what melt 7.12 shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, sqrt

from editor_app.interchange.cut import ZERO
from editor_app.interchange.times import MAX_SECONDS, TimeError, bounded, clock_s, fraction, speed

_KEY = re.compile(r"\s*([\d.,:]+)\s*([^\d=]?)=\s*([-\d.,:]+)\s*")
_MOST_KEYS = 1000
_MOST_PARTS = 64
_HELD = "|"

Points = tuple[tuple[Fraction, Fraction], ...]
"""(seconds of the clip, seconds of its source), rising in the first."""


@dataclass(frozen=True, slots=True)
class Remap:
    """What a clip shows when; `smooth` says that its curve has bends which are left out."""

    points: Points
    smooth: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    at_s: Fraction
    sign: str
    value: Fraction


def remap_of(said: dict[str, str], rate: Fraction) -> Remap | None:
    """Return the curve that the properties of a `timeremap` draw, None where they draw none."""
    if said.get("speed_map"):
        keys = _keys(said["speed_map"], rate)
        points = _integrated(keys, rate)
    else:
        keys = _keys(said.get("time_map") or said.get("map") or "", rate)
        points = _drawn(keys, 1 / rate)
    smooth = any(key.sign not in ("", _HELD) for key in keys)
    return Remap(tuple(points), smooth) if points else None


def _keys(text: str, rate: Fraction) -> list[_Key]:
    found: dict[Fraction, _Key] = {}
    for part in text.split(";")[:_MOST_KEYS]:
        said = _KEY.fullmatch(part)
        if said is None:
            continue
        try:
            at_s = _time(said[1], 1 / rate)
            found[at_s] = _Key(at_s, said[2], _time(said[3], Fraction(1)))
        except TimeError:
            continue
    return [found[at_s] for at_s in sorted(found)]


def _time(text: str, unit_s: Fraction) -> Fraction:
    if ":" in text:
        return bounded(clock_s(text))
    return bounded(fraction(text.replace(",", ".")) * unit_s)


def _drawn(keys: list[_Key], frame_s: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return the points of a map of times; before its first key and after its last it stands.

    The last key is the last picture's, which lasts a frame: so long the line goes on.
    """
    if not keys:
        return []
    first, last, pace = keys[0], keys[-1], ZERO
    points = [(ZERO, first.value)] if first.at_s > 0 else []
    for key, after in pairwise(keys):
        points.append((key.at_s, key.value))
        pace = (after.value - key.value) / (after.at_s - key.at_s)
        if key.sign == _HELD:
            points.append((after.at_s, key.value))
            pace = ZERO
    end = last.value + pace * frame_s
    if not pace:
        points.append((last.at_s, last.value))
    return [*points, (last.at_s + frame_s, end), (Fraction(MAX_SECONDS), end)]


def _integrated(keys: list[_Key], rate: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return the points of a map of speeds: how far the source has run until each time."""
    if not keys:
        return []
    first, last = keys[0], keys[-1]
    points = [(ZERO, ZERO)]
    for begin, end in pairwise([_Key(ZERO, _HELD, first.value), *keys]):
        until = begin.value if begin.sign == _HELD else end.value
        for part_s, mean in _parts(end.at_s - begin.at_s, begin.value, until, rate):
            at_s, source_s = points[-1]
            points.append((at_s + part_s, source_s + part_s * mean))
    at_s, source_s = points[-1]
    rest_s = Fraction(MAX_SECONDS)
    return [*points, (at_s + rest_s, source_s + rest_s * speed(last.value))]


def _parts(
    length_s: Fraction, low: Fraction, high: Fraction, rate: Fraction
) -> list[tuple[Fraction, Fraction]]:
    """Return a ramp as stretches (length, speed) that show the same picture to half a frame.

    A chord of length h leaves a curve of acceleration a by a·h²/8.
    """
    if length_s <= 0:
        return []
    gain = abs(speed(high) - speed(low)) / length_s
    count = min(_MOST_PARTS, ceil(float(length_s) * sqrt(float(gain * rate) / 4)) or 1)
    step = (high - low) / count
    return [(length_s / count, low + step * (n + Fraction(1, 2))) for n in range(count)]
