"""What a training run keeps on disk so that it can go on after it was killed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import nn

from export_onnx.data.room import writing_to
from export_onnx.train.settings import FitSettings
from inference.errors import WorldError

FORMAT = "cuesmith-checkpoint-1"
CHECKPOINT = "checkpoint.pt"


def write_checkpoint(folder: Path, state: Mapping[str, Any]) -> None:
    """Replace the checkpoint in `folder`: a reader sees the old one or the new one, whole.

    `state` may hold tensors, numbers, words, lists and dicts only, so that reading it runs no
    code. The bytes are on the disk before the name is: a power cut leaves one of the two.

    Raises
    ------
    WorldError
        If the folder cannot be written or is full; the old checkpoint stays.
    """
    stream = BytesIO()
    torch.save({"format": FORMAT} | dict(state), stream)
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{CHECKPOINT}.part"
        with part.open("wb") as file:
            file.write(stream.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / CHECKPOINT)


def read_checkpoint(folder: Path, identity: str) -> dict[str, Any] | None:
    """The checkpoint in `folder`, on the CPU, or None when there is none.

    Raises
    ------
    WorldError
        If it is damaged, or was made with other settings or other data than `identity` says.
    """
    path = folder / CHECKPOINT
    if not path.is_file():
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, UnpicklingError) as error:
        raise _unusable(path, f"cannot be read ({type(error).__name__})") from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise _unusable(path, "is no checkpoint of this program")
    if state.get("identity") != identity:
        raise _unusable(path, "belongs to a run with other settings, model or data")
    return state


def identity_of(module: nn.Module, settings: FitSettings, identity: str) -> str:
    """Digest of what a run is made of.

    Settings that change the result, names and shapes of the weights, and the caller's words.
    """
    apart = {"device", "mixed_precision", "data_on_device", "save_every_s"}
    chosen = {key: value for key, value in asdict(settings).items() if key not in apart}
    shapes = {name: list(value.shape) for name, value in module.state_dict().items()}
    text = json.dumps([identity, chosen, shapes], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _unusable(path: Path, what: str) -> WorldError:
    return WorldError(
        f"The checkpoint {path} {what}.",
        remedy="Delete it to train from the beginning, or name another --work folder.",
        path=path,
    )
