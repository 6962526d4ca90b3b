"""Packs on the command line; the old one serves until the new one is ready."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from catalog import reembedding
from catalog.library import FILE
from editor_app.preferences import read_preferences
from resources import DEMO
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid
from tests.editor_app.uses.packs import edit, other_pack, zipped

CLIP = DEMO / "clip.mp4"


@pytest.fixture
def own(cuesmith: Cuesmith, tmp_path: Path) -> Cuesmith:
    """A command line with a library of the demo's music that a test may change."""
    shutil.copytree(cuesmith.data, tmp_path / "data")
    return Cuesmith(tmp_path / "data")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return other_pack(tmp_path / "other")


def chosen(run: Cuesmith) -> Path | None:
    return read_preferences(run.data / "preferences.json").pack


def analysed(run: Cuesmith) -> dict[str, int]:
    return run("library", "check", "--json").json["analysed"]


def test_a_newcomer_has_the_pack_of_the_program(newcomer: Cuesmith) -> None:
    found = newcomer("packs", "list", "--json").json
    assert valid(found, "packs-list")
    (only,) = found["packs"]
    assert (only["name"], only["in_use"], only["songs_ready"]) == ("starter", True, 0)
    assert found["songs"] == 0
    assert "starter" in newcomer("packs", "list").out


def test_from_a_zip_to_suggestions_without_listening_again(
    own: Cuesmith, other: Path, tmp_path: Path
) -> None:
    installed = own("packs", "install", zipped(other, tmp_path / "other.zip"), "--json")
    assert installed.code == 0, installed.err
    assert valid(installed.json, "packs-install")
    before = own("packs", "list", "--json").json
    assert [(one["name"], one["songs_ready"]) for one in before["packs"]] == [
        ("starter", 14),
        ("other", 0),
    ]
    used = own("packs", "use", "other", "--no-listen", "--json")
    assert used.code == 0, used.err
    assert valid(used.json, "packs-use")
    assert (used.json["reembedded"], used.json["heard"], used.json["unheard"]) == (14, 0, [])
    assert chosen(own) == Path(installed.json["folder"])
    after = own("packs", "list", "--json").json["packs"]
    assert [(one["songs_ready"], one["in_use"]) for one in after] == [(14, False), (14, True)]
    answer = own("suggest", CLIP, "--json").json
    assert answer["pack"] == installed.json["id"]
    assert len(answer["suggestions"]) == 10


def test_a_pack_that_is_no_longer_in_use_is_removed(own: Cuesmith, other: Path) -> None:
    own("packs", "install", other)
    own("packs", "use", "other", "--no-listen")
    refused = own("packs", "remove", "other")
    assert refused.code == 1
    assert "is in use" in refused.err
    assert "cuesmith packs use starter" in refused.err
    own("packs", "use", "starter")
    removed = own("packs", "remove", "other", "--json")
    assert valid(removed.json, "packs-remove")
    assert [one["name"] for one in own("packs", "list", "--json").json["packs"]] == ["starter"]


def test_the_same_vectors_give_the_same_suggestions(own: Cuesmith, other: Path) -> None:
    """The other pack is the program's own by another name: what it says must not differ."""
    first = own("suggest", CLIP, "--json").json["suggestions"]
    own("packs", "use", other, "--no-listen")
    second = own("suggest", CLIP, "--json").json["suggestions"]
    assert [one["id"] for one in first] == [one["id"] for one in second]
    for a, b in zip(first, second, strict=True):
        assert a["score"] == pytest.approx(b["score"], abs=2e-3)


def test_back_to_the_programs_own_there_is_nothing_to_do(own: Cuesmith, other: Path) -> None:
    own("packs", "use", other, "--no-listen")
    back = own("packs", "use", "starter").out
    assert "0 songs taken over" in back
    assert chosen(own) is None
    assert analysed(own)["starter-0.1.0-e58a73b2"] == 14


def test_cut_off_the_old_pack_serves_and_the_next_run_goes_on(
    own: Cuesmith, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = reembedding._write, []

    def cut_off(*words):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return write(*words)

    with monkeypatch.context() as patch:
        patch.setattr(reembedding, "LOT", 4)
        patch.setattr(reembedding, "_write", cut_off)
        stopped = own("packs", "use", other, "--no-listen")
    assert stopped.code == 130
    assert chosen(own) is None
    assert own("suggest", CLIP, "--json").json["pack"].startswith("starter-")
    assert own("packs", "use", other, "--no-listen", "--json").json["reembedded"] == 10


def test_songs_whose_features_are_not_kept_are_heard_or_said(own: Cuesmith, other: Path) -> None:
    connection = sqlite3.connect(own.data / "library" / FILE)
    with connection:
        connection.execute("DELETE FROM features WHERE track_id = 3")
    connection.close()
    quiet = own("packs", "use", other, "--no-listen", "--json").json
    assert (quiet["reembedded"], quiet["heard"], len(quiet["unheard"])) == (13, 0, 1)
    assert "1 songs have to be listened to" in own("packs", "use", other, "--no-listen").err
    again = own("packs", "use", other, "--workers", "1", "--json").json
    assert (again["reembedded"], again["heard"], again["unheard"]) == (0, 1, [])
    assert analysed(own)[again["id"]] == 14


def test_verify_finds_one_changed_byte(own: Cuesmith, other: Path) -> None:
    folder = Path(own("packs", "install", other, "--json").json["folder"])
    fine = own("packs", "verify", "--json")
    assert fine.code == 0
    assert valid(fine.json, "packs-verify")
    assert [one["problem"] for one in fine.json["packs"]] == [None, None]
    tower = folder / "music_tower.onnx"
    content = bytearray(tower.read_bytes())
    content[len(content) // 2] ^= 1
    tower.write_bytes(content)
    broken = own("packs", "verify", "--json")
    assert broken.code == 1
    assert valid(broken.json, "packs-verify")
    assert "music_tower.onnx" in broken.json["packs"][1]["problem"]
    assert own("packs", "verify", "starter").code == 0
    assert "its hash differs" in own("packs", "verify", "other").out
    refused = own("packs", "use", "other")
    assert refused.code == 1
    assert chosen(own) is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["packs", "install", "no-such.zip"], "no-such.zip is not there"),
        (["packs", "install", DEMO], "pack.toml"),
        (["packs", "use", "kazoo"], "No model pack answers to “kazoo”"),
        (["packs", "verify", "kazoo"], "There are starter-"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_what_to_do(
    newcomer: Cuesmith, words: list[object], says: str
) -> None:
    ran = newcomer(*words)
    assert ran.code == 1
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_preferences_that_cannot_be_read_do_not_stop_a_question(own: Cuesmith) -> None:
    (own.data / "preferences.json").write_text("{", encoding="utf-8")
    ran = own("library", "list", "--json")
    assert ran.code == 0
    assert "cannot be used" in ran.err


def test_a_chosen_pack_that_is_gone_is_said(own: Cuesmith, other: Path) -> None:
    own("packs", "use", other, "--no-listen")
    shutil.rmtree(other)
    ran = own("suggest", CLIP)
    assert ran.code == 1
    assert "pack.toml of the model pack other cannot be read" in ran.err
    assert own("packs", "use", "starter").code == 0
    assert own("suggest", CLIP, "--json").code == 0


def test_a_pack_that_is_no_pack_any_more_is_not_listed(own: Cuesmith, other: Path) -> None:
    folder = Path(own("packs", "install", other, "--json").json["folder"])
    edit(folder, 'format = "cuesmith-pack"', 'format = "other"')
    found = own("packs", "list", "--json").json["packs"]
    assert [one["name"] for one in found] == ["starter"]
