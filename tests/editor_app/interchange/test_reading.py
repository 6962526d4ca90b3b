"""The door: what kind of file it is, which of its timelines, and a sentence where there is none."""

from __future__ import annotations

import os
import shutil
import time
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange import layers
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.reading import is_timeline, read_cut, read_montage, timelines
from inference.errors import WorldError
from tests.editor_app.interchange.samples import PICTURE, SAMPLES, rows


@pytest.mark.parametrize("name", ["a.drt", "a.drp", "a.ale", "a.avb", "a.veg", "a.blend"])
def test_what_cannot_be_read_is_refused_with_a_way_out(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04")
    assert is_timeline(file)
    with pytest.raises(TimelineError) as refused:
        read_cut(file)
    assert refused.value.remedy.endswith(".")


def test_the_content_counts_more_than_the_name(tmp_path: Path) -> None:
    for name, ending in (("cut.xml", ".txt"), ("cut.fcpxml", ".xml"), ("cut.mlt", ".kdenlive")):
        file = tmp_path / f"renamed{ending}"
        shutil.copy(SAMPLES / name, file)
        assert rows(read_cut(file)) == PICTURE


@pytest.mark.parametrize("ending", [".otio", ".fcpxml", ".xml", ".edl", ".aaf", ".mlt", ".osp"])
@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"{}", b"[]", b"<a/>", b"PK\x03\x04", b"null"])
def test_a_file_of_another_kind_is_refused(ending: str, data: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"bad{ending}"
    file.write_bytes(data)
    with pytest.raises(TimelineError):
        read_cut(file)


def test_a_missing_file_a_folder_and_a_film_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.otio", tmp_path, tmp_path / "film.mp4"):
        if path.suffix == ".mp4":
            path.write_bytes(b"film")
        with pytest.raises(TimelineError):
            read_cut(path)
    assert not is_timeline(tmp_path / "film.mp4")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hold_us_up(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.otio"
    os.mkfifo(pipe)
    with pytest.raises(TimelineError):
        read_cut(pipe)


TWO = """<xmeml version="4"><project><children>
<sequence id="s1"><name>Short</name><rate><timebase>25</timebase></rate><media><video><track>
<clipitem><name>x</name><start>0</start><end>25</end><in>0</in><out>25</out></clipitem>
</track></video></media></sequence>
<sequence id="s2"><name>Long</name><rate><timebase>25</timebase></rate><media><video><track>
<clipitem><name>n</name><start>0</start><end>25</end><in>0</in><out>25</out>
  <sequence id="s1"/></clipitem>
<clipitem><name>y</name><start>25</start><end>75</end><in>0</in><out>50</out></clipitem>
</track></video></media></sequence></children></project></xmeml>"""


def test_of_several_timelines_the_longest_is_taken_or_the_one_named(tmp_path: Path) -> None:
    file = tmp_path / "two.xml"
    file.write_text(TWO)
    assert timelines(read_montage(file)) == ("Short", "Long")
    cut = read_cut(file)
    assert (cut.name, cut.duration_s, len(cut.pieces)) == ("Long", 3, 2)
    assert "2 timelines" in " ".join(cut.dropped)
    assert read_cut(file, timeline="Short").duration_s == 1
    with pytest.raises(TimelineError, match="no timeline “Other”"):
        read_cut(file, timeline="Other")


def test_an_empty_timeline_is_said_to_be_empty(tmp_path: Path) -> None:
    file = tmp_path / "empty.fcpxml"
    file.write_text(
        '<fcpxml version="1.9"><resources/><project name="P"><sequence><spine/></sequence>'
        "</project></fcpxml>"
    )
    with pytest.raises(TimelineError, match="empty"):
        read_cut(file)


def test_the_user_can_say_the_rate_of_a_list() -> None:
    cut = read_cut(SAMPLES / "cut.edl", rate=Fraction(25))
    assert cut.frame_rate == 25
    assert not any("frame rate" in one for one in cut.dropped)


def test_of_very_many_clips_the_first_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MAX_CLIPS", 5)
    file = tmp_path / "many.edl"
    line = "001 R V C 00:00:00:00 00:00:01:00 01:00:{:02}:00 01:00:{:02}:00\n"
    file.write_text("".join(line.format(n, n + 1) for n in range(9)))
    cut = read_cut(file, rate=Fraction(25))
    assert (cut.clips_in, cut.clips_understood, len(cut.pieces)) == (9, 5, 5)
    assert cut.dropped == ("4 clips left out: beyond the first 5.",)


@pytest.mark.shared
def test_real_timelines_are_read_or_refused_with_a_reason(shared: Path) -> None:
    folder = shared / "timelines"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and is_timeline(path)]
    if not files:
        pytest.skip("the real timelines beside the checkout are absent")
    read, start = 0, time.perf_counter()
    for path in files:
        try:
            cut = read_cut(path)
        except WorldError:
            continue
        read += 1
        assert cut.clips_understood <= cut.clips_in
        assert all(piece.duration_s > 0 for piece in cut.pieces)
    assert read >= 0.9 * len(files)
    assert time.perf_counter() - start < 60
