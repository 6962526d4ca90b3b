"""Packs come in whole and checked, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest

from editor_app.places import DATA_VARIABLE
from editor_app.uses import packs
from editor_app.uses.packs import find, install, installed, own_folder, verified
from inference.errors import PackError, WorldError
from inference.towers.pack import read_label, read_pack
from resources import PACKS
from tests.editor_app.uses.packs import edit, other_pack, zipped


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return other_pack(tmp_path / "other")


def left_over() -> list[str]:
    return [path.name for path in own_folder().iterdir() if path.name.startswith(".")]


def test_a_folder_is_installed_under_its_id(other: Path) -> None:
    (other / "stray.bin").write_bytes(b"not of the pack")
    pack = install(other)
    assert pack.folder == own_folder() / pack.pack_id
    assert pack.pack_id == read_pack(other).pack_id
    names = {path.name for path in pack.folder.iterdir()}
    assert "stray.bin" not in names
    assert {"pack.toml", "card.md", "LICENSE-musicnn.txt", "attributes.npz"} <= names
    assert left_over() == []
    assert [one.name for one in installed()] == ["starter", "other"]


@pytest.mark.parametrize("top", ["", "my pack"])
def test_a_zip_is_installed_also_when_all_lies_in_one_folder(
    other: Path, tmp_path: Path, top: str
) -> None:
    pack = install(zipped(other, tmp_path / "other.zip", top=top))
    assert pack.pack_id == read_pack(other).pack_id
    assert (pack.folder / "card.md").is_file()


def test_installing_twice_changes_nothing_and_heals_what_was_damaged(other: Path) -> None:
    first = install(other).folder
    stamp = (first / "pack.toml").stat().st_mtime_ns
    assert install(other).folder == first
    assert (first / "pack.toml").stat().st_mtime_ns == stamp
    (first / "music_tower.onnx").write_bytes(b"damaged")
    assert read_pack(install(other).folder).name == "other"
    assert left_over() == []


def test_two_versions_lie_side_by_side_and_are_named_by_version(
    other: Path, tmp_path: Path
) -> None:
    install(other)
    install(other_pack(tmp_path / "second", version="2.0"))
    assert find("other-2.0").version == "2.0"
    with pytest.raises(PackError, match=r"Several model packs answer to “other”.*other-1\.0-"):
        find("other")
    assert find(find("other-1.0").pack_id).version == "1.0"


def test_a_pack_is_found_by_its_folder_and_others_are_listed_when_none_is(other: Path) -> None:
    assert find(str(other)).name == "other"
    assert find("starter").folder == PACKS / "starter"
    with pytest.raises(PackError, match="No model pack answers to “kazoo”") as caught:
        find("kazoo")
    assert "starter-" in caught.value.remedy


def test_a_label_tells_the_ids_of_the_pack_without_its_files(other: Path) -> None:
    label, pack = read_label(other), read_pack(other)
    assert (label.pack_id, label.base_id) == (pack.pack_id, pack.base_id)
    for path in other.glob("*.onnx"):
        path.unlink()
    assert read_label(other) == label


def test_a_damaged_pack_is_refused_and_leaves_nothing(other: Path) -> None:
    (other / "music_tower.onnx").write_bytes(b"damaged")
    with pytest.raises(PackError, match=r"music_tower\.onnx in the model pack other is damaged"):
        install(other)
    assert list(own_folder().iterdir()) == []


def test_a_pack_that_is_whole_and_does_not_do_what_it_says_is_refused(other: Path) -> None:
    edit(other, "visual_dim = 1289", "visual_dim = 1300")
    read_pack(other)
    with pytest.raises(PackError, match="visual_base of the model pack other gives 1280 numbers"):
        verified(other)
    with pytest.raises(PackError, match="gives 1280 numbers"):
        install(other)
    assert list(own_folder().iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../escaped", "/escaped", "C:\\escaped", "..\\escaped", "a/../../escaped", "x\\y"]
)
def test_a_zip_that_leads_outside_is_refused_whole(other: Path, tmp_path: Path, name: str) -> None:
    archive = zipped(other, tmp_path / "evil.zip")
    with ZipFile(archive, "a") as opened:
        opened.writestr(ZipInfo(name), b"evil")
    with pytest.raises(PackError, match=r"evil\.zip names a file outside itself"):
        install(archive)
    assert list(own_folder().iterdir()) == []
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_zip_with_a_link_in_it_is_refused(other: Path, tmp_path: Path) -> None:
    archive = zipped(other, tmp_path / "evil.zip")
    link = ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(archive, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    with pytest.raises(PackError, match="no plain file"):
        install(archive)


def test_a_folder_with_a_link_in_the_place_of_a_file_is_refused(
    other: Path, tmp_path: Path
) -> None:
    tower = other / "music_tower.onnx"
    tower.rename(tmp_path / "elsewhere")
    tower.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PackError, match=r"music_tower\.onnx .* no plain file"):
        install(other)


def test_what_is_far_too_large_is_refused_before_it_is_unpacked(
    other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "MAX_PACK_BYTES", 1000)
    with pytest.raises(PackError, match="far larger than any pack"):
        install(zipped(other, tmp_path / "big.zip"))


@pytest.mark.parametrize("missing", ["pack.toml", "music_tower.onnx"])
def test_a_zip_without_a_part_is_refused(other: Path, tmp_path: Path, missing: str) -> None:
    (other / missing).unlink()
    with pytest.raises(PackError, match=f"holds no {missing}"):
        install(zipped(other, tmp_path / "part.zip"))


def test_what_is_no_pack_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is not there"):
        install(tmp_path / "nothing")
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(PackError, match=r"text\.zip cannot be unpacked"):
        install(tmp_path / "text.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(PackError, match=r"pack\.toml of the model pack folder cannot be read"):
        install(tmp_path / "folder")


def test_a_zip_cut_short_is_refused(other: Path, tmp_path: Path) -> None:
    archive = zipped(other, tmp_path / "short.zip")
    content = bytearray(archive.read_bytes())
    place = content.find(b"music_tower.onnx") + 5000
    content[place : place + 50] = bytes(50)
    archive.write_bytes(content)
    with pytest.raises(PackError, match="short"):
        install(archive)
    assert list(own_folder().iterdir()) == []


def test_a_strange_name_becomes_a_plain_folder(other: Path) -> None:
    edit(other, 'name = "other"', 'name = "../ö/x"')
    folder = install(other).folder
    assert folder.parent == own_folder()
    assert "/" not in folder.name


def test_a_place_that_cannot_be_written_is_said(other: Path, data: Path) -> None:
    data.mkdir(parents=True)
    (data / "packs").write_text("in the way")
    with pytest.raises(WorldError, match="cannot be installed"):
        install(other)


def test_what_an_old_installation_left_is_swept_up(other: Path) -> None:
    own_folder().mkdir(parents=True)
    old, new = (own_folder() / f".installing-{name}" for name in ("old", "new"))
    for folder in (old, new):
        shutil.copytree(other, folder)
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    install(other)
    assert left_over() == [".installing-new"]
    assert [one.name for one in installed()] == ["starter", "other"]


def test_a_pack_of_ones_own_is_removed_whole(other: Path) -> None:
    label = read_label(install(other).folder)
    packs.remove(label, in_use=PACKS / "starter")
    assert not label.folder.exists()
    assert left_over() == []
    assert [one.name for one in installed()] == ["starter"]


def test_neither_the_pack_in_use_nor_one_from_elsewhere_is_removed(other: Path) -> None:
    label = read_label(install(other).folder)
    with pytest.raises(PackError, match="is in use"):
        packs.remove(label, in_use=label.folder)
    for elsewhere in (other, PACKS / "starter"):
        with pytest.raises(PackError, match="not among your installed packs"):
            packs.remove(read_label(elsewhere), in_use=label.folder)
        assert (elsewhere / "pack.toml").is_file()
    assert (label.folder / "pack.toml").is_file()
