"""Sounds sorted onto tracks on which nothing overlaps, as most editors want them."""

from __future__ import annotations

from collections.abc import Iterable

from editor_app.interchange.cut import SoundPiece


def sound_tracks(sounds: Iterable[SoundPiece]) -> list[tuple[str, list[SoundPiece]]]:
    """Return the sounds track by track, in order; one whose sounds overlap is parted."""
    by_name: dict[str, list[list[SoundPiece]]] = {}
    for sound in sorted(sounds, key=lambda one: one.start_s):
        lines = by_name.setdefault(sound.track or "A1", [])
        free = next((line for line in lines if line[-1].end_s <= sound.start_s), None)
        if free is None:
            lines.append([sound])
        else:
            free.append(sound)
    return [
        (name if number == 1 else f"{name} {number}", line)
        for name, lines in by_name.items()
        for number, line in enumerate(lines, start=1)
    ]
