"""How results change as one thing is turned: context, tempo, brightness, hue."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from export_onnx.data.pairs import PairSet
from export_onnx.evaluate.retrieval import POOL, TwoWay, two_way
from export_onnx.train.family import Towers, embed_pairs
from inference.values import Floats, Frames

FACTORS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
"""Of section 5.1 of the MVPt paper."""


def segment_retrieval(
    towers: Towers, pairs: PairSet, *, context: int = 0, pool: int = POOL, seed: int = 0
) -> tuple[TwoWay, tuple[str, ...]]:
    """Rank true segments; the towers see `context` segments at once (0 = all, figure 3).

    Also gives the source of every segment of the pool.
    """
    seen, heard = embed_pairs(towers, pairs, context=context)
    found = two_way(
        np.concatenate(seen.segments), np.concatenate(heard.segments), pool=pool, seed=seed
    )
    sources = np.repeat([e.source for e in pairs.examples], [len(s) for s in seen.segments])
    return found, tuple(sources[found.rows].tolist())


def track_retrieval(
    towers: Towers, pairs: PairSet, *, pool: int = POOL, seed: int = 0
) -> tuple[TwoWay, tuple[str, ...]]:
    """Rank true tracks; also gives the source of every track of the pool."""
    seen, heard = embed_pairs(towers, pairs)
    found = two_way(seen.tracks, heard.tracks, pool=pool, seed=seed)
    return found, tuple(pairs.examples[int(i)].source for i in found.rows)


def at_tempo(pairs: PairSet, factor: float) -> PairSet:
    """Give the pairs with the music `factor` times as fast, cut or repeated to its own length.

    Base features are read between segments at the stretched times, which changes when things
    happen; what a faster song sounds like within a segment is not changed.
    """
    return replace(
        pairs,
        examples=tuple(replace(e, music=_stretched(e.music, factor)) for e in pairs.examples),
    )


def _stretched(music: Floats, factor: float) -> Floats:
    times = np.minimum(np.arange(len(music)) * factor, len(music) - 1.0)
    low = np.floor(times).astype(int)
    high = np.minimum(low + 1, len(music) - 1)
    share = (times - low)[:, None].astype(np.float32)
    return np.asarray((1 - share) * music[low] + share * music[high], dtype=np.float32)


def brighter(frames: Frames, factor: float) -> Frames:
    """Frames (n, h, w, 3) RGB with every value times `factor`, cut at white."""
    return np.asarray(np.clip(frames.astype(np.float32) * factor, 0, 255).round(), dtype=np.uint8)


def turned_hue(frames: Frames, factor: float) -> Frames:
    """Frames (n, h, w, 3) RGB with the hue, in turns of the colour circle, times `factor`."""
    return np.stack([_turned(frame, factor) for frame in frames])


def _turned(frame: Frames, factor: float) -> Frames:
    hsv = cv2.cvtColor(frame, cv2.COLOR_RGB2HSV)
    # OpenCV stores hue in 0..179.
    hsv[..., 0] = np.mod(hsv[..., 0].astype(np.float32) * factor, 180).astype(np.uint8)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), dtype=np.uint8)
