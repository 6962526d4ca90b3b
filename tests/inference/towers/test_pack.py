"""A pack is taken whole and verified, or refused with a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inference.errors import PackError
from inference.towers.pack import read_pack

MakePack = Callable[..., Path]


def edit(folder: Path, old: str, new: str) -> Path:
    manifest = folder / "pack.toml"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_reads_everything(make_pack: MakePack) -> None:
    pack = read_pack(make_pack())
    assert (pack.name, pack.family, pack.version, pack.metric) == ("tiny", "mvpt", "1.2", "cosine")
    assert (pack.segment_s, pack.embedding_dim, pack.visual_dim) == (6.0, 4, 1289)
    assert pack.emotions == ("happy", "sad")
    assert pack.music_tags == ("rock", "mtt:guitar")
    assert pack.visual_labels == ("tench", "goldfish")
    assert pack.licences == {"musicnn": "ISC"}
    assert pack.card == "A tiny pack."
    assert pack.graphs["visual_base"] == b"visual_base"
    np.testing.assert_array_equal(pack.attributes["guitar"], np.ones(4, np.float32))


def test_new_towers_keep_the_cache_and_new_bases_expire_it(make_pack: MakePack) -> None:
    first = read_pack(make_pack())
    tower = read_pack(make_pack(graphs={"video_tower": b"another"}))
    base = read_pack(make_pack(graphs={"music_base": b"another"}))
    assert first.base_id == tower.base_id != base.base_id
    assert len({first.pack_id, tower.pack_id, base.pack_id}) == 3
    assert first.pack_id.startswith("tiny-1.2-")


@pytest.mark.parametrize("file", ["music_tower.onnx", "attributes.npz", "labels.txt"])
def test_one_changed_byte_is_found(make_pack: MakePack, file: str) -> None:
    folder = make_pack()
    content = bytearray((folder / file).read_bytes())
    content[-1] ^= 1
    (folder / file).write_bytes(bytes(content))
    with pytest.raises(PackError, match="hash differs") as caught:
        read_pack(folder)
    assert file in str(caught.value)


@pytest.mark.parametrize("file", ["pack.toml", "visual_base.onnx"])
def test_a_missing_file_is_named(make_pack: MakePack, file: str) -> None:
    folder = make_pack()
    (folder / file).unlink()
    with pytest.raises(PackError, match=file):
        read_pack(folder)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "sub/graph.onnx", "C:\\\\graph.onnx", "..", ""]
)
def test_no_file_outside_the_folder_is_opened(make_pack: MakePack, name: str) -> None:
    folder = edit(make_pack(), 'file = "visual_base.onnx"', f'file = "{name}"')
    with pytest.raises(PackError, match="outside its folder"):
        read_pack(folder)


def test_a_newer_format_is_refused_politely(make_pack: MakePack) -> None:
    folder = edit(make_pack(), "format_version = 1", "format_version = 2")
    with pytest.raises(PackError, match="reads up to 1") as caught:
        read_pack(folder)
    assert "Update the program" in caught.value.remedy


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('format = "cuesmith-pack"', 'format = "zip"'),
        ("format_version = 1", 'format_version = "1"'),
        ("format_version = 1", "format_version = true"),
        ("embedding = 4", "embedding = 5"),
        ("embedding = 4", "embedding = -4"),
        ("segment_s = 6.0", "segment_s = inf"),
        ('metric = "cosine"', 'metric = "taxi"'),
        ('emotions = ["happy", "sad"]', 'emotions = "happy"'),
        ('name = "tiny"', "name = 3"),
        ("[graphs.music_tower]", "[graphs.other]"),
        ('version = "1.2"', "version = ["),
    ],
)
def test_nonsense_in_the_manifest_is_a_sentence(make_pack: MakePack, old: str, new: str) -> None:
    with pytest.raises(PackError, match=r"pack\.toml of the model pack tiny"):
        read_pack(edit(make_pack(), old, new))


def test_pickled_attributes_are_not_unpickled(make_pack: MakePack) -> None:
    folder = make_pack()
    path = folder / "attributes.npz"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    np.savez(path, guitar=np.array([{"a": 1}], dtype=object))
    edit(folder, before, hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(PackError, match="ValueError"):
        read_pack(folder)


def test_features_of_segments_of_another_length_are_others(make_pack: MakePack) -> None:
    usual = read_pack(make_pack())
    short = read_pack(edit(make_pack(), "segment_s = 6.0", "segment_s = 3.3"))
    again = read_pack(edit(make_pack(), "segment_s = 6.0", "segment_s = 6"))
    assert usual.base_id == again.base_id != short.base_id
