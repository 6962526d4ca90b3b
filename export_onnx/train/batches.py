"""What the starter's towers learn from: sequences drawn at random, and what the teacher says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from torch import Tensor

from export_onnx.data.sequences import PictureBank, draw_cut, draw_excerpt, pad
from export_onnx.train.config import Config
from export_onnx.train.losses import as_tensor
from export_onnx.train.moods import music_moods, picture_moods
from export_onnx.train.teacher import Teacher
from inference.values import Floats

CHECK_BATCHES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What one run may look at: pictures and songs, as base features."""

    pictures: PictureBank
    songs: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One padded side of a batch: inputs, mask, teacher vectors, moods and tags per segment."""

    base: Tensor
    mask: Tensor
    teacher: Tensor
    moods: Tensor
    tags: Tensor


def draw_batch(
    config: Config, teacher: Teacher, material: Material, rng: Generator
) -> tuple[Side, Side]:
    """Cuts and excerpts of random lengths, with what the teacher says of each segment."""
    lengths = rng.integers(config.data.shortest, config.data.longest + 1, size=2 * config.fit.batch)
    cuts = [draw_cut(material.pictures, rng, int(n)) for n in lengths[: config.fit.batch]]
    excerpts = [draw_excerpt(material.songs, rng, int(n)) for n in lengths[config.fit.batch :]]
    base = np.concatenate([c.base for c in cuts])
    probabilities = np.concatenate([c.probabilities for c in cuts])
    picture = _side(
        [c.base for c in cuts],
        teacher.picture.embed(base, probabilities, teacher.weights),
        picture_moods(dict(teacher.picture.axes(base))),
        np.zeros((len(base), 0), np.float32),
    )
    heard = np.concatenate(excerpts)
    music = _side(
        excerpts,
        teacher.music.embed(heard, teacher.weights),
        music_moods(dict(teacher.music.axes(heard))),
        np.clip(teacher.music.columns(heard)[0], -4, 4),
    )
    return picture, music


def _side(rows: Sequence[Floats], teacher: Floats, moods: Floats, tags: Floats) -> Side:
    base, mask = pad(rows)
    return Side(*(as_tensor(x) for x in (base, mask, teacher, moods, tags)))


def fixed_batches(config: Config, teacher: Teacher, check: Material) -> list[tuple[Side, Side]]:
    """Batches of held-out material that stay the same from check to check."""
    rng = np.random.default_rng(config.fit.seed + 1)
    return [draw_batch(config, teacher, check, rng) for _ in range(CHECK_BATCHES)]
