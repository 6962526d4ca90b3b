from __future__ import annotations

import numpy as np
import pytest

from export_onnx.evaluate.bootstrap import FACTOR, MEDIAN, sample
from export_onnx.reproduce.claims import NOT_WORSE, Claim, Measure, Measured, Row, Table, all_hold

RECALL, RANK = Measure("r10", "R@10"), Measure("mr", "MR", MEDIAN, higher_is_better=False)


def table(*claims: Claim) -> Table:
    return Table(
        "t", "T", (Row("new", "new"), Row("old", "old", {"r10": 5.0})), (RECALL, RANK), claims
    )


def measured(claims: tuple[Claim, ...], new: float, old: float) -> Measured:
    rng = np.random.default_rng(1)

    def seed() -> dict[tuple[str, str], object]:
        noise = rng.normal(0, 1, 50)
        return {
            ("new", "r10"): sample(new + noise),
            ("old", "r10"): sample(old + noise),
            ("new", "mr"): sample(100 - new + noise),
            ("old", "mr"): sample(100 - old + noise),
        }

    return Measured(table(*claims), (1, 2), (seed(), seed()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "new", "old", "holds"),
    [
        (Claim("ahead", "new", "old", "r10"), 40.0, 30.0, True),
        (Claim("ahead", "new", "old", "r10"), 30.0, 40.0, False),
        (Claim("by ten", "new", "old", "r10", amount=10), 39.0, 30.0, False),
        (Claim("fivefold", "new", "old", "r10", FACTOR, 5), 55.0, 10.0, True),
        (Claim("fivefold", "new", "old", "r10", FACTOR, 5), 45.0, 10.0, False),
        (Claim("lower rank", "new", "old", "mr"), 40.0, 30.0, True),
        (Claim("lower rank", "new", "old", "mr"), 30.0, 40.0, False),
    ],
)
def test_a_claim_holds_or_not(claim: Claim, new: float, old: float, holds: bool) -> None:
    found = measured((claim,), new, old)
    (verdict,) = found.verdicts()
    assert verdict.holds is holds
    assert len(verdict.by_seed) == 2
    assert all_hold([found]) is holds


def test_paired_seeds_make_a_small_lead_sure() -> None:
    (verdict,) = measured((Claim("ahead", "new", "old", "r10"),), 30.5, 30.0).verdicts()
    assert verdict.surely
    assert verdict.margin.low == pytest.approx(0.5)


def test_not_worse_looks_at_the_interval() -> None:
    rng = np.random.default_rng(2)
    claim = Claim("level", "new", "old", "r10", rule=NOT_WORSE)
    for behind, holds in ((0.2, True), (3.0, False)):
        seeds = tuple(
            {
                ("new", "r10"): sample(rng.normal(30 - behind, 5, 60)),
                ("old", "r10"): sample(rng.normal(30, 5, 60)),
            }
            for _ in range(3)
        )
        (verdict,) = Measured(table(claim), (1, 2, 3), seeds).verdicts()
        assert verdict.margin.value < 0
        assert verdict.holds is holds
        assert not verdict.surely


def test_a_tie_is_not_ahead() -> None:
    (verdict,) = measured((Claim("ahead", "new", "old", "r10"),), 30.0, 30.0).verdicts()
    assert not verdict.holds


def test_a_claim_on_an_unknown_row_is_refused() -> None:
    with pytest.raises(ValueError, match="no row"):
        table(Claim("typo", "newer", "old", "r10"))
    with pytest.raises(ValueError, match="no row"):
        table(Claim("typo", "new", "old", "r11"))
