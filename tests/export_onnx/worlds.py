"""A small made-up world to train in: pictures, songs and a teacher over them."""

from __future__ import annotations

import numpy as np

from export_onnx.data.sequences import PictureBank, neighbours
from export_onnx.train.ridge import fit_ridge, standard_of
from export_onnx.train.teacher import (
    PictureSide,
    Teacher,
    TeacherWeights,
    fit_music_side,
    shape_descriptors,
)

DESCRIPTORS = (
    "motion",
    "motion_peak",
    "motion_spread",
    "cut_rate",
    "brightness",
    "contrast",
    "saturation",
    "warmth",
    "colourfulness",
)
SOUNDS = ("loudness", "onset_rate", "pulse", "tempo", "centroid", "bass", "flatness", "energy")
TAGS = ("dance", "party", "slow", "soft", "metal", "acoustic", "happy", "sad", "guitar", "vocals")
PICTURES, WIDTH, MUSIC_WIDTH, CLASSES = 60, 24, 20, 30


def world_teacher() -> tuple[Teacher, PictureBank, tuple[np.ndarray, ...]]:
    rng = np.random.default_rng(0)
    embeddings = rng.standard_normal((1, PICTURES, WIDTH)).astype(np.float32)
    chances = rng.dirichlet(np.full(CLASSES, 0.2), (1, PICTURES)).astype(np.float32)
    descriptors = rng.uniform(0, 0.5, (1, PICTURES, len(DESCRIPTORS))).astype(np.float32)
    scale = standard_of(shape_descriptors(descriptors[0], DESCRIPTORS))
    bank = PictureBank(
        embeddings, chances, descriptors, neighbours(embeddings[0]), scale, DESCRIPTORS
    )
    scene_words = rng.standard_normal((CLASSES, 16)).astype(np.float32)
    tag_words = rng.standard_normal((len(TAGS), 16)).astype(np.float32)
    picture = PictureSide(
        DESCRIPTORS,
        scale,
        fit_ridge(embeddings[0], embeddings[0, :, 0], penalty=5.0),
        fit_ridge(embeddings[0], embeddings[0, :, 1], penalty=5.0),
        scene_words,
        standard_of(np.sqrt(chances[0]) @ scene_words),
    )
    songs = tuple(_song(rng, int(n)) for n in rng.integers(3, 9, 30))
    music = fit_music_side(np.concatenate(songs), TAGS, SOUNDS, tag_words)
    return Teacher(picture, music, TeacherWeights()), bank, songs


def _song(rng: np.random.Generator, length: int) -> np.ndarray:
    """Tags are a function of the embedding, as they are for a real tagger."""
    own = rng.standard_normal(MUSIC_WIDTH) + 0.3 * rng.standard_normal((length, MUSIC_WIDTH))
    tags = 1 / (1 + np.exp(2 - 1.5 * own[:, : len(TAGS)]))
    sound = 0.5 + 0.1 * own[:, -len(SOUNDS) :]
    return np.concatenate([own, tags, sound], 1).astype(np.float32)
