"""How the numbers and words of a song are written in lists; the same everywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

if TYPE_CHECKING:
    from catalog.tracks import Track

NOTHING = "–"
LONGEST_BADGE = 13
"""Words of a licence longer than this give way to the name of its family."""

_FAMILIES = {
    "public-domain": QT_TRANSLATE_NOOP("formats", "Public domain"),
    "attribution": QT_TRANSLATE_NOOP("formats", "With credit"),
    "share-alike": QT_TRANSLATE_NOOP("formats", "Share alike"),
    "no-derivatives": QT_TRANSLATE_NOOP("formats", "No changes"),
    "non-commercial": QT_TRANSLATE_NOOP("formats", "Non-commercial"),
    "all-rights": QT_TRANSLATE_NOOP("formats", "All rights"),
    "unknown": QT_TRANSLATE_NOOP("formats", "No licence"),
}


def clock(seconds: float) -> str:
    """Write a time as 3:24, or 1:02:03 from an hour on."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def bpm(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f}"


def key(name: str | None) -> str:
    """Write “D minor” as “D min”: the whole word is too wide for a list."""
    if not name:
        return NOTHING
    return re.sub(r"\b(maj|min)or\b", r"\1", name)


def licence(track: Track) -> str:
    """Name a licence in as few words as a badge has room for."""
    text = _short(track.licence)
    if text and len(text) <= LONGEST_BADGE:
        return text
    family = _FAMILIES.get(track.licence_family, _FAMILIES["unknown"])
    return QCoreApplication.translate("formats", str(family))


def attribution(track: Track) -> str:
    """Return the line that credits a song: the one its makers ask for, or one made of its tags."""
    if track.attribution:
        return track.attribution
    by = f" by {track.artist}" if track.artist else ""
    under = f" ({track.licence})" if track.licence else ""
    return f"“{track.title}”{by}{under}"


def _short(text: str) -> str:
    """Name a Creative Commons licence by its code, whatever words or address it was given as."""
    plain = re.sub(r"[\s_-]+", "-", text.lower())
    if re.search(r"\bcc0\b|\bcc-0\b|publicdomain/zero", plain):
        return "CC0"
    found = re.search(r"(?:\bcc-|licenses/)(by(?:-nc)?(?:-sa|-nd)?)\b", plain)
    return f"CC {found[1].upper()}" if found else text


def device_words(name: str) -> str:
    """Return what people call a device."""
    words = {"cpu": "CPU", "cuda": "NVIDIA (CUDA)", "directml": "DirectML", "coreml": "CoreML"}
    return words.get(name, name)
