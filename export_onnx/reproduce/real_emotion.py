"""Table 1 of the emotion paper on people's pairs, with feelings that the pack reads out.

Nobody has said what these clips feel like. In place of raters stand the seven moods that the
towers of the pack give each side alone: whole clips by their film, whole songs by their sound.
So the rows with tags say what such readouts are worth, not what people's tags would be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from export_onnx.data.feelings import AROUSAL, MUSIC_MOODS, VALENCE, VIDEO_EMOTIONS
from export_onnx.data.pairs import TEST, Example, PairSet
from export_onnx.evaluate.bootstrap import sample
from export_onnx.evaluate.emotion import all_distances
from export_onnx.evaluate.emotion_table import (
    PROPOSED,
    ROWS,
    TWO_STREAM,
    EmotionScores,
    judge_emotion,
    latent_places,
    table_rows,
)
from export_onnx.evaluate.latent import tsne
from export_onnx.evaluate.metrics import true_ranks
from export_onnx.reproduce.claims import Measure, Row, Table
from export_onnx.reproduce.emotion import ACCURACY, AUDIO, VIDEO, auc_facts, printed
from export_onnx.reproduce.pages import Figure
from export_onnx.reproduce.plots import dots
from export_onnx.reproduce.real_pairs import (
    CHANCE,
    RANKED,
    Cells,
    chance_cells,
    facts_of,
    fit_settings,
    rank_cells,
    read_pairs,
)
from export_onnx.reproduce.study import Outcome, Plan, Study
from export_onnx.train.family import RunConfig, Trained, embed_pairs
from export_onnx.train.tasks import emotion
from export_onnx.train.tasks.emotion_settings import Settings
from inference.progress import finish
from inference.towers.pack import read_pack
from inference.towers.towers import MusicTower, VideoTower

SEEN_AS: Mapping[str, str] = {
    "happy": "joy",
    "funny": "amusement",
    "sad": "sadness",
    "tender": "calmness",
    "exciting": "excitement",
    "angry": "anger",
    "scary": "fear",
}
"""Which of the paper's 27 emotions of videos a mood of the pack stands for in a picture."""
TEST_SEED = 10_000
PERPLEXITY = 12.0
"""A hundred songs are too few for the usual 30."""

OWN_FIRST = Measure("own", "top-1 its own music, %")
TABLE = Table(
    "table-1",
    "Table 1 on people's pairs",
    (Row(CHANCE, "chance"), *(Row(name, name, printed(name)) for name in ROWS)),
    (ACCURACY, OWN_FIRST, *RANKED, AUDIO, VIDEO),
    (),
    note=(
        "Nobody has said what these clips feel like. Tags are the seven moods that the towers of"
        " the pack read out of each side alone; valence and arousal are the points of those moods,"
        " averaged over both sides. A video and its own music match and nothing else does, so"
        " the first answer is right far less often than in the paper, where 16 songs of 354 are."
        " Pair accuracy is over all test videos with their own music and as many random pairs at"
        " threshold 0.5; valence and arousal take the best threshold of the pairs to stop on. AUC"
        " says how well the moods read out of the sound and the picture are told."
    ),
)


def studies(plan: Plan) -> tuple[Study, ...]:
    """Table 1."""
    return (Study(TABLE, partial(_table, plan=plan)),)


def _table(seed: int, folder: Path, *, plan: Plan) -> Outcome:
    pairs = felt(read_pairs(plan, seed), *read_moods(plan))
    sources = tuple(e.source for e in pairs.part(TEST).examples)
    found = _chance(sources)
    facts = facts_of(pairs, plan.pairs) | {"pool": len(sources), "judged_pairs": 2 * len(sources)}
    figures: tuple[Figure, ...] = ()
    for row, settings in table_rows(Settings(positives=0)).items():
        trained = _fit(settings, pairs, folder / row.replace(" ", "-"), seed=seed)
        scores = judge_emotion(trained.towers, pairs, settings, positives=0, seed=TEST_SEED + seed)
        found |= _cells(row, scores) | _ranks(row, trained, pairs.part(TEST), sources)
        facts |= auc_facts(scores) if row == PROPOSED else {}
        if row == PROPOSED and seed == plan.seeds[0]:
            figures = (_map(trained, pairs),)
    return Outcome(found, facts, figures)


