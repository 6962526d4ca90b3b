"""How results change as one thing is turned: context, tempo, brightness, hue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import torch
from torch import nn

from export_onnx.data.pairs import PairSet
from export_onnx.evaluate.retrieval import POOL, TwoWay, two_way
from export_onnx.train.family import Embedded, Towers
from inference.values import Floats, Frames

FACTORS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
"""Of section 5.1 of the MVPt paper."""
SEGMENTS_AT_ONCE = 8192

Window = tuple[int, Floats]
"""The number of a track, and some of its segments (n, D)."""


def embed_together(
    towers: Towers, pairs: PairSet, *, context: int = 0
) -> tuple[Embedded, Embedded]:
    """Give what `embed_pairs` gives; windows of one length go through a tower together.

    A curve by context asks for every segment alone, which one by one takes minutes.
    """
    sides = ([e.picture for e in pairs.examples], [e.music for e in pairs.examples])
    picture, music = (
        _embedded(tower, tracks, context)
        for tower, tracks in zip((towers.picture, towers.music), sides, strict=True)
    )
    return picture, music


@torch.no_grad()
def _embedded(tower: nn.Module, tracks: Sequence[Floats], context: int) -> Embedded:
    tower.eval()
    windows = [
        (number, track[start : start + (context or len(track))])
        for number, track in enumerate(tracks)
        for start in range(0, len(track), context or len(track))
    ]
    segments: list[list[Floats]] = [[] for _ in tracks]
    wholes: list[list[Floats]] = [[] for _ in tracks]
    # The sort is stable: a track's windows stay in order but for its last, shorter one.
    for part in _of_one_length(sorted(windows, key=lambda w: -len(w[1]))):
        base = torch.from_numpy(np.stack([rows for _, rows in part])).float()
        out = tower(base, torch.ones(base.shape[:2]))
        for (number, _), told, whole in zip(
            part, out.segments.numpy(), out.track.numpy(), strict=True
        ):
            segments[number].append(told)
            wholes[number].append(whole)
    joined = tuple(np.concatenate(told) for told in segments)
    return Embedded(joined, np.stack([np.mean(told, axis=0) for told in wholes]))


def _of_one_length(windows: list[Window]) -> Iterator[list[Window]]:
    """Cut windows, longest first, into runs of one length and of so many segments at most."""
    start = 0
    while start < len(windows):
        length = len(windows[start][1])
        end = start + 1
        while (
            end < len(windows)
            and len(windows[end][1]) == length
            and (end - start + 1) * length <= SEGMENTS_AT_ONCE
        ):
            end += 1
        yield windows[start:end]
        start = end


def segment_retrieval(
    towers: Towers, pairs: PairSet, *, context: int = 0, pool: int = POOL, seed: int = 0
) -> tuple[TwoWay, tuple[str, ...]]:
    """Rank true segments; the towers see `context` segments at once (0 = all, figure 3).

    Also gives the source of every segment of the pool.
    """
    seen, heard = embed_together(towers, pairs, context=context)
    found = two_way(
        np.concatenate(seen.segments), np.concatenate(heard.segments), pool=pool, seed=seed
    )
    sources = np.repeat([e.source for e in pairs.examples], [len(s) for s in seen.segments])
    return found, tuple(sources[found.rows].tolist())


def track_retrieval(
    towers: Towers, pairs: PairSet, *, pool: int = POOL, seed: int = 0
) -> tuple[TwoWay, tuple[str, ...]]:
    """Rank true tracks; also gives the source of every track of the pool."""
    seen, heard = embed_together(towers, pairs)
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
