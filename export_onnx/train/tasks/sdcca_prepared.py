"""Material behind the first stage of S-DCCA: what was heard in every song, and its cluster."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from export_onnx.data.pairs import CHECK, TRAIN, PairSet, require_pairs
from export_onnx.models.sdcca.chunks import Choice
from export_onnx.models.sdcca.clusters import Labels
from export_onnx.models.sdcca.towers import music_query
from export_onnx.train.family import RunConfig, fingerprint
from export_onnx.train.tasks.sdcca_branches import Sides
from export_onnx.train.tasks.sdcca_listener import (
    Heard,
    Listener,
    emotion_clusters,
    fit_listener,
    hear,
)
from export_onnx.train.tasks.sdcca_material import (
    Songs,
    clusters_among,
    emotion_tags,
    in_chunks,
    peaks_of,
    refuse_uncarried,
    songs_of,
)
from export_onnx.train.tasks.sdcca_settings import Settings
from inference.progress import Work
from inference.values import Floats

LEAST_CHECKED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Material behind the first stage: pairs in chunks, their songs, what was heard, clusters."""

    pairs: PairSet
    songs: Songs
    heard: Heard
    peaks: Floats
    clusters: Labels
    listener: Listener
    in_order: bool = False

    def split(self, name: str) -> Labels:
        """Numbers of the examples of a split."""
        return np.array([i for i, e in enumerate(self.pairs.examples) if e.split == name], np.int64)

    def sides(self, split: str, choice: Choice) -> Sides:
        """What the branches are fed with, under one choice of parts."""
        rows = self.split(split)
        songs, attention = self.songs, self.heard.attention
        query = music_query(
            songs.base[rows],
            attention[rows],
            songs.mask[rows],
            choice=choice,
            in_order=self.in_order,
        )
        return Sides(query.numpy(), self.peaks[rows], self.clusters[rows])


def least_pairs(settings: Settings) -> Mapping[str, int]:
    """Pairs each split needs."""
    return {TRAIN: 2 * settings.cluster_count, CHECK: LEAST_CHECKED}


def check_run(config: RunConfig, carried: Collection[str], *, name: str) -> None:
    """Refuse settings that name tags or clusters which no example carries; see `family`."""
    settings: Settings = config.model
    refuse_uncarried(settings.tags, carried, name=name, key="tags")
    refuse_uncarried(settings.clusters, clusters_among(carried), name=name, key="clusters")


def prepare(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Prepared]:
    """First stage: chunks, emotion model, clusters.

    Raises
    ------
    WorldError
        If there are too few pairs, or tags or clusters are asked for that nobody carries.
    """
    settings: Settings = config.model
    pairs = in_chunks(pairs.pairs(), settings.chunk_s)
    require_pairs(pairs, least=least_pairs(settings))
    check_run(config, pairs.part(TRAIN).carried_tags(), name=pairs.name)
    count, seed = settings.cluster_count, config.fit.seed
    taught = emotion_tags(pairs, settings.tags, made=count, seed=seed)
    fit = replace(
        config.fit,
        epochs=settings.emotion_epochs,
        patience=settings.emotion_patience,
        learning_rate=settings.emotion_rate,
        optimiser="adam",
    )
    identity = fingerprint(config, pairs)
    lstm = yield from fit_listener(
        pairs, taught, settings.sizes, fit, folder=folder, identity=identity
    )
    songs = songs_of(pairs)
    heard = hear(lstm, songs)
    learnt = np.array([e.split == TRAIN for e in pairs.examples])
    clusters = emotion_clusters(
        pairs.part(TRAIN), heard.features[learnt], settings.clusters, count=count, seed=seed
    )
    listener = Listener(lstm, clusters, taught.names)
    return Prepared(
        pairs,
        songs,
        heard,
        peaks_of(pairs),
        clusters.of(heard.features),
        listener,
        settings.in_order,
    )
