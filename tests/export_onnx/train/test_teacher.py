from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.train.ridge import Standard, fit_ridge, held_out_correlation
from export_onnx.train.teacher import (
    LINKS,
    TeacherWeights,
    agreement,
    logit,
    mean_direction,
    tag_columns,
)
from export_onnx.train.weights import choose_weights, left_out_scores, link_tables
from tests.export_onnx.worlds import SOUNDS, TAGS, world_teacher


def test_teacher_vectors_are_unit_length() -> None:
    teacher, bank, songs = world_teacher()
    base = np.concatenate([bank.embeddings[0], bank.descriptors[0]], 1)
    pictures = teacher.picture.embed(base, bank.probabilities[0], teacher.weights)
    music = teacher.music.embed(np.concatenate(songs), teacher.weights)
    assert pictures.shape[1] == music.shape[1] == 2 * len(LINKS) + 16
    assert np.allclose(np.linalg.norm(pictures, axis=1), 1, atol=1e-5)
    assert np.allclose(np.linalg.norm(music, axis=1), 1, atol=1e-5)


def test_moving_pictures_want_dance_and_still_ones_slow() -> None:
    teacher, bank, _ = world_teacher()
    base = np.concatenate([bank.embeddings[0], bank.descriptors[0]], 1)[:2].copy()
    base[0, -9:-6], base[1, -9:-6] = 0.0, 0.6
    song = np.zeros((2, 20 + len(TAGS) + len(SOUNDS)), np.float32)
    song[:, 20 : 20 + len(TAGS)] = 0.05
    song[0, 20 + TAGS.index("slow")] = 0.9
    song[1, 20 + TAGS.index("dance")] = 0.9
    pictures = teacher.picture.embed(base, bank.probabilities[0, :2], teacher.weights)
    table = agreement(pictures, teacher.music.embed(song, teacher.weights))
    assert table[0, 0] > table[0, 1]
    assert table[1, 1] > table[1, 0]


def test_ridge_finds_what_is_linear_and_holds_themes_out() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 40)).astype(np.float32)
    y = (x[:, 0] + 0.5 * rng.standard_normal(200)).astype(np.float32)
    themes = [str(i // 4) for i in range(200)]
    assert held_out_correlation(x, y, themes, penalty=10.0) > 0.7
    noise = rng.standard_normal(200).astype(np.float32)
    assert abs(held_out_correlation(x, noise, themes, penalty=10.0)) < 0.3
    predicted = fit_ridge(x, y, penalty=10.0)(x)
    assert predicted.std() == pytest.approx(1.0, rel=1e-3)


def test_link_tables_rebuild_the_agreement() -> None:
    teacher, bank, songs = world_teacher()
    base = np.concatenate([bank.embeddings[0], bank.descriptors[0]], 1)[:12]
    pictures = teacher.picture.embed(base, bank.probabilities[0, :12], teacher.weights)
    music = teacher.music.embed(np.concatenate(songs)[:12], teacher.weights)
    tables = link_tables(pictures, music, teacher.weights)
    rebuilt = np.einsum("k,kij->ij", teacher.weights.shares(), tables)
    assert np.allclose(rebuilt, pictures @ music.T, atol=1e-5)


def test_weights_move_to_the_link_that_finds_partners() -> None:
    rng = np.random.default_rng(1)
    tables = rng.uniform(-1, 1, (8, 30, 30)).astype(np.float32)
    tables[3] = 2 * np.eye(30) - 1
    sources = [f"s{i % 6}" for i in range(30)]
    chosen = choose_weights(tables, sources, prior=TeacherWeights())
    assert chosen.contrast == max(chosen.shares())
    assert sum(chosen.shares()) == pytest.approx(1.0, rel=1e-5)
    scores = left_out_scores(tables, sources, prior=TeacherWeights())
    assert (scores.argmax(1) == np.arange(30)).mean() > 0.9


def test_tag_names_meet_whatever_their_case_or_prefix() -> None:
    assert tag_columns(("House", "slow"), ("house", "mtt:slow", "slower")) == [0, 1]


def test_logit_is_bounded() -> None:
    assert np.isfinite(logit(np.array([0.0, 1.0], np.float32))).all()


def test_mean_direction_of_opposites_is_finite() -> None:
    assert np.isfinite(mean_direction(np.array([[1.0, 0], [-1, 0]], np.float32))).all()
    scale = Standard(np.zeros(2, np.float32), np.ones(2, np.float32))
    assert scale(np.array([[1.0, 2.0]], np.float32)).tolist() == [[1.0, 2.0]]
