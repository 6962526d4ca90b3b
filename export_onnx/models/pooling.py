"""Several spans of time at once: every segment beside the means of the windows around it.

After the multi-scale music pooling of later work on MVPt (1x, 2x, 4x): what a moment of a song is
depends on the bar, the phrase and the part it belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class MultiScalePool(nn.Module):
    """(B, L, D) -> (B, L, D * scales): each segment's means over windows of `scales` segments.

    Windows lie around the segment, those of even length one further towards the past; padding
    does not count. It has no weights. One scale of 1 leaves its input as it is.
    """

    def __init__(self, scales: Sequence[int] = (1,)) -> None:
        super().__init__()
        if not scales or min(scales) < 1:
            raise ValueError(f"scales are whole numbers above 0, not {list(scales)}")
        self.scales = tuple(scales)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Pool x (B, L, D) where mask (B, L) is 1."""
        if self.scales == (1,):
            return x
        there = mask[..., None]
        return torch.cat([_window_mean(x * there, there, scale) for scale in self.scales], dim=-1)


def _window_mean(x: Tensor, there: Tensor, scale: int) -> Tensor:
    return _window_sum(x, scale) / _window_sum(there, scale).clamp_min(1.0)


def _window_sum(x: Tensor, scale: int) -> Tensor:
    padded = F.pad(x.transpose(1, 2), (scale // 2, scale - 1 - scale // 2))
    return scale * F.avg_pool1d(padded, scale, stride=1).transpose(1, 2)
