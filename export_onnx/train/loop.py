"""The one training loop: two towers learn the teacher's agreement from drawn sequences."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn

from export_onnx.data.sequences import PictureBank, draw_cut, draw_excerpt, pad
from export_onnx.models.mvpt import MvptTower, TowerOutput, TowerShape, even
from export_onnx.train.config import Config, FitConfig
from export_onnx.train.losses import (
    as_tensor,
    emotion_loss,
    present_rows,
    rank_correlation,
    scaled_mse,
    soft_info_nce,
)
from export_onnx.train.moods import MOODS, music_moods, picture_moods
from export_onnx.train.teacher import (
    MOTION_EDGE,
    TAG_EDGE,
    MusicSide,
    PictureSide,
    TeacherWeights,
    standard_of,
)
from inference.progress import Progress, Work
from inference.values import Floats

CHECK_BATCHES = 4
LOUD_COLUMNS = 24
"""Groups of up to this many input columns keep their full spread."""


@dataclass(frozen=True, slots=True, eq=False)
class Teacher:
    """Both sides of the teacher and its weights."""

    picture: PictureSide
    music: MusicSide
    weights: TeacherWeights


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


def balanced_scale(spread: Floats, group: Floats) -> Floats:
    """Spread (n,) enlarged so that a group of many columns is no louder than one of few.

    A thousand embedding columns would else drown nine descriptors, which carry the movement.
    """
    counts = np.array([(group == g).sum() for g in group], np.float32)
    return np.asarray(spread * np.maximum(1.0, np.sqrt(counts / LOUD_COLUMNS)), dtype=np.float32)


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
    )
    return MvptTower(
        shape,
        mean=as_tensor(scale.centre),
        scale=as_tensor(balanced_scale(scale.spread, columns.group)),
        edge=edge,
    )


def fit(
    config: Config, teacher: Teacher, train: Material, check: Material, *, log: Path | None = None
) -> Work[Student]:
    """Train until the held-out agreement stops rising; return the best student seen.

    The same settings, material and number of threads give the same weights.
    """
    student, rng = new_student(config, teacher, train), np.random.default_rng(config.fit.seed)
    optimizer = torch.optim.AdamW(
        student.parameters(), lr=config.fit.learning_rate, weight_decay=config.fit.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=config.fit.learning_rate, total_steps=config.fit.steps
    )
    held_out = fixed_batches(config, teacher, check)
    best, best_state, waited, rows = -np.inf, student.state_dict(), 0, []
    for step in range(config.fit.steps):
        loss = _learn(student, optimizer, draw_batch(config, teacher, train, rng), config.fit)
        schedule.step()
        if (step + 1) % config.fit.check_every and step + 1 != config.fit.steps:
            continue
        score = held_out_agreement(student, held_out)
        rows.append((step + 1, loss, score))
        yield Progress((step + 1) / config.fit.steps, f"agreement with the teacher {score:.3f}")
        if score > best + 1e-4:
            best, best_state, waited = score, deepcopy(student.state_dict()), 0
        else:
            waited += 1
        if waited >= config.fit.patience:
            break
    student.load_state_dict(best_state)
    if log is not None:
        _write_log(log, rows)
    return student.eval()


def _learn(
    student: Student, optimizer: torch.optim.Optimizer, batch: tuple[Side, Side], fit: FitConfig
) -> float:
    student.train()
    optimizer.zero_grad()
    loss = batch_loss(student, *batch, fit)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(student.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def batch_loss(student: Student, picture: Side, music: Side, fit: FitConfig) -> Tensor:
    """Everything the towers are asked for, on one batch."""
    seen, heard = student.picture(picture.base, picture.mask), student.music(music.base, music.mask)
    segments = soft_info_nce(
        _affine_scores(student, seen, heard, picture.mask, music.mask),
        picture.teacher @ music.teacher.T,
        temperature=fit.temperature,
        teacher_temperature=fit.teacher_temperature,
    )
    tracks = soft_info_nce(
        _affinity(student, seen.track) @ _affinity(student, heard.track).T,
        _track_teacher(picture) @ _track_teacher(music).T,
        temperature=fit.temperature,
        teacher_temperature=fit.teacher_temperature,
    )
    return (
        fit.segment_weight * segments
        + fit.track_weight * tracks
        + fit.axes_weight * (_axes_loss(student, seen, picture) + _axes_loss(student, heard, music))
        + fit.tags_weight * _tags_loss(student, heard, music)
        + fit.emotions_weight * (_mood_loss(seen, picture) + _mood_loss(heard, music))
    )


def _affine_scores(
    student: Student, seen: TowerOutput, heard: TowerOutput, seen_mask: Tensor, heard_mask: Tensor
) -> Tensor:
    pictures = _affinity(student, present_rows(seen.segments, seen_mask))
    return pictures @ _affinity(student, present_rows(heard.segments, heard_mask)).T


def _affinity(student: Student, vectors: Tensor) -> Tensor:
    """The block both sides share, back at unit length."""
    return nn.functional.normalize(vectors[..., : student.music.shape.affinity], dim=-1)


def _track_teacher(side: Side) -> Tensor:
    counts = side.mask.sum(1).long().tolist()
    means = [rows.mean(0) for rows in torch.split(side.teacher, counts)]
    return nn.functional.normalize(torch.stack(means), dim=-1)


def _axes_loss(student: Student, out: TowerOutput, side: Side) -> Tensor:
    affinity = _affinity(student, present_rows(out.segments, side.mask))
    track = _affinity(student, out.track)
    segments = scaled_mse(student.axes(affinity), side.teacher)
    return segments + 0.5 * scaled_mse(student.axes(track), _track_teacher(side))


def _tags_loss(student: Student, out: TowerOutput, side: Side) -> Tensor:
    character = present_rows(out.segments, side.mask)[:, student.music.shape.affinity :]
    whole = out.track[:, student.music.shape.affinity :]
    counts = side.mask.sum(1).long().tolist()
    means = torch.stack([rows.mean(0) for rows in torch.split(side.tags, counts)])
    return scaled_mse(student.tags(character), side.tags) + 0.5 * scaled_mse(
        student.tags(whole), means
    )


def _mood_loss(out: TowerOutput, side: Side) -> Tensor:
    return emotion_loss(present_rows(out.emotions, side.mask), side.moods)


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
    rng = np.random.default_rng(config.fit.seed + 1)
    return [draw_batch(config, teacher, check, rng) for _ in range(CHECK_BATCHES)]


@torch.no_grad()
def held_out_agreement(student: Student, batches: Sequence[tuple[Side, Side]]) -> float:
    """Mean Spearman correlation with the teacher's order, segments and tracks, both directions."""
    student.eval()
    return float(np.mean([value for pair in batches for value in _agreements(student, *pair)]))


def _agreements(student: Student, picture: Side, music: Side) -> Iterator[float]:
    seen, heard = student.picture(picture.base, picture.mask), student.music(music.base, music.mask)
    segments = _affine_scores(student, seen, heard, picture.mask, music.mask)
    tracks = _affinity(student, seen.track) @ _affinity(student, heard.track).T
    wanted = picture.teacher @ music.teacher.T
    wanted_tracks = _track_teacher(picture) @ _track_teacher(music).T
    yield rank_correlation(segments, wanted)
    yield rank_correlation(segments.T, wanted.T)
    yield rank_correlation(tracks, wanted_tracks)


def _write_log(path: Path, rows: Sequence[tuple[int, float, float]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("step", "loss", "held_out_agreement"))
        writer.writerows((step, f"{loss:.5f}", f"{score:.5f}") for step, loss, score in rows)
