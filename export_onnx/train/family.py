"""Model families: from a configuration and pairs to a trained run on disk, and back.

A family is a module (`FAMILIES`) that offers:

    Settings
        A frozen dataclass: the [model] table of a configuration.
    fit_pairs(config, pairs, folder) -> Work[Trained]
        Learns, in as many calls of `fit_task` as it needs, each in a folder below `folder`.
    rebuild(shape) -> Towers
        Towers with fresh weights, from `Trained.shape`.
    least_pairs(settings) -> pairs each split needs
        So that too few are refused before anything is decoded.
    check_run(config, carried, name=...)
        WorldError when `config` cannot be trained on material of which at least one example
        carries each of the tags `carried`; asked before anything is decoded, and before training.

All else is the same for every family: reading configurations, keeping a run (`save_trained`,
`load_trained`), embedding pairs (`embed_pairs`) and writing a pack (`export_onnx.export.families`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from export_onnx.data.pairs import PairSet, without_faults
from export_onnx.data.room import writing_to
from export_onnx.train.embedding import Embedded, embed_pairs, embed_side
from export_onnx.train.kept import load_samples, load_trained, save_samples, save_trained
from export_onnx.train.run_config import (
    FAMILIES,
    DataSettings,
    FamilyModule,
    RunConfig,
    family_module,
    read_run_config,
)
from export_onnx.train.towers import COSINE, L2, Towers, Trained
from inference.progress import Progress, Work

__all__ = [
    "COSINE",
    "FAMILIES",
    "L2",
    "DataSettings",
    "Embedded",
    "FamilyModule",
    "RunConfig",
    "Towers",
    "Trained",
    "embed_pairs",
    "embed_side",
    "family_module",
    "fingerprint",
    "fit_family",
    "load_samples",
    "load_trained",
    "read_run_config",
]


def fit_family(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]:
    """Train `config` on `pairs` and keep the run in `folder`.

    Examples with features that are no numbers are left out and told in the run's facts.

    Raises
    ------
    WorldError
        If the pairs cannot be learnt from, the folder holds a run of another make, or nothing can
        be written there.
    """
    pairs = without_faults(pairs)
    trained = yield from family_module(config.family).fit_pairs(config, pairs, folder)
    with writing_to(folder):
        save_trained(folder, config, trained, data=pairs.facts)
        save_samples(folder, pairs)
    yield Progress(1.0, f"kept in {folder}")
    return trained


def fingerprint(config: RunConfig, pairs: PairSet) -> str:
    """What a run is made of, for `fit_task(identity=)`: configuration and every base feature."""
    settings = [config.family, asdict(config.model), pairs.name, pairs.segment_s]
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for example in pairs.examples:
        digest.update(f"{example.name}|{example.split}|{sorted(example.tags.items())}".encode())
        for side in (example.picture, example.music):
            digest.update(side.tobytes())
    return digest.hexdigest()
