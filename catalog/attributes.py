"""Sliders: move a question towards or away from attributes such as "guitar" or "vocals".

Attribute conditioning of Music Video Pretraining over time (CVPR 2022, §5.2): with y_a the mean
embedding of examples of an attribute and c the centre of the library,

    y' = normalise(y + Σ_a w_a · (y_a - c)).

Subtracting the centre leaves only what tells the attribute from music at large.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from catalog.errors import SearchError
from inference.values import Floats


def condition(
    vectors: Floats, weights: Mapping[str, float], directions: Mapping[str, Floats], centre: Floats
) -> Floats:
    """Move vectors, float32 (n, E), by weighted attributes and bring them back to unit length.

    Raises
    ------
    SearchError
        An attribute is not one of `directions`; the sentence lists those that are.
    """
    unknown = sorted(set(weights) - set(directions))
    if unknown:
        raise _unknown(unknown[0], directions)
    if not any(weights.values()):
        return vectors
    shift = sum(
        (float(w) * (directions[name] - centre) for name, w in weights.items()),
        start=np.zeros_like(centre),
    )
    moved = vectors + shift
    lengths = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return np.asarray(moved / lengths, np.float32)


def similarity_kept(before: Floats, after: Floats) -> float:
    """Mean cosine between vectors, float32 (n, E), and what the sliders made of them."""
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return float(np.mean(np.einsum("ij,ij->i", before, after) / np.maximum(lengths, 1e-9)))


def _unknown(name: str, directions: Mapping[str, Floats]) -> SearchError:
    known = ", ".join(sorted(directions)) or "none at all"
    return SearchError(f"The model pack knows no attribute “{name}”.", remedy=f"It knows: {known}.")
