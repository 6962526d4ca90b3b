"""Losses of the emotion-constrained network: distances of pairs, tags of which some are unknown."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

MARGIN = 1.0
"""Pairs that do not match are pushed this far apart; half of it parts match from no match."""
LEAST_SQUARE = 1e-12


def distances(left: Tensor, right: Tensor) -> Tensor:
    """Euclidean distance of row to row, (n,), with a gradient also where rows are equal."""
    return (left - right).square().sum(-1).clamp_min(LEAST_SQUARE).sqrt()


def contrastive_loss(distance: Tensor, matches: Tensor, *, margin: float = MARGIN) -> Tensor:
    """Pull matching pairs together, push others at least `margin` apart; the mean over pairs.

    Chopra, Hadsell & LeCun, "Learning a similarity metric discriminatively", CVPR 2005, as
    squares: y d² + (1 - y) max(0, margin - d)².

    Parameters
    ----------
    distance : (n,), of unit vectors 0..2
    matches : (n,), 1 where the pair matches, 0 where it does not
    """
    apart = (margin - distance).clamp_min(0.0)
    return (matches * distance.square() + (1.0 - matches) * apart.square()).mean()


def known_tags_loss(logits: Tensor, tags: Tensor) -> Tensor:
    """Binary cross-entropy (n, T) towards soft tags 0..1; what is NaN is not known and not asked.

    0 when nothing is known.
    """
    known = ~tags.isnan()
    each = F.binary_cross_entropy_with_logits(
        logits, torch.where(known, tags, torch.zeros_like(tags)), reduction="none"
    )
    return (each * known).sum() / known.sum().clamp_min(1)


def known_states_loss(predicted: Tensor, states: Tensor) -> Tensor:
    """Mean squared error (n, 2) of valence and arousal 0..1; what is NaN is not asked."""
    known = ~states.isnan()
    each = (predicted - torch.where(known, states, torch.zeros_like(states))).square()
    return (each * known).sum() / known.sum().clamp_min(1)
