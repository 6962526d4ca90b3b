from __future__ import annotations

import numpy as np
from sklearn.cross_decomposition import CCA

from export_onnx.evaluate import cca
from export_onnx.evaluate.metrics import tenth_recall, true_ranks


def sides(count: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((count, 3))
    maps = np.random.default_rng(9).standard_normal((2, 3, 12))
    x, y = (shared @ m + 0.5 * rng.standard_normal((count, 12)) for m in maps)
    return x.astype(np.float32), y.astype(np.float32)


def test_scores_order_as_those_of_sklearn() -> None:
    x, y = sides(400, seed=0)
    new_x, new_y = sides(60, seed=1)
    ours = cca.cca_scores(x, y, new_x, new_y)
    u, v = CCA(n_components=3, max_iter=2000).fit(x, y).transform(new_x, new_y)
    theirs = (u / np.linalg.norm(u, axis=1)[:, None]) @ (v / np.linalg.norm(v, axis=1)[:, None]).T
    found = [tenth_recall(true_ranks(scores), 60).mean() for scores in (ours, theirs)]
    assert min(found) > 60.0
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.8


def test_nothing_is_learnt_from_the_source_that_asks() -> None:
    """Each source has a direction of its own, which only its own pairs could teach."""
    rng = np.random.default_rng(4)
    sources = [f"s{i // 6}" for i in range(42)]
    x, y = (rng.standard_normal((42, 6)).astype(np.float32) for _ in range(2))
    for i in range(42):
        x[i, i // 6 % 6] += 4.0 * (i % 2)
        y[i, (i // 6 + 1) % 6] += 4.0 * (i % 2)
    seen = cca.cca_scores(x, y, x, y)
    unseen = cca.left_out_cca(x, y, sources)
    assert unseen.shape == (42, 42)
    assert true_ranks(seen).mean() < true_ranks(unseen).mean() - 3.0
