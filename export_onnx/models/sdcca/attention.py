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
    takes their place. As in Huang et al. the attended chunks are pooled themselves, not the
    states of the LSTM: those carry what was heard elsewhere, and attention could lie anywhere.
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
        self.feel = nn.Linear(shape.width, shape.features)
        self.tag = nn.Linear(shape.features, shape.tags)

    def forward(self, base: Tensor, mask: Tensor) -> EmotionOutput:
        """Hear base (B, L, inputs); mask (B, L) is 1 for chunks, then 0 for padding at the end."""
        x = self.dropout((base - self.mean) / self.scale)  # type: ignore[operator]
        x = self.enter(x).relu()
        onward, back = self._both_ways(x, mask)
        scores = self.attend((self.from_forwards(onward) + self.from_backwards(back)).tanh())
        attention = (scores[..., 0] + (mask - 1.0) * SHUT).softmax(-1)
        pooled = (attention[..., None] * x).sum(1)
        features = self.feel(self.dropout(pooled)).tanh()
        return EmotionOutput(attention, features, self.tag(features))

    def _both_ways(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden states (B, L, units) of both LSTMs; the second hears each song from its end.

        A song is reversed in itself, so that padding stays last and reaches no state. Both
        results are gathered, the first only because the ONNX exporter takes the length of an
        LSTM's result for fixed, and that of a gathered one for free.
        """
        place = torch.arange(x.shape[1], device=x.device)[None]
        count = mask.sum(1, keepdim=True).long()
        mirror = torch.where(place < count, count - 1 - place, place)
        onward = _rows(self.forwards(x)[0], place.expand(x.shape[0], -1))
        return onward, _rows(self.backwards(_rows(x, mirror))[0], mirror)


def _rows(x: Tensor, order: Tensor) -> Tensor:
    """Rows of x (B, L, D) in the order (B, L)."""
    return x.gather(1, order[..., None].expand(-1, -1, x.shape[2]))
