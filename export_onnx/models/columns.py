"""A tower that looks at some columns of the base features only: the ablation of features."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def columns_of(text: str, width: int) -> list[int]:
    """Columns named by "0:512" or "0:512,1280:1289"; "" names all of `width`.

    Raises
    ------
    ValueError
        If a part is no range inside `width`.
    """
    picked: list[int] = []
    for part in text.split(",") if text else [f"0:{width}"]:
        first, _, last = part.partition(":")
        start, end = int(first), int(last)
        if not 0 <= start < end <= width:
            raise ValueError(f"columns {part} are not inside 0:{width}")
        picked += range(start, end)
    return picked


class PickedColumns(nn.Module):
    """`tower` behind a choice of columns (k,) of base features (B, L, D)."""

    columns: Tensor

    def __init__(self, tower: nn.Module, columns: list[int]) -> None:
        super().__init__()
        self.tower = tower
        self.register_buffer("columns", torch.tensor(columns), persistent=False)

    def forward(self, base: Tensor, mask: Tensor) -> Any:  # noqa: ANN401 - what the tower gives
        """What the tower says of the chosen columns."""
        return self.tower(base.index_select(-1, self.columns), mask)
