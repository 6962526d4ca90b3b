"""Made-up films with known cuts, dissolves and movement."""

from __future__ import annotations

import numpy as np

from inference.features.changes import ChangeMeter, Changes

WIDTH, HEIGHT = 64, 36


def world(seed: int) -> np.ndarray:
    """A smooth wide picture, float (36, 512, 3), to pan over."""
    rng = np.random.default_rng(seed)
    raw = np.kron(rng.uniform(30, 220, (3, 32, 3)), np.ones((12, 16, 1)))
    kernel = np.hanning(11) / np.hanning(11).sum()
    return np.apply_along_axis(np.convolve, 1, raw, kernel, "same")


def pan(seed: int, seconds: float, *, speed: float, rate: float = 25) -> np.ndarray:
    """Pan over a world at `speed` picture widths per second: float (n, 36, 64, 3)."""
    picture = world(seed)
    columns = np.arange(picture.shape[1])
    frames = []
    for i in range(round(seconds * rate)):
        at = 8 + speed * WIDTH * i / rate + np.arange(WIDTH)
        rows = [np.interp(at, columns, picture[y, :, c]) for y in range(HEIGHT) for c in range(3)]
        frames.append(np.reshape(rows, (HEIGHT, 3, WIDTH)).swapaxes(1, 2))
    return np.array(frames)


def measured(frames: np.ndarray, *, rate: float = 25, noise: float = 0.5) -> Changes:
    meter = ChangeMeter()
    rng = np.random.default_rng(0)
    for i, frame in enumerate(frames):
        grain = rng.normal(0, noise, frame.shape)
        meter.add(i / rate, np.clip(frame + grain, 0, 255).astype(np.uint8))
    return meter.changes()
