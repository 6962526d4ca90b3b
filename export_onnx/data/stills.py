"""Rated pictures as training material: OASIS, seen through the product's own encoder."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator

from export_onnx.data.gather import Bases
from export_onnx.data.keeping import found_tables, keep_tables
from inference.errors import WorldError
from inference.features.picture import COLOURS, DESCRIPTORS, colours
from inference.media.video import FRAME_SIZE
from inference.progress import Progress, Work
from inference.values import Floats, Frames

JITTER = 0.35
"""Light, contrast and colour of a still's variants change by up to this factor."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """OASIS: N pictures with themes and mean ratings of valence and arousal, 1 to 7."""

    files: tuple[Path, ...]
    themes: tuple[str, ...]
    valence: Floats
    arousal: Floats


def read_ratings(folder: Path) -> Ratings:
    """Read ratings.csv beside the folder `images`.

    Raises
    ------
    WorldError
        If it is absent or has other columns.
    """
    path = folder / "ratings.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return Ratings(
            tuple(folder / "images" / row["file"] for row in rows),
            tuple(_theme(row["file"]) for row in rows),
            np.array([row["valence_mean"] for row in rows], np.float32),
            np.array([row["arousal_mean"] for row in rows], np.float32),
        )
    except (OSError, KeyError, ValueError) as error:
        raise WorldError(
            f"The picture ratings {path} cannot be read ({error}).",
            remedy="Name a folder with ratings.csv and images/ as OASIS has them.",
            path=path,
        ) from error


def _theme(file: str) -> str:
    """Acorns_1.jpg and Acorns_2.jpg show one theme."""
    return Path(file).stem.rstrip("0123456789 _")


@dataclass(frozen=True, slots=True, eq=False)
class Stills:
    """V variants of N pictures: embeddings (V, N, 1280), probabilities, descriptors (V, N, 9)."""

    embeddings: Floats
    probabilities: Floats
    descriptors: Floats


def look_at_stills(
    files: Sequence[Path], bases: Bases, kept: Path, *, variants: int, seed: int = 0
) -> Work[Stills]:
    """Encode every picture as it is and `variants` times in changed light and colour."""
    path = kept / f"stills-{len(files)}-{variants}-{seed}.{bases.visual_key}.npz"
    names = ("embeddings", "probabilities", "descriptors")
    found = found_tables(path, *names)
    if found is None:
        rows: list[list[tuple[Floats, ...]]] = []
        for version in range(variants + 1):
            rng = np.random.default_rng([seed, version]) if version else None
            rows.append([])
            for i, file in enumerate(files):
                rows[-1].append(_look(file, bases, rng))
                done = (version + (i + 1) / len(files)) / (variants + 1)
                if i % 50 == 0:
                    yield Progress(done, f"looking at {file.name}")
        tables = {
            name: np.stack([np.stack([row[k] for row in part]) for part in rows])
            for k, name in enumerate(names)
        }
        keep_tables(path, tables)
        found = tables
    return Stills(found["embeddings"], found["probabilities"], found["descriptors"])


def _look(file: Path, bases: Bases, rng: Generator | None) -> tuple[Floats, ...]:
    picture = read_picture(file)
    if rng is not None:
        picture = change_light(picture, rng)
    embedding, probabilities = bases.see(picture[None])
    still = np.zeros(len(DESCRIPTORS) - len(COLOURS), np.float32)
    return embedding[0], probabilities[0], np.concatenate([still, colours(picture)])


def read_picture(file: Path) -> Frames:
    """Read a picture as uint8 (224, 224, 3) RGB, stretched to the square like frames of film.

    Raises
    ------
    WorldError
        If it is no picture.
    """
    content = np.frombuffer(file.read_bytes(), np.uint8) if file.is_file() else None
    picture = None if content is None else cv2.imdecode(content, cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise WorldError(
            f"The picture {file} cannot be read.", remedy="Fetch the pictures again.", path=file
        )
    small = cv2.resize(picture, (FRAME_SIZE, FRAME_SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def change_light(picture: Frames, rng: Generator) -> Frames:
    """Another grading of a picture: gain, contrast, saturation and warmth by a random factor."""
    gain, contrast, saturation, warmth = np.exp(JITTER * rng.uniform(-1, 1, 4))
    x = picture.astype(np.float32) * np.array([warmth**0.5, 1.0, warmth**-0.5]) * gain
    x = (x - x.mean()) * contrast + x.mean()
    grey = x.mean(-1, keepdims=True)
    x = grey + saturation * (x - grey)
    if rng.random() < 0.5:
        x = x[:, ::-1]
    return np.asarray(np.clip(x, 0, 255), dtype=np.uint8)
