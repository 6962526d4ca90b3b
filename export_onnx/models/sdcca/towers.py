"""The doors of a pack for this family: both branches, their projections, and feelings.

`segments` are every segment by itself, `track` is the whole as the paper sees it: pictures
max-pooled, music by its most attended parts. `emotions` are the clusters, by closeness to where
their songs lie in the shared space.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.models.mvpt import TowerOutput
from export_onnx.models.sdcca.attention import EmotionLstm
from export_onnx.models.sdcca.chunks import Choice, kept_in_order, kept_mean
from export_onnx.models.sdcca.deep import Branch

FAR_BELOW = 1e9


@dataclass(frozen=True, slots=True)
class SdccaShape:
    """Base features in, E of the shared space, number of clusters."""

    inputs: int
    embedding: int
    emotions: int


class Ending(nn.Module):
    """What follows a branch: its projection (U, E), and the clusters' places (T, E)."""

    def __init__(self, mean: Tensor, directions: Tensor, places: Tensor, sharpness: float) -> None:
        super().__init__()
        self.register_buffer("mean", mean.float())
        self.register_buffer("directions", directions.float())
        self.register_buffer("places", places.float())
        self.register_buffer("sharpness", torch.tensor(float(sharpness)))

    def forward(self, features: Tensor) -> Tensor:
        """Unit vectors (…, E) of features (…, U)."""
        return F.normalize((features - self.mean) @ self.directions, dim=-1)  # type: ignore[operator]

    def feel(self, embedded: Tensor) -> Tensor:
        """Shares (…, T) of the clusters, adding up to 1."""
        closeness = embedded @ self.places.T  # type: ignore[operator]
        return (closeness * self.sharpness).softmax(-1)  # type: ignore[operator]


class PictureTower(nn.Module):
    """Pictures: the branch on each segment, and on the maximum over all of them."""

    def __init__(self, shape: SdccaShape, branch: Branch, ending: Ending) -> None:
        super().__init__()
        self.shape, self.branch, self.ending = shape, branch, ending

    def forward(self, base: Tensor, mask: Tensor) -> TowerOutput:
        """Embed base (B, L, inputs), mask (B, L)."""
        peak = picture_peak(base, mask)
        holds = (base == peak[:, None]).to(base.dtype) * mask[..., None]
        segments = self.ending(self.branch(base)) * mask[..., None]
        return TowerOutput(
            segments,
            self.ending(self.branch(peak)),
            self.ending.feel(segments) * mask[..., None],
            (holds / holds.sum(1, keepdim=True)).mean(2),
        )


class MusicTower(nn.Module):
    """Music: attention over the segments, the branch on each and on the kept parts."""

    def __init__(
        self,
        shape: SdccaShape,
        lstm: EmotionLstm,
        branch: Branch,
        ending: Ending,
        *,
        choice: Choice,
        in_order: bool,
    ) -> None:
        super().__init__()
        self.shape, self.lstm, self.branch, self.ending = shape, lstm, branch, ending
        self.choice, self.in_order = choice, in_order

    def forward(self, base: Tensor, mask: Tensor) -> TowerOutput:
        """Embed base (B, L, inputs), mask (B, L) with padding at the end only."""
        attention = self.lstm(base, mask).attention
        alone = torch.cat([base] * self.choice.keep, -1) if self.in_order else base
        segments = self.ending(self.branch(alone)) * mask[..., None]
        query = music_query(base, attention, mask, choice=self.choice, in_order=self.in_order)
        return TowerOutput(
            segments,
            self.ending(self.branch(query)),
            self.ending.feel(segments) * mask[..., None],
            attention,
        )


def music_query(
    base: Tensor, attention: Tensor, mask: Tensor, *, choice: Choice, in_order: bool
) -> Tensor:
    """What the music branch is fed with: (B, D), or (B, keep * D) in order."""
    gather = kept_in_order if in_order else kept_mean
    return gather(base, attention, mask, choice)


def picture_peak(base: Tensor, mask: Tensor) -> Tensor:
    """Maximum (B, D) of base (B, L, D) over the segments that are there (section III-D)."""
    return torch.where(mask[..., None] > 0, base, -FAR_BELOW).amax(1)
