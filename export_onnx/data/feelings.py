"""The names of feelings that the papers use, and where each lies in valence, arousal and weight.

The names are those of the papers' data: seven music moods (AudioSet's "Music mood"), 27 emotions
of videos (Cowen & Keltner, PNAS 2017), ten emotion clusters (Zeng, Yu & Oyama, 2018, section
III-C). No name is in two of the first two lists; clusters carry a prefix, because three of them are
also moods. The points are written by hand, -1 to 1, and place made-up material only: nothing
that is trained on real material sees them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inference.values import Floats

Point = tuple[float, float, float]

MUSIC_MOODS: dict[str, Point] = {
    "happy": (0.9, 0.4, -0.3),
    "funny": (0.6, 0.5, -0.8),
    "sad": (-0.7, -0.6, 0.3),
    "tender": (0.5, -0.7, -0.4),
    "exciting": (0.5, 0.9, 0.4),
    "angry": (-0.7, 0.8, 0.8),
    "scary": (-0.8, 0.3, 0.6),
}

VIDEO_EMOTIONS: dict[str, Point] = {
    "admiration": (0.7, 0.1, 0.3),
    "adoration": (0.9, 0.0, -0.4),
    "aesthetic appreciation": (0.7, -0.5, 0.1),
    "amusement": (0.8, 0.4, -0.8),
    "anger": (-0.8, 0.7, 0.7),
    "anxiety": (-0.6, 0.6, 0.2),
    "awe": (0.5, 0.4, 0.8),
    "awkwardness": (-0.4, 0.1, -0.5),
    "boredom": (-0.4, -0.9, -0.2),
    "calmness": (0.5, -0.9, -0.1),
    "confusion": (-0.2, 0.2, -0.3),
    "craving": (0.4, 0.4, -0.1),
    "disgust": (-0.8, 0.3, 0.0),
    "empathic pain": (-0.9, 0.4, 0.4),
    "entrancement": (0.4, -0.2, 0.5),
    "excitement": (0.6, 0.9, 0.2),
    "fear": (-0.7, 0.8, 0.4),
    "horror": (-0.9, 0.7, 0.9),
    "interest": (0.4, 0.2, 0.1),
    "joy": (0.9, 0.6, -0.2),
    "nostalgia": (0.1, -0.4, 0.2),
    "relief": (0.5, -0.3, -0.3),
    "romance": (0.7, -0.2, 0.2),
    "sadness": (-0.8, -0.5, 0.4),
    "satisfaction": (0.7, -0.1, 0.0),
    "sexual desire": (0.5, 0.6, 0.3),
    "surprise": (0.2, 0.8, -0.4),
}

CLUSTERS: dict[str, Point] = {
    "angry": (-0.7, 0.8, 0.8),
    "tender": (0.4, -0.7, -0.5),
    "bitter": (-0.8, -0.1, 0.5),
    "cheerful": (0.7, 0.4, -0.8),
    "fun": (0.4, 0.9, -0.4),
    "bright": (0.6, 0.0, 0.0),
    "happy": (0.9, 0.6, 0.1),
    "anxious": (-0.6, 0.5, -0.2),
    "calm": (0.1, -0.9, 0.2),
    "warm": (0.6, -0.3, 0.6),
}

CLUSTER_PREFIX = "cluster:"
VALENCE, AROUSAL = "valence", "arousal"
KNOWN_TAGS = (
    *VIDEO_EMOTIONS,
    *MUSIC_MOODS,
    VALENCE,
    AROUSAL,
    *(CLUSTER_PREFIX + c for c in CLUSTERS),
)
"""Every name of a tag that the papers' data use."""


def points_of(names: dict[str, Point]) -> Floats:
    """Points (n, 3) of a table of names, in its order."""
    return np.array(list(names.values()), np.float32)


def closeness(feelings: Floats, points: Floats, *, reach: float) -> Floats:
    """How near each feeling (N, 3) is to each point (n, 3): (N, n), 1 where they coincide."""
    squares = ((feelings[:, None] - points) ** 2).sum(-1)
    return np.asarray(np.exp(-squares / (2 * reach**2)), dtype=np.float32)


def unit_interval(feelings: Floats) -> Floats:
    """Bring coordinates from -1..1 to the 0..1 of every other tag, cutting what lies outside."""
    return np.asarray(np.clip((feelings + 1) / 2, 0, 1), dtype=np.float32)


def cluster_tags(names: Sequence[str]) -> tuple[str, ...]:
    """Tag names of clusters."""
    return tuple(CLUSTER_PREFIX + name for name in names)
