"""Tensors and descriptions out of a folder as model hubs hand them out; nothing is unpickled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from export_onnx.bases.outside.facts import FETCH_AGAIN, read_facts
from inference.errors import PackError

Tensors = dict[str, Tensor]

INDEX = "model.safetensors.index.json"
SAFE = ("open_clip_model.safetensors", "model.safetensors")
"""Preferred, in this order; then any one other file of the kind."""
BLOCK_BYTES = 1 << 20
OLD = ("open_clip_pytorch_model.bin", "pytorch_model.bin")


def read_tensors(folder: Path) -> Tensors:
    """All tensors of the model in `folder`, float32 where they are of any float type.

    Read are, the first that is there: a safetensors file, its parts by their index, and torch's
    own format (.bin, .pt) as far as it holds nothing but tensors.

    Raises
    ------
    PackError
        If there are no weights, or they are damaged or more than tensors.
    """
    files = weight_files(folder)
    try:
        tensors = {name: value for file in files for name, value in _load(file).items()}
    except (OSError, ValueError, RuntimeError, SafetensorError, UnpicklingError) as error:
        raise PackError(
            f"The weights in {files[0]} cannot be used: {_first_line(error)}.",
            remedy="Use the safetensors file of the model; others may hold more than numbers.",
            path=files[0],
        ) from error
    whole = {name: _as_float(value) for name, value in tensors.items()}
    for name, value in whole.items():
        if not bool(torch.isfinite(value).all()):
            raise PackError(
                f"The weights in {files[0]} are damaged: {name} holds what is no number.",
                remedy=FETCH_AGAIN,
                path=files[0],
            )
    return whole


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files that hold the weights; see `read_tensors`."""
    single = [folder / name for name in SAFE if (folder / name).is_file()]
    if single:
        return (single[0],)
    if (folder / INDEX).is_file():
        return _parts(folder / INDEX)
    for names in (sorted(folder.glob("*.safetensors")), _old(folder)):
        if names:
            return (names[0],)
    raise PackError(
        f"{folder} holds no weights (model.safetensors or alike).",
        remedy="Name the folder with the model's files, or add --download to fetch them.",
        path=folder,
    )


def weights_mark(folder: Path) -> str:
    """How the SHA-256 of the weights begins, of all their files one after the other: 16 digits.

    Raises
    ------
    PackError
        If there are no weights.
    """
    digest = hashlib.sha256()
    for path in weight_files(folder):
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
    return digest.hexdigest()[:16]


def _parts(index: Path) -> tuple[Path, ...]:
    names = sorted({str(name) for name in read_facts(index).part("weight_map").values.values()})
    if not names or any(Path(name).name != name for name in names):
        raise PackError(f"{index} names no files beside it.", remedy=FETCH_AGAIN, path=index)
    return tuple(index.parent / name for name in names)


def _old(folder: Path) -> list[Path]:
    known = [folder / name for name in OLD if (folder / name).is_file()]
    return known or sorted(path for path in folder.glob("*") if path.suffix in {".bin", ".pt"})


def _load(path: Path) -> Tensors:
    if path.suffix == ".safetensors":
        return load_file(str(path))
    found = torch.load(path, weights_only=True, map_location="cpu")
    # Checkpoints of training keep the network under a key of its own, its names led by "module.".
    inner = found.get("state_dict", found) if isinstance(found, dict) else None
    if not isinstance(inner, dict) or not all(isinstance(v, Tensor) for v in inner.values()):
        raise ValueError("it is no table of tensors")
    return {name.removeprefix("module."): value for name, value in inner.items()}


def _as_float(value: Tensor) -> Tensor:
    return value.float() if value.is_floating_point() else value


def renamed(tensors: Tensors, table: Sequence[tuple[str, str]], *, prefix: str = "") -> Tensors:
    """Tensors whose names begin with `prefix`, without it, rewritten by (pattern, name) pairs."""
    out = {}
    for name, value in tensors.items():
        if name.startswith(prefix):
            short = name.removeprefix(prefix)
            for pattern, new in table:
                short = re.sub(pattern, new, short)
            out[short] = value
    return out


def joined(tensors: Tensors) -> Tensors:
    """Query, key and value, named `….q.weight` and so on, as one tensor `….weight`."""
    out = {name: value for name, value in tensors.items() if not re.search(r"\.[qkv]\.", name)}
    for name in [name for name in tensors if ".q." in name]:
        parts = [tensors.get(name.replace(".q.", f".{key}.")) for key in "qkv"]
        out[name.replace(".q.", ".")] = torch.cat([part for part in parts if part is not None])
    return out


def fill(net: nn.Module, tensors: Tensors, folder: Path) -> None:
    """Load `tensors` into `net`: every one, and no other.

    Raises
    ------
    PackError
        If a tensor is missing, unknown or of another shape: then it is another network.
    """
    try:
        net.load_state_dict(tensors)
    except RuntimeError as error:
        lines = [line.strip() for line in str(error).splitlines()[1:]]
        raise _another(folder, " ".join(lines[:2])[:300]) from error


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Say in one sentence what tensors of other shapes break, wherever they are used first.

    Raises
    ------
    PackError
        If it did not work out.
    """
    try:
        yield
    except (ValueError, IndexError, KeyError, RuntimeError) as error:
        raise _another(folder, _first_line(error)) from error


def _another(folder: Path, why: str) -> PackError:
    return PackError(
        f"The weights in {folder} are of another network: {why}",
        remedy="Use a model of the kind that the command's help names.",
        path=folder,
    )


def shape_of(tensors: Tensors, name: str, folder: Path) -> tuple[int, ...]:
    """Shape of a tensor by name.

    Raises
    ------
    PackError
        If there is none of that name, or nothing in it.
    """
    if name not in tensors or not tensors[name].numel():
        raise PackError(
            f"The weights in {folder} lack the tensor {name}.", remedy=FETCH_AGAIN, path=folder
        )
    return tuple(tensors[name].shape)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
