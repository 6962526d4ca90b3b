"""How near stored graphs are to the towers they were made from.

Compared are every output, on held-out segments strung together to tracks of several lengths, and
what a user sees: which ten songs a film is given, and in which order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from export_onnx.export.towers import LENGTHS
from export_onnx.train.family import L2, Towers, embed_side
from inference.towers.session import Session, open_session
from inference.values import Floats

Samples = tuple[Sequence[Floats], Sequence[Floats]]
"""Base features of pictures and of music, each (L_i, D); row i of both is a pair."""

FLOAT32 = "float32"
TOP = 10
TIE = 1e-5
"""Scores nearer than this are equal: their order is nobody's."""
LEAST_PAIRS = 2 * TOP
"""Of fewer songs most are among the first ten, whatever is stored."""
LEAST_KEPT = 0.9
SIDES = {"video_tower": "picture", "music_tower": "music"}


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How near the graphs are to the towers they were made from.

    `error` is the largest difference of any output to that of the trained tower, at any length
    tried. The others were found on `pairs` held-out pairs: whether the first ten songs of every
    film are in the same order, the share of the ten that stayed, and the mean reciprocal rank of
    the true song before and after.
    """

    precision: str
    error: float
    same_order: bool
    kept_of_top: float
    rank_before: float
    rank_after: float
    pairs: int

    @property
    def warning(self) -> str | None:
        """One sentence where storing cost too much or nobody can tell; None where all is well."""
        if self.precision == FLOAT32:
            return None
        if self.pairs < LEAST_PAIRS:
            return (
                f"{self.pairs} held-out pairs are too few to tell what storing as"
                f" {self.precision} costs; it takes {LEAST_PAIRS}."
            )
        if self.kept_of_top < LEAST_KEPT:
            return (
                f"Stored as {self.precision} the pack gives other songs than what was trained:"
                f" {1 - self.kept_of_top:.0%} of the first ten changed. Store it as float32."
            )
        return None


def measure(
    towers: Towers, folder: Path, *, samples: Samples, precision: str, error: float
) -> Fidelity:
    """Compare the graphs in `folder` with the float32 towers on pairs of base features."""
    exact = scores_of(*trained_tracks(towers, samples), metric=towers.metric)
    stored = scores_of(*graph_tracks(folder, samples), metric=towers.metric)
    return Fidelity(
        precision=precision,
        error=error,
        same_order=bool(same_top(exact, stored).all()),
        kept_of_top=float(kept_of_top(exact, stored).mean()),
        rank_before=_reciprocal_rank(exact),
        rank_after=_reciprocal_rank(stored),
        pairs=len(exact),
    )


def tower_error(
    tower: nn.Module, path: Path, *, rows: Sequence[Floats], device: str = "cpu", seed: int = 0
) -> float:
    """Largest absolute difference of any output of the graph, over several lengths and paddings.

    NaN where an output is no number.

    Parameters
    ----------
    rows : sequence of (L_i, D) float32
        Base features whose segments make up the tracks: what is rare in them is tried as rarely.
    """
    session = open_session(path.read_bytes(), device=device, threads=1)
    segments, rng = np.concatenate(rows), np.random.default_rng(seed)
    drawn = (_drawn(rng, length, segments) for length in LENGTHS)
    return float(np.max([_difference(tower, session, *one) for one in drawn]))


def _drawn(
    rng: np.random.Generator, length: int, segments: Floats
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    chosen = segments[rng.integers(len(segments), size=length)]
    # No two are quite alike: of equals either may be the more attended, and both are right.
    base = chosen + 0.01 * segments.std(0) * rng.standard_normal(chosen.shape)
    mask = np.ones((1, length), np.float32)
    mask[0, length - length // 4 :] = 0.0
    return base[None].astype(np.float32), mask


@torch.no_grad()
def _difference(
    tower: nn.Module,
    session: Session,
    base: NDArray[np.float32],
    mask: NDArray[np.float32],
) -> float:
    wanted = tower(torch.from_numpy(base), torch.from_numpy(mask))
    got = session.run({"base": base, "mask": mask})
    return float(np.max([np.abs(one - getattr(wanted, n).numpy()).max() for n, one in got.items()]))


def trained_tracks(towers: Towers, samples: Samples) -> tuple[Floats, Floats]:
    """Vectors (N, E) of films and of songs, as the trained towers place them."""
    pictures, music = samples
    return embed_side(towers.picture, pictures).tracks, embed_side(towers.music, music).tracks


def graph_tracks(folder: Path, samples: Samples) -> tuple[Floats, Floats]:
    """Vectors (N, E) of films and of songs, as the graphs in `folder` place them on the CPU."""
    pictures, music = (
        np.stack([run_track(session, row) for row in rows])
        for session, rows in zip(open_towers(folder), samples, strict=True)
    )
    return pictures, music


def open_towers(folder: Path) -> tuple[Session, Session]:
    """The graphs of both sides, on one thread of the CPU."""
    video, music = (
        open_session((folder / f"{graph}.onnx").read_bytes(), device="cpu", threads=1)
        for graph in SIDES
    )
    return video, music


def run_track(session: Session, base: Floats) -> Floats:
    """The vector (E,) of one track, base (L, D)."""
    inputs = {"base": base[None].astype(np.float32), "mask": np.ones((1, len(base)), np.float32)}
    return np.asarray(session.run(inputs)["track"][0], dtype=np.float32)


def scores_of(pictures: Floats, music: Floats, *, metric: str) -> Floats:
    """Films x songs, greater is nearer."""
    if metric == L2:
        apart = np.linalg.norm(pictures[:, None] - music[None], axis=-1)
        return np.asarray(-apart, dtype=np.float32)
    return np.asarray(pictures @ music.T, dtype=np.float32)


def same_top(exact: Floats, stored: Floats) -> NDArray[np.bool_]:
    """Whether the stored order of each film's first ten is one the exact scores allow, (n,)."""
    order = np.argsort(-stored, axis=1, kind="stable")[:, :TOP]
    told = np.take_along_axis(exact, order, axis=1)
    wanted = -np.sort(-exact, axis=1)[:, :TOP]
    return np.asarray(np.abs(told - wanted).max(1) <= TIE)


def kept_of_top(exact: Floats, stored: Floats) -> Floats:
    """Share of each film's exact first ten that are among the stored first ten, (n,)."""
    first, then = (np.argsort(-one, axis=1, kind="stable")[:, :TOP] for one in (exact, stored))
    both = (first[:, :, None] == then[:, None]).any(2)
    return np.asarray(both.mean(1), dtype=np.float32)


def _reciprocal_rank(scores: Floats) -> float:
    ranks = (scores > scores.diagonal()[:, None]).sum(1) + 1
    return float((1 / ranks).mean())
