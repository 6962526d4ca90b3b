"""What is hidden in a made-up track: its feeling, style, identity and form, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from export_onnx.data.feelings import CLUSTERS, points_of
from export_onnx.data.world import FEELING, SECTION, World, rng_of
from inference.values import Floats

FELT = 1.7
"""Weight of a feeling beside style and identity, at the mean salience of 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """One track: whole-track values, and values per step (T, ...)."""

    feeling: Floats
    cluster: int
    style: int
    identity: Floats
    section: NDArray[np.int64]
    intensity: Floats
    salience: Floats
    by_step: Floats


def hidden_track(world: World, number: int, styles: Floats) -> Hidden:
    """Draw track `number` of a world whose styles are (n, STYLE)."""
    rng = rng_of(world, "track", number)
    cluster = int(rng.integers(len(CLUSTERS)))
    feeling = points_of(CLUSTERS)[cluster] + 0.2 * rng.standard_normal(FEELING).astype(np.float32)
    source = rng_of(world, "source", number // world.tracks_per_source)
    style = int(source.integers(world.styles))
    kin, alone = source.standard_normal(world.identity), rng.standard_normal(world.identity)
    identity = (world.kinship**0.5 * kin + (1 - world.kinship) ** 0.5 * alone).astype(np.float32)
    section, look, intensity = _form(world, rng)
    salience = np.asarray(0.3 + 1.4 / (1 + np.exp(-2 * intensity)), dtype=np.float32)
    whole = np.concatenate([styles[style], identity])
    by_step = np.concatenate(
        [
            FELT * salience[:, None] * feeling + FELT * _moved(world, number, intensity),
            np.repeat(whole[None], len(section), 0),
            world.form * look,
            world.form * intensity[:, None],
        ],
        axis=1,
    )
    return Hidden(
        feeling, cluster, style, identity, section, intensity, salience, by_step.astype(np.float32)
    )


def _moved(world: World, number: int, intensity: Floats) -> Floats:
    """How far the feeling is from its mean at each step, (T, FEELING)."""
    rng = rng_of(world, "moves", number)
    loud, late = rng.standard_normal((2, FEELING))
    moved = world.contrast * np.outer(_even(intensity), loud)
    moved += world.build_up * _courses(len(intensity)) * late
    return np.asarray(moved, dtype=np.float32)


def _courses(count: int) -> Floats:
    """From one end to the other, there and back, and twice across: (T, FEELING), orthogonal."""
    place = (np.arange(count) + 0.5) / count
    return np.stack([_even(np.cos(np.pi * k * place)) for k in range(1, FEELING + 1)], axis=1)


def _even(values: NDArray[Any]) -> Floats:
    """Values (T,) with mean 0 and variance 1; zeros where they do not differ."""
    apart = values - values.mean()
    return np.asarray(apart / max(float(apart.std()), 1e-6), dtype=np.float32)


def _form(world: World, rng: Generator) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Section numbers (T,), section looks (T, 3) and intensity (T,), with or without a form."""
    count = world.segments * world.steps
    if not world.time_structure:
        return np.zeros(count, np.int64), np.zeros((count, SECTION), np.float32), _zeros(count)
    borders = np.sort(rng.choice(np.arange(1, count), min(6, count - 1), replace=False))
    labels = rng.integers(0, 3, len(borders) + 1)
    section = labels[np.searchsorted(borders, np.arange(count), side="right")]
    looks = rng.standard_normal((3, SECTION)).astype(np.float32)
    if world.common_looks:
        looks = rng_of(world, "looks").standard_normal((3, SECTION)).astype(np.float32)
    strength = rng.standard_normal(3)
    place = np.arange(count) / count
    climax = rng.uniform(0.2, 0.9)
    arc = 1.5 * np.exp(-(((place - climax) / 0.15) ** 2)) - 0.5
    return section, looks[section], (0.7 * strength[section] + arc).astype(np.float32)


def _zeros(count: int) -> Floats:
    return np.zeros(count, np.float32)
