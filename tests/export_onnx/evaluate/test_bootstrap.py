from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from export_onnx.evaluate.bootstrap import compared, over_seeds, sample


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_one_seed_agrees_with_scipy(statistic: str) -> None:
    values = np.random.default_rng(2).gamma(2.0, 10.0, 151)
    ours = over_seeds([sample(values)], statistic=statistic, repeats=4000)
    theirs = scipy_bootstrap(
        (values,), getattr(np, statistic), n_resamples=4000, method="percentile", rng=1
    ).confidence_interval
    spread = theirs.high - theirs.low
    assert ours.value == pytest.approx(getattr(np, statistic)(values))
    assert abs(ours.low - theirs.low) < 0.1 * spread
    assert abs(ours.high - theirs.high) < 0.1 * spread


def test_equal_groups_agree_with_scipy_over_their_means() -> None:
    """The mean over redrawn groups of one size is the mean of their means."""
    rng = np.random.default_rng(4)
    means = rng.normal(50, 10, 40)
    values = (means[:, None] + rng.normal(0, 30, (40, 6))).ravel()
    ours = over_seeds([sample(values, [str(i // 6) for i in range(240)])], repeats=4000)
    theirs = scipy_bootstrap(
        (values.reshape(40, 6).mean(1),), np.mean, n_resamples=4000, method="percentile", rng=1
    ).confidence_interval
    spread = theirs.high - theirs.low
    assert abs(ours.low - theirs.low) < 0.1 * spread
    assert abs(ours.high - theirs.high) < 0.1 * spread


def test_even_counts_have_the_mean_of_both_middles() -> None:
    assert over_seeds([sample(np.array([1.0, 2.0, 10.0, 20.0]))], statistic="median").value == 6.0


def test_whole_groups_are_drawn_again() -> None:
    values = np.repeat([0.0, 100.0], 50)
    grouped = over_seeds([sample(values, ["a"] * 50 + ["b"] * 50)])
    single = over_seeds([sample(values)])
    assert grouped.high - grouped.low == 100.0
    assert single.high - single.low < 30.0


def test_seeds_that_disagree_widen_the_interval() -> None:
    rng = np.random.default_rng(0)
    alike = [sample(rng.normal(50, 5, 200)) for _ in range(3)]
    apart = [sample(rng.normal(mean, 5, 200)) for mean in (30, 50, 70)]
    width = {name: over_seeds(s) for name, s in (("alike", alike), ("apart", apart))}
    assert width["apart"].high - width["apart"].low > 5 * (width["alike"].high - width["alike"].low)


def test_pairing_cancels_what_is_hard_for_both() -> None:
    hard = np.random.default_rng(5).normal(50, 20, 100)
    better, worse = [sample(hard + 2.0)], [sample(hard)]
    margin = compared(better, worse)
    assert margin.value == pytest.approx(2.0)
    assert margin.low == pytest.approx(2.0)
    assert (
        compared([sample(np.full(9, 50.0))], [sample(np.full(9, 10.0))], by="factor").value == 5.0
    )


def test_items_without_a_value_are_dropped_and_nothing_is_refused() -> None:
    assert sample(np.array([1.0, np.nan, 3.0]), ["a", "b", "c"]).groups == ("a", "c")
    with pytest.raises(ValueError, match="0 values"):
        sample(np.array([np.nan]))
