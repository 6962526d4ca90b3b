"""Footage on the command line: taken in, listed, found for a song with its moments."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from resources import DEMO
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid
from tests.editor_app.uses.packs import other_pack

SONG = next((DEMO / "music").glob("*Mountain.ogg"))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's film, a short piece of it, and a file that is no video."""
    folder = tmp_path_factory.mktemp("clips")
    shutil.copy(DEMO / "clip.mp4", folder / "film.mp4")
    cut = ["-ss", "8", "-t", "7", "-i", str(DEMO / "clip.mp4"), "-an", "-c:v", "copy"]
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", *cut, str(folder / "piece.mp4")], check=True)
    (folder / "broken.mp4").write_bytes(b"no video")
    (folder / "notes.txt").write_text("passed over")
    return folder


@pytest.fixture(scope="module")
def filmed(cuesmith: Cuesmith, clips: Path) -> Cuesmith:
    """The command line with the demo's music and with footage."""
    ran = cuesmith("footage", "add", clips, "--workers", "1", "--json")
    assert ran.code == 0, ran.err
    assert valid(ran.json, "footage-add")
    assert (ran.json["added"], len(ran.json["failed"])) == (2, 1)
    return cuesmith


def test_clips_are_listed_with_what_they_show(filmed: Cuesmith, clips: Path) -> None:
    found = filmed("footage", "list", "--json").json
    assert valid(found, "footage-list")
    assert [Path(one["path"]).name for one in found["clips"]] == ["film.mp4", "piece.mp4"]
    assert found["folders"] == [str(clips)]
    assert all(len(one["sights"]) == 3 for one in found["clips"])
    assert "film.mp4" in filmed("footage", "list").out


def test_a_second_look_watches_nothing(filmed: Cuesmith, clips: Path) -> None:
    again = filmed("footage", "add", clips, "--json").json
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert [Path(one["path"]).name for one in again["failed"]] == ["broken.mp4"]


def test_a_song_of_the_library_finds_its_clips_and_moments(filmed: Cuesmith) -> None:
    found = filmed("match", "Mountain", "--json").json
    assert valid(found, "match")
    assert (found["title"], found["artist"]) == ("Mountain", "Lincoln Domina")
    scores = [one["score"] for one in found["clips"]]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)
    for one in found["clips"]:
        assert one["clip_s"] + one["together_s"] <= one["duration_s"] + 0.01
        assert one["song_s"] + one["together_s"] <= found["duration_s"] + 0.01
        assert one["reasons"]
    assert 0 <= found["passage"]["start_s"] < found["passage"]["end_s"] <= found["duration_s"]


def test_the_file_itself_and_one_that_is_not_in_the_library_answer_alike(
    filmed: Cuesmith, tmp_path: Path
) -> None:
    known = filmed("match", SONG, "--json").json
    copy = shutil.copy(SONG, tmp_path / "copy of it.ogg")
    heard = filmed("match", copy, "--json").json
    assert valid(heard, "match")
    assert heard["title"] == "copy of it"
    # The library keeps vectors as float16.
    assert [one["id"] for one in heard["clips"]] == [one["id"] for one in known["clips"]]
    for a, b in zip(heard["clips"], known["clips"], strict=True):
        assert a["score"] == pytest.approx(b["score"], abs=2e-3)
        assert (a["clip_s"], a["song_s"]) == (b["clip_s"], b["song_s"])
    assert heard["passage"] == known["passage"]


def test_only_a_stretch_or_the_passage_can_be_asked_for(filmed: Cuesmith) -> None:
    whole = filmed("match", "Mountain", "--json").json
    passage = filmed("match", "Mountain", "--passage", "--json").json
    assert passage["asked"] == whole["passage"] != whole["asked"]
    part = filmed("match", "Mountain", "--from", "24", "--to", "36", "--json").json
    assert part["asked"] == {"start_s": 24.0, "end_s": 36.0}
    for one in part["clips"]:
        assert one["song_s"] >= 24.0
        assert one["song_s"] + one["together_s"] <= 36.0
    late = filmed("match", "Mountain", "--from", "500")
    assert late.code == 1
    assert "behind the end of “Mountain”" in late.err
    assert "50" in late.err


def test_what_the_answer_is_worth_is_told(filmed: Cuesmith) -> None:
    found = filmed("match", "Mountain", "--json").json
    told = filmed("match", "Mountain").out
    unlike = found["clips"][0]["score"] < 0
    assert (found["unsure"] is not None) == unlike == ("None of your clips" in told)


def test_it_is_shown_for_people(filmed: Cuesmith) -> None:
    out = filmed("match", "Mountain", "--count", "1").out
    assert "the passage that stands for it" in out
    assert "with the song from" in out
    assert out.count(".mp4") == 1


def test_the_passage_of_every_song_is_listed(filmed: Cuesmith) -> None:
    tracks = filmed("library", "list", "--json").json["tracks"]
    passages = [one["passage"] for one in tracks]
    assert all(passages)
    assert len({(one["start_s"], one["end_s"]) for one in passages}) > 1
    mountain = next(one for one in tracks if one["title"] == "Mountain")
    assert mountain["passage"] == filmed("match", "Mountain", "--json").json["passage"]


def test_another_pack_recalls_the_clips_without_watching(
    filmed: Cuesmith, clips: Path, tmp_path: Path
) -> None:
    own = Cuesmith(Path(shutil.copytree(filmed.data, tmp_path / "data")))
    other = other_pack(tmp_path / "other")
    stamps = {path: path.stat().st_mtime_ns for path in (own.data / "cache").iterdir()}
    before = own("match", "Mountain", "--json").json["clips"]
    used = own("packs", "use", other, "--workers", "1", "--json").json
    assert (used["reembedded"], used["clips"]) == (14, 2)
    assert {path: path.stat().st_mtime_ns for path in (own.data / "cache").iterdir()} == stamps
    after = own("match", "Mountain", "--json").json
    assert after["pack"] == used["id"]
    assert [one["path"] for one in after["clips"]] == [one["path"] for one in before]


def test_clips_are_forgotten_and_no_file_is_touched(
    filmed: Cuesmith, clips: Path, tmp_path: Path
) -> None:
    own = Cuesmith(Path(shutil.copytree(filmed.data, tmp_path / "data")))
    assert "1 clips forgotten" in own("footage", "remove", clips / "piece.mp4").out
    assert (clips / "piece.mp4").exists()
    assert len(own("match", "Mountain", "--json").json["clips"]) == 1
    assert own("footage", "remove").code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["match", "Mountain"], "no footage catalog"),
        (["footage", "list"], "cuesmith footage add FOLDER"),
        (["footage", "add", "no-such-folder"], "no-such-folder"),
        (["footage", "add", DEMO / "music"], "holds no video"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_what_to_do(
    newcomer: Cuesmith, words: list[object], says: str
) -> None:
    ran = newcomer(*words)
    assert ran.code == 1
    assert says in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("music", ["no such song", DEMO / "LICENCES.md"])
def test_music_that_cannot_be_found_or_heard_is_said(filmed: Cuesmith, music: object) -> None:
    ran = filmed("match", music)
    assert ran.code == 1
    assert str(music).rpartition("/")[2] in ran.err
