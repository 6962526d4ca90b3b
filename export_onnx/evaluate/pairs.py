"""Judging the teacher and the towers on pairs that people made; nothing here trains a tower.

Pairs of one source resemble one another, and some clips are near copies. So intervals draw whole
sources again, and everything is also told with one clip per look-alike cluster.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from export_onnx.evaluate.bootstrap import MEAN, MEDIAN, over_seeds, sample
from export_onnx.evaluate.cca import left_out_cca
from export_onnx.evaluate.metrics import (
    Interval,
    Scores,
    one_per_cluster,
    pool_percent,
    tenth_recall,
    true_ranks,
)
from export_onnx.train.student import Student
from export_onnx.train.teacher import Teacher, TeacherWeights, mean_direction
from export_onnx.train.weights import left_out_scores, link_tables
from inference.errors import WorldError
from inference.values import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """One clip and the music a person gave it, as base features."""

    name: str
    source: str
    cluster: str
    picture: Floats
    probabilities: Floats
    music: Floats


@dataclass(frozen=True, slots=True)
class PairRow:
    """Name, source and cluster of one clip as its manifest tells them."""

    name: str
    file: Path
    source: str
    cluster: str


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Median rank and recall at 10 % of the pool, both in % of the pool; chance is 50 and 10."""

    queries: int
    median_rank_percent: Interval
    recall_at_tenth_percent: Interval


@dataclass(frozen=True, slots=True)
class Judged:
    """One method: both directions over all clips, and picture -> music with one per cluster."""

    method: str
    to_music: Retrieval
    to_picture: Retrieval
    clustered_median_percent: Interval
    clustered_recall_percent: Interval


def read_pairs(folder: Path) -> tuple[PairRow, ...]:
    """List the pairs of a folder with manifest.csv; the same words for pictures mean look-alikes.

    Raises
    ------
    WorldError
        If there is no readable manifest.
    """
    path = folder / "manifest.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return tuple(
            PairRow(
                r["id"], folder / r["file"], r["source_repo"], f"{r['source_repo']}: {r['picture']}"
            )
            for r in rows
        )
    except (OSError, KeyError) as error:
        raise WorldError(
            f"The list of pairs {path} cannot be read ({error}).",
            remedy="Name a folder whose manifest.csv has id, file, source_repo and picture.",
            path=path,
        ) from error


def teacher_tables(pairs: Sequence[Pair], teacher: Teacher) -> Floats:
    """Agreement of every link alone (8, n, n) between whole clips and whole songs."""
    pictures = [
        mean_direction(teacher.picture.embed(p.picture, p.probabilities, teacher.weights))
        for p in pairs
    ]
    music = [mean_direction(teacher.music.embed(p.music, teacher.weights)) for p in pairs]
    return link_tables(np.stack(pictures), np.stack(music), teacher.weights)


def tower_scores(pairs: Sequence[Pair], embed: Callable[[str, Floats], Floats]) -> Floats:
    """Cosine of whole clips and whole songs; `embed` takes "picture" or "music" and (L, D)."""
    pictures = np.stack([embed("picture", p.picture) for p in pairs])
    music = np.stack([embed("music", p.music) for p in pairs])
    return np.asarray(pictures @ music.T, dtype=np.float32)


def student_embedding(student: Student) -> Callable[[str, Floats], Floats]:
    """Track embedding (E,) of (L, D) by the tower of either side."""
    import torch  # noqa: PLC0415

    @torch.no_grad()
    def embed(side: str, base: Floats) -> Floats:
        tower = student.picture if side == "picture" else student.music
        track = tower(torch.from_numpy(base)[None], torch.ones(1, len(base))).track[0]
        return np.asarray(track.numpy(), dtype=np.float32)

    return embed


def judge(method: str, scores: Floats, pairs: Sequence[Pair]) -> Judged:
    """All numbers of one score matrix."""
    to_music, to_picture = both_directions(scores, [p.source for p in pairs])
    medians, recalls = _clustered(scores, [p.cluster for p in pairs])
    return Judged(method, to_music, to_picture, medians, recalls)


def both_directions(scores: Scores, sources: Sequence[str]) -> tuple[Retrieval, Retrieval]:
    """Judge picture -> music (rows) and music -> picture (columns) of a square score matrix.

    `sources` (n,) names where each pair comes from; intervals draw whole sources again.
    """
    return _retrieval(scores, sources), _retrieval(scores.T, sources)


def _retrieval(scores: Scores, sources: Sequence[str]) -> Retrieval:
    ranks, pool = true_ranks(scores), scores.shape[1]
    places = sample(pool_percent(ranks, pool), sources)
    tenths = sample(tenth_recall(ranks, pool), sources)
    return Retrieval(
        queries=len(ranks),
        median_rank_percent=over_seeds([places], statistic=MEDIAN),
        recall_at_tenth_percent=over_seeds([tenths], statistic=MEAN),
    )


def _clustered(scores: Floats, clusters: Sequence[str]) -> tuple[Interval, Interval]:
    """Mean and 95 % range over random choices of one clip per cluster."""
    medians, recalls = [], []
    for keep in one_per_cluster(clusters):
        ranks = true_ranks(scores[np.ix_(keep, keep)])
        medians.append(float(np.median(pool_percent(ranks, len(keep)))))
        recalls.append(float(tenth_recall(ranks, len(keep)).mean()))
    return _spread(medians), _spread(recalls)


def _spread(values: Sequence[float]) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(float(np.mean(values)), float(low), float(high))


def judge_all(
    pairs: Sequence[Pair],
    teacher: Teacher,
    embed: Callable[[str, Floats], Floats],
    *,
    prior: TeacherWeights,
) -> tuple[Judged, ...]:
    """Chance, the probe, the bare teacher three ways, and the towers."""
    sources = [p.source for p in pairs]
    tables = teacher_tables(pairs, teacher)
    pictures = np.stack([p.picture.mean(0) for p in pairs])
    music = np.stack([p.music.mean(0) for p in pairs])
    chance = np.random.default_rng(0).random((len(pairs), len(pairs))).astype(np.float32)

    def weighted(weights: TeacherWeights) -> Floats:
        return np.asarray(np.einsum("k,kij->ij", weights.shares(), tables), dtype=np.float32)

    return (
        judge("chance (one random order)", chance, pairs),
        judge("PCA + CCA, sources left out", left_out_cca(pictures, music, sources), pairs),
        judge("teacher, weights as first written", weighted(prior), pairs),
        judge(
            "teacher, weights chosen with the source left out",
            left_out_scores(tables, sources, prior=prior),
            pairs,
        ),
        judge("teacher, weights chosen on all", weighted(teacher.weights), pairs),
        judge("towers", tower_scores(pairs, embed), pairs),
    )
