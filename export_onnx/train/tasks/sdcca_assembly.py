"""The towers of S-DCCA, put together from its stages or from what a run kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from export_onnx.models.sdcca.attention import EmotionLstm, EmotionShape
from export_onnx.models.sdcca.clusters import Labels
from export_onnx.models.sdcca.deep import Branch
from export_onnx.models.sdcca.linear import unit
from export_onnx.models.sdcca.towers import Ending, MusicTower, PictureTower, SdccaShape
from export_onnx.train.family import Towers, Trained
from export_onnx.train.tasks.sdcca_branches import Learnt, Sides
from export_onnx.train.tasks.sdcca_listener import ListenerSizes
from export_onnx.train.tasks.sdcca_prepared import Prepared
from export_onnx.train.tasks.sdcca_settings import Settings
from inference.values import Floats

SHARPNESSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


def assemble(
    settings: Settings,
    prepared: Prepared,
    learnt: Learnt,
    *,
    train: Sides,
    check: Sides,
) -> Trained:
    """Make towers of all stages; the clusters' places come from `train`, sharpness from `check`."""
    listener = prepared.listener
    shape = {
        "settings": asdict(settings),
        "music_dim": prepared.pairs.music_dim,
        "picture_dim": prepared.pairs.picture_dim,
        "tags": len(listener.tags),
        "clusters": list(listener.clusters.names),
    }
    picture, music = _fresh(shape)
    songs = learnt.music(train.music)
    places = cluster_places(songs, train.clusters, len(listener.clusters.names))
    checked = learnt.music(check.music), learnt.picture(check.picture)
    sharpness = fitting_sharpness(checked, check.clusters, places)
    music.lstm.load_state_dict(listener.lstm.state_dict())
    music.branch.load_state_dict(learnt.module.music.state_dict())
    picture.branch.load_state_dict(learnt.module.picture.state_dict())
    space = learnt.space
    _end(music, space.music_mean, space.music_map, places=places, sharpness=sharpness)
    _end(picture, space.picture_mean, space.picture_map, places=places, sharpness=sharpness)
    towers = _towers(picture, music, listener.clusters.names)
    facts = {
        "score": learnt.score,
        "components": len(learnt.space.strengths),
        "correlation": float(learnt.space.strengths.sum()),
        "emotion_tags": list(listener.tags),
        "cluster_sizes": np.bincount(prepared.clusters, minlength=len(places)).tolist(),
        "parameters": sum(p.numel() for p in learnt.module.parameters()),
    }
    directions = {
        name: _padded(place - songs.mean(0), settings.components)
        for name, place in zip(listener.clusters.names, places, strict=True)
    }
    return Trained(towers, shape, prepared.pairs.segment_s, facts, directions)


def cluster_places(vectors: Floats, clusters: Labels, count: int) -> Floats:
    """Where the songs of each cluster lie, (count, k) of unit length; 0 for an empty cluster."""
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, clusters, vectors)
    return unit(sums)


def fitting_sharpness(sides: tuple[Floats, Floats], clusters: Labels, places: Floats) -> float:
    """How sharply closeness to the places tells held-out clusters: the likeliest of a few."""
    closeness = np.concatenate(sides) @ places.T
    truth = torch.from_numpy(np.tile(clusters, len(sides)))

    def loss(sharpness: float) -> float:
        return float(cross_entropy(torch.from_numpy(sharpness * closeness), truth))

    return min(SHARPNESSES, key=loss)


def _end(
    tower: PictureTower | MusicTower,
    mean: Floats,
    directions: Floats,
    *,
    places: Floats,
    sharpness: float,
) -> None:
    """Put the projection and the clusters' places into a tower."""
    width = tower.shape.embedding
    ending = Ending(
        torch.from_numpy(mean),
        torch.from_numpy(_padded(directions, width)),
        torch.from_numpy(_padded(places, width)),
        sharpness,
    )
    tower.ending.load_state_dict(ending.state_dict())
    tower.eval()


def _padded(rows: Floats, width: int) -> Floats:
    """Zeros where there are fewer components than asked for: ten clusters carry nine."""
    missing = [(0, 0)] * (rows.ndim - 1) + [(0, width - rows.shape[-1])]
    return np.pad(rows, missing).astype(np.float32)


def rebuild(shape: Mapping[str, Any]) -> Towers:
    """Make towers with fresh weights; `shape` is that of `Trained`."""
    return _towers(*_fresh(shape), tuple(shape["clusters"]))


def _towers(picture: PictureTower, music: MusicTower, clusters: tuple[str, ...]) -> Towers:
    return Towers(
        picture=picture,
        music=music,
        picture_dim=picture.shape.inputs,
        music_dim=music.shape.inputs,
        embedding=music.shape.embedding,
        emotions=clusters,
    )


def _fresh(shape: Mapping[str, Any]) -> tuple[PictureTower, MusicTower]:
    kept: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in shape["settings"].items()}
    settings, clusters = Settings(**kept), len(shape["clusters"])
    music_dim, picture_dim = int(shape["music_dim"]), int(shape["picture_dim"])
    heard = music_dim * (settings.keep if settings.in_order else 1)
    picture = PictureTower(
        SdccaShape(picture_dim, settings.components, clusters),
        _blank_branch(settings.picture_units, picture_dim),
        _blank_ending(settings.picture_units[-1], settings.components, clusters),
    )
    music = MusicTower(
        SdccaShape(music_dim, settings.components, clusters),
        _blank_listener(settings.sizes, music_dim, int(shape["tags"])),
        _blank_branch(settings.music_units, heard),
        _blank_ending(settings.music_units[-1], settings.components, clusters),
        choice=settings.choice,
        in_order=settings.in_order,
    )
    return picture, music


def _blank_listener(sizes: ListenerSizes, inputs: int, tags: int) -> EmotionLstm:
    shape = EmotionShape(inputs, tags, sizes.width, sizes.units, sizes.features, sizes.dropout)
    return EmotionLstm(shape, mean=torch.zeros(inputs), scale=torch.ones(inputs))


def _blank_branch(units: tuple[int, ...], inputs: int) -> Branch:
    return Branch(units, mean=torch.zeros(inputs), scale=torch.ones(inputs))


def _blank_ending(units: int, embedding: int, emotions: int) -> Ending:
    return Ending(
        torch.zeros(units), torch.zeros(units, embedding), torch.zeros(emotions, embedding), 1.0
    )
