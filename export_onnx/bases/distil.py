"""Words of MagnaTagATune on the trunk trained for the Million Song Dataset.

The package's second model (MTT_musicnn) knows instruments and voices, which the fifty tags of the
first lack; running both would double the cost of listening. So one linear layer on the features
of the first learns the second's answers (Hinton, Vinyals & Dean, "Distilling the knowledge in a
neural network", 2015) by ridge regression of its log-odds. Why: docs/decisions/0002-music-tags.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from export_onnx.bases.calibration import read_patches, song_files
from export_onnx.bases.musicnn import LogMel, load_musicnn, read_labels
from inference.values import Floats

TEACHER = "MTT_musicnn"
TRUNK = "MSD_musicnn"
PREFIX = "mtt:"
RIDGE = 1000.0
FOLDS = 5
BATCH = 8
# Spellings of one thing, as the annotators wrote them; the first of each names it.
SYNONYMS = (
    ("vocals", "vocal", "voice", "singing"),
    ("no vocals", "no vocal", "no voice"),
    ("female vocals", "female", "woman", "female vocal", "female voice"),
    ("male vocals", "male", "man", "male vocal", "male voice"),
    ("choir", "choral"),
    ("beat", "beats"),
    ("classical", "classic"),
)

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What both networks say of the same patches.

    `features` is (n, 1706): pooled features and embedding of the trunk; `teacher` (n, 50) are
    log-odds; `groups` names what each patch comes from, so that no group is on both sides of a
    test.
    """

    features: Floats
    teacher: Floats
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A linear layer: log-odds = features @ weights + bias."""

    names: tuple[str, ...]
    weights: Floats
    bias: Floats


def hear(folder: Path) -> Heard:
    """Run trunk and teacher over the songs of `folder` (named GROUP__TITLE.*)."""
    rows = [(*row, song.stem.split("__")[0]) for song in song_files(folder) for row in _hear(song)]
    features, teacher, groups = zip(*rows, strict=True)
    return Heard(np.stack(features), np.stack(teacher), tuple(groups))


@torch.no_grad()
def _hear(song: Path) -> Iterator[tuple[Floats, Floats]]:
    mel, trunk, teacher = LogMel(), load_musicnn(TRUNK), load_musicnn(TEACHER)
    for patches in torch.split(torch.from_numpy(read_patches(song)), BATCH):
        log_mel = mel(patches)
        pooled, embedding, _ = trunk(log_mel)
        logits = teacher(log_mel)[2]
        yield from zip(torch.cat([pooled, embedding], 1).numpy(), logits.numpy(), strict=True)


def teacher_names() -> tuple[str, ...]:
    """Names after merging the spellings: those first, then the rest in the teacher's order."""
    merged = {spelling for group in SYNONYMS for spelling in group}
    singles = [label for label in read_labels(TEACHER) if label not in merged]
    return tuple(PREFIX + name for name in (*(group[0] for group in SYNONYMS), *singles))


def merge_spellings(teacher: Floats) -> Floats:
    """Log-odds (n, 50) -> (n, T) in the order of `teacher_names`: the surest of each group."""
    labels = read_labels(TEACHER)
    merged = {spelling for group in SYNONYMS for spelling in group}
    groups = [[labels.index(name) for name in group if name in labels] for group in SYNONYMS]
    groups += [[i] for i, label in enumerate(labels) if label not in merged]
    return np.stack([teacher[:, group].max(1) for group in groups], 1)


def fit_head(heard: Heard) -> Head:
    """Fit on everything heard."""
    weights, bias = ridge(heard.features, merge_spellings(heard.teacher))
    return Head(teacher_names(), weights.astype(np.float32), bias.astype(np.float32))


def ridge(features: Floats, targets: Floats) -> tuple[Doubles, Doubles]:
    """Ridge regression on standardised features, given back for the raw ones."""
    x, y = features.astype(np.float64), targets.astype(np.float64)
    scale, mean = x.std(0) + 1e-6, x.mean(0)
    z = (x - mean) / scale
    normal = z.T @ z + RIDGE * np.eye(z.shape[1])
    weights = np.linalg.solve(normal, z.T @ (y - y.mean(0))) / scale[:, None]
    return weights, y.mean(0) - mean @ weights


def held_out_scores(heard: Heard) -> dict[str, tuple[float, float]]:
    """Per tag: correlation with the teacher's log-odds and AUC of its highest tenth.

    Every patch is judged by a head that saw nothing of its group.
    """
    targets = merge_spellings(heard.teacher)
    guesses = np.zeros(targets.shape)
    folds = np.array(assign_folds(heard.groups))
    for fold in range(FOLDS):
        weights, bias = ridge(heard.features[folds != fold], targets[folds != fold])
        guesses[folds == fold] = heard.features[folds == fold] @ weights + bias
    columns = zip(teacher_names(), guesses.T, targets.T, strict=True)
    return {
        name: (float(np.corrcoef(guess, target)[0, 1]), auc_of_top(guess, target))
        for name, guess, target in columns
    }


def assign_folds(groups: Sequence[str]) -> list[int]:
    """Whole groups to folds, largest first, each to the fold that is smallest so far."""
    sizes = {group: groups.count(group) for group in sorted(set(groups))}
    filled, fold_of = [0] * FOLDS, {}
    for group in sorted(sizes, key=lambda name: -sizes[name]):
        fold_of[group] = filled.index(min(filled))
        filled[fold_of[group]] += sizes[group]
    return [fold_of[group] for group in groups]


def auc_of_top(guess: Doubles, target: Doubles, share: float = 0.1) -> float:
    """Chance that a patch of the target's highest tenth is guessed above one of the rest."""
    high = target >= np.quantile(target, 1 - share)
    ranks = np.argsort(np.argsort(guess)) + 1
    positives, negatives = int(high.sum()), int((~high).sum())
    excess = float(ranks[high].sum()) - positives * (positives + 1) / 2
    return excess / (positives * negatives)
