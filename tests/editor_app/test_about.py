from __future__ import annotations

from importlib import metadata
from pathlib import Path

from editor_app.about import devices, parts, read_about
from editor_app.settings import settings


def test_it_names_version_pack_and_device() -> None:
    about = read_about(settings(device="cpu"))
    assert about.version == metadata.version("cuesmith")
    assert about.pack.startswith("starter ")
    assert about.pack_card.startswith("# Model pack")
    assert about.device == "cpu"
    assert about.why_not_gpu


def test_a_pack_that_cannot_be_used_is_said_instead_of_its_card(tmp_path: Path) -> None:
    about = read_about(settings(pack=tmp_path / "nothing"))
    assert "pack.toml" in about.pack
    assert about.pack_card == ""


def test_every_device_that_cannot_be_used_says_why() -> None:
    found = {one.name: one.why_not for one in devices()}
    assert set(found) == {"cuda", "directml", "coreml", "cpu"}
    assert found["cpu"] == ""
    assert all(text == "" or text.endswith(".") for text in found.values())


def test_every_part_has_a_licence_of_a_few_words() -> None:
    found = {one.name.casefold(): one for one in parts()}
    assert "LGPL" in found["pyside6_essentials"].licence
    assert "MIT" in found["rich"].licence
    assert all(one.version and 0 < len(one.licence) < 80 for one in found.values())
