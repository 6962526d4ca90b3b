"""Packs for tests: the program's own under another name, its towers changed a little."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from zipfile import ZipFile

from resources import PACKS


def other_pack(folder: Path, *, name: str = "other", version: str = "1.0", note: str = "") -> Path:
    """A pack whose bases, and so whose kept features, are those of the program's own."""
    shutil.copytree(PACKS / "starter", folder)
    edit(folder, 'name = "starter"', f'name = "{name}"')
    edit(folder, 'version = "0.1.0"', f'version = "{version}"')
    if note:
        edit(folder, "[licences]", f'[licences]\n"note" = "{note}"')
    return folder


def with_music_tower(folder: Path, content: bytes) -> Path:
    """The pack with another music tower, its hash put right."""
    tower = folder / "music_tower.onnx"
    before = hashlib.sha256(tower.read_bytes()).hexdigest()
    tower.write_bytes(content)
    edit(folder, before, hashlib.sha256(content).hexdigest())
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    manifest = folder / "pack.toml"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new, 1), encoding="utf-8")


def zipped(folder: Path, into: Path, *, top: str = "") -> Path:
    """The files of a folder as a .zip, below the folder `top` where that is given."""
    with ZipFile(into, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{top}/{path.name}" if top else path.name)
    return into
