"""A small pack made on the spot: the real base graphs and towers that only pass through."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

STARTER = Path(__file__).parents[3] / "resources" / "packs" / "starter"
MANIFEST = """\
format = "cuesmith-pack"
format_version = 1
name = "tiny"
family = "mvpt"
version = "1.2"
metric = "cosine"
segment_s = 6.0
frames_per_s = 1.0
embedding = 4
visual_dim = 1289
music_dim = 294
sample_rate_hz = 16000
patch_samples = 47616
emotions = ["happy", "sad"]
music_tags = ["rock", "mtt:guitar"]
[licences]
musicnn = "ISC"
"""


@pytest.fixture
def make_pack(tmp_path: Path) -> Callable[..., Path]:
    """Write a pack whose graphs are given bytes; `manifest` may replace its text."""

    def make(*, graphs: dict[str, bytes] | None = None, manifest: str = MANIFEST) -> Path:
        folder = tmp_path / "tiny"
        folder.mkdir(exist_ok=True)
        text = manifest
        for name in ("visual_base", "music_base", "video_tower", "music_tower"):
            content = (graphs or {}).get(name, name.encode())
            (folder / f"{name}.onnx").write_bytes(content)
            text += f'[graphs.{name}]\nfile = "{name}.onnx"\nsha256 = "{_sha256(content)}"\n'
        np.savez(folder / "attributes.npz", guitar=np.ones(4, np.float32))
        (folder / "labels.txt").write_text("tench\ngoldfish\n", encoding="utf-8")
        for name, file in (("attributes", "attributes.npz"), ("visual_labels", "labels.txt")):
            digest = _sha256((folder / file).read_bytes())
            text += f'[files.{name}]\nfile = "{file}"\nsha256 = "{digest}"\n'
        (folder / "card.md").write_text("A tiny pack.", encoding="utf-8")
        (folder / "pack.toml").write_text(text, encoding="utf-8")
        return folder

    return make


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="session")
def base_graphs() -> dict[str, bytes]:
    """The shipped base graphs."""
    return {name: (STARTER / f"{name}.onnx").read_bytes() for name in ("visual_base", "music_base")}
