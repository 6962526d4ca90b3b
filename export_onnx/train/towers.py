"""What a family gives back: two towers, and what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from inference.values import Floats

COSINE, L2 = "cosine", "l2"


@dataclass(frozen=True, slots=True, eq=False)
class Towers:
    """The two networks a pack offers, and how their outputs are compared.

    Each is called with base features (B, L, D) and mask (B, L) and gives a named tuple of
    `segments` (B, L, E), `track` (B, E), `emotions` (B, L, T) and `attention` (B, L), the last
    adding up to 1; T may be 0. Under "cosine" embeddings are of unit length.
    """

    picture: nn.Module
    music: nn.Module
    picture_dim: int
    music_dim: int
    embedding: int
    metric: str = COSINE
    emotions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a family gives back.

    `shape` holds plain values from which `rebuild` makes the towers again. `segment_s` is the
    length the towers take. `facts` are plain values for the card (scores, counts).
    """

    towers: Towers
    shape: Mapping[str, Any]
    segment_s: float
    facts: Mapping[str, object]
    attributes: Mapping[str, Floats] = field(default_factory=dict)
