"""How well one song follows another: by key and by tempo."""

from __future__ import annotations

import math

KEY_UNKNOWN, TEMPO_UNKNOWN = 0.5, 0.5
"""What is said of songs of which it is not known: in the middle between well and badly."""

_MOST_FIFTHS = 6
# Half and double the tempo are the same pulse; further apart than this, songs just differ.
_MOST_OCTAVES = 0.25

_TONICS = {
    "C": 0, "C#": 1, "Db": 1, "D": 2, "D#": 3, "Eb": 3, "E": 4, "F": 5, "F#": 6, "Gb": 6,
    "G": 7, "G#": 8, "Ab": 8, "A": 9, "A#": 10, "Bb": 10, "B": 11,
}  # fmt: skip


def fifths_apart(one: str | None, other: str | None) -> int | None:
    """Return how many steps two keys ("A minor") lie apart on the circle of fifths, 0 to 6.

    A minor key stands where its relative major does. None where a key is not known.
    """
    places = [_place(name) for name in (one, other)]
    if places[0] is None or places[1] is None:
        return None
    away = (places[0] - places[1]) % 12
    return min(away, 12 - away)


def key_distance(one: str | None, other: str | None, *, sure: float = 1.0) -> float:
    """Return 0 for keys that go together to 1 for those furthest apart.

    `sure`, 0 to 1, says how sure the keys are; the less, the nearer to `KEY_UNKNOWN`.
    """
    apart = fifths_apart(one, other)
    if apart is None:
        return KEY_UNKNOWN
    return KEY_UNKNOWN + sure * (apart / _MOST_FIFTHS - KEY_UNKNOWN)


def tempo_distance(one_bpm: float | None, other_bpm: float | None) -> float:
    """Return 0 for the same pulse, also at half or double the tempo, to 1 for quite another."""
    if not one_bpm or not other_bpm:
        return TEMPO_UNKNOWN
    octaves = math.log2(one_bpm / other_bpm)
    return min(1.0, abs(octaves - round(octaves)) / _MOST_OCTAVES)


def _place(name: str | None) -> int | None:
    """Place on the circle of fifths of the major key with the same notes."""
    tonic, _, mode = (name or "").partition(" ")
    if tonic not in _TONICS or mode not in ("major", "minor"):
        return None
    semitone = _TONICS[tonic] + (3 if mode == "minor" else 0)
    return 7 * semitone % 12
