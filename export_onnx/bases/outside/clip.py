"""CLIP's two towers in torch, and the graph from frames to features made of them.

Radford et al., "Learning transferable visual models from natural language supervision", ICML 2021,
section 2.4: a Vision Transformer whose first token, and a causal Transformer whose last token, are
projected into one space.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.bases.outside.transformer import Encoder, Shape

MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""Of the 400 million pictures OpenAI trained on; what a model without other numbers takes."""


class ImageTower(nn.Module):
    """Normalised pictures (n, 3, side, side) -> embeddings (n, E), not of unit length."""

    def __init__(self, shape: Shape, *, patch: int, tokens: int, out: int) -> None:
        super().__init__()
        self.side = patch * round((tokens - 1) ** 0.5)
        self.patches = nn.Conv2d(3, shape.width, patch, stride=patch, bias=False)
        self.first = nn.Parameter(torch.zeros(shape.width))
        self.positions = nn.Parameter(torch.zeros(tokens, shape.width))
        self.norm_in = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.encoder = Encoder(shape)
        self.norm_out = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.projection = nn.Linear(shape.width, out, bias=False)

    def forward(self, pictures: Tensor) -> Tensor:
        patches = self.patches(pictures).flatten(2).transpose(1, 2)
        first = self.first.expand(patches.shape[0], 1, -1)
        x = self.norm_in(torch.cat([first, patches], 1) + self.positions)
        out: Tensor = self.projection(self.norm_out(self.encoder(x)[:, 0]))
        return out


class TextTower(nn.Module):
    """Token ids (n, L), each row ending with the end token -> embeddings (n, E)."""

    def __init__(self, shape: Shape, *, words: int, longest: int, out: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, shape.width)
        self.positions = nn.Parameter(torch.zeros(longest, shape.width))
        self.encoder = Encoder(shape)
        self.norm_out = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.projection = nn.Linear(shape.width, out, bias=False)

    @property
    def longest(self) -> int:
        """Tokens of the longest text."""
        return len(self.positions)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.words(ids) + self.positions[: ids.shape[1]]
        out: Tensor = self.projection(self.norm_out(self.encoder(x, causal=True)[:, -1]))
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A model as read: towers, and what its own preprocessing does to pixels of 0 to 1.

    `text` is None where the model has a text tower of another make. `scale` sharpens cosines.
    """

    image: ImageTower
    text: TextTower | None
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    scale: float


class ClipBaseGraph(nn.Module):
    """Frames uint8 (n, 224, 224, 3) RGB -> embedding (n, E), word probabilities (n, C).

    An embedding has the length sqrt(E), so that its numbers are about 1, as the descriptors
    beside them are. The probabilities choose among the `words` (C, E), of unit length, as CLIP
    classifies pictures without training for it (section 3.1.2); without words C is 1, and says
    nothing.
    """

    mean: Tensor
    deviation: Tensor
    words: Tensor

    def __init__(self, clip: Clip, words: Tensor | None) -> None:
        super().__init__()
        self.image, self.scale = clip.image, clip.scale
        self.register_buffer("mean", torch.tensor(clip.mean)[:, None, None])
        self.register_buffer("deviation", torch.tensor(clip.deviation)[:, None, None])
        out = clip.image.projection.out_features
        self.register_buffer("words", torch.zeros(1, out) if words is None else words)

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        x = frames.to(torch.float32).permute(0, 3, 1, 2) / 255.0
        side = self.image.side
        if x.shape[-1] != side:
            x = F.interpolate(x, (side, side), mode="bilinear", align_corners=False)
        unit = F.normalize(self.image((x - self.mean) / self.deviation), dim=-1)
        probabilities = torch.softmax(self.scale * unit @ self.words.T, dim=-1)
        return unit * unit.shape[-1] ** 0.5, probabilities
