from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.evaluate.pairs import (
    Pair,
    both_directions,
    judge,
    judge_all,
    read_pairs,
)
from inference.errors import WorldError
from tests.export_onnx.worlds import CLASSES, DESCRIPTORS, WIDTH, world_teacher


def pair(number: int, *, cluster: str = "") -> Pair:
    empty = np.zeros((1, 2), np.float32)
    return Pair(f"p{number}", f"s{number % 7}", cluster or f"c{number}", empty, empty, empty)


def test_perfect_scores_are_found_both_ways() -> None:
    for side in both_directions(np.eye(20), ["a", "b"] * 10):
        assert side.queries == 20
        assert side.median_rank_percent.value == pytest.approx(2.5)
        assert side.recall_at_tenth_percent.value == 100.0


def test_directions_are_not_swapped() -> None:
    scores = np.eye(4)
    scores[0, 1:] = 2.0  # one query finds all strangers; each song still finds its clip but song 0
    forward, backward = both_directions(scores, list("abcd"))
    assert forward.median_rank_percent.value < backward.median_rank_percent.value


def test_look_alikes_count_once() -> None:
    """Ten copies of one clip are found at random; alone, its one copy is found at once."""
    copies, others = 10, 6
    scores = np.eye(copies + others)
    scores[:copies, :copies] = 1.0
    pairs = [pair(i, cluster="same" if i < copies else "") for i in range(copies + others)]
    told = judge("m", scores.astype(np.float32), pairs)
    assert told.clustered_recall_percent.value == pytest.approx(70.0)  # a tenth of 7 candidates
    assert told.to_music.recall_at_tenth_percent.value < 50.0
    assert told.clustered_median_percent.value == pytest.approx(100 * 0.5 / 7)


def test_a_teacher_finds_its_own_pairs_and_chance_does_not() -> None:
    teacher, bank, songs = world_teacher()
    rng = np.random.default_rng(3)
    pictures = [np.concatenate([bank.embeddings[0, i], bank.descriptors[0, i]]) for i in range(24)]
    probabilities = rng.dirichlet(np.full(CLASSES, 0.2), (24, 1)).astype(np.float32)
    pairs = [
        Pair(f"p{i}", f"s{i % 2}", f"c{i}", picture[None], probabilities[i], songs[i])
        for i, picture in enumerate(pictures)
    ]
    assert pictures[0].shape == (WIDTH + len(DESCRIPTORS),)

    def embed(side: str, base: np.ndarray) -> np.ndarray:
        names = {p.picture.tobytes(): i for i, p in enumerate(pairs)} | {
            p.music.tobytes(): i for i, p in enumerate(pairs)
        }
        return np.eye(24, dtype=np.float32)[names[base.tobytes()]]

    told = {j.method: j for j in judge_all(pairs, teacher, embed, prior=teacher.weights)}
    assert len(told) == 6
    assert told["towers"].to_music.recall_at_tenth_percent.value == 100.0
    assert told["chance (one random order)"].to_music.recall_at_tenth_percent.value < 40.0


def test_a_list_of_pairs_is_read_or_refused(tmp_path: Path) -> None:
    table = tmp_path / "manifest.csv"
    table.write_text("id,file,source_repo,picture\np1,a.mp4,me/films,a dog\n")
    (row,) = read_pairs(tmp_path)
    assert (row.name, row.file, row.source) == ("p1", tmp_path / "a.mp4", "me/films")
    assert row.cluster == "me/films: a dog"
    table.write_text("id,file\np1,a.mp4\n")
    with pytest.raises(WorldError, match="cannot be read"):
        read_pairs(tmp_path)
