from __future__ import annotations

import itertools
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from inference.media.content import content_key
from resources import DEMO, PACKS
from tests.editor_app.conftest import Cuesmith

CLIP = DEMO / "clip.mp4"
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"


def valid(value: object, name: str) -> bool:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(value)
    return True


def test_suggests_for_the_whole_cut_and_for_each_scene(cuesmith: Cuesmith) -> None:
    found = cuesmith("suggest", CLIP, "--segments", "--count", 5, "--json").json
    assert valid(found, "suggest")
    assert len(found["suggestions"]) == 5
    scores = [one["score"] for one in found["suggestions"]]
    assert scores == sorted(scores, reverse=True)
    edges = [(one["start_s"], one["end_s"]) for one in found["segments"]]
    assert len(edges) > 1
    assert edges[0][0] == 0
    assert edges[-1][1] == pytest.approx(found["duration_s"])
    assert all(a[1] == b[0] for a, b in itertools.pairwise(edges))
    for one in found["suggestions"]:
        assert one["reasons"]
        assert 0 <= one["moment_s"] < one["duration_s"]


def test_a_second_look_comes_from_the_cache(cuesmith: Cuesmith) -> None:
    first = cuesmith("suggest", CLIP, "--json").json

    def kept() -> dict[str, int]:
        files = (cuesmith.data / "cache").glob("*.npz")
        return {path.name: path.stat().st_mtime_ns for path in files}

    before = kept()
    assert any(name.startswith(content_key(CLIP)) for name in before)
    assert cuesmith("suggest", CLIP, "--json").json == first
    assert kept() == before


def test_filters_leave_out_what_does_not_fit(cuesmith: Cuesmith) -> None:
    slow = cuesmith("suggest", CLIP, "--bpm", "60-80", "--json").json["suggestions"]
    assert slow
    for one in slow:
        assert any(60 <= one["bpm"] * factor <= 80 for factor in (0.5, 1, 2))
    silent = cuesmith("suggest", CLIP, "--no-vocals", "--json").json["suggestions"]
    assert silent
    assert all(one["vocals"] < 0.5 for one in silent)


def test_says_when_it_knows_nothing(cuesmith: Cuesmith) -> None:
    ran = cuesmith("suggest", CLIP, "--bpm", "500-600", "--json").json
    assert ran["suggestions"] == []
    assert ran["unsure"] == "No song passes the filters."


def test_a_slider_moves_the_list_and_says_what_is_kept(cuesmith: Cuesmith) -> None:
    plain = cuesmith("suggest", CLIP, "--json").json
    guitar = cuesmith("suggest", CLIP, "--attribute", "guitar=+1", "--json").json
    assert plain["similarity_kept"] == 1
    assert guitar["similarity_kept"] < 1
    assert [s["id"] for s in guitar["suggestions"]] != [s["id"] for s in plain["suggestions"]]
    asked = {"about": "slider", "text": "more guitar, as asked", "numbers": {"weight": 1.0}}
    assert asked in guitar["suggestions"][0]["reasons"]


def test_prints_suggestions_for_people(cuesmith: Cuesmith) -> None:
    ran = cuesmith("suggest", CLIP, "--segments", "--count", 2)
    assert ran.code == 0
    assert "Whole cut" in ran.out
    assert "Scene 2" in ran.out
    assert "sounds like" in ran.out


def test_lists_and_finds_songs(cuesmith: Cuesmith) -> None:
    listed = cuesmith("library", "list", "--json").json
    assert valid(listed, "library-list")
    assert len(listed["tracks"]) == 14
    assert all(one["licence"] == "CC-BY-SA-3.0" for one in listed["tracks"])
    found = cuesmith("library", "list", "--text", "muldj", "--json").json["tracks"]
    assert [one["title"] for one in found] == ["Armygeddon"]
    assert "Armygeddon" in cuesmith("library", "list").out


def test_a_healthy_library_checks_out(cuesmith: Cuesmith) -> None:
    found = cuesmith("library", "check", "--json")
    assert found.code == 0
    assert valid(found.json, "library-check")
    assert found.json["problems"] == []
    assert "14 songs" in cuesmith("library", "check").out


def test_adding_again_listens_to_nothing(cuesmith: Cuesmith) -> None:
    again = cuesmith("library", "add", DEMO / "music", "--json").json
    assert valid(again, "library-add")
    assert again["unchanged"] == 14
    assert again["added"] == again["updated"] == 0


