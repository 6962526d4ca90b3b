"""Attention rollout: which moments decided (Abnar & Zuidema, ACL 2020; MVPt, figure 5)."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from export_onnx.evaluate.metrics import mean_ranks
from inference.values import Floats

Correlations = NDArray[np.float64]


@torch.no_grad()
def attention_of(tower: nn.Module, track: Floats) -> Floats:
    """Attention (L,) of a tower over one track's base features (L, D); it adds up to 1."""
    tower.eval()
    told = tower(torch.from_numpy(track)[None].float(), torch.ones(1, len(track)))
    return np.asarray(told.attention[0].numpy(), dtype=np.float32)


def shown(attention: Floats) -> tuple[float, ...]:
    """Attention (L,) as 0..1 for a strip: the least attended segment pale, the most dark."""
    span = float(attention.max() - attention.min())
    return tuple(((attention - attention.min()) / max(span, 1e-9)).tolist())


def rank_correlations(left: list[Floats], right: list[Floats]) -> Correlations:
    """Spearman's correlation of each pair of rows; NaN where one of them is constant."""
    return np.array([_spearman(a, b) for a, b in zip(left, right, strict=True)])


def _spearman(left: Floats, right: Floats) -> float:
    ranks = [mean_ranks(row) for row in (left, right)]
    if min(float(r.std()) for r in ranks) == 0.0:
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
