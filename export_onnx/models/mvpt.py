"""One tower in the shape of MVPt: a context Transformer over the segments of one modality.

Surís, Vondrick, Russell & Salamon, "It's Time for Artistic Correspondence in Music and Video",
CVPR 2022: base features per segment, one Transformer per modality, a [CLS] token for the whole
track, temporal encoding that can be switched off per side. Attention per segment is rollout
(Abnar & Zuidema, "Quantifying Attention Flow in Transformers", ACL 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.models.pooling import MultiScalePool

CLIP_DEVIATIONS = 6.0
"""Standardised inputs are clipped here: one mad descriptor must not own the sequence."""


@dataclass(frozen=True, slots=True)
class TowerShape:
    """Sizes of one tower.

    Parameters
    ----------
    inputs, embedding, emotions : int
        Dv or Dm, E and T of the pack.
    affinity : int
        The first `affinity` of the E dimensions are shared by picture and music; the others
        carry the character of the music alone (docs/decisions/0003-starter-space.md).
    character_share : float
        Share of the squared length that the character block takes; 0 for the picture side,
        where the block is zero.
    temporal : bool
        Whether segments know when they are.
    time_weight : float
        Of the sinusoids before anything is learnt, beside inputs of size 1. Learning hardly moves
        it: at 0.1 a tower finds no use for time in the epochs there are.
    feed : int
        Width of the feed-forward layer in units of `width`.
    scales : sequence of int
        Windows of segments whose means enter together (`export_onnx.models.pooling`).
    """

    inputs: int
    embedding: int = 128
    affinity: int = 64
    character_share: float = 0.0
    emotions: int = 7
    width: int = 192
    layers: int = 2
    heads: int = 4
    dropout: float = 0.1
    temporal: bool = True
    time_weight: float = 1.0
    feed: int = 2
    scales: tuple[int, ...] = (1,)


class TowerOutput(NamedTuple):
    """(B, L, E) and (B, E) of unit length, (B, L, T) in 0..1, (B, L) adding up to 1."""

    segments: Tensor
    track: Tensor
    emotions: Tensor
    attention: Tensor


class ContextBlock(nn.Module):
    """Pre-norm Transformer block that also returns its attention, averaged over the heads."""

    def __init__(self, shape: TowerShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.norm_mix, self.norm_feed = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.feed = nn.Sequential(
            nn.Linear(shape.width, shape.feed * shape.width),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(shape.feed * shape.width, shape.width),
        )
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, shut: Tensor) -> tuple[Tensor, Tensor]:
        """Mix (B, n, width) over n; `shut` (B, 1, 1, n) is a large negative number at padding."""
        q, k, v = (self._split(part) for part in self.qkv(self.norm_mix(x)).chunk(3, dim=-1))
        weights = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + shut).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).flatten(2)
        x = x + self.dropout(self.out(mixed))
        return x + self.dropout(self.feed(self.norm_feed(x))), weights.mean(1)

    def _split(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        return x.reshape(batch, length, self.heads, width // self.heads).transpose(1, 2)


class MvptTower(nn.Module):
    """Base features of one track -> embeddings, emotions and attention of its segments.

    The inputs are made even inside the graph: where `edge` (inputs,) is above 0 a column is a
    share and enters as its log odds, bounded at that edge; then `mean` and `scale` (inputs,)
    standardise.
    """

    def __init__(
        self, shape: TowerShape, *, mean: Tensor, scale: Tensor, edge: Tensor | None = None
    ) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("edge", torch.zeros(shape.inputs) if edge is None else edge.float())
        self.register_buffer("mean", mean.float())
        self.register_buffer("scale", scale.float())
        self.register_buffer("rates", _encoding_rates(shape.width))
        self.pool = MultiScalePool(shape.scales)
        self.enter = nn.Linear(shape.inputs * len(shape.scales), shape.width)
        self.drop_inputs = nn.Dropout(shape.dropout)
        self.cls = nn.Parameter(0.02 * torch.randn(shape.width))
        self.when = nn.Parameter(torch.tensor(float(shape.time_weight)))
        self.blocks = nn.ModuleList([ContextBlock(shape) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width)
        self.affinity = nn.Linear(shape.width, shape.affinity)
        if shape.embedding > shape.affinity:
            self.character = nn.Linear(shape.width, shape.embedding - shape.affinity)
        if shape.emotions:
            self.feeling = nn.Linear(shape.width, shape.emotions)

    def forward(self, base: Tensor, mask: Tensor) -> TowerOutput:
        """Embed (B, L, inputs) where mask (B, L) is 1 for real segments and 0 for padding."""
        x = self._with_cls(self._enter(base, mask))
        present = F.pad(mask, (1, 0), value=1.0)
        shut = (present - 1.0)[:, None, None, :] * 1e4
        rollout = torch.eye(x.shape[1], dtype=x.dtype).to(x.device)[None]
        for block in self.blocks:
            x, weights = block(x, shut)
            rollout = 0.5 * (weights @ rollout + rollout)
        x = self.norm(x)
        return TowerOutput(
            self._embed(x[:, 1:]) * mask[..., None],
            self._embed(x[:, 0]),
            self._feel(x[:, 1:]) * mask[..., None],
            _share(rollout[:, 0, 1:], mask),
        )

    def _enter(self, base: Tensor, mask: Tensor) -> Tensor:
        z = (even(base, self.edge) - self.mean) / self.scale  # type: ignore[operator, arg-type]
        z = self.pool(z.clamp(-CLIP_DEVIATIONS, CLIP_DEVIATIONS), mask)
        x: Tensor = self.enter(self.drop_inputs(z))
        return x + self.when * self._encoding(x) if self.shape.temporal else x

    def _feel(self, x: Tensor) -> Tensor:
        return self.feeling(x).sigmoid() if self.shape.emotions else x[..., :0]

    def _encoding(self, x: Tensor) -> Tensor:
        angle = torch.arange(x.shape[1], device=x.device).float()[:, None] * self.rates  # type: ignore[operator]
        return torch.cat([angle.sin(), angle.cos()], dim=-1)

    def _with_cls(self, x: Tensor) -> Tensor:
        return torch.cat([self.cls.expand(x.shape[0], 1, -1), x], dim=1)

    def _embed(self, x: Tensor) -> Tensor:
        """Affinity and character, each of unit length, joined so that the whole is too."""
        share = self.shape.character_share
        affinity = F.normalize(self.affinity(x), dim=-1)
        if share <= 0:
            return F.pad(affinity, (0, self.shape.embedding - self.shape.affinity))
        character = F.normalize(self.character(x), dim=-1)
        return torch.cat([(1 - share) ** 0.5 * affinity, share**0.5 * character], dim=-1)


def even(base: Tensor, edge: Tensor) -> Tensor:
    """Log odds of the columns whose `edge` is above 0, the others as they are."""
    safe = torch.where(edge > 0, edge, torch.full_like(edge, 0.25))
    inside = torch.minimum(torch.maximum(base, safe), 1.0 - safe)
    return torch.where(edge > 0, torch.log(inside / (1.0 - inside)), base)


def _encoding_rates(width: int) -> Tensor:
    """Rates of the sinusoids of Vaswani et al. 2017, (width / 2,)."""
    return torch.pow(10000.0, -torch.arange(0, width, 2).float() / width)


def _share(weights: Tensor, mask: Tensor) -> Tensor:
    kept = weights * mask
    return kept / kept.sum(-1, keepdim=True)


def count_parameters(tower: nn.Module) -> int:
    """Trainable numbers of a tower."""
    return sum(p.numel() for p in tower.parameters() if p.requires_grad)
