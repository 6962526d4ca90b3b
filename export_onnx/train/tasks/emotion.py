"""Training of the emotion-constrained network: each branch on its tags, then both on pairs.

Li & Kumar, ISMIR 2019, section 3.2: branches are pre-trained by binary cross-entropy until the
held-out loss has not fallen for 5 epochs; then contrastive loss and both tag losses, equally
weighted, train everything together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from export_onnx.data.feelings import CLUSTER_PREFIX
from export_onnx.data.pairs import CHECK, TRAIN, PairSet, require_pairs
from export_onnx.models.emotion import (
    BY_STATES,
    BY_TAGS,
    BranchShape,
    EmotionNet,
    EmotionShape,
    music_tower,
    new_emotion_net,
    picture_tower,
)
from export_onnx.train.engine import FitSettings, Task, fit_task
from export_onnx.train.family import L2, RunConfig, Towers, Trained, fingerprint
from export_onnx.train.tasks.emotion_material import (
    BY_CLUSTER,
    MUSIC,
    PICTURE,
    SIDES,
    STATES,
    Pairing,
    TagNames,
    pairing,
    sides_of_tags,
    standard_of,
    tag_names,
    tagged,
)
from export_onnx.train.tasks.emotion_settings import Settings
from export_onnx.train.tasks.emotion_tasks import BranchTask, JointTask, ReadoutTask
from inference.errors import WorldError
from inference.progress import Work, share
from inference.values import Floats

LEAST_PAIRS = {TRAIN: 8, CHECK: 2}
LEAST_CARRIERS = 3
"""Fewer pieces of music with a mood make no direction."""


def fit_pairs(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]:
    """Train on the "train" split, stop on the "check" split; goes on where it was stopped.

    Checkpoints and logs go to `folder`/picture, /music, /joint and /readout.

    Raises
    ------
    WorldError
        If a split has too few pairs, or lacks tags that the settings ask for.
    """
    settings: Settings = config.model
    carried = pairs.part(TRAIN).carried_tags()
    check_run(config, carried, name=pairs.name)
    if settings.matching != BY_STATES:
        require_pairs(pairs, least=LEAST_PAIRS)
    names = used_names(settings, pairs)
    net, identity = new_net(config, pairs, names), fingerprint(config, pairs)
    stages = _stages(config, pairs, names, net)
    scores = {}
    for i, (stage, make_task, fit) in enumerate(stages):
        work = fit_task(make_task(), fit, folder / stage, identity=f"{stage} {identity}")
        fitted = yield from share(work, i / len(stages), (i + 1) / len(stages))
        scores[stage] = fitted.best_score
    shape = asdict(net.shape) | {"moods": list(names.music)}
    facts = {
        "held_out_scores": scores,
        "tags": [len(names.picture), len(names.music)],
        "tags_nobody_carries": sorted({*names.picture, *names.music} - carried),
    }
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


Stage = tuple[str, Callable[[], Task], FitSettings]
"""A stage's name, how to make its task once the stages before it are done, and how to fit it."""


def _stages(
    config: RunConfig, pairs: PairSet, names: TagNames, net: EmotionNet
) -> tuple[Stage, ...]:
    settings: Settings = config.model
    alone = _branch_stages(config, pairs, names, net) if settings.pretrain else ()
    if settings.matching == BY_STATES:
        return alone
    train, check = (_pairing(config, pairs.part(split), names) for split in (TRAIN, CHECK))
    joint = partial(JointTask, net, train, check, settings)
    readout = partial(ReadoutTask, net, train, check, settings)
    together: tuple[Stage, ...] = (
        ("joint", joint, config.fit),
        ("readout", readout, _alone(config)),
    )
    return (*alone, *(together if names.music else together[:1]))


def _branch_stages(
    config: RunConfig, pairs: PairSet, names: TagNames, net: EmotionNet
) -> tuple[Stage, ...]:
    settings: Settings = config.model
    sides = ((PICTURE, net.picture.branch, names.picture), (MUSIC, net.music.branch, names.music))
    found: list[Stage] = []
    for side, branch, tags in sides:
        wanted = STATES if settings.matching == BY_STATES else tags
        train = tagged(pairs.part(TRAIN), side, wanted, excerpts=settings.excerpts)
        check = tagged(pairs.part(CHECK), side, wanted, excerpts=False)
        found.append((side, partial(BranchTask, branch, train, check, settings), _alone(config)))
    return tuple(found)


def _alone(config: RunConfig) -> FitSettings:
    settings: Settings = config.model
    return replace(
        config.fit,
        epochs=settings.pretrain_epochs,
        patience=settings.pretrain_patience,
        learning_rate=settings.pretrain_learning_rate,
    )


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


def used_names(settings: Settings, pairs: PairSet) -> TagNames:
    """Tags of each side that the network learns; none when it is trained without tags."""
    return tag_names(pairs) if _wants_tags(settings) else TagNames((), ())


def _wants_tags(settings: Settings) -> bool:
    return settings.pretrain or settings.tag_losses or settings.matching == BY_TAGS


def least_pairs(_: Settings) -> Mapping[str, int]:
    """Pairs each split needs."""
    return LEAST_PAIRS


def check_run(config: RunConfig, carried: Collection[str], *, name: str) -> None:
    """Refuse settings that ask for tags which no example carries; see `family`."""
    settings: Settings = config.model
    missing = _missing(settings, carried)
    if missing:
        raise WorldError(
            f"{name} cannot train this network: no example carries {' or '.join(missing)}.",
            remedy="Give a tag table, or take the configuration emotion-untagged.",
        )


def _missing(settings: Settings, carried: Collection[str]) -> list[str]:
    if settings.matching == BY_STATES:
        return [state for state in STATES if state not in carried]
    names = sides_of_tags(carried)
    sides = ((PICTURE, names.picture), (MUSIC, names.music)) if _wants_tags(settings) else ()
    missing = [f"tags of the {side}" for side, known in sides if not known]
    clustered = any(name.startswith(CLUSTER_PREFIX) for name in carried)
    if settings.matches_by == BY_CLUSTER and not clustered:
        missing.append(f'tags that begin with "{CLUSTER_PREFIX}"')
    return missing


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
