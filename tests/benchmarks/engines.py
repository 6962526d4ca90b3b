"""The product's engines as the candidates use them; imported by children only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from inference.towers.bases import VisualEncoder
from inference.towers.pack import Pack, read_pack
from inference.values import Floats, Frames


def pack(folder: str) -> Pack:
    return read_pack(Path(folder))


def encoded(encoder: VisualEncoder, frames: Frames) -> Floats:
    return encoder.encode(frames)[0]


def unit(rows: Floats) -> Floats:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def cosines(one: Floats, other: Floats) -> Floats:
    """Cosine of each row of one to the same row of the other."""
    return np.einsum("ij,ij->i", unit(one), unit(other))


def overlap(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """Mean share of what each list of one has in common with the same list of the other."""
    return float(np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(one, other, strict=True)]))


def nearest(rows: Floats, count: int = 10) -> list[list[int]]:
    """The `count` most similar other rows of each row."""
    similar = unit(rows) @ unit(rows).T
    np.fill_diagonal(similar, -np.inf)
    return np.argsort(-similar, axis=1)[:, :count].tolist()
