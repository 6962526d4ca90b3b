from __future__ import annotations

from pathlib import Path

import pytest

from export_onnx.export.base_folder import base_widths, copy_bases
from export_onnx.export.pack import ATTRIBUTES, LABELS
from inference.errors import PackError
from inference.towers.pack import BASE_GRAPHS, MANIFEST, read_pack
from resources import PACKS


@pytest.fixture
def bases(tmp_path: Path) -> Path:
    folder = tmp_path / "bases"
    folder.mkdir()
    for name in BASE_GRAPHS:
        (folder / f"{name}.onnx").write_bytes(name.encode())
    (folder / "music_tags.txt").write_text("guitar\nvoice\n", encoding="utf-8")
    (folder / "LICENSE-bases.txt").write_text("free", encoding="utf-8")
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_graphs_words_and_licences_come_along(bases: Path, tmp_path: Path) -> None:
    facts = copy_bases(bases, tmp_path / "pack")
    assert facts.music_tags == ("guitar", "voice")
    assert names(tmp_path / "pack") == names(bases)


def test_nothing_of_an_earlier_pack_stays(bases: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    for stale in (ATTRIBUTES, LABELS, "LICENSE-other.txt"):
        (pack / stale).write_text("of other towers", encoding="utf-8")
    copy_bases(bases, pack)
    assert names(pack) == names(bases)


def test_in_its_own_folder_only_what_belongs_to_towers_goes(bases: Path) -> None:
    before = names(bases)
    (bases / ATTRIBUTES).write_text("of other towers", encoding="utf-8")
    assert copy_bases(bases, bases).music_tags == ("guitar", "voice")
    assert names(bases) == before


def test_what_is_missing_or_damaged_is_said_before_anything_is_written(
    bases: Path, tmp_path: Path
) -> None:
    (bases / MANIFEST).write_text("frames_per_s = 1", encoding="utf-8")
    with pytest.raises(PackError, match="does not describe the base encoders"):
        copy_bases(bases, tmp_path / "pack")
    (bases / "visual_base.onnx").unlink()
    with pytest.raises(PackError, match="no base encoder"):
        copy_bases(bases, tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_widths_are_those_the_pack_states() -> None:
    pack = read_pack(PACKS / "starter")
    assert base_widths(PACKS / "starter") == (pack.visual_dim, pack.music_dim)


def test_damaged_base_encoders_are_refused_by_name(bases: Path) -> None:
    with pytest.raises(PackError, match=r"visual_base\.onnx cannot be opened"):
        base_widths(bases)
