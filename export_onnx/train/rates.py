"""How fast weights move: the optimiser and its learning rate."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from export_onnx.train.settings import FitSettings


def optimiser_of(settings: FitSettings, module: nn.Module) -> torch.optim.Optimizer:
    """The optimiser a setting names, over what may be learnt of `module`."""
    kinds: dict[str, Any] = {
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "rmsprop": torch.optim.RMSprop,
    }
    learnt = [p for p in module.parameters() if p.requires_grad]
    made: torch.optim.Optimizer = kinds[settings.optimiser](
        learnt, lr=settings.learning_rate, weight_decay=settings.weight_decay
    )
    return made


def learning_rate_at(settings: FitSettings, epoch: int, step: int) -> float:
    """The rate of a step, counted from the beginning of the run: warmed up, then as scheduled."""
    rate = settings.learning_rate
    if settings.schedule == "cosine":
        rate *= 0.5 * (1 + math.cos(math.pi * min(epoch / settings.epochs, 1.0)))
    return rate * min(1.0, (step + 1) / max(settings.warmup_steps, 1))
