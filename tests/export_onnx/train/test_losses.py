from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.train.losses import (  # noqa: E402
    info_nce,
    rank_correlation,
    scaled_mse,
    soft_info_nce,
    triplet,
)


def test_agreeing_costs_nothing_and_disagreeing_does() -> None:
    teacher = torch.rand(6, 9)
    settings = {"temperature": 0.2, "teacher_temperature": 0.2}
    assert soft_info_nce(teacher, teacher, **settings) == pytest.approx(0.0, abs=1e-6)
    assert soft_info_nce(-teacher, teacher, **settings) > 0.1


def test_a_sharp_teacher_makes_plain_info_nce() -> None:
    scores = torch.randn(5, 5)
    truth = 2 * torch.eye(5) - 1
    soft = soft_info_nce(scores, truth, temperature=1.0, teacher_temperature=1e-3)
    target = torch.arange(5)
    plain = torch.nn.functional.cross_entropy
    hard = 0.5 * (plain(scores, target) + plain(scores.T, target))
    assert float(soft) == pytest.approx(float(hard), rel=1e-5)


def test_predicting_the_mean_costs_one() -> None:
    wanted = torch.randn(1000, 3)
    assert scaled_mse(wanted.mean().expand(1000, 3), wanted) == pytest.approx(1.0, rel=1e-2)


def test_rank_correlation_agrees_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    a, b = torch.randn(4, 30), torch.randn(4, 30)
    wanted = np.mean([stats.spearmanr(x, y).statistic for x, y in zip(a, b, strict=True)])
    assert rank_correlation(a, b) == pytest.approx(float(wanted), abs=1e-5)


def test_info_nce_is_equation_one_of_the_paper() -> None:
    torch.manual_seed(0)
    one, other = (torch.nn.functional.normalize(torch.randn(5, 4), dim=-1) for _ in range(2))
    wanted = 0.0
    for a, b in ((one, other), (other, one)):
        for i in range(5):
            likeness = [math.exp(float(a[i] @ b[j]) / 0.3) for j in range(5)]
            wanted -= math.log(likeness[i] / sum(likeness)) / 5
    assert float(info_nce(one, other, temperature=0.3)) == pytest.approx(wanted, rel=1e-5)


def test_a_triplet_meets_as_many_negatives_as_were_asked_for() -> None:
    torch.manual_seed(0)
    one = torch.nn.functional.normalize(torch.randn(6, 4), dim=-1)
    scores = one @ one.T
    hinge = [0.2 + float(scores[i, j]) - 1.0 for i in range(6) for j in range(6) if i != j]
    wanted = 2 * sum(max(h, 0.0) for h in hinge) / 30
    assert float(triplet(one, one, margin=0.2)) == pytest.approx(wanted, rel=1e-5)
    few = {round(float(triplet(one, one, margin=2.0, negatives=1)), 5) for _ in range(20)}
    assert len(few) > 1
    assert float(triplet(one, one, margin=2.0, negatives=9)) == pytest.approx(
        float(triplet(one, one, margin=2.0))
    )
