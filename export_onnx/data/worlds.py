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

The weights (in `world`, `hidden` and `eyes`) were set by hand so that moments are hard and whole
tracks are not. The absolute numbers mean nothing for real videos; only orders, and how they move
with a setting, are worth reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from export_onnx.data.eyes import eye_of, seen_by
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
from export_onnx.data.hidden import Hidden, hidden_track
from export_onnx.data.pairs import Example, PairSet, split_by_source
from export_onnx.data.world import FEELING, STYLE, World, rng_of
from inference.values import Floats

__all__ = ["Truth", "World", "make_world"]


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


def make_world(world: World) -> tuple[PairSet, Truth]:
    """Make a world; the same settings give the same numbers."""
    styles = rng_of(world, "styles").standard_normal((world.styles, STYLE)).astype(np.float32)
    eyes = {side: eye_of(world, side) for side in ("picture", "music")}
    sources = [f"s{i // world.tracks_per_source:05d}" for i in range(world.tracks)]
    splits = split_by_source(sources, seed=world.seed, shares=world.shares)
    hidden = [hidden_track(world, i, styles) for i in range(world.tracks)]
    examples = tuple(
        Example(
            f"t{i:05d}",
            sources[i],
            splits[i],
            seen_by(world, i, h, eyes["picture"], side="picture"),
            seen_by(world, i, h, eyes["music"], side="music"),
            _tags(h, rng_of(world, "tags", i)) if world.tagged else {},
        )
        for i, h in enumerate(hidden)
    )
    facts = {"made_up": asdict(world), "shares": list(world.shares)}
    pairs = PairSet(f"world {world.seed}", examples, world.steps * world.step_s, facts)
    return pairs, _truth(world, hidden)


def _tags(hidden: Hidden, rng: Generator) -> Mapping[str, float]:
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


def _truth(world: World, hidden: list[Hidden]) -> Truth:
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