def test_the_doctor_says_which_device_and_why(cuesmith: Cuesmith) -> None:
    found = cuesmith("doctor", "--json").json
    assert valid(found, "doctor")
    assert found["library"]["tracks"] == 14
    assert found["device"] != "cpu" or found["why_not_gpu"]
    assert found["problems"] == []
    assert "Device:" in cuesmith("doctor").out


def test_the_doctor_serves_a_newcomer(newcomer: Cuesmith) -> None:
    ran = newcomer("doctor", "--json")
    assert ran.code == 0
    assert ran.json["library"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["suggest", "no-such-film.mp4"], "no-such-film.mp4 is not there"),
        (["suggest", DEMO / "LICENCES.md"], "LICENCES.md"),
        (["suggest", DEMO], "demo is not a file"),
        (["suggest", next((DEMO / "music").glob("Mul*.ogg"))], "picture"),
        (["suggest", CLIP, "--attribute", "kazoo=1"], "kazoo"),
        (["suggest", CLIP, "--pack", DEMO], "pack.toml"),
        (["suggest", CLIP, "--device", "abacus"], "abacus"),
        (["score", CLIP, "-o", "/dev/null/out.mp4"], "/dev/null"),
        (["score", CLIP, "-o", CLIP], "clip.mp4"),
        (["score", CLIP, "-o", "x.mp4", "--track", "no such song"], "no such song"),
        (["library", "add", "no-such-folder"], "no-such-folder"),
    ],
)
def test_what_the_world_did_wrong_is_one_sentence_and_a_remedy(
    cuesmith: Cuesmith, words: list[object], says: str
) -> None:
    ran = cuesmith(*words)
    assert ran.code == 1
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "words",
    [
        ["suggest", CLIP, "--attribute", "guitar"],
        ["suggest", CLIP, "--attribute", "guitar=3"],
        ["suggest", CLIP, "--bpm", "fast"],
        ["score", CLIP, "-o", "x.mp4", "--target", "moon"],
        ["library", "remove"],
        ["nonsense"],
    ],
)
def test_wrong_usage_has_its_own_exit_code(cuesmith: Cuesmith, words: list[object]) -> None:
    assert cuesmith(*words).code == 2


def test_an_empty_library_is_said_before_any_work(newcomer: Cuesmith, tmp_path: Path) -> None:
    ran = newcomer("suggest", CLIP)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_without_music_is_no_music_folder(newcomer: Cuesmith, tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "notes.txt").write_text("no sound")
    ran = newcomer("library", "add", tmp_path / "music")
    assert ran.code == 1
    assert "holds no music" in ran.err
    assert newcomer("library", "check", "--json").json["tracks"] == 0
    ran = newcomer("suggest", CLIP)
    assert ran.code == 1
    assert "Add a music folder first" in ran.err


def test_a_pack_with_a_wrong_hash_is_refused(cuesmith: Cuesmith, tmp_path: Path) -> None:
    pack = tmp_path / "starter"
    shutil.copytree(PACKS / "starter", pack)
    graph = pack / "video_tower.onnx"
    graph.write_bytes(graph.read_bytes()[:-1] + b"x")
    ran = cuesmith("suggest", CLIP, "--pack", pack)
    assert ran.code == 1
    assert "video_tower.onnx" in ran.err
    assert "Install the model pack again" in ran.err


def test_a_library_from_a_newer_version_is_left_alone(newcomer: Cuesmith, tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    newcomer("library", "add", tmp_path / "music")
    file = newcomer.data / "library" / "library.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 999")
        database.commit()
    before = file.read_bytes()
    for words in (["library", "list"], ["suggest", CLIP], ["library", "add", DEMO / "music"]):
        ran = newcomer(*words)
        assert ran.code == 1
        assert "newer" in ran.err
    assert file.read_bytes() == before


def test_removing_forgets_songs_but_not_files(newcomer: Cuesmith, tmp_path: Path) -> None:
    song = tmp_path / "music" / "song.ogg"
    song.parent.mkdir()
    song.write_bytes(next((DEMO / "music").glob("Mul*.ogg")).read_bytes())
    assert newcomer("library", "add", song.parent, "--workers", 1).code == 0
    assert newcomer("library", "remove", song.parent).out.strip() == "1 songs forgotten"
    assert newcomer("library", "list", "--json").json["tracks"] == []
    assert song.exists()
