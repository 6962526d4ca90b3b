"""Made-up music videos whose hidden style, feeling, identity and form are known.

What is hidden, and who sees it
-------------------------------
A track has a *feeling* (a point in valence, arousal and weight near that of one of ten emotion
clusters), a *style* and an *identity*, in part those of its source, and a *form*: sections that
come back, an intensity that rises to a climax, and a salience that follows it, by which the
feeling shows more or less. Two eyes, one per side, turn a step of this into features by fixed
random maps. Each step shows every hidden value or does not, by lot and for each side by itself,
and adds something of its own side: what passes (`noise`) and what lasts (`own`). Tags are what
raters would say: near the feeling, with slips.

Why the papers' orders can come out, and can fail to
----------------------------------------------------
Nothing below knows a method; each claim rests on a property that real videos are said to have.

- *Context beats none*: a moment shows a part of what pairs have in common, under noise. A model
  that sees the whole track can add moments up. With little `noise` one moment suffices and the
  claim fails.
- *Transformers help whole tracks*: a model without context sees the mean of a track, and part of
  that is the grade of the pictures or the sound of the recording (`own`). Loud passages feel other
  than quiet ones (`contrast`), which the mean does not tell; who sees all moments can tell loud
  from quiet by what they show (`form`, `common_looks`), whenever they come. With `contrast` and
  `build_up` at 0 the mean suffices.
- *Temporal embeddings help*: music and film build up, fall back and return. A feeling that rises
  (`build_up`) has the mean and the spread of one that falls; only when is what tells them apart.
  Sections and climax come at the same time on both sides too (`time_structure`), but differ in
  themselves, so that they are also told apart without time. Where tracks differ in style and
  identity, these suffice and time adds little.
- *InfoNCE ≥ triplet*: tracks of a source resemble one another (`kinship`), so most random
  negatives are easy and a few are hard. No loss is favoured in any other way.
- *Tags beat no tags with few pairs*: a match by feeling is a match in three hidden dimensions out
  of some twenty; a pair says that they agree, tags say where they lie. With `dialect=0`, `curve=0`
  and little noise the pairs suffice, and the gap closes.
- *S-DCCA > C-CCA*: pictures express a feeling in a way that depends on the style (`dialect`) and
  through a bend (`curve`), which no linear map undoes; music says it plainly, as the paper
  assumes when it clusters by the music alone. With both at 0 the linear method is as good, and so
  it is with few tracks: a network needs a thousand pairs or more to learn the bend.
- *C-CCA > DCCA*: what a pair has in common is mostly not its feeling but identity, style and form,
  and that is what correlation without clusters finds first.
- *DCCA ≥ CCA*: follows from `curve` alone, is small, and may come out as a tie: it does in the
  paper (18.40 and 18.35).

The weights below were set by hand so that moments are hard and whole tracks are not. The absolute
numbers mean nothing for real videos; only orders, and how they move with a setting, are worth
reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from export_onnx.data.feelings import (
    AROUSAL,
    CLUSTERS,
    MUSIC_MOODS,
    VALENCE,
    VIDEO_EMOTIONS,
    closeness,
    cluster_tags,
    points_of,
    unit_interval,
)
from export_onnx.data.pairs import Example, PairSet, split_by_source
from inference.values import Floats

FEELING, STYLE, SECTION = 3, 4, 3
"""Hidden dimensions of a feeling, of a style, and of what a section of the form looks like."""
EXPRESSION = 6
"""Dimensions in which a style expresses the three of a feeling."""
FELT = 1.7
"""Weight of a feeling beside style and identity, at the mean salience of 1."""
BEND = 2.0
"""How far into its bend the curved part of what is seen reaches."""
LASTING = (3.0, 0.0)
"""What lasts on one side only is uneven, as real features are: from 3 to 0 times `own`."""
BENT = 1.5
"""Weight of the curved part."""


@dataclass(frozen=True, slots=True)
class World:
    """What a made-up world is like.

    Parameters
    ----------
    seed, tracks, segments : int
        Tracks stay the same when only their number grows.
    steps : int
        Segments are means of this many steps of `step_s`.
    picture_dim, music_dim : int
        Dv and Dm.
    styles : int
        Number of styles; all tracks of one source share theirs.
    identity : int
        Hidden dimensions that only picture and music of one track share.
    shown : float
        Chance that a step shows a hidden value, drawn for each side by itself.
    noise : float
        Size of what a step shows by itself, which has nothing to do with the other side; hidden
        dimensions have size 1.
    own : float
        Size of what a whole track shows that has nothing to do with the other side.
    curve : float
        How much of a feeling is seen through the bend, together with the style; 0: none.
    dialect : float
        How much the expression of a feeling depends on the style; 0: all express it alike.
    plain_music : float
        Share of `dialect` and `curve` that music has too; pictures have all of it.
    kinship : float
        Share of a track's identity that all tracks of its source have in common.
    form : float
        Weight of what the form shows (sections and intensity) beside the rest.
    common_looks : bool
        Whether the sections of all tracks are of the same three looks, as verses and choruses
        resemble one another; tracks then differ in when they come, not in which there are.
    contrast : float
        How far the feeling of loud moments lies from that of quiet ones; where to, each track has
        by itself. The mean over the track stays where it is.
    build_up : float
        How far the feeling moves over the track, as `contrast`: valence from one end to the other,
        arousal there and back, weight twice across, each either way round.
    time_structure : bool
        Whether picture and music share a form: sections, their repeats, and an arc of intensity.
    tagged : bool
        Whether examples carry tags: seven music moods (one of them 1), 27 soft video emotions,
        valence, arousal, and the cluster.
    """

    seed: int = 0
    tracks: int = 600
    segments: int = 30
    steps: int = 3
    step_s: float = 2.2
    picture_dim: int = 64
    music_dim: int = 48
    styles: int = 4
    identity: int = 6
    shown: float = 0.5
    noise: float = 1.0
    own: float = 0.4
    curve: float = 0.8
    dialect: float = 0.5
    plain_music: float = 0.0
    kinship: float = 0.6
    form: float = 1.0
    common_looks: bool = False
    contrast: float = 0.0
    build_up: float = 0.0
    tracks_per_source: int = 4
    time_structure: bool = True
    tagged: bool = True
    shares: tuple[float, float, float] = (0.7, 0.1, 0.2)


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is hidden, in the order of the examples.

    feeling (N, 3) valence, arousal, weight; cluster (N,) into `cluster_names`; style (N,);
    identity (N, k); intensity, salience (N, L); section (N, L) numbers of the form's parts.
    """

    cluster_names: tuple[str, ...]
    feeling: Floats
    cluster: NDArray[np.int64]
    style: NDArray[np.int64]
    identity: Floats
    intensity: Floats
    salience: Floats
    section: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Hidden:
    """One track: whole-track values, and values per step (T, ...)."""

    feeling: Floats
    cluster: int
    style: int
    identity: Floats
    section: NDArray[np.int64]
    intensity: Floats
    salience: Floats
    by_step: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Eye:
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


