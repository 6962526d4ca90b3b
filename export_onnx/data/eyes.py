"""How each side of a made-up world turns what is hidden into features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from export_onnx.data.hidden import Hidden
from export_onnx.data.world import FEELING, SECTION, STYLE, World, rng_of
from inference.values import Floats

EXPRESSION = 6
"""Dimensions in which a style expresses the three of a feeling."""
BEND = 2.0
"""How far into its bend the curved part of what is seen reaches."""
LASTING = (3.0, 0.0)
"""What lasts on one side only is uneven, as real features are: from 3 to 0 times `own`."""
BENT = 1.5
"""Weight of the curved part."""


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """How one side turns what is hidden into features."""

    dialects: Floats
    straight: Floats
    bend: Floats
    lean: Floats
    bent: Floats
    own: Floats
    curve: float

    def look(self, hidden: Floats, own: Floats, shown: Floats, *, style: int) -> Floats:
        """Features (T, D) of hidden values and of what is only this side's own, both (T, H).

        `shown` (T, H + 1) is 1 or 0: which hidden value a step shows, and whether it shows
        what they make together.
        """
        felt = hidden[:, :FEELING] @ self.dialects[style]
        rest = hidden[:, FEELING:]
        inner = np.concatenate([felt, rest[:, :STYLE]], axis=1)
        together = shown[:, -1:] * np.tanh(inner @ self.bend + self.lean)
        seen = np.concatenate(
            [(1 - self.curve) * felt * shown[:, :1], rest * shown[:, FEELING:-1]], axis=1
        )
        mixed = seen @ self.straight + self.curve * (together @ self.bent) + own @ self.own
        return np.asarray(mixed, dtype=np.float32)


def _width(world: World) -> int:
    return FEELING + STYLE + world.identity + SECTION + 1


def eye_of(world: World, side: str) -> Eye:
    """Draw the eye of "picture" or "music"; one world has one of each."""
    rng, hidden = rng_of(world, f"eye {side}"), _width(world)
    inputs = hidden - FEELING + EXPRESSION
    outputs = world.picture_dim if side == "picture" else world.music_dim
    inner = 8 * (EXPRESSION + STYLE)
    common = _axes(rng)
    dialects = [_axes(rng_of(world, f"dialect {side}", i)) for i in range(world.styles)]
    # Music says plainly what it feels; pictures say it through what they show.
    dialect = world.dialect if side == "picture" else world.dialect * world.plain_music
    curve = world.curve if side == "picture" else world.curve * world.plain_music
    return Eye(
        np.stack([(1 - dialect) * common + dialect * own for own in dialects]),
        _normal(rng, inputs, outputs),
        BEND * _normal(rng, EXPRESSION + STYLE, inner),
        rng.standard_normal(inner).astype(np.float32),
        BENT * _normal(rng, inner, outputs),
        _normal(rng, hidden, outputs),
        curve,
    )


def _axes(rng: Generator) -> Floats:
    """Three orthonormal directions of expression, (FEELING, EXPRESSION)."""
    axes, _ = np.linalg.qr(rng.standard_normal((EXPRESSION, FEELING)))
    return np.asarray(axes.T, dtype=np.float32)


def _normal(rng: Generator, rows: int, columns: int) -> Floats:
    return np.asarray(rng.standard_normal((rows, columns)) / rows**0.5, dtype=np.float32)


def seen_by(world: World, number: int, hidden: Hidden, eye: Eye, *, side: str) -> Floats:
    """Features (L, D) of one side: what is hidden, partly shown, beside what is only its own."""
    rng = rng_of(world, side, number)
    steps, width = hidden.by_step.shape
    shown = np.asarray(rng.random((steps, width + 1)) < world.shown, dtype=np.float32)
    passing = world.noise * rng.standard_normal((steps, width))
    lasting = world.own * np.linspace(*LASTING, width) * rng.standard_normal(width)
    own = np.asarray(passing + lasting, dtype=np.float32)
    features = eye.look(hidden.by_step, own, shown, style=hidden.style)
    return np.asarray(features.reshape(world.segments, world.steps, -1).mean(1), dtype=np.float32)
