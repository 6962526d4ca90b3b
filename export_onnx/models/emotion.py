"""The emotion-constrained two-stream network: two tagging branches and one space of distances.

Li & Kumar, "Query by Video: Cross-Modal Music Retrieval", ISMIR 2019. Each branch turns what one
side is made of into a 256-d *latent emotion* (section 3.1.3) from which its emotion tags are read;
two fully connected layers bring the two latents to 64-d unit vectors whose Euclidean distance
says how well they match.

Branches here take base features, so that any pack's encoders may stand in for the paper's; its own
audio ConvNet is in `export_onnx.models.emotion_sound`. The text leaves the sizes of figure 2 to the
figure: one hidden layer of 512 before the 256 is this file's choice.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.models.mvpt import TowerOutput

LATENT = 256
JOINT = 64
CLIP_DEVIATIONS = 6.0
"""Standardised inputs are clipped here: one mad column must not own the latent."""

BY_LATENT, BY_TAGS, BY_STATES = MATCHINGS = ("latent", "tags", "valence_arousal")
"""What the two sides are compared by: the paper's latent emotion, or its two baselines' ways."""


@dataclass(frozen=True, slots=True)
class BranchShape:
    """Sizes of a branch on base features: D inputs, its hidden layers, the latent and the tags."""

    inputs: int
    tags: int
    hidden: tuple[int, ...] = (512,)
    latent: int = LATENT
    dropout: float = 0.0


@dataclass(frozen=True, slots=True)
class EmotionShape:
    """Sizes of the whole network, and what its two sides are compared by."""

    picture: BranchShape
    music: BranchShape
    joint: int = JOINT
    matching: str = BY_LATENT


class Felt(NamedTuple):
    """What a side says of n items: place (n, E), latent (n, 256), logits of the tags (n, T)."""

    place: Tensor
    latent: Tensor
    logits: Tensor


class FeatureTrunk(nn.Module):
    """Base features (n, D), standardised inside the graph -> latent (n, 256), ReLU throughout."""

    def __init__(self, shape: BranchShape, *, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean.float())
        self.register_buffer("scale", scale.float())
        sizes = (shape.inputs, *shape.hidden, shape.latent)
        layers: list[nn.Module] = []
        for wide, narrow in pairwise(sizes):
            layers += [nn.Linear(wide, narrow), nn.ReLU(), nn.Dropout(shape.dropout)]
        self.layers = nn.Sequential(*layers)

    def forward(self, base: Tensor) -> Tensor:
        z = (base - self.mean) / self.scale  # type: ignore[operator]
        latent: Tensor = self.layers(z.clamp(-CLIP_DEVIATIONS, CLIP_DEVIATIONS))
        return latent


class Branch(nn.Module):
    """A trunk and the tags read from its latent; trained alone first (section 3.2)."""

    def __init__(self, trunk: nn.Module, *, latent: int, tags: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.tags = dense(latent, tags)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Latent (n, 256) and logits of the tags (n, T)."""
        latent = self.trunk(x)
        return latent, self.tags(latent)


class EmotionSide(nn.Module):
    """One side: its branch, and the layer that takes it to the joint space."""

    def __init__(self, branch: Branch, shape: BranchShape, *, joint: int, matching: str) -> None:
        super().__init__()
        if matching not in MATCHINGS:
            raise ValueError(f"sides are compared by one of {MATCHINGS}, not {matching!r}")
        self.matching = matching
        self.branch = branch
        source = {BY_LATENT: shape.latent, BY_TAGS: shape.tags}.get(matching)
        self.joint = nn.Identity() if source is None else dense(source, joint)

    def forward(self, x: Tensor) -> Felt:
        """Place n items, (n, D) or what the trunk takes; also (B, L, D) on base features."""
        latent, logits = self.branch(x)
        if self.matching == BY_STATES:
            return Felt(logits.sigmoid(), latent, logits)
        source = logits.sigmoid() if self.matching == BY_TAGS else latent
        return Felt(F.normalize(self.joint(source), dim=-1), latent, logits)