def read_moods(plan: Plan) -> tuple[VideoTower, MusicTower, tuple[str, ...]]:
    """Open the towers of the plan's pack, and the names of what they read out.

    Raises
    ------
    PackError
        If the pack is missing or damaged.
    """
    pack = read_pack(plan.pack)
    return VideoTower(pack, threads=1), MusicTower(pack, threads=1), pack.emotions


def felt(pairs: PairSet, film: VideoTower, song: MusicTower, moods: Sequence[str]) -> PairSet:
    """Give every pair the moods of its film and of its song, and the state between them."""

    def told(example: Example) -> Example:
        seen, heard = (
            dict(zip(moods, tower.embed(base).emotions.mean(0).tolist(), strict=True))
            for tower, base in ((film, example.picture), (song, example.music))
        )
        tags = {SEEN_AS[mood]: value for mood, value in seen.items()} | heard
        return replace(example, tags=tags | _state(seen, heard))

    return replace(pairs, examples=tuple(told(e) for e in pairs.examples))


def _state(seen: Mapping[str, float], heard: Mapping[str, float]) -> dict[str, float]:
    """Valence and arousal, -1..1: the mean of the points of the moods, by how much is of each."""
    points = [VIDEO_EMOTIONS[SEEN_AS[mood]] for mood in seen] + [MUSIC_MOODS[m] for m in heard]
    weights = np.array([*seen.values(), *heard.values()])
    place = np.average(np.array(points), axis=0, weights=np.maximum(weights, 1e-6))
    return {VALENCE: float(place[0]), AROUSAL: float(place[1])}


def _fit(settings: Settings, pairs: PairSet, folder: Path, *, seed: int) -> Trained:
    fit = fit_settings(seed, optimiser="adam", weight_decay=0.0)
    config = RunConfig("emotion", "pairs", "0", settings, fit=fit)
    return finish(emotion.fit_pairs(config, pairs, folder))


def _cells(row: str, scores: EmotionScores) -> Cells:
    found = {
        (row, ACCURACY.key): sample(scores.pairs, scores.pair_sources),
        (row, OWN_FIRST.key): sample(scores.first, scores.first_sources),
    }
    for measure, by_tag in ((AUDIO, scores.music_auc), (VIDEO, scores.picture_auc)):
        if by_tag and row != TWO_STREAM:
            found[row, measure.key] = sample(np.array(list(by_tag.values())))
    return found


def _ranks(row: str, trained: Trained, test: PairSet, sources: Sequence[str]) -> Cells:
    seen, heard = embed_pairs(trained.towers, test)
    nearness = -all_distances(seen.tracks, heard.tracks)
    return rank_cells(row, true_ranks(nearness), true_ranks(nearness.T), sources)


def _chance(sources: Sequence[str]) -> Cells:
    flat = {ACCURACY: 50.0, OWN_FIRST: 100.0 / len(sources), AUDIO: 50.0, VIDEO: 50.0}
    told = {(CHANCE, m.key): sample(np.full(len(sources), v), sources) for m, v in flat.items()}
    return told | chance_cells(sources)


def _map(trained: Trained, pairs: PairSet) -> Figure:
    """All songs, since the test ones alone are too few for a map."""
    moods = tuple(MUSIC_MOODS)
    strongest = pairs.tag_table(moods).argmax(1)
    places = tsne(latent_places(trained.towers, pairs)[1], perplexity=PERPLEXITY)
    return Figure(
        "emotion-latent",
        "t-SNE of the music branch's latent space (figure 6), every song of the first seed, those"
        " it was learnt from too, coloured by the mood that the pack hears most of",
        dots("Latent space of the music branch (t-SNE)", places, [moods[i] for i in strongest]),
    )
