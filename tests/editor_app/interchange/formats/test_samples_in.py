"""Every reader makes the same cut of the same timeline."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.cut import Cut
from editor_app.interchange.reading import read_cut
from tests.editor_app.interchange.samples import PICTURE, SAMPLES, SOUND, heard, rows, tiles

FULL = ("cut.fcpxml", "cut.xml", "cut.mlt", "cut.kdenlive", "cut.osp", "cut.otio", "cut.prproj")


def read(name: str) -> Cut:
    return read_cut(SAMPLES / name, rate=Fraction(25))


@pytest.mark.parametrize("name", FULL)
def test_the_cut_is_the_same_whatever_wrote_it(name: str) -> None:
    cut = read(name)
    assert rows(cut) == PICTURE
    assert heard(cut) == SOUND
    assert (cut.frame_rate, float(cut.duration_s)) == (25, 11.0)
    assert cut.clips_in == cut.clips_understood
    assert tiles(cut)


@pytest.mark.parametrize("name", FULL)
def test_the_picture_has_its_size_and_its_files(name: str) -> None:
    cut = read(name)
    assert cut.size == (None if name == "cut.otio" else (1280, 720))
    names = {ref.name for ref in cut.media}
    assert names == {"a.mov", "b.mov", "c.mov", "d.mov", "song.mp3", "voice.wav"}
    here = {ref.name: ref.path for ref in cut.media}
    assert here["b.mov"] == Path("/media/b.mov")
    # The one of Premiere lies on a drive of another system.
    assert here["a.mov"] == (None if name == "cut.prproj" else Path("/media/a.mov"))


@pytest.mark.parametrize("name", ["cut.fcpxml", "cut.xml", "cut.mlt", "cut.kdenlive", "cut.osp"])
def test_levels_and_markers_come_along(name: str) -> None:
    cut = read(name)
    song = next(one for one in cut.sounds if one.source.name == "song.mp3")
    assert song.gain_db == pytest.approx(-6, abs=0.01)
    assert [float(mark.at_s) for mark in cut.markers] == [1.0]


@pytest.mark.parametrize("name", ["cut.fcpxml", "cut.xml", "cut.otio"])
def test_timecodes_of_timeline_and_files_are_kept(name: str) -> None:
    cut = read(name)
    assert cut.start_timecode_s == 3600
    assert {ref.name: ref.start_s for ref in cut.media}["b.mov"] == 3600


def test_an_edl_holds_one_picture_track() -> None:
    cut = read("cut.edl")
    whole = (0, 88, "a.mov", 50, 1, 0)
    late = (
        88,
        112,
        "b.mov",
        90_063,
        1,
        24,
    )  # counted from midnight: no list knows the file's start
    assert rows(cut) == [whole, late, *PICTURE[4:]]
    assert heard(cut) == SOUND
    assert [mark.name for mark in cut.markers] == ["here"]


def test_pitivi_knows_no_speed() -> None:
    cut = read("cut.xges")
    assert rows(cut)[:4] == PICTURE[:4]
    assert heard(cut) == SOUND


def test_a_proxy_is_remembered() -> None:
    a = next(ref for ref in read("cut.fcpxml").media if ref.name == "a.mov")
    assert a.proxy == Path("/media/proxy/a.mov")


def test_bundles_are_read_like_the_file_in_them(tmp_path: Path) -> None:
    bundle = tmp_path / "Cut.fcpxmld"
    bundle.mkdir()
    shutil.copy(SAMPLES / "cut.fcpxml", bundle / "Info.fcpxml")
    folder = tmp_path / "Cut.otiod"
    folder.mkdir()
    shutil.copy(SAMPLES / "cut.otio", folder / "content.otio")
    packed = tmp_path / "Cut.otioz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(SAMPLES / "cut.otio", "content.otio")
    assert [rows(read_cut(one)) for one in (bundle, folder, packed)] == [PICTURE] * 3


def test_a_project_of_premiere_is_packed(tmp_path: Path) -> None:
    packed = tmp_path / "cut.prproj"
    packed.write_bytes(gzip.compress((SAMPLES / "cut.prproj").read_bytes()))
    assert rows(read_cut(packed)) == PICTURE


def test_what_is_switched_off_is_said() -> None:
    assert "1 clip switched off in the editor, and not shown." in read("cut.xml").dropped
