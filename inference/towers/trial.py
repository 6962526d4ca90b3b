"""Trying a pack out: every graph runs once, and what comes out is what the pack says of itself.

A hash only tells that files are whole. That they fit together is told by running them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from inference.errors import PackError
from inference.features.picture import DESCRIPTORS as PICTURE
from inference.features.sound import DESCRIPTORS as SOUND
from inference.towers.bases import MusicEncoder, VisualEncoder
from inference.towers.pack import REINSTALL, Pack
from inference.towers.towers import MusicTower, Tower, VideoTower
from inference.values import Embedding, Floats

LENGTHS = (1, 5)
"""Segments of the sequences tried: the least there can be, and a few."""
UNIT = 1e-2
"""How far from 1 the length of a vector may be."""


def try_out(pack: Pack) -> None:
    """Run every graph of `pack` once, on the CPU.

    Vectors must be of unit length whatever the metric: Euclidean distance and cosine then order
    alike, which is what search relies on.

    Raises
    ------
    PackError
        A graph cannot be run, or gives other shapes or numbers than the pack states.
    """
    seen = _bases(pack)
    with _blamed(pack, "visual_base"):
        _expect(seen[0] + len(PICTURE) == pack.visual_dim, f"{seen[0]} numbers a picture")
    with _blamed(pack, "music_base"):
        _expect(seen[1] + len(SOUND) == pack.music_dim, f"{seen[1]} numbers a patch")
    for name, dim in (("video_tower", pack.visual_dim), ("music_tower", pack.music_dim)):
        with _blamed(pack, name):
            kind = VideoTower if name == "video_tower" else MusicTower
            _try_tower(pack, kind(pack, device="cpu", threads=1), dim)


def _bases(pack: Pack) -> tuple[int, int]:
    """Width of what a picture and a patch of sound become, before the descriptors beside them."""
    with _blamed(pack, "visual_base"):
        frames = np.full((1, 224, 224, 3), 127, np.uint8)
        looks, classes = VisualEncoder(pack, device="cpu", threads=1).encode(frames)
        labels = len(pack.visual_labels)
        _expect(labels in (0, classes.shape[1]), f"{classes.shape[1]} classes")
        _expect(_is_sane(looks), "what is not a number")
    with _blamed(pack, "music_base"):
        rng = np.random.default_rng(0)
        patch = rng.normal(0.0, 0.1, (1, pack.patch_samples)).astype(np.float32)
        sounds, tags = MusicEncoder(pack, device="cpu", threads=1).encode(patch)
        _expect(tags.shape[1] == len(pack.music_tags), f"{tags.shape[1]} tags")
        _expect(_is_sane(sounds) and _is_sane(tags), "what is not a number")
    # The tags of a song lie beside its embedding in what the music tower takes.
    return looks.shape[1], sounds.shape[1] + tags.shape[1]


def _try_tower(pack: Pack, tower: Tower, dim: int) -> None:
    rng = np.random.default_rng(0)
    for length in LENGTHS:
        _check(pack, tower.embed(rng.uniform(0.05, 0.95, (length, dim)).astype(np.float32)), length)


def _check(pack: Pack, said: Embedding, length: int) -> None:
    wanted = {
        "segments": (length, pack.embedding_dim),
        "track": (pack.embedding_dim,),
        "emotions": (length, len(pack.emotions)),
        "attention": (length,),
    }
    for name, shape in wanted.items():
        found: Floats = getattr(said, name)
        _expect(found.shape == shape, f"{name} of shape {found.shape} for {shape}")
        _expect(_is_sane(found), f"{name} that are not numbers")
    for name, rows in (("segments", said.segments), ("track", said.track[None])):
        far = float(np.abs(np.linalg.norm(rows, axis=1) - 1).max())
        _expect(far <= UNIT, f"{name} that are not of unit length")


def _is_sane(values: Floats) -> bool:
    return bool(np.isfinite(values).all())


def _expect(holds: bool, instead: str) -> None:
    if not holds:
        raise ValueError(f"gives {instead}")


@contextmanager
def _blamed(pack: Pack, graph: str) -> Iterator[None]:
    try:
        yield
    except PackError:
        raise
    except Exception as error:
        why = str(error) if isinstance(error, ValueError) else f"cannot be run ({error})"
        raise PackError(
            f"{graph} of the model pack {pack.name} {why.splitlines()[0]}.",
            remedy=REINSTALL,
            path=pack.folder,
        ) from error
