from __future__ import annotations

import numpy as np
import pytest

from export_onnx.models.loudness import balanced_scale, softened


def test_groups_of_many_columns_are_no_louder_than_those_of_few() -> None:
    group = np.array([0.0] * 96 + [1.0] * 4, np.float32)
    scale = balanced_scale(np.ones(100, np.float32), group)
    assert scale[0] == pytest.approx(2.0)
    assert scale[-1] == 1.0


def test_many_columns_are_softened_beside_measurements() -> None:
    assert softened(np.ones(105, np.float32), 9)[[0, -1]].tolist() == [2.0, 1.0]
    assert softened(np.ones(105, np.float32), 0).tolist() == [1.0] * 105
