"""The plain data of an OpenTimelineIO file, taken with care: any of it may be missing or wrong.

The library itself refuses files of a newer version than its own, and dies of JSON nested deeply
enough. The form is plain: objects that say what they are as "Clip.2", whatever the version.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from editor_app.interchange.bundles import CONTENT, opened
from editor_app.interchange.cut import ZERO
from editor_app.interchange.errors import not_understood
from editor_app.interchange.times import TimeError, bounded, fraction, frame_rate
from editor_app.interchange.xml_tree import MAX_BYTES, read_bytes

Data = dict[str, Any]

# What the library writes for infinity, and Python's reader does not know.
_INFINITY = re.compile(r"([:\[,]\s*-?)[Ii]nf\b")
_OLD_NAMES = {"Sequence": "Track", "Filler": "Gap"}


@dataclass(slots=True)
class Objects:
    """Objects that are written once and referred to elsewhere in the file."""

    by_id: dict[str, Data] = field(default_factory=dict)

    def gather(self, one: Data) -> Data:
        name = one.get("OTIO_REF_ID")
        if isinstance(name, str):
            self.by_id[name] = one
        return one

    def of(self, value: object) -> Data:
        """Return an object, or what it refers to; an empty one where it is none."""
        if not isinstance(value, dict):
            return {}
        if kind_of_object(value) == "SerializableObjectRef":
            return self.by_id.get(text(value, "id"), {})
        return value

    def all(self, value: object) -> list[Data]:
        """Return the objects of a list."""
        return [self.of(one) for one in value] if isinstance(value, list) else []


def load(path: Path) -> tuple[Data, Objects, bool]:
    """Return what a file or bundle holds, and whether it is packed with its media."""
    packed = path.is_file() and zipfile.is_zipfile(path)
    data = _unpacked(path) if packed else read_bytes(path / CONTENT if path.is_dir() else path)
    objects = Objects()
    try:
        written = data.decode("utf-8-sig")
        try:
            value = json.loads(written, object_hook=objects.gather)
        except json.JSONDecodeError:
            fixed = _INFINITY.sub(r"\1Infinity", written)
            value = json.loads(fixed, object_hook=objects.gather)
    except json.JSONDecodeError as error:
        raise not_understood(path, f"its JSON is broken in line {error.lineno}") from None
    except (ValueError, RecursionError):
        raise not_understood(path, "its JSON is broken, or nested deeper than any cut") from None
    if not isinstance(value, dict) or "OTIO_SCHEMA" not in value:
        raise not_understood(path, "it is no OpenTimelineIO")
    return value, objects, packed


def _unpacked(path: Path) -> bytes:
    """Return the timeline out of a bundle; nothing else is unpacked."""
    try:
        with opened(path) as archive, archive.open(CONTENT) as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        raise not_understood(path, "the bundle is damaged or holds no content.otio") from None
    if len(data) > MAX_BYTES:
        raise not_understood(path, f"it is larger than {MAX_BYTES >> 20} MB")
    return data


def kind_of_object(one: Data) -> str:
    """Return what an object is, whatever its version: "Clip"."""
    name = text(one, "OTIO_SCHEMA").partition(".")[0]
    return _OLD_NAMES.get(name, name)


def text(one: Data, name: str) -> str:
    """Return a text of an object, "" where there is none."""
    value = one.get(name)
    return value[:32_768] if isinstance(value, str) else ""


def seconds(time: object) -> Fraction:
    """Return a RationalTime in seconds; `TimeError` where it is none."""
    if not isinstance(time, dict):
        raise TimeError("a time is missing")
    return bounded(_number(time.get("value")) / exact_rate(_number(time.get("rate"))))


def length(time: object) -> Fraction:
    """Return a duration in seconds, never below 0."""
    found = seconds(time)
    return found if found.numerator > 0 else ZERO


def time_range(value: object) -> tuple[Fraction, Fraction] | None:
    """Return start and duration of a TimeRange, None where there is none."""
    if not isinstance(value, dict):
        return None
    return seconds(value.get("start_time")), length(value.get("duration"))


def rate_of(value: object) -> Fraction | None:
    """Return the frame rate of a TimeRange; None where it is one of sound, or none."""
    duration = value.get("duration") if isinstance(value, dict) else None
    try:
        rate = _number(duration.get("rate")) if isinstance(duration, dict) else ZERO
        return frame_rate(rate) if 10 <= rate <= 1000 else None
    except TimeError:
        return None


def exact_rate(rate: Fraction) -> Fraction:
    """Return a rate as what it stands for; of sound it is a sampling rate."""
    if rate.denominator == 1 and 1 <= rate.numerator <= 1_000_000:
        return rate
    if not Fraction(1, 100) <= rate <= 1_000_000:
        raise TimeError("a rate makes no sense")
    return frame_rate(rate) if Fraction(1, 10) <= rate <= 1000 else rate


def number(value: object, default: Fraction) -> Fraction:
    """Return a number, the default where it is none."""
    try:
        return _number(value)
    except TimeError:
        return default


def _number(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TimeError("a number is missing")
    return fraction(value)
