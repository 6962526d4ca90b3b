"""What S-DCCA learns from: songs in chunks, pictures as their maximum, tags as clusters' seeds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from export_onnx.data.feelings import CLUSTER_PREFIX, CLUSTERS, MUSIC_MOODS
from export_onnx.data.pairs import TRAIN, Example, PairSet, windows
from export_onnx.models.sdcca.clusters import spread_means
from inference.errors import WorldError
from inference.values import Floats

LEAST_SPREAD = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Songs:
    """Music of N pairs, padded: base (N, L, Dm), mask (N, L)."""

    base: Tensor
    mask: Tensor

    def rows(self, rows: Tensor) -> Songs:
        """Some of the songs, cut to the longest among them."""
        mask = self.mask[rows]
        longest = int(mask.sum(1).max())
        return Songs(self.base[rows, :longest], mask[:, :longest])

    def to(self, device: torch.device) -> Songs:
        return Songs(self.base.to(device), self.mask.to(device))

    def __len__(self) -> int:
        return len(self.base)


def songs_of(pairs: PairSet) -> Songs:
    """Music of every example, in their order."""
    longest = max(len(e.music) for e in pairs.examples)
    base, mask = windows(pairs, longest, side="music")
    return Songs(torch.from_numpy(base), torch.from_numpy(mask))


def peaks_of(pairs: PairSet) -> Floats:
    """Maximum of each picture over time, (N, Dv) (section III-D of the paper)."""
    return np.stack([e.picture.max(0) for e in pairs.examples])


def standard_of(rows: Floats) -> tuple[Tensor, Tensor]:
    """Mean and spread (D,) of rows (n, D)."""
    spread = np.maximum(rows.std(0), LEAST_SPREAD)
    return torch.from_numpy(rows.mean(0)), torch.from_numpy(spread)


def in_chunks(pairs: PairSet, chunk_s: float) -> PairSet:
    """Join segments into chunks of about `chunk_s`; segments as long as that stay as they are.

    Pictures are joined by their maximum and music by its mean, so the maximum over a film is the
    same before and after. A shorter rest at the end is a chunk of its own.
    """
    each = max(1, round(chunk_s / pairs.segment_s))
    if each == 1:
        return pairs
    examples = tuple(_joined(e, each) for e in pairs.examples)
    return replace(pairs, examples=examples, segment_s=each * pairs.segment_s)


def _joined(example: Example, each: int) -> Example:
    picture = [part.max(0) for part in _parts(example.picture, each)]
    music = [part.mean(0) for part in _parts(example.music, each)]
    return replace(
        example,
        picture=np.array(picture, np.float32).reshape(len(picture), example.picture.shape[1]),
        music=np.array(music, np.float32).reshape(len(music), example.music.shape[1]),
    )


def _parts(rows: Floats, each: int) -> list[Floats]:
    return [rows[i : i + each] for i in range(0, len(rows), each)]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Tags the emotion model learns (N, T), NaN where nobody said, and their names."""

    names: tuple[str, ...]
    table: Floats


def refuse_uncarried(
    wanted: Sequence[str], carried: Collection[str], *, name: str, key: str
) -> None:
    """Refuse wanted tags or clusters that no training example carries.

    Raises
    ------
    WorldError
        Naming the first, and the setting `key` that asks for it.
    """
    missing = [one for one in wanted if one not in carried]
    if missing:
        raise WorldError(
            f"No training example of {name} carries the tag {missing[0]!r}.",
            remedy=f"Correct `{key}` in the configuration, or give a tag table that names it.",
        )


def emotion_tags(pairs: PairSet, wanted: Sequence[str], *, made: int, seed: int) -> Taught:
    """Take the tags `wanted`; if none are named, music moods; else any tags; else made ones.

    Made tags say to which of `made` groups of songs with alike sound a song belongs. They let a
    folder without tags be trained on; attention then follows what tells songs apart.
    """
    carried = pairs.part(TRAIN).carried_tags()
    moods = [name for name in MUSIC_MOODS if name in carried]
    others = sorted(name for name in carried if not name.startswith(CLUSTER_PREFIX))
    names = tuple(wanted or moods or others)
    return Taught(names, pairs.tag_table(names)) if names else _made(pairs, made, seed)


def _made(pairs: PairSet, count: int, seed: int) -> Taught:
    rows = np.stack([e.music.mean(0) for e in pairs.examples])
    learnt = np.array([e.split == TRAIN for e in pairs.examples])
    mean, spread = (part.numpy() for part in standard_of(rows[learnt]))
    rows = np.asarray((rows - mean) / spread, dtype=np.float32)
    starts = spread_means(rows[learnt], count, seed=seed)
    group = np.square(rows[:, None] - starts).sum(2).argmin(1)
    return Taught(
        tuple(f"group {i + 1}" for i in range(count)), np.eye(count, dtype=np.float32)[group]
    )


def clusters_among(carried: Collection[str]) -> dict[str, str]:
    """Clusters by name, each with the tag that names it: "cluster:calm", or a plain "calm"."""
    marked = sorted(carried, key=lambda name: name.startswith(CLUSTER_PREFIX))
    return {name.removeprefix(CLUSTER_PREFIX): name for name in marked}


def cluster_seeds(pairs: PairSet, wanted: Sequence[str]) -> Taught:
    """Annotations (N, k) that name the clusters; k = 0 when the pairs carry none."""
    carried = pairs.part(TRAIN).carried_tags()
    known = clusters_among(carried)
    marked = {n.removeprefix(CLUSTER_PREFIX) for n in carried if n.startswith(CLUSTER_PREFIX)}
    papers = [name for name in CLUSTERS if name in marked]
    names = tuple(wanted) or tuple(papers) + tuple(sorted(marked - set(papers)))
    return Taught(names, pairs.tag_table([known[name] for name in names]))
