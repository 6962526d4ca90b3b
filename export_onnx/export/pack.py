"""Writing a pack: hashes of its files, its manifest and its card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from inference.errors import PackError
from inference.towers.pack import FORMAT, FORMAT_VERSION, GRAPHS, MANIFEST
from inference.values import Floats

SEGMENT_S = 6.0
FRAMES_PER_S = 1.0
SAMPLE_RATE_HZ = 16_000
PATCH_SAMPLES = 47_616
ATTRIBUTES = "attributes.npz"
LABELS = "visual_labels.txt"


@dataclass(frozen=True, slots=True)
class PackDescription:
    """What the manifest says beyond the hashes; sizes are those of `inference.towers.pack.Pack`."""

    name: str
    version: str
    embedding: int
    visual_dim: int
    music_dim: int
    emotions: tuple[str, ...]
    music_tags: tuple[str, ...]
    licences: Mapping[str, str]
    family: str = "mvpt"
    metric: str = "cosine"
    segment_s: float = SEGMENT_S
    frames_per_s: float = FRAMES_PER_S
    sample_rate_hz: int = SAMPLE_RATE_HZ
    patch_samples: int = PATCH_SAMPLES


def write_pack(folder: Path, description: PackDescription, *, card: str) -> None:
    """Describe the graphs and lists that lie in `folder`: pack.toml and card.md.

    The graphs are `<name>.onnx`; attributes.npz and visual_labels.txt are named when they exist.

    Raises
    ------
    PackError
        If a graph is absent.
    """
    for name in GRAPHS:
        if not (folder / f"{name}.onnx").is_file():
            raise PackError(
                f"{folder / name}.onnx is missing, so the pack cannot be written.",
                remedy="Run `python -m export_onnx bases` and `python -m export_onnx train` first.",
                path=folder,
            )
    replace_file(folder / "card.md", card.encode())
    replace_file(folder / MANIFEST, manifest(folder, description).encode())


def manifest(folder: Path, description: PackDescription) -> str:
    """The text of pack.toml."""
    d = description
    lines = [
        f"format = {_toml(FORMAT)}",
        f"format_version = {FORMAT_VERSION}",
        f"name = {_toml(d.name)}",
        f"family = {_toml(d.family)}",
        f"version = {_toml(d.version)}",
        f"metric = {_toml(d.metric)}",
        f"segment_s = {d.segment_s}",
        f"frames_per_s = {d.frames_per_s}",
        f"embedding = {d.embedding}",
        f"visual_dim = {d.visual_dim}",
        f"music_dim = {d.music_dim}",
        f"sample_rate_hz = {d.sample_rate_hz}",
        f"patch_samples = {d.patch_samples}",
        f"emotions = {_toml(d.emotions)}",
        f"music_tags = {_toml(d.music_tags)}",
    ]
    for name in GRAPHS:
        lines += _entry(f"graphs.{name}", folder / f"{name}.onnx")
    for key, file in (("attributes", ATTRIBUTES), ("visual_labels", LABELS)):
        if (folder / file).is_file():
            lines += _entry(f"files.{key}", folder / file)
    lines += ["", "[licences]"]
    lines += [f"{_toml(part)} = {_toml(text)}" for part, text in d.licences.items()]
    return "\n".join(lines) + "\n"


def _entry(table: str, path: Path) -> list[str]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ["", f"[{table}]", f"file = {_toml(path.name)}", f'sha256 = "{digest}"']


def _toml(value: str | Sequence[str]) -> str:
    """A TOML string or list; JSON's escapes are a part of TOML's."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "[" + ", ".join(_toml(word) for word in value) + "]"


def write_attributes(folder: Path, directions: Mapping[str, Floats]) -> None:
    """Write attributes.npz, name -> float32 (E,)."""
    stream = BytesIO()
    tables: dict[str, Any] = {name: d.astype(np.float32) for name, d in directions.items()}
    np.savez(stream, **tables)
    replace_file(folder / ATTRIBUTES, stream.getvalue())


def replace_file(path: Path, content: bytes) -> None:
    """Write beside the target, then rename: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
