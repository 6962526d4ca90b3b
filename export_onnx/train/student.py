"""The starter's two towers before they have learnt anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from export_onnx.data.sequences import draw_cut
from export_onnx.models.loudness import balanced_scale
from export_onnx.models.mvpt import MvptTower, TowerShape, even
from export_onnx.train.batches import Material
from export_onnx.train.config import Config
from export_onnx.train.losses import as_tensor
from export_onnx.train.moods import MOODS
from export_onnx.train.ridge import standard_of
from export_onnx.train.teacher import MOTION_EDGE, TAG_EDGE, Teacher
from inference.values import Floats


class Student(nn.Module):
    """Two towers and the read-outs that only training needs."""

    def __init__(self, picture: MvptTower, music: MvptTower, *, axes: int, tags: int) -> None:
        super().__init__()
        self.picture, self.music = picture, music
        affinity = music.shape.affinity
        self.axes = nn.Linear(affinity, axes)
        self.tags = nn.Linear(music.shape.embedding - affinity, tags)


def new_student(config: Config, teacher: Teacher, material: Material) -> Student:
    """Fresh towers whose inputs are standardised on the material."""
    torch.manual_seed(config.fit.seed)
    rng = np.random.default_rng(config.fit.seed)
    cuts = [draw_cut(material.pictures, rng, config.data.longest).base for _ in range(100)]
    sides = np.concatenate(cuts), np.concatenate(material.songs)
    kinds = picture_columns(teacher, sides[0].shape[1]), music_columns(teacher, sides[1].shape[1])
    picture = _tower(config, sides[0], kinds[0], share=0.0, temporal=config.tower.temporal_picture)
    share, temporal = config.tower.character_share, config.tower.temporal_music
    music = _tower(config, sides[1], kinds[1], share=share, temporal=temporal)
    tags = len(teacher.music.tags)
    axes = teacher.music.embed(material.songs[0], teacher.weights).shape[1]
    return Student(picture, music, axes=axes, tags=tags)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the columns of base features are: `edge` as for the tower, and a group of each (n,)."""

    edge: Floats
    group: Floats


def picture_columns(teacher: Teacher, width: int) -> Columns:
    """Embedding, then descriptors of which motion is a share with log odds."""
    names = teacher.picture.descriptors
    edges = [MOTION_EDGE if name.startswith("motion") else 0.0 for name in names]
    start = width - len(names)
    return Columns(
        np.array([0.0] * start + edges, np.float32),
        np.array([0] * start + [1] * len(names), np.float32),
    )


def music_columns(teacher: Teacher, width: int) -> Columns:
    """Embedding, tags (shares with log odds), sound descriptors."""
    tags, sounds = len(teacher.music.tags), len(teacher.music.sounds)
    start = width - tags - sounds
    return Columns(
        np.array([0.0] * start + [TAG_EDGE] * tags + [0.0] * sounds, np.float32),
        np.array([0] * start + [1] * tags + [2] * sounds, np.float32),
    )


def _tower(
    config: Config, base: Floats, columns: Columns, *, share: float, temporal: bool
) -> MvptTower:
    edge, t = as_tensor(columns.edge), config.tower
    scale = standard_of(even(as_tensor(base), edge).numpy())
    shape = TowerShape(
        inputs=base.shape[1],
        embedding=t.embedding,
        affinity=t.affinity,
        character_share=share,
        emotions=len(MOODS),
        width=t.width,
        layers=t.layers,
        heads=t.heads,
        dropout=t.dropout,
        temporal=temporal,
        time_weight=t.time_weight,
    )
    return MvptTower(
        shape,
        mean=as_tensor(scale.centre),
        scale=as_tensor(balanced_scale(scale.spread, columns.group)),
        edge=edge,
    )
