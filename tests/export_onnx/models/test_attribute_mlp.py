from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.models.attribute_mlp import (  # noqa: E402
    MoveTask,
    attribute_vector,
    condition,
    move,
)
from export_onnx.train.engine import FitSettings, fit_task  # noqa: E402
from inference.progress import finish  # noqa: E402


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def songs(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Four genres on axes 1 to 4; guitars shift axis 0, by an amount of each genre's own."""
    rng = np.random.default_rng(0)
    genre, guitar = rng.integers(4, size=count), rng.random(count) < 0.5
    rows = 0.15 * rng.standard_normal((count, 8))
    rows[np.arange(count), 1 + genre] += 1.0
    rows[:, 0] += guitar * np.array([0.6, 1.0, -0.6, -1.0])[genre]
    rows[:, 5] += guitar * 0.3
    return unit(rows), guitar


def test_adding_and_taking_away_an_attribute() -> None:
    y, guitar = songs()
    direction = attribute_vector(y[guitar], y)
    more = condition(y, {"guitar": direction}, {"guitar": 0.8})
    less = condition(y, {"guitar": direction}, {"guitar": -0.8})
    assert np.linalg.norm(direction) == pytest.approx(1.0, abs=1e-5)
    assert np.allclose(np.linalg.norm(more, axis=1), 1.0, atol=1e-5)
    assert (more @ direction).mean() > (y @ direction).mean() > (less @ direction).mean()
    both = condition(y, {"a": direction, "b": -direction}, {"a": 0.5, "b": 0.5})
    assert np.allclose(both, y, atol=1e-6)


def test_the_learnt_move_reaches_carriers_and_keeps_more_of_the_query(tmp_path: Path) -> None:
    y, guitar = songs()
    task = MoveTask(y, [guitar], seed=1)
    settings = FitSettings(epochs=30, learning_rate=3e-3, patience=0, device="cpu")
    finish(fit_task(task, settings, tmp_path))
    queries = y[~guitar]
    moved = move(task.module, queries, 0)
    added = condition(queries, {"g": attribute_vector(y[guitar], y)}, {"g": 1.0})

    def hits(rows: np.ndarray) -> float:
        return float(guitar[(rows @ y.T).argmax(1)].mean())

    assert hits(moved) > hits(queries) + 0.3
    assert hits(moved) >= hits(added)
    assert (moved * queries).sum(1).mean() > (added * queries).sum(1).mean()
