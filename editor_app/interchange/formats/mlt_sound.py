"""Levels and fades of sound in MLT files: the filters that Shotcut and Kdenlive set on a clip."""

from __future__ import annotations

import math
from fractions import Fraction
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO
from editor_app.interchange.formats.mlt_media import frames, properties
from editor_app.interchange.layers import Clip
from editor_app.interchange.times import TimeError, fraction

_SILENT_DB = -96.0


def sound_of(elements: list[Element], heard: list[Clip], rate: Fraction) -> None:
    """Give a sound, in as many clips as it has speeds, the level and the fades its filters say."""
    for element in elements if heard else ():
        for one in element.findall("filter"):
            said = properties(one)
            if said.get("mlt_service") == "volume" and said.get("disable") != "1":
                _apply(said, one, heard, rate)


def _apply(said: dict[str, str], element: Element, heard: list[Clip], rate: Fraction) -> None:
    what = said.get("kdenlive_id") or said.get("shotcut:filter") or ""
    length_s = _length(said, element, rate)
    if what in ("fadein", "fadeInVolume"):
        heard[0].fade_in_s = min(length_s, heard[0].duration_s)
    elif what in ("fadeout", "fadeOutVolume"):
        heard[-1].fade_out_s = min(length_s, heard[-1].duration_s)
    else:
        for clip in heard:
            clip.gain_db = _level_db(said)


def _length(said: dict[str, str], element: Element, rate: Fraction) -> Fraction:
    try:
        for name in ("shotcut:animIn", "shotcut:animOut"):
            count = frames(said.get(name), rate)
            if count:
                return count / rate
        first, last = frames(element.get("in"), rate), frames(element.get("out"), rate, -1)
    except TimeError:
        return ZERO
    return max(last - first + 1, 0) / rate


def _level_db(said: dict[str, str]) -> float:
    """Return a level that does not change, 0 where it does: in dB, or as a factor."""
    try:
        if "level" in said and "=" not in said["level"]:
            return _within(float(fraction(said["level"])))
        gain = said.get("gain", "")
        if gain and "=" not in gain and ":" not in gain:
            factor = float(fraction(gain))
            return _within(20 * math.log10(factor)) if factor > 0 else _SILENT_DB
    except TimeError:
        pass
    return 0.0


def _within(level_db: float) -> float:
    return max(_SILENT_DB, min(level_db, 24.0))
