"""A song cut into equal parts, of which the most attended are kept, in their order.

Section III-A and IV-B: all parts of a song are equally long, a part's score is the largest
attention inside it, the top k make the query. Written without branches on lengths, so that the
same lines run in training and inside the ONNX graph, at any number of segments.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Choice:
    """Keep `keep` of `parts` parts; both 1 means the mean over the whole song."""

    keep: int = 1
    parts: int = 3

    def __post_init__(self) -> None:
        if not 1 <= self.keep <= self.parts:
            raise ValueError(f"cannot keep {self.keep} of {self.parts} parts")

    def __str__(self) -> str:
        return "mean" if self.keep == self.parts else f"{self.keep}/{self.parts}"


CHOICES = (Choice(1, 3), Choice(2, 6), Choice(3, 9), Choice(1, 1))
"""The columns of the paper's table II."""


def membership(mask: Tensor, parts: int) -> Tensor:
    """Which part a segment is in: 0/1 (B, L, parts) for mask (B, L) with padding at the end.

    A song of fewer segments than parts leaves parts empty.
    """
    place = torch.arange(mask.shape[1], device=mask.device, dtype=mask.dtype)[None]
    part = (place * parts / mask.sum(1, keepdim=True)).floor()
    numbers = torch.arange(parts, device=mask.device, dtype=mask.dtype)
    return (part[..., None] == numbers).to(mask.dtype) * mask[..., None]


def kept_parts(attention: Tensor, mask: Tensor, choice: Choice) -> Tensor:
    """Which parts are the `keep` most attended: bool (B, parts). Ties go to the earlier part."""
    inside = membership(mask, choice.parts)
    scores = (attention[..., None] * inside - (1.0 - inside)).amax(1)
    above = scores[:, None, :] > scores[:, :, None]
    numbers = torch.arange(choice.parts, device=mask.device)
    earlier = (scores[:, None, :] == scores[:, :, None]) & (numbers[None] < numbers[:, None])
    return (above | earlier).sum(2) < choice.keep


def kept_segments(attention: Tensor, mask: Tensor, choice: Choice) -> Tensor:
    """Segments of the kept parts: 0/1 (B, L)."""
    kept = kept_parts(attention, mask, choice)[:, None, :]
    return (membership(mask, choice.parts) * kept.to(mask.dtype)).sum(2)


def kept_mean(base: Tensor, attention: Tensor, mask: Tensor, choice: Choice) -> Tensor:
    """Mean (B, D) of base (B, L, D) over the kept parts."""
    kept = kept_segments(attention, mask, choice)
    return (base * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)


def kept_in_order(base: Tensor, attention: Tensor, mask: Tensor, choice: Choice) -> Tensor:
    """Means of the kept parts one after the other as they are heard: (B, keep * D).

    A song of fewer segments than `keep` says the mean of what it has in place of empty parts.
    """
    inside, kept = membership(mask, choice.parts), kept_parts(attention, mask, choice)
    counts = inside.sum(1)[..., None]
    whole = kept_mean(base, attention, mask, choice)[:, None, :]
    means = torch.where(counts > 0, inside.transpose(1, 2) @ base / counts.clamp(min=1.0), whole)
    place = kept.long().cumsum(1) - 1
    slots = torch.arange(choice.keep, device=mask.device)
    picked = kept[:, None, :] & (place[:, None, :] == slots[None, :, None])
    return (picked.to(base.dtype) @ means).flatten(1)
