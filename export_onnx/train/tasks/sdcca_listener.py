"""The first stage of S-DCCA: what a song feels like, where, and in which cluster it is.

The emotion model learns tags; its features are clustered by k-means that starts from annotated
songs (sections III-A and III-C of the paper).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from export_onnx.data.pairs import CHECK, TRAIN, PairSet
from export_onnx.models.sdcca.attention import EmotionLstm, EmotionShape
from export_onnx.models.sdcca.clusters import Clusters, k_means, seeded_means, spread_means
from export_onnx.train.engine import FitSettings, fit_task
from export_onnx.train.tasks.sdcca_material import (
    Songs,
    Taught,
    cluster_seeds,
    songs_of,
    standard_of,
)
from inference.progress import Work
from inference.values import Floats

AT_ONCE = 256


class TagBatch(NamedTuple):
    """Songs (B, L, Dm), mask (B, L), tags (B, T) with NaN where nobody said."""

    base: Tensor
    mask: Tensor
    tags: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class TaggedSongs:
    """Songs and their tags (N, T)."""

    songs: Songs
    tags: Tensor

    def batch(self, rows: Tensor) -> TagBatch:
        some = self.songs.rows(rows)
        return TagBatch(some.base, some.mask, self.tags[rows])

    def to(self, device: torch.device) -> TaggedSongs:
        return TaggedSongs(self.songs.to(device), self.tags.to(device))


class ListenerTask:
    """Tags of whole songs by binary cross-entropy; judged by the same on held-out songs."""

    def __init__(
        self, module: EmotionLstm, train: TaggedSongs, check: TaggedSongs, *, batch: int
    ) -> None:
        self.module, self._train, self._check, self._batch = module, train, check, batch

    def move_data(self, device: torch.device) -> None:
        self._train, self._check = self._train.to(device), self._check.to(device)

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self._train.songs) // self._batch)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[TagBatch]:
        """All songs once, in random order."""
        order = torch.randperm(len(self._train.songs), generator=generator)
        for rows in torch.split(order, self._batch):
            yield self._train.batch(rows)

    def loss(self, batch: TagBatch) -> Tensor:
        return tag_loss(self.module(batch.base, batch.mask).logits, batch.tags)

    def score(self) -> float:
        """Minus the loss of held-out songs."""
        device = next(self.module.parameters()).device
        rows = torch.split(torch.arange(len(self._check.songs)), AT_ONCE)
        losses = []
        for some in rows:
            base, mask, tags = (part.to(device) for part in self._check.batch(some))
            losses.append(len(some) * float(tag_loss(self.module(base, mask).logits, tags)))
        return -sum(losses) / len(self._check.songs)


def tag_loss(logits: Tensor, tags: Tensor) -> Tensor:
    """Mean cross-entropy over the tags (B, T) that are known; 0 when none is."""
    known = ~tags.isnan()
    losses = F.binary_cross_entropy_with_logits(logits, tags.nan_to_num(0.0), reduction="none")
    return (losses * known).sum() / known.sum().clamp(min=1)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Attention (N, L) and emotion features (N, F) of songs."""

    attention: Tensor
    features: Floats


@torch.no_grad()
def hear(lstm: EmotionLstm, songs: Songs) -> Heard:
    """Let the emotion model hear songs, some at a time."""
    lstm.eval()
    attention, features = torch.zeros_like(songs.mask), []
    for rows in torch.split(torch.arange(len(songs)), AT_ONCE):
        some = songs.rows(rows)
        out = lstm(some.base, some.mask)
        attention[rows, : some.mask.shape[1]] = out.attention
        features.append(out.features.numpy())
    return Heard(attention, np.concatenate(features))


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """A trained emotion model, the clusters of its features, and the names of its tags."""

    lstm: EmotionLstm
    clusters: Clusters
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListenerSizes:
    """Sizes of the emotion model and its batches; see `EmotionShape`."""

    width: int
    units: int
    features: int
    dropout: float
    batch: int


def fit_listener(
    pairs: PairSet,
    taught: Taught,
    sizes: ListenerSizes,
    settings: FitSettings,
    *,
    folder: Path,
    identity: str,
) -> Work[EmotionLstm]:
    """Train the emotion model on the training split, stop by the check split."""
    train, check = (_tagged(pairs, taught, split) for split in (TRAIN, CHECK))
    torch.manual_seed(settings.seed)
    mean, scale = standard_of(train.songs.base[train.songs.mask > 0].numpy())
    shape = EmotionShape(
        len(mean), len(taught.names), sizes.width, sizes.units, sizes.features, sizes.dropout
    )
    lstm = EmotionLstm(shape, mean=mean, scale=scale)
    task = ListenerTask(lstm, train, check, batch=sizes.batch)
    yield from fit_task(task, settings, folder, identity=identity)
    return lstm


def _tagged(pairs: PairSet, taught: Taught, split: str) -> TaggedSongs:
    rows = [i for i, e in enumerate(pairs.examples) if e.split == split]
    return TaggedSongs(songs_of(pairs.part(split)), torch.from_numpy(taught.table[rows]))


def emotion_clusters(
    pairs: PairSet, features: Floats, wanted: tuple[str, ...], *, count: int, seed: int
) -> Clusters:
    """Cluster training songs by features (N, F): from annotated songs, else from spread ones."""
    seeds = cluster_seeds(pairs, wanted)
    if len(seeds.names) > 1:
        return k_means(features, seeded_means(features, seeds.table), seeds.names)
    names = tuple(f"cluster {i + 1}" for i in range(count))
    return k_means(features, spread_means(features, count, seed=seed), names)
