"""What a model prefers: attribute of the first answer, per group of queries.

Section 5.1 and figure 4 of the MVPt paper. Candidates are balanced over the attribute first, so
a preference is the model's own and not that of the pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export_onnx.evaluate.retrieval import unit
from inference.values import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Preferences:
    """Shares (groups, attributes) in %, each row adding up to 100, of `queries` (groups,)."""

    groups: tuple[str, ...]
    attributes: tuple[str, ...]
    shares: Floats
    queries: tuple[int, ...]


def preferences(
    queries: Floats,
    groups: Sequence[str],
    candidates: Floats,
    attributes: Sequence[str],
    *,
    seed: int = 0,
) -> Preferences:
    """Count the attribute of each query's nearest candidate by cosine, per group.

    Parameters
    ----------
    queries : (q, E), groups (q,) the genre, say, of each
    candidates : (c, E), attributes (c,) of each; thinned to equally many of every attribute
    """
    answered = np.array(first_attributes(queries, candidates, attributes, seed=seed))
    names, kinds = sorted(set(groups)), sorted(set(attributes))
    table = np.array([[np.mean(answered[_of(groups, g)] == k) for k in kinds] for g in names])
    counts = tuple(int(_of(groups, g).sum()) for g in names)
    return Preferences(tuple(names), tuple(kinds), (100 * table).astype(np.float32), counts)


def first_attributes(
    queries: Floats, candidates: Floats, attributes: Sequence[str], *, seed: int = 0
) -> list[str]:
    """Attribute of each query's nearest candidate by cosine, candidates balanced: (q,)."""
    rows = balanced(attributes, seed=seed)
    first = (unit(queries) @ unit(candidates[rows]).T).argmax(1)
    return [attributes[int(rows[i])] for i in first]


def balanced(attributes: Sequence[str], *, seed: int = 0) -> NDArray[np.intp]:
    """Numbers of as many candidates of every attribute as there are of the rarest."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(_of(attributes, kind)) for kind in sorted(set(attributes))]
    least = min(len(rows) for rows in members)
    return np.sort(np.concatenate([rng.permutation(rows)[:least] for rows in members]))


def _of(names: Sequence[str], wanted: str) -> NDArray[np.bool_]:
    return np.asarray(np.array(names) == wanted)