def make_world(world: World) -> tuple[PairSet, Truth]:
    """Make a world; the same settings give the same numbers."""
    styles = _rng(world, "styles").standard_normal((world.styles, STYLE)).astype(np.float32)
    eyes = {side: _eye(world, side) for side in ("picture", "music")}
    sources = [f"s{i // world.tracks_per_source:05d}" for i in range(world.tracks)]
    splits = split_by_source(sources, seed=world.seed, shares=world.shares)
    hidden = [_track(world, i, styles) for i in range(world.tracks)]
    examples = tuple(
        Example(
            f"t{i:05d}",
            sources[i],
            splits[i],
            _seen(world, i, h, eyes["picture"], side="picture"),
            _seen(world, i, h, eyes["music"], side="music"),
            _tags(h, _rng(world, "tags", i)) if world.tagged else {},
        )
        for i, h in enumerate(hidden)
    )
    facts = {"made_up": asdict(world), "shares": list(world.shares)}
    pairs = PairSet(f"world {world.seed}", examples, world.steps * world.step_s, facts)
    return pairs, _truth(world, hidden)


def _rng(world: World, purpose: str, track: int = 0) -> Generator:
    """Give each purpose and track numbers of its own, so that one setting moves nothing else."""
    return np.random.default_rng([world.seed, *purpose.encode(), track])


def _width(world: World) -> int:
    return FEELING + STYLE + world.identity + SECTION + 1


