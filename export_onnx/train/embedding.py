"""Pairs through trained towers, one track at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from export_onnx.data.pairs import PairSet
from export_onnx.train.towers import Towers
from inference.values import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """One side of N examples: segments, each (L_i, E), and tracks (N, E)."""

    segments: tuple[Floats, ...]
    tracks: Floats


@torch.no_grad()
def embed_side(tower: nn.Module, tracks: Sequence[Floats], *, context: int = 0) -> Embedded:
    """Embed base features (L_i, D), one track at a time.

    With `context` the tower sees at most so many segments at once (figure 3 of the MVPt paper);
    a track's vector is then the mean of its windows'. 0 = the whole track.
    """
    tower.eval()
    told = [_told(tower, track, context or len(track)) for track in tracks]
    return Embedded(tuple(t[0] for t in told), np.stack([t[1] for t in told]))


def _told(tower: nn.Module, track: Floats, context: int) -> tuple[Floats, Floats]:
    parts = [torch.from_numpy(track[i : i + context]) for i in range(0, len(track), context)]
    outs = [tower(part[None].float(), torch.ones(1, len(part))) for part in parts]
    segments: Tensor = torch.cat([out.segments[0] for out in outs])
    return segments.numpy(), torch.cat([out.track for out in outs]).mean(0).numpy()


def embed_pairs(towers: Towers, pairs: PairSet, *, context: int = 0) -> tuple[Embedded, Embedded]:
    """Picture and music of every pair, in the order of `pairs`; see `embed_side`."""
    return (
        embed_side(towers.picture, [e.picture for e in pairs.examples], context=context),
        embed_side(towers.music, [e.music for e in pairs.examples], context=context),
    )
