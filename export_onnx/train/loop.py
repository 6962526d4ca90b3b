"""How the starter's towers learn the teacher's agreement, from sequences drawn without end.

The families have an engine of their own (`export_onnx.train.engine`). This loop stands beside it
because the shipped pack was made by it: its one stream of random numbers and its rising and falling
rate cannot be had from the engine bit for bit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from export_onnx.models.mvpt import TowerOutput
from export_onnx.train.batches import Material, Side, draw_batch, fixed_batches
from export_onnx.train.config import Config, FitConfig
from export_onnx.train.losses import (
    emotion_loss,
    present_rows,
    rank_correlation,
    scaled_mse,
    soft_info_nce,
)
from export_onnx.train.student import Student, new_student
from export_onnx.train.teacher import Teacher
from inference.progress import Progress, Work


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
