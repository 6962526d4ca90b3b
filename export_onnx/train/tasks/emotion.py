"""Training of the emotion-constrained network: each branch on its tags, then both on pairs.

Li & Kumar, ISMIR 2019, section 3.2: branches are pre-trained by binary cross-entropy until the
held-out loss has not fallen for 5 epochs; then contrastive loss and both tag losses, equally
weighted, train everything together. Every row of its table 1 is a setting (`Settings`):

    proposed            the defaults
    two-stream [1]      pretrain = false, tag_losses = false
    valence-arousal     matching = "valence_arousal"
    predicted tags      matching = "tags"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from export_onnx.data.pairs import CHECK, TRAIN, PairSet
from export_onnx.models.emotion import (
    BY_LATENT,
    BY_STATES,
    BY_TAGS,
    MATCHINGS,
    Branch,
    BranchShape,
    EmotionNet,
    EmotionShape,
    music_tower,
    new_emotion_net,
    picture_tower,
)
from export_onnx.models.emotion_losses import (
    MARGIN,
    contrastive_loss,
    distances,
    known_states_loss,
    known_tags_loss,
)
from export_onnx.train.engine import FitSettings, Task, fit_task
from export_onnx.train.family import L2, RunConfig, Towers, Trained, fingerprint
from export_onnx.train.tasks.emotion_material import (
    BY_PAIR,
    MATCHES_BY,
    MUSIC,
    PICTURE,
    SIDES,
    STATES,
    Pairing,
    Tagged,
    TagNames,
    pairing,
    standard_of,
    tag_names,
    tagged,
)
from inference.errors import WorldError
from inference.progress import Work, share
from inference.values import Floats

LEAST_CARRIERS = 3
"""Fewer pieces of music with a mood make no direction."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The [model] table of this family.

    Parameters
    ----------
    matching : str
        What sides are compared by: "latent" (the paper), "tags" or "valence_arousal".
    hidden, latent, joint : int
        Sizes: one hidden layer, the latent emotion, the joint space.
    dropout : float
        Of every layer; the paper names none.
    pretrain, tag_losses : bool
        The two ways in which tags constrain the network.
    matches_by : str
        "pair": a video and its own music match; "cluster": all of one emotion cluster do.
    positives : int
        Matching pairs to learn from, with as many random ones; 0 = as many as there are videos.
    redraw : bool
        Draw other random pairs every epoch instead of keeping to the first ones.
    excerpts : bool
        Average over random excerpts instead of whole examples, for places that also hold for
        single segments.
    margin : float
        Of the contrastive loss; half of it parts match from no match.
    batch : int
        Items or pairs a step.
    pretrain_epochs, pretrain_patience, pretrain_learning_rate
        How each branch is trained alone; the rest is as in [fit].
    """

    matching: str = BY_LATENT
    hidden: int = 512
    latent: int = 256
    joint: int = 64
    dropout: float = 0.0
    pretrain: bool = True
    tag_losses: bool = True
    matches_by: str = BY_PAIR
    positives: int = 1000
    redraw: bool = False
    excerpts: bool = False
    margin: float = MARGIN
    batch: int = 64
    pretrain_epochs: int = 60
    pretrain_patience: int = 5
    pretrain_learning_rate: float = 1e-3

    def __post_init__(self) -> None:
        for key, value, known in (
            ("matching", self.matching, MATCHINGS),
            ("matches_by", self.matches_by, MATCHES_BY),
        ):
            if value not in known:
                raise WorldError(
                    f"The setting {key} is {value!r}; it must be one of {', '.join(known)}.",
                    remedy="Change it in the configuration file.",
                )


class TagBatch(NamedTuple):
    """Features (n, D) of one side and their tags or states (n, T)."""

    base: Tensor
    tags: Tensor


class PairBatch(NamedTuple):
    """Both sides (n, D), whether they match (n,), and the tags (n, T) of each."""

    pictures: Tensor
    music: Tensor
    matches: Tensor
    picture_tags: Tensor
    music_tags: Tensor


class BranchTask:
    """One branch learns to tell the tags, or valence and arousal, of its side."""

    def __init__(self, branch: Branch, train: Tagged, check: Tagged, settings: Settings) -> None:
        self.module = branch
        self._train, self._check, self._settings = train, check, settings
        by_states = settings.matching == BY_STATES
        self._compare = _states_loss if by_states else known_tags_loss

    def move_data(self, device: torch.device) -> None:
        self._train, self._check = (
            Tagged(one.pool.to(device), one.tags.to(device)) for one in (self._train, self._check)
        )

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[TagBatch]:
        for rows in _shuffled(len(self._train.tags), self._settings.batch, generator):
            yield TagBatch(
                _drawn(self._train, rows, self._settings, generator), self._train.tags[rows]
            )

    def loss(self, batch: TagBatch) -> Tensor:
        return self._compare(self.module(batch.base)[1], batch.tags)

    def score(self) -> float:
        """Minus the loss on what is held out."""
        device = next(self.module.parameters()).device
        rows = torch.arange(len(self._check.tags))
        base, tags = self._check.pool.whole(rows).to(device), self._check.tags.to(device)
        return -float(self.loss(TagBatch(base, tags)))


class JointTask:
    """Both branches learn the distance of pairs while they keep telling their tags."""

    def __init__(self, net: EmotionNet, train: Pairing, check: Pairing, settings: Settings) -> None:
        self.module = net
        self._train, self._check, self._settings = train, check, settings

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[PairBatch]:
        judged = self._train.judged
        for rows in _shuffled(len(judged.matches), self._settings.batch, generator):
            music = judged.music[rows]
            if self._settings.redraw:
                other = torch.randint(len(self._train), music.shape, generator=generator)
                music = torch.where(judged.matches[rows] > 0, music, other)
            yield self._batch(judged.pictures[rows], music, judged.matches[rows], generator)

    def loss(self, batch: PairBatch) -> Tensor:
        """The paper's three losses, and that of the read-out, which moves nothing but itself."""
        seen, heard = self.module.picture(batch.pictures), self.module.music(batch.music)
        apart = distances(seen.place, heard.place)
        total = contrastive_loss(apart, batch.matches, margin=self._settings.margin)
        if self._settings.tag_losses:
            total = total + known_tags_loss(seen.logits, batch.picture_tags)
            total = total + known_tags_loss(heard.logits, batch.music_tags)
        matching = batch.matches > 0
        moods = self.module.moods_of_picture(seen.latent[matching])
        return total + known_tags_loss(moods, batch.music_tags[matching])

    def score(self) -> float:
        """Share of held-out pairs that are told rightly, which is what section 5.3 measures."""
        device = next(self.module.parameters()).device
        judged = self._check.judged
        pictures = self._check.pictures.pool.whole(judged.pictures).to(device)
        music = self._check.music.pool.whole(judged.music).to(device)
        apart = distances(self.module.picture(pictures).place, self.module.music(music).place)
        near = apart < self._settings.margin / 2
        return float((near == (judged.matches.to(device) > 0)).float().mean())

    def _batch(
        self, pictures: Tensor, music: Tensor, matches: Tensor, generator: torch.Generator
    ) -> PairBatch:
        train = self._train
        return PairBatch(
            _drawn(train.pictures, pictures, self._settings, generator),
            _drawn(train.music, music, self._settings, generator),
            matches,
            train.pictures.tags[pictures],
            train.music.tags[music],
        )


