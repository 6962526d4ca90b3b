"""Which music meets which picture in the covariances: the supervised part of S-DCCA.

Zeng, Yu & Oyama, "Audio-Visual Embedding for Cross-Modal Music Video Retrieval through
Supervised Deep CCA", 2018, sections III-B and IV-D. The paper names three sizes of its training
set: one-to-one pairs, each song with 50 % of its cluster's videos ("extend1") and with all of
them ("extend2"). It does not say how its one-to-one pairs differ from those of unsupervised CCA;
we read that a song meets one video of its cluster, drawn anew, instead of its own.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import torch
from torch import Tensor

Pairing: TypeAlias = Literal["own", "one", "half", "all"]
"""Own video; one video of the cluster; half of the cluster, its own among it; the whole cluster."""

PAIRINGS: tuple[str, ...] = get_args(Pairing)


def pair_table(clusters: Tensor, pairing: Pairing, generator: torch.Generator) -> Tensor:
    """Say which song i (row) meets which video j (column): 0 or 1, (n, n).

    Parameters
    ----------
    clusters : int64 (n,) on the CPU, the cluster of pair i
    """
    if pairing == "own":
        return torch.eye(len(clusters))
    if pairing == "one":
        return _one_each(clusters, generator)
    if pairing == "half":
        return _half(clusters, generator)
    return (clusters[:, None] == clusters[None, :]).float()


def _one_each(clusters: Tensor, generator: torch.Generator) -> Tensor:
    """A permutation inside every cluster."""
    songs = clusters.argsort(stable=True)
    shuffled = torch.randperm(len(clusters), generator=generator)
    videos = shuffled[clusters[shuffled].argsort(stable=True)]
    table = torch.zeros(len(clusters), len(clusters))
    table[songs, videos] = 1.0
    return table


def _half(clusters: Tensor, generator: torch.Generator) -> Tensor:
    table = torch.zeros(len(clusters), len(clusters))
    for cluster in torch.unique(clusters):
        rows = (clusters == cluster).nonzero()[:, 0]
        lots = torch.rand(len(rows), len(rows), generator=generator).fill_diagonal_(-1.0)
        met = lots.argsort(1).argsort(1) < (len(rows) + 1) // 2
        table[rows[:, None], rows] = met.float()
    return table
