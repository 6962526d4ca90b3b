"""A trained run on disk: its towers, what it was made of, and pairs to measure an export on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch

from export_onnx.data.pairs import CHECK, TEST, PairSet
from export_onnx.export.pack import replace_file
from export_onnx.train.config import section
from export_onnx.train.run_config import DataSettings, RunConfig, family_module
from export_onnx.train.settings import FitSettings
from export_onnx.train.towers import Towers, Trained
from inference.errors import WorldError
from inference.values import Floats

WEIGHTS, DESCRIPTION, KEPT_PAIRS = "towers.npz", "run.json", "samples.npz"
SAMPLES = 64


def save_trained(
    folder: Path, config: RunConfig, trained: Trained, *, data: Mapping[str, object]
) -> None:
    """Write towers.npz and run.json to `folder`; `data` are the facts of the pairs."""
    replace_file(folder / WEIGHTS, _npz(_states(trained.towers) | _directions(trained)))
    described = {
        "config": asdict(config),
        "shape": dict(trained.shape),
        "segment_s": trained.segment_s,
        "facts": dict(trained.facts),
        "data": dict(data),
    }
    replace_file(folder / DESCRIPTION, json.dumps(described, indent=1, default=str).encode())


def load_trained(folder: Path) -> tuple[RunConfig, Trained]:
    """Read what `save_trained` wrote.

    Raises
    ------
    WorldError
        If the folder holds no run of a family.
    """
    try:
        described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        config = _config_again(described["config"])
        towers = family_module(config.family).rebuild(described["shape"])
        _put_states(towers, arrays)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, BadZipFile) as error:
        raise WorldError(
            f"{folder} holds no trained family ({type(error).__name__}: {error}).",
            remedy="Run `python -m export_onnx fit` first.",
            path=folder,
        ) from error
    directions = {
        name.split(":", 1)[1]: value
        for name, value in arrays.items()
        if name.startswith("attribute:")
    }
    return config, Trained(
        towers, described["shape"], described["segment_s"], described["facts"], directions
    )


def _config_again(raw: dict[str, Any]) -> RunConfig:
    # asdict and JSON turn tuples into lists; `section` turns them back.
    here = Path(DESCRIPTION)
    kinds: dict[str, type[Any]] = {
        "model": family_module(raw["family"]).Settings,
        "data": DataSettings,
        "fit": FitSettings,
    }
    parts: dict[str, Any] = {k: section(kind, raw[k], here, k) for k, kind in kinds.items()}
    return RunConfig(**raw | parts)


def _states(towers: Towers) -> dict[str, Any]:
    sides = (("picture", towers.picture), ("music", towers.music))
    return {
        f"{side}:{name}": value.detach().cpu().numpy()
        for side, tower in sides
        for name, value in tower.state_dict().items()
    }


def _directions(trained: Trained) -> dict[str, Any]:
    return {f"attribute:{name}": value for name, value in trained.attributes.items()}


def _put_states(towers: Towers, arrays: Mapping[str, Any]) -> None:
    for side, tower in (("picture", towers.picture), ("music", towers.music)):
        mark = f"{side}:"
        kept = {
            n[len(mark) :]: torch.from_numpy(v) for n, v in arrays.items() if n.startswith(mark)
        }
        tower.load_state_dict(kept)
        tower.eval()


def _npz(arrays: Mapping[str, Any]) -> bytes:
    stream = BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def save_samples(folder: Path, pairs: PairSet) -> None:
    """Keep base features of up to `SAMPLES` held-out pairs, to measure an export on."""
    held_out = [*pairs.part(TEST).pairs().examples, *pairs.part(CHECK).pairs().examples]
    chosen = held_out[:SAMPLES]
    arrays = {f"picture:{i}": e.picture for i, e in enumerate(chosen)}
    arrays |= {f"music:{i}": e.music for i, e in enumerate(chosen)}
    replace_file(folder / KEPT_PAIRS, _npz(arrays))


def load_samples(folder: Path) -> tuple[list[Floats], list[Floats]]:
    """Picture and music of the pairs that `save_samples` kept; WorldError when there are none."""
    try:
        with np.load(folder / KEPT_PAIRS, allow_pickle=False) as stored:
            count = len(stored.files) // 2
            pictures = [stored[f"picture:{i}"] for i in range(count)]
            return pictures, [stored[f"music:{i}"] for i in range(count)]
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise WorldError(
            f"{folder / KEPT_PAIRS} cannot be read ({type(error).__name__}).",
            remedy="Run `python -m export_onnx fit` again; it takes up where it ended.",
            path=folder,
        ) from error
