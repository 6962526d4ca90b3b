"""Which file a clip of an AAF is made of: along its master to the file, and on to the original."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote

from editor_app.interchange.cut import ZERO, MediaRef
from editor_app.interchange.kinds import STILL_FILES, holds_picture, suffix
from editor_app.interchange.places import Place, place
from editor_app.interchange.times import TimeError, bounded, fraction, frame_rate

_LONGEST_CHAIN = 12
_PICTURES = 1000  # a second, at most: anything above is a sampling rate


@dataclass(frozen=True, slots=True)
class Found:
    """The file of a clip; `offset_s` is where in it the master begins."""

    source: MediaRef
    offset_s: Fraction = ZERO


class Masters:
    """Looks up the files of masters, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[tuple[str, int], Found] = {}

    def of(self, clip: Any) -> Found:  # noqa: ANN401  (pyaaf2 says nothing about types)
        """Return the file of a SourceClip of a composition."""
        key = (str(clip.mob_id), int(clip.slot_id or 0))
        if key not in self._found:
            self._found[key] = self._search(clip)
        return self._found[key]

    def _search(self, clip: Any) -> Found:  # noqa: ANN401
        """Follow the chain of mobs; the last that has a file is the original."""
        names: list[str] = []
        places: list[Place] = []
        urls: list[str] = []
        offset_s = total_s = start_s = ZERO
        length_s: Fraction | None = None
        rate: Fraction | None = None
        for _ in range(_LONGEST_CHAIN):
            mob, slot = clip.mob, _slot_of(clip)
            if mob is None:
                break
            names.append(str(mob.name or ""))
            url = _locator(mob)
            if url:
                found = place(url, self._folder)
                places.append(found)
                urls.append(url)
                offset_s = total_s
                length_s = _length(slot)
                rate = _picture_rate(slot)
            start_s = _timecode_s(mob) or start_s
            following = _first_clip(slot)
            if following is None or slot is None:
                break
            total_s += fraction(int(following.start or 0)) / rate_of(slot)
            clip = following
        return Found(_media(names, places, urls, start_s, length_s, rate), offset_s)


def rate_of(slot: Any) -> Fraction:  # noqa: ANN401
    """Return the edit rate of a slot; `TimeError` where it makes no sense."""
    rate = Fraction(slot.edit_rate)
    if not Fraction(1, 100) <= rate <= 1_000_000:
        raise TimeError("a rate makes no sense")
    return frame_rate(rate) if Fraction(1, 10) <= rate <= _PICTURES else rate


def _media(
    names: list[str],
    places: list[Place],
    urls: list[str],
    start_s: Fraction,
    length_s: Fraction | None,
    rate: Fraction | None,
) -> MediaRef:
    named = next((name for name in names if name), "missing")
    original = places[-1] if places else None
    name = original.name if original and suffix(original.name) else named
    proxies = [one.path for one in places[:-1] if one.path is not None]
    return MediaRef(
        name=name,
        path=original.path if original else None,
        url=urls[-1] if urls else "",
        start_s=start_s,
        duration_s=length_s,
        frame_rate=rate,
        reel=names[-1] if len(names) > 1 else "",
        has_picture=holds_picture(name),
        still=suffix(name) in STILL_FILES,
        proxy=proxies[0] if proxies else None,
    )


def _slot_of(clip: Any) -> Any:  # noqa: ANN401
    try:
        return clip.slot
    except IndexError:
        return None


def _first_clip(slot: Any) -> Any:  # noqa: ANN401
    """Return the first SourceClip of a slot, None if it holds another thing."""
    segment: Any = None if slot is None else slot.segment
    for _ in range(_LONGEST_CHAIN):
        kind = type(segment).__name__
        if kind == "SourceClip":
            return segment
        if kind == "Sequence":
            segment = next(iter(segment.components), None)
        elif kind == "EssenceGroup":
            segment = next(iter(segment["Choices"].value), None)
        elif kind in ("OperationGroup", "Selector"):
            segment = _inside(segment, kind)
        else:
            return None
    return None


def _inside(segment: Any, kind: str) -> Any:  # noqa: ANN401
    if kind == "Selector":
        return segment["Selected"].value
    return next(iter(segment.segments), None)


def _locator(mob: Any) -> str:  # noqa: ANN401
    descriptor = getattr(mob, "descriptor", None)
    if descriptor is None or "Locator" not in descriptor:
        return ""
    for locator in descriptor["Locator"].value:
        if "URLString" in locator:
            url = str(locator["URLString"].value or "")
            return url if "://" in url else quote(url, safe="/:\\ ")
    return ""


def _length(slot: Any) -> Fraction | None:  # noqa: ANN401
    length = None if slot is None else getattr(slot.segment, "length", None)
    try:
        return bounded(fraction(int(length)) / rate_of(slot)) if length else None
    except TimeError:
        return None


def _picture_rate(slot: Any) -> Fraction | None:  # noqa: ANN401
    if slot is None or str(slot.media_kind) != "Picture":
        return None
    rate = rate_of(slot)
    return rate if rate <= _PICTURES else None


def _timecode_s(mob: Any) -> Fraction | None:  # noqa: ANN401
    """Return the timecode at the start of a tape or file."""
    for slot in mob.slots:
        if str(slot.media_kind) == "Timecode" and type(slot.segment).__name__ == "Timecode":
            return bounded(fraction(int(slot.segment.start)) / rate_of(slot))
    return None
