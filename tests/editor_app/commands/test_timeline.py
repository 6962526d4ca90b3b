"""Timelines on the command line: what one holds, files found again, and one made into another."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from editor_app.interchange.reading import read_cut
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.interchange.samples import PICTURE, SAMPLES, rows
from tests.editor_app.test_cli import valid


def test_what_a_timeline_holds_is_said(newcomer: Cuesmith) -> None:
    ran = newcomer("timeline", "info", SAMPLES / "cut.fcpxml", "--json")
    assert ran.code == 0, ran.err
    assert valid(ran.json, "timeline-info")
    said = ran.json
    assert (said["name"], said["frame_rate"], said["start_timecode"]) == (
        "Cut",
        "25",
        "01:00:00:00",
    )
    assert [piece["timecode"] for piece in said["pieces"]][:2] == ["01:00:00:00", "01:00:01:00"]
    first = said["media"][said["pieces"][0]["media"]]
    assert (first["name"], first["path"], first["there"]) == ("a.mov", "/media/a.mov", False)
    assert {sound["kind"] for sound in said["sounds"]} == {"music", "dialogue"}
    text = newcomer("timeline", "info", SAMPLES / "cut.fcpxml").out
    assert "6 of 6 clips understood" in text
    assert "at 2 times the speed" in text
    assert "1 music, 1 dialogue" in text


def test_files_are_looked_for_where_asked(newcomer: Cuesmith, tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "a.mov").write_bytes(b"x")
    words = ("timeline", "info", SAMPLES / "cut.mlt", "--media", tmp_path, "--json")
    there = {one["name"]: one["there"] for one in newcomer(*words).json["media"]}
    assert there == {**dict.fromkeys(there, False), "a.mov": True}
    wrong = newcomer("timeline", "info", SAMPLES / "cut.mlt", "--media", tmp_path / "none")
    assert (wrong.code, "is no folder" in wrong.err) == (1, True)


def test_media_in_a_bundle_are_there_and_go_along(newcomer: Cuesmith, tmp_path: Path) -> None:
    packed, out = tmp_path / "cut.otioz", tmp_path / "new cut.mlt"
    with zipfile.ZipFile(packed, "w") as archive:
        text = (SAMPLES / "cut.otio").read_text().replace("file:///media/", "media/")
        archive.writestr("content.otio", text)
        archive.writestr("media/a.mov", "film")
    said = newcomer("timeline", "info", packed, "--json").json
    there = {one["name"]: one["there"] for one in said["media"]}
    assert there == {**dict.fromkeys(there, False), "a.mov": True}
    assert newcomer("timeline", "convert", packed, out).code == 0
    found = {ref.name: ref.path for ref in read_cut(out).media}
    assert found["a.mov"] == tmp_path / "new cut files" / "media" / "a.mov"
    assert found["a.mov"].read_text() == "film"


def test_a_rate_is_believed_and_a_wrong_one_refused(newcomer: Cuesmith) -> None:
    said = newcomer("timeline", "info", SAMPLES / "cut.edl", "--rate", "29.97", "--json").json
    assert said["frame_rate"] == "30000/1001"
    assert newcomer("timeline", "info", SAMPLES / "cut.edl", "--rate", "fast").code == 2


def test_what_cannot_be_read_is_one_sentence(newcomer: Cuesmith, tmp_path: Path) -> None:
    bad = tmp_path / "bad.fcpxml"
    bad.write_text("<fcpxml>")
    ran = newcomer("timeline", "info", bad)
    assert (ran.code, ran.out) == (1, "")
    assert "bad.fcpxml cannot be read as a timeline" in ran.err
    assert "Traceback" not in ran.err


def test_a_timeline_is_made_into_another(newcomer: Cuesmith, tmp_path: Path) -> None:
    text = (SAMPLES / "cut.fcpxml").read_text().replace("/media/", f"{tmp_path}/")
    (tmp_path / "cut.fcpxml").write_text(text)
    for name in ("a.mov", "b.mov", "c.mov", "d.mov", "song.mp3", "voice.wav"):
        shutil.copy(SAMPLES / "cut.edl", tmp_path / name)
    out = tmp_path / "out.mlt"
    ran = newcomer("timeline", "convert", tmp_path / "cut.fcpxml", out, "--json")
    assert ran.code == 0, ran.err
    assert valid(ran.json, "timeline-convert")
    assert rows(read_cut(out)) == PICTURE


def test_an_unknown_ending_is_refused(newcomer: Cuesmith, tmp_path: Path) -> None:
    ran = newcomer("timeline", "convert", SAMPLES / "cut.mlt", tmp_path / "out.doc")
    assert (ran.code, ".mlt" in ran.err) == (1, True)
