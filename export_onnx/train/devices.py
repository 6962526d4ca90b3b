"""Where a fit runs and how exactly it counts there."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import torch
from torch import Tensor

from export_onnx.train.settings import FitSettings
from inference.errors import DeviceError


def choose_device(name: str) -> torch.device:
    """The device a setting names; "auto" takes CUDA when there is a card.

    Raises
    ------
    DeviceError
        If "cuda" is asked for and there is none.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError(
            "The settings ask for CUDA, and torch sees no CUDA device.",
            remedy='Set device = "auto" or "cpu", or install the CUDA build of torch.',
        )
    return torch.device(name)


def precision_of(settings: FitSettings, device: torch.device) -> torch.dtype:
    """What the network counts in on this device; the weights themselves stay float32."""
    if settings.mixed_precision == "bfloat16":
        return torch.bfloat16
    if settings.mixed_precision == "off" or device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def to_device(batch: Any, device: torch.device) -> Any:  # noqa: ANN401 - any tree of tensors
    """The same tree of tuples, lists, dicts and dataclasses with its tensors on `device`."""
    if isinstance(batch, Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {key: to_device(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(to_device(value, device) for value in batch))
    if isinstance(batch, tuple | list):
        return type(batch)(to_device(value, device) for value in batch)
    if is_dataclass(batch) and not isinstance(batch, type):
        moved = {f.name: to_device(getattr(batch, f.name), device) for f in fields(batch)}
        return replace(batch, **moved)
    return batch
