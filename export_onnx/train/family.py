"""Model families: from a configuration and pairs to a trained run on disk, and back.

A family is a module (`FAMILIES`) that offers three things:

    Settings
        A frozen dataclass: the [model] table of a configuration.
    fit_pairs(config, pairs, folder) -> Work[Trained]
        Learns, in as many calls of `fit_task` as it needs, each in a folder below `folder`.
    rebuild(shape) -> Towers
        Towers with fresh weights, from `Trained.shape`.
    LEAST_PAIRS (may be left out)
        Pairs each split needs, so that too few are refused before anything is decoded.

All else is the same for every family: reading configurations, keeping a run (`save_trained`,
`load_trained`), embedding pairs (`embed_pairs`) and writing a pack (`export_onnx.export.families`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
import torch
from torch import Tensor, nn

from export_onnx.data.pairs import CHECK, TEST, PairSet
from export_onnx.data.videos import LEAST
from export_onnx.export.pack import replace_file
from export_onnx.train.config import read_toml, section
from export_onnx.train.engine import FitSettings
from inference.errors import WorldError
from inference.progress import Progress, Work
from inference.values import Floats

FAMILIES: Mapping[str, str] = {
    "mvpt": "export_onnx.train.tasks.mvpt",
    "emotion": "export_onnx.train.tasks.emotion",
    "sdcca": "export_onnx.train.tasks.sdcca",
}
WEIGHTS, DESCRIPTION, KEPT_PAIRS = "towers.npz", "run.json", "samples.npz"
SAMPLES = 64
COSINE, L2 = "cosine", "l2"


@dataclass(frozen=True, slots=True)
class DataSettings:
    """How pairs are made of videos: segment length, and the split by source.

    The last four are for YouTube-8M: a label its videos must have (-1 = any), their length, and
    the most to take (0 = all).
    """

    segment_s: float = 6.0
    seed: int = 7
    train_share: float = 0.8
    check_share: float = 0.1
    label: int = -1
    shortest_s: float = 1.0
    longest_s: float = 360.0
    most: int = 0

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of training, checking and testing, adding up to 1."""
        rest = round(1.0 - self.train_share - self.check_share, 6)
        return (self.train_share, self.check_share, rest)


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One configuration file; `model` is the `Settings` of the family."""

    family: str
    name: str
    version: str
    model: Any
    data: DataSettings = field(default_factory=DataSettings)
    fit: FitSettings = field(default_factory=FitSettings)


@dataclass(frozen=True, slots=True, eq=False)
class Towers:
    """The two networks a pack offers, and how their outputs are compared.

    Each is called with base features (B, L, D) and mask (B, L) and gives a named tuple of
    `segments` (B, L, E), `track` (B, E), `emotions` (B, L, T) and `attention` (B, L), the last
    adding up to 1; T may be 0. Under "cosine" embeddings are of unit length.
    """

    picture: nn.Module
    music: nn.Module
    picture_dim: int
    music_dim: int
    embedding: int
    metric: str = COSINE
    emotions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a family gives back.

    `shape` holds plain values from which `rebuild` makes the towers again. `segment_s` is the
    length the towers take. `facts` are plain values for the card (scores, counts).
    """

    towers: Towers
    shape: Mapping[str, Any]
    segment_s: float
    facts: Mapping[str, object]
    attributes: Mapping[str, Floats] = field(default_factory=dict)


class FamilyModule(Protocol):
    """What a module of `FAMILIES` offers; see the head of this file."""

    @property
    def Settings(self) -> type[Any]: ...  # noqa: N802 - it is a class

    def fit_pairs(self, config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]: ...

    def rebuild(self, shape: Mapping[str, Any]) -> Towers: ...


def family_module(name: str) -> FamilyModule:
    """The module of a family; WorldError when there is none of that name."""
    if name not in FAMILIES:
        raise WorldError(
            f"There is no model family {name!r}.",
            remedy=f"Choose one of {', '.join(FAMILIES)}.",
        )
    module: Any = import_module(FAMILIES[name])
    return module  # type: ignore[no-any-return]


def least_pairs(name: str) -> Mapping[str, int]:
    """Pairs each split needs for a family; what any reader of videos asks for, if it says none."""
    found: Mapping[str, int] = getattr(family_module(name), "LEAST_PAIRS", LEAST)
    return found


def read_run_config(path: Path) -> RunConfig:
    """Read a family's configuration: name, version, family, [model], [data], [fit].

    Raises
    ------
    WorldError
        If the file cannot be read, or has a key, a type or a family that is not known.
    """
    raw = read_toml(path)
    family = str(raw.get("family", ""))
    kinds = (
        ("model", family_module(family).Settings),
        ("data", DataSettings),
        ("fit", FitSettings),
    )
    parts: dict[str, object] = {
        key: section(kind, raw.pop(key, {}), path, key) for key, kind in kinds
    }
    return section(RunConfig, {"name": path.stem, "version": "0.1.0"} | raw | parts, path, "it")


def fit_family(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]:
    """Train `config` on `pairs` and keep the run in `folder`.

    Raises
    ------
    WorldError
        If the pairs cannot be learnt from, or the folder holds a run of another make.
    """
    trained = yield from family_module(config.family).fit_pairs(config, pairs, folder)
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


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """One side of N examples: segments, each (L_i, E), and tracks (N, E)."""

    segments: tuple[Floats, ...]
    tracks: Floats


@torch.no_grad()
def embed_side(tower: nn.Module, tracks: Sequence[Floats], *, context: int = 0) -> Embedded:
    """Embed base features (L_i, D), one track at a time.

    With `context` the tower sees at most so many segments at once (figure 3 of the MVPt paper);
    a track's vector is then the mean of its windows'. 0 = the whole track.
    """
    tower.eval()
    told = [_told(tower, track, context or len(track)) for track in tracks]
    return Embedded(tuple(t[0] for t in told), np.stack([t[1] for t in told]))


def _told(tower: nn.Module, track: Floats, context: int) -> tuple[Floats, Floats]:
    parts = [torch.from_numpy(track[i : i + context]) for i in range(0, len(track), context)]
    outs = [tower(part[None].float(), torch.ones(1, len(part))) for part in parts]
    segments: Tensor = torch.cat([out.segments[0] for out in outs])
    return segments.numpy(), torch.cat([out.track for out in outs]).mean(0).numpy()


def embed_pairs(towers: Towers, pairs: PairSet, *, context: int = 0) -> tuple[Embedded, Embedded]:
    """Picture and music of every pair, in the order of `pairs`; see `embed_side`."""
    return (
        embed_side(towers.picture, [e.picture for e in pairs.examples], context=context),
        embed_side(towers.music, [e.music for e in pairs.examples], context=context),
    )
