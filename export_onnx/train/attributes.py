"""Attribute directions: where "more guitar" lies, from songs that carry it by their tags.

MVPt §5.2 takes the mean embedding of examples minus the mean of the set they came from. Every song
is an example here, to the degree its tags say, and the difference is freed of what merely comes
along (metal has voices AND distortion): ridge regression of the degree on the embeddings, which is
the difference of means seen through the inverse covariance. Its direction is what is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from export_onnx.train.teacher import MusicSide, tag_columns
from inference.values import Floats

SHRINK = 0.3
"""Pull of the covariance towards a round one; large values give the plain difference of means."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Tags and sound descriptors that speak for an attribute, and tags that speak against it."""

    more: tuple[str, ...]
    less: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()


ATTRIBUTES: Mapping[str, Attribute] = {
    "guitar": Attribute(("guitar", "rock", "hard rock", "metal", "acoustic")),
    "vocals": Attribute(("vocals", "female vocals", "male vocals"), ("no vocals", "instrumental")),
    "piano": Attribute(("piano",)),
    "strings": Attribute(("strings", "violin", "cello")),
    "drums": Attribute(("drums", "beat", "beats")),
    "flute": Attribute(("flute",)),
    "electronic": Attribute(("electronic", "electronica", "techno", "electro", "synth")),
    "rock": Attribute(("rock", "hard rock", "classic rock", "metal")),
    "classical": Attribute(("classical", "strings", "violin")),
    "ambient": Attribute(("ambient", "new age", "chillout")),
    "dance": Attribute(("dance", "party", "House", "beat")),
    "energy": Attribute(
        ("loud", "fast", "party"), ("slow", "quiet", "soft", "ambient"), ("energy", "loudness")
    ),
    "tempo": Attribute(("fast",), ("slow",), ("tempo", "onset_rate")),
    "happy": Attribute(("happy", "catchy", "funk", "party"), ("sad", "ambient")),
    "dark": Attribute(
        ("sad", "ambient", "metal", "experimental", "weird"), ("happy", "catchy", "easy listening")
    ),
    "calm": Attribute(("slow", "soft", "quiet", "Mellow", "chill"), ("loud", "fast", "metal")),
}


def attribute_scores(attribute: Attribute, side: MusicSide, base: Floats) -> Floats:
    """How much each segment of base (n, Dm) carries the attribute, in deviations (n,)."""
    tags, sound = side.columns(base)
    score = _mean(tags, tag_columns(attribute.more, side.tags))
    score = score - _mean(tags, tag_columns(attribute.less, side.tags))
    heard = [side.sounds.index(name) for name in attribute.sound if name in side.sounds]
    return np.asarray(score + _mean(sound, heard), dtype=np.float32)


def _mean(columns: Floats, picked: Sequence[int]) -> Floats:
    return columns[:, list(picked)].mean(1) if picked else np.zeros(len(columns), np.float32)


def direction(embeddings: Floats, scores: Floats) -> Floats:
    """Unit vector (E,) along which the embeddings (n, E) carry more of what `scores` (n,) says."""
    x = (embeddings - embeddings.mean(0)).astype(np.float64)
    bounded = np.clip(scores, *np.percentile(scores, [2, 98]))
    y = (bounded - bounded.mean()).astype(np.float64)
    spread = x.T @ x
    shrunk = spread + SHRINK * np.trace(spread) / len(spread) * np.eye(len(spread))
    step = np.linalg.solve(shrunk, x.T @ y)
    return np.asarray(step / max(float(np.linalg.norm(step)), 1e-9), dtype=np.float32)


def attribute_directions(
    songs: Sequence[Floats], embeddings: Sequence[Floats], side: MusicSide
) -> dict[str, Floats]:
    """Every attribute the side's tags can tell, name -> unit vector (E,).

    Parameters
    ----------
    songs, embeddings : sequences of (L_i, Dm) and (L_i, E)
        Base features and segment embeddings of the same songs.
    """
    base, vectors = np.concatenate(songs), np.concatenate(embeddings)
    found = {}
    for name, attribute in ATTRIBUTES.items():
        if tag_columns(attribute.more, side.tags):
            scores = attribute_scores(attribute, side, base)
            found[name] = direction(vectors, scores)
    return found
