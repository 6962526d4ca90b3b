from __future__ import annotations

import math

import pytest

pytest.importorskip("torch")

from export_onnx.train.bounds import Bound
from export_onnx.train.settings import FitSettings
from inference.errors import WorldError


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("optimiser", "sgd"),
        ("schedule", "linear"),
        ("mixed_precision", "float64"),
        ("device", "tpu"),
        ("epochs", 0),
        ("learning_rate", math.nan),
        ("learning_rate", 0.0),
        ("weight_decay", -1.0),
        ("clip", math.nan),
        ("save_every_s", math.inf),
        ("seed", -1),
    ],
)
def test_settings_no_run_can_be_made_with_are_named(key: str, value: object) -> None:
    with pytest.raises(WorldError, match=f"setting {key} is .*; it must be"):
        FitSettings(**{key: value})  # type: ignore[arg-type]


def test_bounds_say_what_they_hold() -> None:
    assert [str(Bound(0)), str(Bound(0, open=True)), str(Bound(0, 1))] == [
        "at least 0",
        "above 0",
        "between 0 and 1",
    ]
    assert [Bound(0, 1, open=True).holds(v) for v in (0, 0.5, 1, math.nan)] == [0, 1, 0, 0]
