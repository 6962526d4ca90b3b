"""Training sequences: synthetic cuts walked over rated pictures, and excerpts of songs.

A synthetic cut is a random walk over pictures that resemble each other in content and affect,
with jumps where a scene ends. Movement cannot be seen in a still, so motion and cut rate are
drawn at random, wide enough to cover real film, and independent of the pictures: the towers
must take them from the descriptors, not guess them from what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from export_onnx.train.ridge import Standard
from export_onnx.train.teacher import MOTION_EDGE
from inference.values import Floats

NEIGHBOURS = 24
STAY, JUMP = 0.25, 0.15
REAL_CLIP_SHARE = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One clip or song: base features (L, D) and, for pictures, class probabilities (L, 1000)."""

    base: Floats
    probabilities: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PictureBank:
    """Encoded stills and real clips.

    embeddings (V, N, 1280), probabilities (V, N, 1000) and descriptors (V, N, d) hold V variants
    (light and colour changed before encoding) of N pictures; `near` (N, k) lists each picture's
    neighbours; `scale` standardises the shaped descriptors named in `names`.
    """

    embeddings: Floats
    probabilities: Floats
    descriptors: Floats
    near: NDArray[np.intp]
    scale: Standard
    names: tuple[str, ...]
    clips: tuple[Track, ...] = ()

    def subset(self, keep: Sequence[int] | NDArray[np.intp]) -> PictureBank:
        """The same bank with only some of its pictures."""
        picked = np.asarray(keep)
        embeddings = self.embeddings[:, picked]
        return PictureBank(
            embeddings,
            self.probabilities[:, picked],
            self.descriptors[:, picked],
            neighbours(embeddings[0]),
            self.scale,
            self.names,
            self.clips,
        )


def neighbours(embeddings: Floats, count: int = NEIGHBOURS) -> NDArray[np.intp]:
    """The `count` most alike pictures of each (N, k), itself left out; cosine of centred rows."""
    centred = embeddings - embeddings.mean(0)
    unit = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
    alike = unit @ unit.T
    np.fill_diagonal(alike, -np.inf)
    return np.asarray(np.argsort(-alike, axis=1)[:, : min(count, len(alike) - 1)])


def draw_cut(bank: PictureBank, rng: Generator, length: int) -> Track:
    """A cut of `length` segments, real (then moving at another pace) or walked over stills."""
    if bank.clips and rng.random() < REAL_CLIP_SHARE:
        return _real_cut(bank, rng, length)
    steps = _walk(bank, rng, length)
    variant = rng.integers(len(bank.embeddings))
    embeddings = np.stack([bank.embeddings[variant, s].mean(0) for s in steps])
    probabilities = np.stack([bank.probabilities[variant, s].mean(0) for s in steps])
    stills = np.stack([bank.descriptors[variant, s].mean(0) for s in steps])
    noise = 0.05 * bank.embeddings[0].std(0) * rng.standard_normal(embeddings.shape)
    descriptors = _set_in_motion(bank, rng, stills)
    base = np.concatenate([embeddings + noise, descriptors], 1)
    return Track(base.astype(np.float32), probabilities.astype(np.float32))


def _real_cut(bank: PictureBank, rng: Generator, length: int) -> Track:
    clip = bank.clips[rng.integers(len(bank.clips))]
    window = _window(len(clip.base), length, rng)
    count = len(bank.names)
    base = clip.base[window].copy()
    base[:, -count:] = _set_in_motion(bank, rng, base[:, -count:])
    return Track(base, clip.probabilities[window])


def _walk(bank: PictureBank, rng: Generator, length: int) -> list[list[int]]:
    """Pictures of each segment: one to three, from a walk with stays and jumps."""
    here, steps = int(rng.integers(len(bank.near))), []
    for _ in range(length):
        seen = [here]
        for _ in range(int(rng.integers(3))):
            here = _next(bank, rng, here)
            seen.append(here)
        steps.append(seen)
        here = _next(bank, rng, here)
    return steps


def _next(bank: PictureBank, rng: Generator, here: int) -> int:
    chance = rng.random()
    if chance < STAY:
        return here
    if chance < STAY + JUMP:
        return int(rng.integers(len(bank.near)))
    return int(rng.choice(bank.near[here]))


def _set_in_motion(bank: PictureBank, rng: Generator, stills: Floats) -> Floats:
    """Give stills (L, d) movement and a grading; columns are those of `bank.names`."""
    shaped = np.empty_like(stills)
    pace = _drift(rng, len(stills), 0.6) + np.float32(rng.normal(0.0, 1.2))
    grading = np.asarray(rng.normal(0.0, 0.5, stills.shape[1]))
    for i, name in enumerate(bank.names):
        if name.startswith("motion") or name == "cut_rate":
            own = 0.4 if name.startswith("motion") else 0.9
            value = pace + own * (rng.standard_normal() + 0.7 * rng.standard_normal(len(stills)))
            shaped[:, i] = _unshape(bank.scale.centre[i] + bank.scale.spread[i] * value, name)
        else:
            shaped[:, i] = stills[:, i] + grading[i] * bank.scale.spread[i]
    return shaped


def _unshape(value: Floats, name: str) -> Floats:
    """Inverse of `shape_descriptors` for one column, kept in its range."""
    if name.startswith("motion"):
        odds = np.exp(np.clip(value, -6.0, 6.0))
        return np.asarray(np.clip(odds / (1 + odds), MOTION_EDGE, 1 - MOTION_EDGE), np.float32)
    return np.asarray(np.clip(value, 0.0, 1.0), dtype=np.float32)


def _drift(rng: Generator, length: int, size: float) -> Floats:
    """A slow random walk of about `size`, (length,)."""
    steps = rng.standard_normal(length) * size / max(length, 1) ** 0.5
    return np.asarray(np.cumsum(steps), dtype=np.float32)


def draw_excerpt(songs: Sequence[Floats], rng: Generator, length: int) -> Floats:
    """Up to `length` neighbouring segments of one song's base features (L_i, Dm)."""
    song = songs[int(rng.integers(len(songs)))]
    return song[_window(len(song), length, rng)]


def _window(available: int, length: int, rng: Generator) -> slice:
    start = int(rng.integers(max(available - length, 0) + 1))
    return slice(start, start + length)


def pad(rows: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Stack sequences (L_i, n) to (B, L, n) with zeros behind; mask (B, L) is 1 where real."""
    longest = max(len(row) for row in rows)
    out = np.zeros((len(rows), longest, rows[0].shape[1]), np.float32)
    mask = np.zeros((len(rows), longest), np.float32)
    for i, row in enumerate(rows):
        out[i, : len(row)], mask[i, : len(row)] = row, 1.0
    return out, mask
