"""Learning one network's words on another's features."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("musicnn")

from export_onnx.bases.distil import (
    FOLDS,
    Heard,
    assign_folds,
    auc_of_top,
    fit_head,
    held_out_scores,
    merge_spellings,
    teacher_names,
)
from export_onnx.bases.musicnn import read_labels


def heard(noise: float, seed: int = 3) -> Heard:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(400, 12)).astype(np.float32) * 20 + 5
    mixing = rng.normal(size=(12, 50))
    teacher = features @ mixing + noise * rng.normal(size=(400, 50))
    groups = tuple(f"album{i // 20}" for i in range(400))
    return Heard(features, teacher.astype(np.float32), groups)


def test_spellings_merge_to_the_surest() -> None:
    labels, names = read_labels("MTT_musicnn"), teacher_names()
    teacher = np.zeros((1, 50), np.float32)
    teacher[0, labels.index("voice")] = 7
    teacher[0, labels.index("guitar")] = 3
    merged = dict(zip(names, merge_spellings(teacher)[0], strict=True))
    assert len(names) == len(set(names)) == 36
    assert merged["mtt:vocals"] == 7
    assert merged["mtt:guitar"] == 3
    assert merged["mtt:no vocals"] == 0


def test_a_group_is_never_on_both_sides() -> None:
    groups = ("a",) * 50 + ("b",) * 30 + ("c",) * 30 + ("d",) * 5 + ("e",) * 5 + ("f",)
    folds = assign_folds(groups)
    assert set(folds) == set(range(FOLDS))
    for name in set(groups):
        assert len({fold for fold, group in zip(folds, groups, strict=True) if group == name}) == 1


def test_what_can_be_learnt_is_learnt_and_noise_is_not_praised() -> None:
    # One spelling only, so that the target is linear in the features.
    clear, lost = (held_out_scores(heard(noise))["mtt:guitar"] for noise in (1.0, 1e5))
    assert clear[0] > 0.8
    assert clear[1] > 0.9
    assert abs(lost[0]) < 0.3
    assert abs(lost[1] - 0.5) < 0.2


def test_the_head_works_on_raw_features() -> None:
    material = heard(0.0)
    head = fit_head(material)
    guess = material.features @ head.weights + head.bias
    target = merge_spellings(material.teacher)
    column = head.names.index("mtt:piano")
    assert np.corrcoef(guess[:, column], target[:, column])[0, 1] > 0.95
    assert abs(guess[:, column].mean() - target[:, column].mean()) < 1e-2 * target.std()


@pytest.mark.parametrize(("order", "expected"), [(1, 1.0), (-1, 0.0)])
def test_auc_of_a_perfect_and_a_reversed_guess(order: int, expected: float) -> None:
    target = np.arange(100.0)
    assert auc_of_top(order * target, target) == pytest.approx(expected)
