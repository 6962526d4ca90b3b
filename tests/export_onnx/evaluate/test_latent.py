from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from export_onnx.evaluate.latent import tsne


def test_neighbours_stay_neighbours() -> None:
    rng = np.random.default_rng(0)
    centres = 6 * rng.standard_normal((4, 10))
    rows = (np.repeat(centres, 30, 0) + rng.standard_normal((120, 10))).astype(np.float32)
    place = tsne(rows, perplexity=15, steps=250)
    assert place.shape == (120, 2)
    assert trustworthiness(rows, place, n_neighbors=8) > 0.88
    shuffled = place[rng.permutation(120)]
    assert trustworthiness(rows, shuffled, n_neighbors=8) < 0.6
    assert np.array_equal(place, tsne(rows, perplexity=15, steps=250))


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        tsne(np.zeros((30, 3), np.float32))
