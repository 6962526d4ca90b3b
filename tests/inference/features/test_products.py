from __future__ import annotations

import numpy as np
import pytest

from inference.features.products import product


@pytest.mark.parametrize("rows", [0, 1, 226, 227, 228, 1000])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_equals_the_plain_product(rows: int, kind: type[np.float32] | type[np.float64]) -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(rows, 40)).astype(kind), rng.normal(size=(36, 32)).astype(kind)
    found = product(left[:, :36], right)
    assert found.dtype == kind
    np.testing.assert_allclose(found, left[:, :36] @ right, rtol=1e-4, atol=1e-4)
