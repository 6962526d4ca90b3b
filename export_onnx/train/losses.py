"""Losses of the towers: soft InfoNCE towards the teacher, and what each side must remember."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def soft_info_nce(
    scores: Tensor, teacher: Tensor, *, temperature: float, teacher_temperature: float
) -> Tensor:
    """Cross-entropy of both directions towards the teacher's softmax; 0 when they agree.

    `scores` and `teacher` are similarities (n, m) in -1..1. InfoNCE (van den Oord et al. 2018)
    with one true partner per row is the case of a teacher at temperature 0. The teacher's own
    entropy is taken off, so that the number says how far the student still is.
    """
    return 0.5 * (
        _towards(scores / temperature, teacher / teacher_temperature)
        + _towards(scores.T / temperature, teacher.T / teacher_temperature)
    )


def _towards(logits: Tensor, target: Tensor) -> Tensor:
    return F.kl_div(
        logits.log_softmax(-1), target.log_softmax(-1), reduction="batchmean", log_target=True
    )


def present_rows(values: Tensor, mask: Tensor) -> Tensor:
    """Rows of (B, L, n) where mask (B, L) is 1, as (rows, n)."""
    return values[mask > 0.5]


def scaled_mse(predicted: Tensor, wanted: Tensor) -> Tensor:
    """Mean squared error in units of the target's variance: 1 = no better than its mean."""
    return F.mse_loss(predicted, wanted) / wanted.var().clamp_min(1e-4)


def emotion_loss(predicted: Tensor, wanted: Tensor) -> Tensor:
    """Binary cross-entropy of probabilities (n, T) towards soft targets (n, T)."""
    return F.binary_cross_entropy(predicted.clamp(1e-5, 1 - 1e-5), wanted)


def rank_correlation(scores: Tensor, teacher: Tensor) -> float:
    """Mean over rows of Spearman's correlation of (n, m) with the teacher's order."""
    ranks = [table.argsort(1).argsort(1).float() for table in (scores, teacher)]
    centred = [r - r.mean(1, keepdim=True) for r in ranks]
    top = (centred[0] * centred[1]).sum(1)
    return float((top / (centred[0].norm(dim=1) * centred[1].norm(dim=1))).mean())


def as_tensor(values: object) -> Tensor:
    """float32 tensor of a numpy array."""
    return torch.as_tensor(values, dtype=torch.float32)


def info_nce(one: Tensor, other: Tensor, *, temperature: float) -> Tensor:
    """InfoNCE of both directions over unit vectors (n, E) whose rows belong together.

    Equation 1 of the MVPt paper, as a mean over rows instead of a sum, so that the learning rate
    means the same for every batch.
    """
    scores = one @ other.T / temperature
    true = torch.arange(len(scores), device=scores.device)
    return F.cross_entropy(scores, true) + F.cross_entropy(scores.T, true)


def triplet(one: Tensor, other: Tensor, *, margin: float, negatives: int = 0) -> Tensor:
    """Triplet loss of both directions over unit vectors (n, E) whose rows belong together.

    Every anchor meets `negatives` rows of the batch, drawn at random for all anchors alike (the
    row so many places further on); 0 = all other rows. All weigh the same: that nothing hard
    weighs more is what the MVPt paper holds against it (section 1).
    """
    scores, count = one @ other.T, len(one)
    true = scores.diagonal()
    along = (margin + scores - true[:, None]).clamp_min(0.0)
    across = (margin + scores - true[None, :]).clamp_min(0.0)
    met = _others(count, negatives).to(scores.device)
    return ((along + across) * met).sum() / met.sum().clamp_min(1.0)


def _others(count: int, negatives: int) -> Tensor:
    """Who meets whom (n, n), 1 or 0; never oneself."""
    if not 0 < negatives < count - 1:
        return 1.0 - torch.eye(count)
    places = torch.randperm(count - 1)[:negatives] + 1
    met = torch.zeros(count, count)
    for place in places.tolist():
        met += torch.eye(count).roll(place, 1)
    return met
