"""The baseline without context: one MLP per side on averaged features.

Prétet, Richard & Peeters, "Cross-Modal Music-Video Recommendation: A Study of Design Choices",
IJCNN 2021, as it is used in section 4 of the MVPt paper: its input is the mean over a segment for
segments, and the mean over the whole for tracks. It has as many parameters as the Transformers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.models.mvpt import CLIP_DEVIATIONS, TowerOutput


@dataclass(frozen=True, slots=True)
class MlpShape:
    """Sizes of one MLP: `layers` of `width` with ReLU, then a linear one to `embedding`."""

    inputs: int
    embedding: int = 256
    width: int = 1024
    layers: int = 2
    dropout: float = 0.1


class MlpTower(nn.Module):
    """The doors of a tower with an MLP behind: no segment knows of another.

    Attention is even over the real segments; there are no emotions.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, shape: MlpShape, *, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("mean", mean.float())
        self.register_buffer("scale", scale.float())
        widths = [shape.inputs] + [shape.width] * shape.layers
        hidden = [_layer(before, after, shape) for before, after in pairwise(widths)]
        self.layers = nn.Sequential(*hidden, nn.Linear(widths[-1], shape.embedding))

    def forward(self, base: Tensor, mask: Tensor) -> TowerOutput:
        """Embed (B, L, inputs) where mask (B, L) is 1 for real segments and 0 for padding."""
        z = ((base - self.mean) / self.scale).clamp(-CLIP_DEVIATIONS, CLIP_DEVIATIONS)
        even = mask / mask.sum(-1, keepdim=True)
        segments, track = self._embed(z), self._embed((z * even[..., None]).sum(1))
        return TowerOutput(segments * mask[..., None], track, segments[..., :0], even)

    def _embed(self, z: Tensor) -> Tensor:
        return F.normalize(self.layers(z), dim=-1)


def _layer(before: int, after: int, shape: MlpShape) -> nn.Module:
    return nn.Sequential(nn.Linear(before, after), nn.ReLU(), nn.Dropout(shape.dropout))
