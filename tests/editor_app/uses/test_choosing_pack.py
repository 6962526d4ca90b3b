from __future__ import annotations

from pathlib import Path

import pytest

from catalog.library import Library
from editor_app.settings import DATA_VARIABLE, USUAL_PACK
from editor_app.uses.choosing_pack import pack_choices
from inference.towers.pack import read_pack
from resources import PACKS
from tests.editor_app.operations import worlds


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack of the user's own, beside one that is no pack and one that is half installed."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    usual = (USUAL_PACK / "pack.toml").read_text(encoding="utf-8")
    manifest = usual.replace('name = "starter"', 'name = "own"')
    for name, content in (("own", manifest), ("broken", "name = "), (".installing-x", manifest)):
        folder = tmp_path / "packs" / name
        folder.mkdir(parents=True)
        (folder / "pack.toml").write_text(content, encoding="utf-8")
    return tmp_path / "packs" / "own"


def test_packs_of_the_program_and_of_the_user_are_found(own: Path, tmp_path: Path) -> None:
    starter, second = pack_choices(tmp_path / "no library")
    assert (starter.folder, starter.name, starter.family) == (USUAL_PACK, "starter", "mvpt")
    assert (second.folder, second.name, second.card) == (own, "own", "")
    assert starter.card.startswith("# Model pack")
    assert (starter.ready, starter.songs) == (0, 0)


def test_a_pack_says_how_many_songs_it_is_ready_for(own: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        worlds.fill(library, read_pack(PACKS / "starter"), 3)
    found = pack_choices(tmp_path / "library")
    assert [(one.ready, one.songs) for one in found] == [(3, 3), (0, 3)]


def test_a_card_that_cannot_be_read_does_not_hide_the_pack(own: Path, tmp_path: Path) -> None:
    (own / "card.md").write_bytes(b"\xff\xfe")
    assert len(pack_choices(tmp_path)) == 2
