"""A pack is not only whole: it does what it says."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from inference.errors import PackError
from inference.towers.pack import read_pack
from inference.towers.trial import try_out
from resources import PACKS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "starter", tmp_path / "pack"))


def edit(folder: Path, old: str, new: str) -> None:
    manifest = folder / "pack.toml"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_pack_of_the_program_does_what_it_says() -> None:
    try_out(read_pack(PACKS / "starter"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("visual_dim = 1289", "visual_dim = 1290", "visual_base .* gives 1280 numbers"),
        ("music_dim = 294", "music_dim = 293", "music_base .* gives 286 numbers"),
        ('"sad", ', "", "video_tower .* emotions of shape"),
        ('"rock", ', "", "music_base .* tags"),
        ("patch_samples = 47616", "patch_samples = 100", "music_base .* cannot be run"),
    ],
)
def test_a_manifest_that_says_otherwise_is_found(
    folder: Path, old: str, new: str, says: str
) -> None:
    edit(folder, old, new)
    with pytest.raises(PackError, match=says):
        try_out(read_pack(folder))


def test_a_graph_in_the_place_of_another_is_found(folder: Path) -> None:
    """Its hash is right, so that only running it tells."""
    video, music = folder / "video_tower.onnx", folder / "music_tower.onnx"
    before = hashlib.sha256(video.read_bytes()).hexdigest()
    shutil.copy(music, video)
    edit(folder, before, hashlib.sha256(music.read_bytes()).hexdigest())
    with pytest.raises(PackError, match="video_tower of the model pack starter cannot be run"):
        try_out(read_pack(folder))