def _states_loss(logits: Tensor, states: Tensor) -> Tensor:
    return known_states_loss(logits.sigmoid(), states)


def _shuffled(count: int, batch: int, generator: torch.Generator) -> Iterator[Tensor]:
    """All rows once in random order; a last batch of one row is left out (it has no spread)."""
    for rows in torch.split(torch.randperm(count, generator=generator), batch):
        if len(rows) > 1:
            yield rows


def _drawn(side: Tagged, rows: Tensor, settings: Settings, generator: torch.Generator) -> Tensor:
    return side.pool.excerpts(rows, generator) if settings.excerpts else side.pool.whole(rows)


def fit_pairs(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]:
    """Train on the "train" split, stop on the "check" split; goes on where it was stopped.

    Checkpoints and logs go to `folder`/picture, /music and /joint.

    Raises
    ------
    WorldError
        If a split has too few pairs, or lacks tags that the settings ask for.
    """
    settings: Settings = config.model
    names = tag_names(pairs)
    check_material(settings, pairs, names)
    net, identity = new_net(config, pairs, names), fingerprint(config, pairs)
    stages = _stages(config, pairs, names, net)
    scores = {}
    for i, (stage, task, fit) in enumerate(stages):
        work = fit_task(task, fit, folder / stage, identity=f"{stage} {identity}")
        fitted = yield from share(work, i / len(stages), (i + 1) / len(stages))
        scores[stage] = fitted.best_score
    shape = asdict(net.shape) | {"moods": list(names.music)}
    facts = {"held_out_scores": scores, "tags": [len(names.picture), len(names.music)]}
    towers = _towers(net, shape)
    return Trained(towers, shape, pairs.segment_s, facts, mood_directions(towers, pairs, names))


def rebuild(shape: Mapping[str, Any]) -> Towers:
    """Make towers with fresh weights of what `fit_pairs` gave as shape."""
    sides = {
        side: BranchShape(**shape[side] | {"hidden": tuple(shape[side]["hidden"])})
        for side in SIDES
    }
    net = new_emotion_net(EmotionShape(**sides, joint=shape["joint"], matching=shape["matching"]))
    return _towers(net, shape)


