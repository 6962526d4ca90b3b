from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.export.fidelity import (
    TIE,
    Fidelity,
    kept_of_top,
    same_top,
    scores_of,
)

SURE = Fidelity("int8", 1e-2, False, kept_of_top=0.97, rank_before=0.5, rank_after=0.5, pairs=64)


def rising(count: int) -> np.ndarray:
    return np.tile(np.arange(count, dtype=np.float32), (2, 1))


def test_an_order_is_the_same_up_to_ties() -> None:
    exact = rising(30)
    swapped = exact.copy()
    swapped[0, [28, 29]] = swapped[0, [29, 28]]
    assert same_top(exact, exact).tolist() == [True, True]
    assert same_top(exact, swapped).tolist() == [False, True]
    level = exact.copy()
    level[0, 28] = 29 - TIE / 2
    assert same_top(level, swapped).all()


def test_what_changes_below_the_first_ten_is_not_seen() -> None:
    exact = rising(30)
    stored = exact.copy()
    stored[:, :20] = stored[:, 19::-1]
    assert same_top(exact, stored).all()
    assert kept_of_top(exact, stored).tolist() == [1.0, 1.0]


def test_the_share_that_stayed() -> None:
    exact = rising(30)
    stored = exact.copy()
    stored[0, :3] += 100
    assert kept_of_top(exact, stored) == pytest.approx([0.7, 1.0])


def test_scores_rise_with_nearness_under_both_metrics() -> None:
    rng = np.random.default_rng(0)
    pictures, music = rng.standard_normal((2, 6, 4)).astype(np.float32)
    assert scores_of(pictures, music, metric="l2")[2, 3] == pytest.approx(
        -np.linalg.norm(pictures[2] - music[3])
    )
    assert scores_of(pictures, music, metric="cosine")[2, 3] == pytest.approx(
        pictures[2] @ music[3], abs=1e-6
    )


def test_it_warns_where_storing_cost_too_much_or_nobody_can_tell() -> None:
    assert SURE.warning is None
    assert "12% of the first ten changed" in str(replace(SURE, kept_of_top=0.88).warning)
    assert "8 held-out pairs are too few" in str(replace(SURE, pairs=8).warning)
    assert replace(SURE, pairs=8, precision="float32").warning is None
