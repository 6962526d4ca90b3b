"""The teacher: an explicit rule of which music belongs to which picture, with a few weights.

Each side is described on the same few axes, standardised. Two values on matched axes agree by
the cosine of the angle between them, so the whole agreement

    s(v, m) = sum_k w_k cos(TURN (a_k(v) - b_k(m))) + w_words cos(p(v), q(m)),   sum w = 1

falls off smoothly with the distance on every axis, favours no clip or song over the others, and
is itself an inner product of unit vectors (`PictureSide.embed`, `MusicSide.embed`): towers can
learn it exactly.

Where the axes come from. Motion against "slow" and "dance" is the strongest link between
pictures and the music people gave them. Valence and arousal of pictures are learnt from the
OASIS ratings (Kurdi, Lozano & Banaji, "Introducing the Open Affective Standardized Image Set
(OASIS)", Behavior Research Methods 2017). Affect and character of music are read from the tags
of musicnn. Scene words meet tag words through a sentence model (export_onnx/data/words.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from export_onnx.train.ridge import AffectRidge, Standard, standard_of
from inference.errors import PackError
from inference.values import Floats

TURN = 0.6
"""Radians per standard deviation: values 5 deviations apart are opposite."""
FARTHEST = 2.5
"""Axes are clipped to this many deviations."""
MOTION_EDGE = 0.01
TAG_EDGE = 0.001
"""Log odds of motion and of tags are bounded at these shares: below them all is noise."""


@dataclass(frozen=True, slots=True)
class TeacherWeights:
    """How much each link counts, at least 0; only their proportions matter."""

    motion: float = 1.0
    motion_peak: float = 0.6
    cut_rate: float = 0.3
    contrast: float = 0.6
    warmth: float = 0.3
    valence: float = 0.15
    arousal: float = 0.15
    words: float = 0.25

    def shares(self) -> Floats:
        """The weights (8,) as shares of their sum, in the order of the fields."""
        values = np.array([getattr(self, f.name) for f in fields(self)], dtype=np.float32)
        return np.asarray(values / values.sum(), dtype=np.float32)


LINKS: tuple[tuple[str, str], ...] = (
    ("motion", "lift"),
    ("motion_peak", "weight"),
    ("cut_rate", "weight"),
    ("contrast", "cheer"),
    ("warmth", "weight"),
    ("valence", "cheer"),
    ("arousal", "lift"),
)
"""Which picture axis meets which music axis, in the order of `TeacherWeights` (words come last)."""


@dataclass(frozen=True, slots=True)
class MusicAxis:
    """A direction of music: tags and sound descriptors that speak for it, tags against it."""

    name: str
    more: tuple[str, ...]
    less: tuple[str, ...]
    sound: tuple[str, ...] = ()


MUSIC_AXES = (
    MusicAxis(
        "lift",
        more=("party", "dance", "Hip-Hop", "fast", "beat", "beats", "techno", "House"),
        less=("beautiful", "Mellow", "ambient", "sad", "slow", "soft", "quiet", "new age"),
        sound=("onset_rate", "pulse"),
    ),
    MusicAxis(
        "weight",
        more=(
            "metal",
            "hard rock",
            "heavy metal",
            "punk",
            "alternative rock",
            "loud",
            "rock",
            "drums",
        ),
        less=("acoustic", "easy listening", "chill", "folk", "classical", "piano", "soft", "solo"),
    ),
    MusicAxis(
        "cheer",
        more=("happy", "party", "catchy", "funk", "pop", "oldies", "country"),
        less=("sad", "ambient", "Progressive rock", "experimental", "weird", "choir"),
    ),
)


def shape_descriptors(descriptors: Floats, names: Sequence[str]) -> Floats:
    """Descriptors (n, d) with the motion columns as log odds.

    The product measures motion as v / (v + constant); its log odds are the log of the speed, on
    which people judge movement and the values lie evenly.
    """
    shaped = np.array(descriptors, dtype=np.float32)
    for i, name in enumerate(names):
        if name.startswith("motion"):
            inside = np.clip(shaped[:, i], MOTION_EDGE, 1 - MOTION_EDGE)
            shaped[:, i] = np.log(inside / (1 - inside))
    return shaped


@dataclass(frozen=True, slots=True, eq=False)
class PictureSide:
    """Axes of picture segments from their base features.

    `descriptor_scale` standardises the shaped descriptors; `words` is (1000, 16), ImageNet
    classes on the common directions of scene and tag words.
    """

    descriptors: tuple[str, ...]
    descriptor_scale: Standard
    valence: AffectRidge
    arousal: AffectRidge
    words: Floats
    word_scale: Standard

    def axes(self, base: Floats) -> Mapping[str, Floats]:
        """Name -> (n,), in deviations, from base features (n, Dv)."""
        count = len(self.descriptors)
        pictures, rest = base[:, :-count], base[:, -count:]
        scaled = self.descriptor_scale(shape_descriptors(rest, self.descriptors))
        named = {name: scaled[:, i] for i, name in enumerate(self.descriptors)}
        return named | {"valence": self.valence(pictures), "arousal": self.arousal(pictures)}

    def embed(self, base: Floats, probabilities: Floats, weights: TeacherWeights) -> Floats:
        """Unit vectors (n, K) whose products with the music side's are the agreement."""
        axes = self.axes(base)
        scene = self.word_scale(np.sqrt(probabilities) @ self.words)
        return _join([axes[picture] for picture, _ in LINKS], scene, weights.shares())


