"""Films whose every picture says its number, and cuts of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from editor_app.interchange.cut import Cut, MediaRef, Piece
from inference.media.container import open_media, origin_s
from tests.inference.media.making import write_video

RATE = Fraction(25)
STEP = 12
"""Shades between the pictures of a second: they survive a lossy codec."""


def counted(path: Path, frames: int, *, base: int = 20, size: tuple[int, int] = (64, 48)) -> Path:
    """Write a film whose picture n is grey of `base` + STEP * (n % 16)."""
    width, height = size
    pictures = [
        np.full((height, width, 3), base + STEP * (n % 16), np.uint8) for n in range(frames)
    ]
    write_video(path, pictures)
    return path


def shades(path: Path) -> list[tuple[float, float]]:
    """Return the (seconds, mean grey) of every picture of a film."""

    def all_of() -> Iterator[tuple[float, float]]:
        with open_media(path) as container:
            start_s = origin_s(container)
            for frame in container.decode(video=0):
                yield frame.time - start_s, float(frame.to_ndarray(format="gray").mean())

    return list(all_of())


def numbers(path: Path, *, base: int = 20) -> list[int]:
    """Return what the pictures of a film of `counted` say of themselves; -1 for black."""
    return [-1 if shade < base - 10 else round((shade - base) / STEP) for _, shade in shades(path)]


def of(path: Path, **known: object) -> MediaRef:
    return MediaRef(path.name, path, **known)  # type: ignore[arg-type]


def frames(count: int | float) -> Fraction:
    return Fraction(count) / RATE


def piece(
    start: int, length: int, path: Path | None = None, first: int = 0, **more: object
) -> Piece:
    """Return a piece in frames."""
    source = None if path is None else of(path)
    return Piece(frames(start), frames(length), source, frames(first), **more)  # type: ignore[arg-type]


def a_cut(*pieces: Piece, **more: object) -> Cut:
    return Cut("cut", RATE, pieces, **more)  # type: ignore[arg-type]


def otio(path: Path, clips: list[tuple[Path, int, int]]) -> Path:
    """Write a timeline of 25 a second by hand; clips are (file, first frame, frames)."""

    def span(start: int, length: int) -> dict[str, Any]:
        def time(value: int) -> dict[str, Any]:
            return {"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": value}

        return {
            "OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(length)
        }  # fmt: skip

    children = [
        {
            "OTIO_SCHEMA": "Clip.1", "name": file.name, "metadata": {},
            "source_range": span(first, length),
            "media_reference": {
                "OTIO_SCHEMA": "ExternalReference.1", "target_url": str(file), "metadata": {}
            },
        }
        for file, first, length in clips
    ]  # fmt: skip
    tracks = [
        {"OTIO_SCHEMA": "Track.1", "name": kind, "kind": kind, "metadata": {}, "children": children}
        for kind in ("Video", "Audio")
    ]
    stack = {"OTIO_SCHEMA": "Stack.1", "name": "", "metadata": {}, "children": tracks}
    made = {"OTIO_SCHEMA": "Timeline.1", "name": "trip", "metadata": {}, "tracks": stack}
    path.write_text(json.dumps(made), encoding="utf-8")
    return path
