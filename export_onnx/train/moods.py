"""Targets of the emotion head: how near a segment is to seven moods.

Moods are points in valence, arousal (Russell, "A circumplex model of affect", 1980) and
weight (loud, hard, many cuts; it tells anger from fear). Their names are the mood classes of
AudioSet. They are written down, not learnt: nobody rated these segments.
"""

from __future__ import annotations

import numpy as np

from inference.values import Floats

MOODS: dict[str, tuple[float, float, float]] = {
    "happy": (1.0, 0.4, 0.0),
    "funny": (0.9, 0.0, -0.8),
    "sad": (-0.9, -0.9, -0.5),
    "tender": (0.5, -1.0, -0.9),
    "exciting": (0.5, 1.2, 0.6),
    "angry": (-0.5, 0.9, 1.4),
    "scary": (-1.2, 0.3, -0.4),
}
"""Mood -> place, in deviations of each axis."""
WIDTH = 1.1
"""Deviations at which a mood has faded to 0.61."""
MUSIC_AXES = ("cheer", "lift", "weight")


def mood_targets(valence: Floats, arousal: Floats, weight: Floats) -> Floats:
    """Closeness 0..1 of segments (n,) to each mood, (n, 7)."""
    here = np.stack([valence, arousal, weight], 1)[:, None]
    there = np.array(list(MOODS.values()), dtype=np.float32)[None]
    closeness = np.exp(-0.5 * np.square((here - there) / WIDTH).sum(-1))
    return np.asarray(closeness, dtype=np.float32)


def picture_moods(axes: dict[str, Floats]) -> Floats:
    """Moods of picture segments: half of the arousal is rated content, half is movement."""
    arousal = (axes["arousal"] + axes["motion"]) / np.float32(2**0.5)
    weight = (axes["cut_rate"] + axes["motion_peak"]) / np.float32(2.0)
    return mood_targets(axes["valence"], arousal, weight)


def music_moods(axes: dict[str, Floats]) -> Floats:
    """Moods of music segments."""
    valence, arousal, weight = (axes[name] for name in MUSIC_AXES)
    return mood_targets(valence, arousal, weight)