@dataclass(frozen=True, slots=True, eq=False)
class MusicSide:
    """Axes of music segments from their base features; tags enter as standardised logits."""

    tags: tuple[str, ...]
    sounds: tuple[str, ...]
    tag_scale: Standard
    sound_scale: Standard
    words: Floats
    word_scale: Standard
    axis_scale: Standard

    def columns(self, base: Floats) -> tuple[Floats, Floats]:
        """Standardised tag logits (n, T) and sound descriptors (n, S) of base (n, Dm)."""
        probabilities, sound = split_music(base, len(self.tags), len(self.sounds))
        return self.tag_scale(logit(probabilities)), self.sound_scale(sound)

    def axes(self, base: Floats) -> Mapping[str, Floats]:
        """Name -> (n,), in deviations."""
        scaled = self.axis_scale(raw_music_axes(*self.columns(base), self.tags, self.sounds))
        return {axis.name: scaled[:, i] for i, axis in enumerate(MUSIC_AXES)}

    def embed(self, base: Floats, weights: TeacherWeights) -> Floats:
        """Unit vectors (n, K), the partners of `PictureSide.embed`."""
        axes, tags = self.axes(base), self.columns(base)[0]
        character = self.word_scale(tags @ self.words)
        return _join([axes[music] for _, music in LINKS], character, weights.shares())


@dataclass(frozen=True, slots=True, eq=False)
class Teacher:
    """Both sides of the teacher and its weights."""

    picture: PictureSide
    music: MusicSide
    weights: TeacherWeights


def split_music(base: Floats, tags: int, sounds: int) -> tuple[Floats, Floats]:
    """Tag probabilities and sound descriptors, the last columns of music base features."""
    return base[:, -(tags + sounds) : -sounds], base[:, -sounds:]


def logit(probabilities: Floats) -> Floats:
    """Log odds, bounded at `TAG_EDGE`."""
    p = np.clip(probabilities, TAG_EDGE, 1 - TAG_EDGE)
    return np.asarray(np.log(p / (1 - p)), dtype=np.float32)


def raw_music_axes(
    tags: Floats, sound: Floats, tag_names: Sequence[str], sound_names: Sequence[str]
) -> Floats:
    """(n, axes): mean of the columns that speak for each axis minus mean of those against it."""
    return np.stack(
        [_raw_axis(axis, tags, sound, tag_names, sound_names) for axis in MUSIC_AXES], 1
    )


def _raw_axis(
    axis: MusicAxis,
    tags: Floats,
    sound: Floats,
    tag_names: Sequence[str],
    sound_names: Sequence[str],
) -> Floats:
    more, less = tag_columns(axis.more, tag_names), tag_columns(axis.less, tag_names)
    if not more or not less:
        raise PackError(
            f"The pack's music tags say nothing of the axis {axis.name}.",
            remedy="Use a music base whose tags include those of musicnn.",
        )
    heard = [sound_names.index(name) for name in axis.sound if name in sound_names]
    value = tags[:, more].mean(1) - tags[:, less].mean(1)
    return np.asarray(value + (0.5 * sound[:, heard].mean(1) if heard else 0.0), dtype=np.float32)


def tag_columns(wanted: Sequence[str], names: Sequence[str]) -> list[int]:
    """Columns whose tag is wanted; case and a family prefix such as "mtt:" do not matter."""
    keys = {word.lower() for word in wanted}
    return [i for i, name in enumerate(names) if name.lower().rsplit(":", 1)[-1].strip() in keys]


def fit_music_side(
    base: Floats, tags: Sequence[str], sounds: Sequence[str], words: Floats
) -> MusicSide:
    """Scale the music axes on the segments `base` (n, Dm) of the training songs."""
    probabilities, sound = split_music(base, len(tags), len(sounds))
    tag_scale, sound_scale = standard_of(logit(probabilities)), standard_of(sound)
    columns = tag_scale(logit(probabilities))
    raw = raw_music_axes(columns, sound_scale(sound), tags, sounds)
    return MusicSide(
        tuple(tags),
        tuple(sounds),
        tag_scale,
        sound_scale,
        words,
        standard_of(columns @ words),
        standard_of(raw),
    )


def agreement(pictures: Floats, music: Floats) -> Floats:
    """Teacher similarity (n, m) in -1..1 of unit vectors (n, K) and (m, K)."""
    return np.asarray(pictures @ music.T, dtype=np.float32)


def mean_direction(vectors: Floats) -> Floats:
    """Unit vector of the mean of (L, K): what the teacher says of a whole clip or song."""
    mean = vectors.mean(0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), dtype=np.float32)


def _join(axes: Sequence[Floats], words: Floats, shares: Floats) -> Floats:
    """Each axis is a point on a circle of radius sqrt(share), the words a unit vector of theirs."""
    angles = TURN * np.clip(np.stack(axes, 1), -FARTHEST, FARTHEST)
    radius = np.sqrt(shares[:-1])
    unit = words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-6)
    parts = [radius * np.cos(angles), radius * np.sin(angles), np.sqrt(shares[-1]) * unit]
    return np.concatenate(parts, 1).astype(np.float32)
