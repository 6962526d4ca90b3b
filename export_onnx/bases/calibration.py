"""Real pictures for the statistics of quantisation, and real sound for distillation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import av
import cv2
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from export_onnx.bases.musicnn import PATCH_SAMPLES, SAMPLE_RATE_HZ
from inference.errors import MediaError
from inference.values import Floats, Frames

SIDE = 224
PICTURES = {".jpg", ".jpeg", ".png"}
FILMS = {".mp4", ".mkv", ".mov", ".webm"}
SOUNDS = {".ogg", ".flac", ".wav", ".mp3"}
PER_FILM = 24
MAX_PICTURES = 100
PATCH_EVERY_S = 12.0

Item = TypeVar("Item")


def read_frames(folder: Path) -> Frames:
    """Frames (n, 224, 224, 3): up to 100 pictures and 24 frames of each film below `folder`.

    The choice depends on the file names alone, so that the same folder gives the same graph.

    Raises
    ------
    MediaError
        If there is nothing to use.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    pictures = _spread([path for path in files if path.suffix.lower() in PICTURES], MAX_PICTURES)
    frames = [_read_picture(path) for path in pictures]
    for film in (path for path in files if path.suffix.lower() in FILMS):
        frames += _spread(list(_film_frames(film)), PER_FILM)
    if not frames:
        raise MediaError(
            f"{folder} holds no pictures or films.",
            remedy="Name a folder with some dozens of ordinary pictures or a few films.",
            path=folder,
        )
    return np.stack(frames)


def _read_picture(path: Path) -> Frames:
    picture = cv2.imread(str(path))
    if picture is None:
        raise MediaError(f"{path.name} is no readable picture.", remedy="Take it out.", path=path)
    return _shrink(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))


def _film_frames(path: Path) -> Iterator[Frames]:
    try:
        with av.open(str(path)) as film:
            for frame in film.decode(video=0):
                yield _shrink(frame.to_ndarray(format="rgb24"))
    except av.FFmpegError as error:
        raise MediaError(
            f"{path.name} cannot be decoded: {error}.", remedy="Take it out.", path=path
        ) from error


def _shrink(picture: NDArray[Any]) -> Frames:
    return np.asarray(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _spread(items: list[Item], count: int) -> list[Item]:
    """At most `count` items, evenly spread."""
    if len(items) <= count:
        return items
    return [items[i * len(items) // count] for i in range(count)]


def read_patches(path: Path) -> Floats:
    """Patches (n, 47616) of a song, one about every 12 s, mono at 16 kHz; none if it is shorter."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = soxr.resample(samples.mean(1), rate_hz, SAMPLE_RATE_HZ)
    count = max(1, int(len(mono) / SAMPLE_RATE_HZ / PATCH_EVERY_S))
    centres = [int((i + 0.5) / count * len(mono)) for i in range(count)]
    last = len(mono) - PATCH_SAMPLES
    starts = [min(max(0, centre - PATCH_SAMPLES // 2), last) for centre in centres]
    patches = [mono[start : start + PATCH_SAMPLES] for start in starts if last >= 0]
    return np.asarray(patches, np.float32).reshape(-1, PATCH_SAMPLES)


def song_files(folder: Path) -> list[Path]:
    """Songs directly in `folder`, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SOUNDS)