def _eye(world: World, side: str) -> _Eye:
    rng, hidden = _rng(world, f"eye {side}"), _width(world)
    inputs = hidden - FEELING + EXPRESSION
    outputs = world.picture_dim if side == "picture" else world.music_dim
    inner = 8 * (EXPRESSION + STYLE)
    common = _axes(rng)
    dialects = [_axes(_rng(world, f"dialect {side}", i)) for i in range(world.styles)]
    # Music says plainly what it feels; pictures say it through what they show.
    dialect = world.dialect if side == "picture" else world.dialect * world.plain_music
    curve = world.curve if side == "picture" else world.curve * world.plain_music
    return _Eye(
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


def _track(world: World, number: int, styles: Floats) -> _Hidden:
    rng = _rng(world, "track", number)
    cluster = int(rng.integers(len(CLUSTERS)))
    feeling = points_of(CLUSTERS)[cluster] + 0.2 * rng.standard_normal(FEELING).astype(np.float32)
    source = _rng(world, "source", number // world.tracks_per_source)
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
    return _Hidden(
        feeling, cluster, style, identity, section, intensity, salience, by_step.astype(np.float32)
    )


def _moved(world: World, number: int, intensity: Floats) -> Floats:
    """How far the feeling is from its mean at each step, (T, FEELING)."""
    rng = _rng(world, "moves", number)
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
        looks = _rng(world, "looks").standard_normal((3, SECTION)).astype(np.float32)
    strength = rng.standard_normal(3)
    place = np.arange(count) / count
    climax = rng.uniform(0.2, 0.9)
    arc = 1.5 * np.exp(-(((place - climax) / 0.15) ** 2)) - 0.5
    return section, looks[section], (0.7 * strength[section] + arc).astype(np.float32)


def _zeros(count: int) -> Floats:
    return np.zeros(count, np.float32)


def _seen(world: World, number: int, hidden: _Hidden, eye: _Eye, *, side: str) -> Floats:
    """Features (L, D) of one side: what is hidden, partly shown, beside what is only its own."""
    rng = _rng(world, side, number)
    steps, width = hidden.by_step.shape
    shown = np.asarray(rng.random((steps, width + 1)) < world.shown, dtype=np.float32)
    passing = world.noise * rng.standard_normal((steps, width))
    lasting = world.own * np.linspace(*LASTING, width) * rng.standard_normal(width)
    own = np.asarray(passing + lasting, dtype=np.float32)
    features = eye.look(hidden.by_step, own, shown, style=hidden.style)
    return np.asarray(features.reshape(world.segments, world.steps, -1).mean(1), dtype=np.float32)


def _tags(hidden: _Hidden, rng: Generator) -> Mapping[str, float]:
    """What raters would say: one music mood, soft video emotions, valence, arousal, cluster."""
    feeling = hidden.feeling[None]
    heard = closeness(feeling + _slip(rng), points_of(MUSIC_MOODS), reach=0.5)[0]
    moods = {name: float(i == heard.argmax()) for i, name in enumerate(MUSIC_MOODS)}
    seen = closeness(feeling + _slip(rng), points_of(VIDEO_EMOTIONS), reach=0.4)[0]
    emotions = dict(zip(VIDEO_EMOTIONS, seen.tolist(), strict=True))
    place = unit_interval(feeling + _slip(rng))[0]
    clusters = {
        name: float(i == hidden.cluster) for i, name in enumerate(cluster_tags(list(CLUSTERS)))
    }
    plane = {VALENCE: float(place[0]), AROUSAL: float(place[1])}
    return {**moods, **emotions, **plane, **clusters}


def _slip(rng: Generator) -> Floats:
    return np.asarray(0.15 * rng.standard_normal((1, FEELING)), dtype=np.float32)


def _truth(world: World, hidden: list[_Hidden]) -> Truth:
    def by_segment(values: Floats) -> Floats:
        return np.asarray(values.reshape(world.segments, world.steps).mean(1), dtype=np.float32)

    return Truth(
        tuple(CLUSTERS),
        np.stack([h.feeling for h in hidden]),
        np.array([h.cluster for h in hidden]),
        np.array([h.style for h in hidden]),
        np.stack([h.identity for h in hidden]),
        np.stack([by_segment(h.intensity) for h in hidden]),
        np.stack([by_segment(h.salience) for h in hidden]),
        np.stack([h.section[:: world.steps] for h in hidden]),
    )
