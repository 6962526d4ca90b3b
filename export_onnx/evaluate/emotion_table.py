"""The emotion paper's table 1 and its section 5, measured of a trained run on test pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from export_onnx.data.pairs import CHECK, TEST, PairSet
from export_onnx.evaluate.emotion import (
    all_distances,
    auc_per_tag,
    best_threshold,
    first_answers,
    margin_auc_per_tag,
    pair_hits,
)
from export_onnx.models.emotion import BY_STATES, BY_TAGS, EmotionTower
from export_onnx.train.family import Towers, embed_pairs
from export_onnx.train.tasks.emotion import used_names
from export_onnx.train.tasks.emotion_material import Judged, judge_pairs, relevance
from export_onnx.train.tasks.emotion_settings import Settings
from inference.values import Floats

PROPOSED, TWO_STREAM, TAG_MATCHING, STATE_MATCHING = ROWS = (
    "proposed",
    "2-stream, no tags",
    "predicted tags",
    "valence and arousal",
)
PAPER_FIRST_ANSWERS: Mapping[str, float] = {
    PROPOSED: 68.0,
    TWO_STREAM: 38.1,
    TAG_MATCHING: 46.8,
    STATE_MATCHING: 36.0,
}
"""Table 1: % of videos whose nearest music people judged to match."""
PAPER_PAIR_ACCURACY: Mapping[str, float] = {PROPOSED: 79.0, TWO_STREAM: 63.3}
"""Section 5.3, %."""
PAPER_MUSIC_AUC, PAPER_PICTURE_AUC = 87.88, 83.79
"""Sections 5.1 and 5.2, %, means over 7 and 27 tags."""


def table_rows(settings: Settings) -> dict[str, Settings]:
    """The proposed network and its three baselines, all else equal."""
    return {
        PROPOSED: settings,
        TWO_STREAM: replace(settings, pretrain=False, tag_losses=False),
        TAG_MATCHING: replace(settings, matching=BY_TAGS),
        STATE_MATCHING: replace(settings, matching=BY_STATES),
    }


@dataclass(frozen=True, slots=True, eq=False)
class EmotionScores:
    """What was measured on the test split; values in %.

    Parameters
    ----------
    pairs : (P,) 100 for each judged pair that is told rightly, else 0; `pair_sources` (P,)
    first : (Q,) 100 for each video whose nearest music is relevant; `first_sources` (Q,)
    chance_first : mean share of the pool that is relevant to a video
    threshold : distance below which a pair is said to match
    music_auc, picture_auc : AUC by tag; empty for a network without tags
    """

    pairs: Floats
    pair_sources: tuple[str, ...]
    first: Floats
    first_sources: tuple[str, ...]
    chance_first: float
    threshold: float
    music_auc: Mapping[str, float]
    picture_auc: Mapping[str, float]


def judge_emotion(
    towers: Towers, pairs: PairSet, settings: Settings, *, positives: int = 1000, seed: int = 0
) -> EmotionScores:
    """Measure a run on the test split of `pairs`, on as many matching pairs and random ones.

    Pairs match below half the training margin; valence and arousal have none, and take the
    threshold that parts the pairs of the check split best.

    Raises
    ------
    WorldError
        If the split cannot be judged the way `settings.matches_by` asks for.
    """
    test = pairs.part(TEST).pairs()
    relevant, distance = relevance(test, settings.matches_by), _distances(towers, test)
    judged = judge_pairs(relevant, positives=positives, seed=seed)
    threshold = settings.margin / 2
    if settings.matching == BY_STATES:
        threshold = _threshold(towers, pairs.part(CHECK).pairs(), settings, positives, seed)
    rows, matches = judged.pictures.numpy(), judged.matches.numpy() > 0
    sources = [e.source for e in test.examples]
    asked = np.flatnonzero(relevant.any(1))
    music_auc, picture_auc = tag_aucs(towers, test, settings)
    return EmotionScores(
        pair_hits(_of(distance, judged), matches, threshold=threshold),
        tuple(sources[i] for i in rows),
        first_answers(distance, relevant),
        tuple(sources[i] for i in asked),
        100.0 * float(relevant[asked].mean()),
        threshold,
        music_auc,
        picture_auc,
    )


def tag_aucs(
    towers: Towers, pairs: PairSet, settings: Settings
) -> tuple[dict[str, float], dict[str, float]]:
    """AUC of each music tag, and AUC with margin 0.25 of each soft picture tag, in %.

    Empty for a network that never learnt tags.
    """
    names = used_names(settings, pairs)
    if settings.matching == BY_STATES or not names.music:
        return {}, {}
    heard = _tag_scores(towers.music, [e.music for e in pairs.examples])
    seen = _tag_scores(towers.picture, [e.picture for e in pairs.examples])
    music = auc_per_tag(heard, pairs.tag_table(names.music))
    picture = margin_auc_per_tag(seen, pairs.tag_table(names.picture))
    return (
        {names.music[i]: value for i, value in music.items()},
        {names.picture[i]: value for i, value in picture.items()},
    )


def latent_places(towers: Towers, pairs: PairSet) -> tuple[Floats, Floats]:
    """Latent emotions (n, 256) of pictures and music: the space the paper draws (figure 6)."""
    rows = ([e.picture for e in pairs.examples], [e.music for e in pairs.examples])
    return _latents(towers.picture, rows[0]), _latents(towers.music, rows[1])


def _latents(tower: object, rows: list[Floats]) -> Floats:
    return np.asarray(_emotional(tower).latents(_means(rows)).numpy(), dtype=np.float32)


def _tag_scores(tower: object, rows: list[Floats]) -> Floats:
    return np.asarray(_emotional(tower).tag_scores(_means(rows)).numpy(), dtype=np.float32)


def _emotional(tower: object) -> EmotionTower:
    if not isinstance(tower, EmotionTower):
        raise TypeError(f"a tower of the emotion family is needed, not {type(tower).__name__}")
    return tower


def _means(rows: list[Floats]) -> torch.Tensor:
    return torch.from_numpy(np.stack([row.mean(0) for row in rows]))


def _distances(towers: Towers, pairs: PairSet) -> Floats:
    pictures, music = embed_pairs(towers, pairs)
    return all_distances(pictures.tracks, music.tracks)


def _of(distance: Floats, judged: Judged) -> Floats:
    chosen: Floats = distance[judged.pictures.numpy(), judged.music.numpy()]
    return chosen


def _threshold(
    towers: Towers, check: PairSet, settings: Settings, positives: int, seed: int
) -> float:
    relevant = relevance(check, settings.matches_by)
    judged = judge_pairs(relevant, positives=positives, seed=seed)
    return best_threshold(_of(_distances(towers, check), judged), judged.matches.numpy() > 0)
