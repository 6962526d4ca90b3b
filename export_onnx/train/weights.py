"""Choosing the teacher's few weights on pairs that people made, leaving whole sources out.

The weights are eight numbers; nothing else of the human pairs reaches a pack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import torch

from export_onnx.train.teacher import LINKS, TeacherWeights
from inference.values import Floats

PULL_TO_PRIOR = 0.05
"""Strength of the pull of the log weights to those written down before looking."""
SHARPNESS = 6.0
"""Scale of the agreement inside the softmax over the pool."""
STEPS = 150
LEAST_SHARE = 0.02
"""No link is dropped for good on the word of so few sources."""


def link_tables(pictures: Floats, music: Floats, weights: TeacherWeights) -> Floats:
    """Agreement of each link alone (8, n, m), from teacher embeddings made with `weights`."""
    shares, k = weights.shares(), len(LINKS)
    tables = [(pictures[:, [i, k + i]] @ music[:, [i, k + i]].T) / shares[i] for i in range(k)]
    tables.append(pictures[:, 2 * k :] @ music[:, 2 * k :].T / shares[-1])
    return np.stack(tables).astype(np.float32)


def choose_weights(
    tables: Floats,
    sources: Sequence[str],
    *,
    prior: TeacherWeights,
    used: Sequence[bool] | None = None,
) -> TeacherWeights:
    """Weights that best rank each true partner of the `used` pairs among the music of those.

    Every source counts the same however many clips it has.
    """
    keep = np.flatnonzero(np.ones(len(sources), bool) if used is None else np.asarray(used))
    table = torch.from_numpy(tables[:, keep][:, :, keep])
    share = torch.from_numpy(_source_shares([sources[int(i)] for i in keep]))
    start = torch.from_numpy(np.log(np.maximum(prior.shares(), LEAST_SHARE)))
    free = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([free], lr=0.05)
    for _ in range(STEPS):
        optimizer.zero_grad()
        scores = SHARPNESS * torch.einsum("k,kij->ij", free.softmax(0), table)
        lost = -(scores.log_softmax(1).diagonal() + scores.log_softmax(0).diagonal())
        loss = (share * lost).sum() + PULL_TO_PRIOR * (free - start).square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return _as_weights(free.detach().softmax(0).numpy())


def left_out_scores(tables: Floats, sources: Sequence[str], *, prior: TeacherWeights) -> Floats:
    """Scores (n, n) whose every row was made with weights that never saw the row's source.

    The columns of that source stay in the pool: it is the query that must be new.
    """
    scores = np.zeros(tables.shape[1:], np.float32)
    for name in sorted(set(sources)):
        rows = [i for i, source in enumerate(sources) if source == name]
        weights = choose_weights(tables, sources, prior=prior, used=[s != name for s in sources])
        scores[rows] = np.einsum("k,kij->ij", weights.shares(), tables[:, rows])
    return scores


def _source_shares(sources: Sequence[str]) -> Floats:
    counts = {name: sources.count(name) for name in set(sources)}
    return np.array([1 / (counts[s] * len(counts)) for s in sources], dtype=np.float32)


def _as_weights(shares: Floats) -> TeacherWeights:
    names = [f.name for f in fields(TeacherWeights)]
    return TeacherWeights(**{n: float(s) for n, s in zip(names, shares, strict=True)})