class EmotionNet(nn.Module):
    """Both sides of the network.

    `readout` says the music's moods from the picture's latent, so that the app can name one
    feeling on both sides. It learns when all else is done.
    """

    def __init__(self, shape: EmotionShape, picture: Branch, music: Branch) -> None:
        super().__init__()
        self.shape = shape
        self.picture, self.music = (
            EmotionSide(branch, side, joint=shape.joint, matching=shape.matching)
            for branch, side in ((picture, shape.picture), (music, shape.music))
        )
        self.readout = dense(shape.picture.latent, shape.music.tags)


class EmotionTower(nn.Module):
    """One side behind a pack's doors: base (B, L, D) and mask (B, L) -> `TowerOutput`.

    Segments are placed one by one. The track is the branch on the mean of its segments, which is
    how the paper averages its picture features over a whole video (section 3.1.1); so every
    segment has the same share of attention. Emotions are the music's moods on both sides: with a
    `readout` they are read from the latent, without from the side's own tags. Where sides are
    compared by valence and arousal there are no emotions, and places are no unit vectors.
    """

    def __init__(self, side: EmotionSide, readout: nn.Linear | None = None) -> None:
        super().__init__()
        self.side = side
        self.readout = readout

    def forward(self, base: Tensor, mask: Tensor) -> TowerOutput:
        """Embed (B, L, D) where mask (B, L) is 1 for real segments and 0 for padding."""
        attention = mask / mask.sum(-1, keepdim=True)
        whole = (base * attention[..., None]).sum(1, keepdim=True)
        felt = self.side(torch.cat([base, whole], dim=1))
        shown = mask[..., None]
        moods = self._moods(felt)[:, :-1].sigmoid() * shown
        return TowerOutput(felt.place[:, :-1] * shown, felt.place[:, -1], moods, attention)

    def _moods(self, felt: Felt) -> Tensor:
        if self.side.matching == BY_STATES:
            return felt.logits[..., :0]
        moods: Tensor = felt.logits if self.readout is None else self.readout(felt.latent)
        return moods

    @torch.no_grad()
    def tag_scores(self, base: Tensor) -> Tensor:
        """Scores 0..1 (n, T) of the side's own tags (27 of pictures), from base (n, D)."""
        scores: Tensor = self.side(base).logits.sigmoid()
        return scores

    @torch.no_grad()
    def latents(self, base: Tensor) -> Tensor:
        """Latent emotions (n, 256) from base (n, D); for pictures of the latent space."""
        latent: Tensor = self.side(base).latent
        return latent


def picture_tower(net: EmotionNet) -> EmotionTower:
    """The tower of pictures."""
    return EmotionTower(net.picture, net.readout)


def music_tower(net: EmotionNet) -> EmotionTower:
    """The tower of music."""
    return EmotionTower(net.music)


Standard = tuple[Tensor, Tensor]
"""Mean and scale (D,) that bring a side's inputs to the same spread."""


def new_emotion_net(
    shape: EmotionShape, *, picture: Standard | None = None, music: Standard | None = None
) -> EmotionNet:
    """Build the network on base features; without standards for weights that are loaded later."""
    branches = []
    for side, standard in ((shape.picture, picture), (shape.music, music)):
        mean, scale = standard or (torch.zeros(side.inputs), torch.ones(side.inputs))
        trunk = FeatureTrunk(side, mean=mean, scale=scale)
        branches.append(Branch(trunk, latent=side.latent, tags=side.tags))
    return EmotionNet(shape, *branches)


def dense(wide: int, narrow: int) -> nn.Linear:
    """A fully connected layer, also of no outputs (a side without tags)."""
    if narrow:
        return nn.Linear(wide, narrow)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch remarks that there is nothing to initialise
        return nn.Linear(wide, narrow)
