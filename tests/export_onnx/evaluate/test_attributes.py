from __future__ import annotations

import numpy as np
import pytest

from export_onnx.evaluate.attributes import LEVELS, monotone, slide, slider_report


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def world() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    songs, queries = rng.standard_normal((80, 12)), rng.standard_normal((15, 12))
    carriers = np.arange(80) < 25
    songs[:, 11] = np.where(carriers, 2.0, -0.5)
    queries[:, 11] = 0.0
    return unit(queries), unit(songs), carriers


def test_a_true_direction_raises_and_lowers(world: tuple[np.ndarray, ...]) -> None:
    queries, songs, carriers = world
    direction = np.eye(12, dtype=np.float32)[11]
    report = slider_report("guitar", queries, songs, direction, carriers.tolist())
    assert report.monotone_up >= 0.8
    assert report.monotone_down >= 0.8
    assert report.shares_up[-1] > 0.9 > report.shares_up[0]
    assert report.shares_down[-1] < 0.05
    assert report.similarity_up < report.similarity_start


def test_a_wrong_direction_fails(world: tuple[np.ndarray, ...]) -> None:
    queries, songs, carriers = world
    direction = -np.eye(12, dtype=np.float32)[11]
    report = slider_report("guitar", queries, songs, direction, carriers.tolist())
    assert report.monotone_up < 0.3


def test_slider_at_zero_changes_nothing(world: tuple[np.ndarray, ...]) -> None:
    queries, songs, carriers = world
    shares, _ = slide(queries, songs, np.ones(12, np.float32), carriers)
    order = np.argsort(-(queries @ songs.T), axis=1)[:, :10]
    assert np.allclose(shares[:, len(LEVELS) - 1], carriers[order].mean(1))


def test_monotone_counts_flat_rows_only_when_full() -> None:
    rows = np.array([[0.1, 0.1, 0.3], [0.2, 0.2, 0.2], [1.0, 1.0, 1.0], [0.1, 0.4, 0.3]])
    assert monotone(rows.astype(np.float32), 1.0) == 0.5