def _towers(net: EmotionNet, shape: Mapping[str, Any]) -> Towers:
    by_states = net.shape.matching == BY_STATES
    return Towers(
        picture_tower(net).eval(),
        music_tower(net).eval(),
        net.shape.picture.inputs,
        net.shape.music.inputs,
        len(STATES) if by_states else net.shape.joint,
        metric=L2,
        emotions=() if by_states else tuple(shape["moods"]),
    )


def new_net(config: RunConfig, pairs: PairSet, names: TagNames) -> EmotionNet:
    """Make a fresh network whose inputs are standardised on the training split, from the seed."""
    torch.manual_seed(config.fit.seed)
    train, model = pairs.part(TRAIN), config.model
    states = model.matching == BY_STATES

    def shape(inputs: int, tags: tuple[str, ...]) -> BranchShape:
        outputs = len(STATES) if states else len(tags)
        return BranchShape(inputs, outputs, (model.hidden,), model.latent, model.dropout)

    return new_emotion_net(
        EmotionShape(
            shape(pairs.picture_dim, names.picture),
            shape(pairs.music_dim, names.music),
            model.joint,
            model.matching,
        ),
        picture=standard_of(train, PICTURE),
        music=standard_of(train, MUSIC),
    )


Stage = tuple[str, Task, FitSettings]


def _stages(
    config: RunConfig, pairs: PairSet, names: TagNames, net: EmotionNet
) -> tuple[Stage, ...]:
    settings: Settings = config.model
    alone = _branch_stages(config, pairs, names, net) if settings.pretrain else ()
    if settings.matching == BY_STATES:
        return alone
    train, check = (_pairing(config, pairs.part(split), names) for split in (TRAIN, CHECK))
    return (*alone, ("joint", JointTask(net, train, check, settings), config.fit))


def _branch_stages(
    config: RunConfig, pairs: PairSet, names: TagNames, net: EmotionNet
) -> tuple[Stage, ...]:
    settings: Settings = config.model
    fit = replace(
        config.fit,
        epochs=settings.pretrain_epochs,
        patience=settings.pretrain_patience,
        learning_rate=settings.pretrain_learning_rate,
    )
    sides = ((PICTURE, net.picture.branch, names.picture), (MUSIC, net.music.branch, names.music))
    found: list[Stage] = []
    for side, branch, tags in sides:
        wanted = STATES if settings.matching == BY_STATES else tags
        train = tagged(pairs.part(TRAIN), side, wanted, excerpts=settings.excerpts)
        check = tagged(pairs.part(CHECK), side, wanted, excerpts=False)
        found.append((side, BranchTask(branch, train, check, settings), fit))
    return tuple(found)


def _pairing(config: RunConfig, part: PairSet, names: TagNames) -> Pairing:
    settings: Settings = config.model
    return pairing(
        part,
        names,
        matches_by=settings.matches_by,
        positives=settings.positives,
        seed=config.fit.seed,
        excerpts=settings.excerpts,
    )


def check_material(settings: Settings, pairs: PairSet, names: TagNames) -> None:
    """Refuse what cannot succeed, before anything is trained.

    Raises
    ------
    WorldError
        If the settings ask for tags of a side that the material never names.
    """
    if settings.matching == BY_STATES:
        missing = [name for name in STATES if name not in pairs.tag_names()]
        missing += [] if settings.pretrain else ["pretrain = true"]
    else:
        wanted = settings.pretrain or settings.tag_losses or settings.matching == BY_TAGS
        sides = ((PICTURE, names.picture), (MUSIC, names.music))
        missing = [f"tags of the {side}" for side, known in sides if wanted and not known]
    if missing:
        raise WorldError(
            f"{pairs.name} cannot train this network: {' and '.join(missing)} missing.",
            remedy="Give a tag table, or train without tags: set pretrain and tag_losses to false.",
        )


@torch.no_grad()
def mood_directions(towers: Towers, pairs: PairSet, names: TagNames) -> dict[str, Floats]:
    """Mean place (E,) of the training music of each mood that enough of it carries.

    The sliders move a question towards them (`catalog.attributes`). None where places are no
    unit vectors.
    """
    music = [e for e in pairs.part(TRAIN).examples if len(e.music)]
    if not towers.emotions or not music:
        return {}
    base = _means([e.music for e in music])
    places = towers.music(base[:, None], torch.ones(len(base), 1)).track.numpy()
    found = {}
    for name in names.music:
        rows = [i for i, e in enumerate(music) if e.tags.get(name, 0.0) >= 0.5]
        if len(rows) >= LEAST_CARRIERS:
            found[name] = places[rows].mean(0)
    return found


def _means(rows: Sequence[Floats]) -> Tensor:
    return torch.from_numpy(np.stack([row.mean(0) for row in rows]))
