from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.train.losses import rank_correlation, scaled_mse, soft_info_nce  # noqa: E402


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
