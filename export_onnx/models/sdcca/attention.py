"""The emotion learning model: a bidirectional LSTM with attention over the chunks of a song.

Section III-A of the S-DCCA paper, after Huang, Chou & Yang, "Music Thumbnailing via Neural
Attention Modeling of Music Emotion" (2017). It is trained on emotion tags of whole songs; what
it attends to is what carries the emotion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

SHUT = 1e4


@dataclass(frozen=True, slots=True)
class EmotionShape:
    """Sizes: music features in, tags out; `units` of each LSTM, `features` the clusters are on."""

    inputs: int
    tags: int
    width: int = 64
    units: int = 64
    features: int = 32
    dropout: float = 0.2


class EmotionOutput(NamedTuple):
    """Attention (B, L) adding up to 1, emotion features (B, F), tag logits (B, T)."""

    attention: Tensor
    features: Tensor
    logits: Tensor


class EmotionLstm(nn.Module):
    """Attention u_t = Wᵀ tanh(W_f h_f + W_b h_b + β), softmax over the chunks (eq. 6, 7).

    The paper's convolutions stand in front of published base features already; one linear layer
    takes their place.
    """

    def __init__(self, shape: EmotionShape, *, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("mean", mean.float())
        self.register_buffer("scale", scale.float())
        self.enter = nn.Linear(shape.inputs, shape.width)
        self.dropout = nn.Dropout(shape.dropout)
        self.forwards = nn.LSTM(shape.width, shape.units, batch_first=True)
        self.backwards = nn.LSTM(shape.width, shape.units, batch_first=True)
        self.from_forwards = nn.Linear(shape.units, shape.units)
        self.from_backwards = nn.Linear(shape.units, shape.units, bias=False)
        self.attend = nn.Linear(shape.units, 1, bias=False)
        self.feel = nn.Linear(2 * shape.units, shape.features)
        self.tag = nn.Linear(shape.features, shape.tags)

    def forward(self, base: Tensor, mask: Tensor) -> EmotionOutput:
        """Hear base (B, L, inputs); mask (B, L) is 1 for chunks, then 0 for padding at the end."""
        x = self.dropout((base - self.mean) / self.scale)  # type: ignore[operator]
        x = self.enter(x).relu()
        onward, back = self.forwards(x)[0], self._from_the_end(x, mask)
        scores = self.attend((self.from_forwards(onward) + self.from_backwards(back)).tanh())
        attention = (scores[..., 0] + (mask - 1.0) * SHUT).softmax(-1)
        pooled = (attention[..., None] * torch.cat([onward, back], -1)).sum(1)
        features = self.feel(self.dropout(pooled)).tanh()
        return EmotionOutput(attention, features, self.tag(features))

    def _from_the_end(self, x: Tensor, mask: Tensor) -> Tensor:
        """Run the second LSTM over each song reversed in itself, so that padding stays last."""
        place = torch.arange(x.shape[1], device=x.device)[None]
        count = mask.sum(1, keepdim=True).long()
        mirror = torch.where(place < count, count - 1 - place, place)[..., None]
        heard = self.backwards(x.gather(1, mirror.expand(-1, -1, x.shape[2])))[0]
        out: Tensor = heard.gather(1, mirror.expand(-1, -1, heard.shape[2]))
        return out
