"""Base features of training and measuring material, made by the product's own front end.

Training and running must see the same numbers, so nothing is computed here: films go through
`inference.features.watch`, songs through `inference.features.listen`, stills through the same
encoder and the same colour measures. What was made once is kept in a folder by content.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.random import Generator

from export_onnx.data.sequences import Track
from export_onnx.export.pack import PATCH_SAMPLES, SEGMENT_S, replace_file
from inference.errors import PackError, WorldError
from inference.features.listen import listen
from inference.features.picture import COLOURS, DESCRIPTORS, colours
from inference.features.watch import watch
from inference.media.content import content_key
from inference.media.video import FRAME_SIZE
from inference.progress import Progress, Work, finish
from inference.towers.session import Session, open_session
from inference.values import Floats, Frames

MUSIC_SUFFIXES = frozenset({".ogg", ".mp3", ".flac", ".wav", ".opus", ".m4a"})
JITTER = 0.35
"""Light, contrast and colour of a still's variants change by up to this factor."""


@dataclass(frozen=True, slots=True, eq=False)
class Bases:
    """The two base graphs of a pack folder, opened before any tower exists."""

    visual: Session
    music: Session
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    visual_key: str
    music_key: str

    def see(self, frames: Frames) -> tuple[Floats, Floats]:
        """Frames (n, 224, 224, 3) -> embeddings (n, 1280), probabilities (n, 1000)."""
        out = self.visual.run({"frames": frames})
        return out["embedding"], out["probabilities"]

    def hear(self, waveform: Floats) -> tuple[Floats, Floats]:
        """Patches (n, 47616) -> embeddings (n, 200), tag probabilities (n, T)."""
        out = self.music.run({"waveform": waveform})
        return out["embedding"], out["tags"]


def open_bases(folder: Path, *, threads: int = 1) -> Bases:
    """Open visual_base.onnx and music_base.onnx of `folder`.

    Raises
    ------
    PackError
        If a graph or a word list is missing or damaged.
    """
    try:
        graphs = [(folder / f"{name}.onnx").read_bytes() for name in ("visual_base", "music_base")]
        tags, labels = (
            tuple((folder / name).read_text(encoding="utf-8").splitlines())
            for name in ("music_tags.txt", "visual_labels.txt")
        )
    except OSError as error:
        raise PackError(
            f"The base encoders in {folder} cannot be read ({error}).",
            remedy="Make them with `python -m export_onnx bases`.",
            path=folder,
        ) from error
    visual, music = (open_session(graph, device="cpu", threads=threads) for graph in graphs)
    keys = [hashlib.sha256(graph).hexdigest()[:12] for graph in graphs]
    return Bases(visual, music, tags, labels, *keys)


def watch_clip(path: Path, bases: Bases, kept: Path) -> Track:
    """Base features (L, Dv) and class probabilities of a film."""
    return finish(watching(path, bases, kept))


def listen_to_song(path: Path, bases: Bases, kept: Path) -> Floats:
    """Base features (L, Dm) of a song."""
    return finish(listening(path, bases, kept))


def watching(path: Path, bases: Bases, kept: Path, *, segment_s: float = SEGMENT_S) -> Work[Track]:
    """Watch a film, or give what was kept of it when it was watched before."""
    place = kept / f"{content_key(path)}.{bases.visual_key}{_length_mark(segment_s)}.clip.npz"
    found = _found(place, "base", "probabilities")
    if found is None:
        seen = yield from watch(path, bases.see, segment_s=segment_s)
        found = {"base": seen.base, "probabilities": seen.class_probabilities}
        _keep(place, found)
    return Track(found["base"], found["probabilities"])


def listening(
    path: Path, bases: Bases, kept: Path, *, segment_s: float = SEGMENT_S
) -> Work[Floats]:
    """Listen to a song or the sound of a film, or give what was kept of it."""
    place = kept / f"{content_key(path)}.{bases.music_key}{_length_mark(segment_s)}.song.npz"
    found = _found(place, "base")
    if found is None:
        heard = yield from listen(
            path, bases.hear, segment_s=segment_s, patch_samples=PATCH_SAMPLES
        )
        found = {"base": heard.base}
        _keep(place, found)
    return found["base"]


def _length_mark(segment_s: float) -> str:
    return "" if segment_s == SEGMENT_S else f".{segment_s:g}s"


def listen_to_all(paths: Sequence[Path], bases: Bases, kept: Path) -> Work[dict[str, Floats]]:
    """Base features of many songs by file name; one that cannot be used is told and left out."""
    songs = {}
    for i, path in enumerate(paths):
        try:
            songs[path.name] = listen_to_song(path, bases, kept)
            yield Progress((i + 1) / len(paths), f"heard {path.name}")
        except WorldError as error:
            yield Progress((i + 1) / len(paths), f"left out: {error}")
    return songs


def watch_all(paths: Sequence[Path], bases: Bases, kept: Path) -> Work[dict[str, Track]]:
    """Base features of many clips by file name; one that cannot be used is told and left out."""
    clips = {}
    for i, path in enumerate(paths):
        try:
            clips[path.name] = watch_clip(path, bases, kept)
            yield Progress((i + 1) / len(paths), f"watched {path.name}")
        except WorldError as error:
            yield Progress((i + 1) / len(paths), f"left out: {error}")
    return clips


def music_files(folder: Path) -> list[Path]:
    """Every music file in `folder` by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in MUSIC_SUFFIXES)


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
    found = _found(path, *names)
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
        _keep(path, tables)
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


def _found(path: Path, *names: str) -> dict[str, Floats] | None:
    """Tables kept in `path`; None when one is absent or damaged, and they are to be made again."""
    if not path.is_file():
        return None
    try:
        tables = _read(path)
    except (OSError, ValueError, EOFError, BadZipFile):
        return None
    return tables if set(names) <= set(tables) else None


def _keep(path: Path, tables: dict[str, Any]) -> None:
    stream = BytesIO()
    np.savez(stream, **tables)
    replace_file(path, stream.getvalue())


def _read(path: Path) -> dict[str, Floats]:
    # Opened here, because numpy leaves a file open that begins like a zip and is none.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
