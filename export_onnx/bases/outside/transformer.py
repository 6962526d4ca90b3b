"""The pre-norm Transformer that CLIP's two towers and AST share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.bases.outside.weights import Tensors, shape_of
from inference.errors import PackError

ACTIVATIONS = ("gelu", "quick_gelu", "gelu_new", "gelu_pytorch_tanh")


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a Transformer; `epsilon` is that of its layer norms."""

    width: int
    hidden: int
    layers: int
    heads: int
    activation: str = "gelu"
    epsilon: float = 1e-5


def shape_from(
    tensors: Tensors, folder: Path, *, heads: int, activation: str, epsilon: float = 1e-5
) -> Shape:
    """What the weights themselves say (names as in `Encoder`), and the little they do not.

    Descriptions leave out what equals a default of the library that wrote them; weights do not.

    Raises
    ------
    PackError
        If there is no layer, the heads do not fit, or the activation is not known.
    """
    hidden, width = shape_of(tensors, "encoder.0.widen.weight", folder)
    layers = sum(name.endswith(".widen.weight") for name in tensors)
    if activation not in ACTIVATIONS or heads < 1 or width % heads:
        raise PackError(
            f"The model in {folder} has {heads} heads for {width} numbers and the activation"
            f" {activation}, which cannot be built here.",
            remedy=f"Use a model with one of {', '.join(ACTIVATIONS)}.",
            path=folder,
        )
    return Shape(width, hidden, layers, heads, activation, epsilon)


class Block(nn.Module):
    """Attention, then two dense layers, each on normalised input and added to it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.activation = shape.heads, shape.activation
        self.norm_1 = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.attend_in = nn.Linear(shape.width, 3 * shape.width)
        self.attend_out = nn.Linear(shape.width, shape.width)
        self.norm_2 = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.widen = nn.Linear(shape.width, shape.hidden)
        self.narrow = nn.Linear(shape.hidden, shape.width)

    def forward(self, x: Tensor, causal: bool) -> Tensor:
        x = x + self._attend(self.norm_1(x), causal)
        out: Tensor = x + self.narrow(_activated(self.widen(self.norm_2(x)), self.activation))
        return out

    def _attend(self, x: Tensor, causal: bool) -> Tensor:
        batch, length, width = x.shape
        q, k, v = (
            part.reshape(batch, length, self.heads, -1).transpose(1, 2)
            for part in self.attend_in(x).chunk(3, dim=-1)
        )
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        out: Tensor = self.attend_out(mixed.transpose(1, 2).reshape(batch, length, width))
        return out


class Encoder(nn.ModuleList):
    """Blocks one after the other: (n, L, width) -> the same; `causal`: none looks ahead."""

    def __init__(self, shape: Shape) -> None:
        super().__init__([Block(shape) for _ in range(shape.layers)])

    def forward(self, x: Tensor, causal: bool = False) -> Tensor:
        for block in self:
            x = block(x, causal)
        return x


def _activated(x: Tensor, name: str) -> Tensor:
    if name == "quick_gelu":
        return x * torch.sigmoid(1.702 * x)
    return F.gelu(x, approximate="none" if name == "gelu" else "tanh")
