from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.data import videos
from export_onnx.data.gather import Bases, open_bases
from export_onnx.data.videos import list_videos, read_videos
from inference.errors import WorldError
from inference.progress import finish

PACK = Path(__file__).parents[3] / "resources" / "packs" / "starter"
FEW = {"train": 1, "check": 0, "test": 1}


def film(path: Path, *, sound: str | None = "sine=f=300", length_s: float = 4) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = f"testsrc2=s=64x48:r=5:d={length_s}"
    music = ["-f", "lavfi", "-i", f"{sound}:d={length_s}"] if sound else []
    made = ["-c:v", "libx264", "-preset", "ultrafast", "-shortest", str(path)]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", picture]
    subprocess.run([*command, *music, *made], check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def bases() -> Bases:
    return open_bases(PACK)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good videos of two artists, and one of everything that is wrong."""
    place = tmp_path_factory.mktemp("videos")
    film(place / "anna" / "one.mp4")
    film(place / "ben" / "two.mp4", sound="anoisesrc=c=pink:a=0.3:seed=3", length_s=12)
    film(place / "silent.mp4", sound=None)
    film(place / "quiet.mp4", sound="anullsrc=r=44100")
    (place / "broken.mp4").write_bytes(b"no film")
    shutil.copy(place / "anna" / "one.mp4", place / "twice.mp4")
    return place


def read(place: Path, bases: Bases, kept: Path, **more: object) -> videos.PairSet:
    shares = more.pop("shares", (0.5, 0.0, 0.5))
    return finish(read_videos(place, bases, kept=kept, shares=shares, least=FEW, **more))


def test_a_folder_is_read_and_what_is_wrong_is_told(
    folder: Path, bases: Bases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pairs = read(folder, bases, tmp_path)
    assert {e.name: e.source for e in pairs.examples} == {
        "anna/one.mp4": "anna",
        "ben/two.mp4": "ben",
    }
    assert {e.split for e in pairs.examples} == {"train", "test"}
    assert [e.picture.shape for e in pairs.examples] == [(1, 1289), (2, 1289)]
    assert [len(e.music) for e in pairs.examples] == [1, 2]
    reasons = {s["file"]: s["reason"] for s in pairs.facts["skipped"]}
    assert set(reasons) == {"broken.mp4", "quiet.mp4", "silent.mp4", "twice.mp4"}
    assert "no sound" in reasons["silent.mp4"]
    assert "silent from beginning to end" in reasons["quiet.mp4"]
    assert "anna/one.mp4" in reasons["twice.mp4"]
    assert pairs.facts["listed"] == 6
    assert pairs.facts["usable"] == 2

    # Nothing is decoded a second time, but what was kept and is damaged since.
    cut_short, no_numbers = sorted(tmp_path.glob("*.song.npz"))
    cut_short.write_bytes(b"PK\x03\x04 cut short")
    np.savez(no_numbers, base=np.full((1, 294), np.nan, np.float32))
    monkeypatch.setattr("export_onnx.data.gather.watch", lambda *_, **__: pytest.fail("again"))
    again = read(folder, bases, tmp_path)
    for old, new in zip(pairs.examples, again.examples, strict=True):
        assert np.array_equal(old.picture, new.picture)
        assert np.array_equal(old.music, new.music)
    assert pairs.facts["remade"] == []
    assert [len(again.facts[key]) for key in ("remade", "skipped", "cut")] == [2, 4, 0]
    assert all(place.name in str(again.facts["remade"]) for place in (cut_short, no_numbers))


def test_features_that_are_no_numbers_are_left_out(
    folder: Path, bases: Bases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def no_numbers(*_: object, **__: object):
        yield from ()
        return np.full((1, 12), np.nan, np.float32)

    monkeypatch.setattr(videos, "listening", no_numbers)
    with pytest.raises(WorldError, match="0 usable pairs to learn from"):
        read(folder, bases, tmp_path)
    nothing = {"train": 0, "check": 0, "test": 0}
    work = read_videos(folder, bases, kept=tmp_path, shares=(0.5, 0.0, 0.5), least=nothing)
    reasons = {s["file"]: s["reason"] for s in finish(work).facts["skipped"]}
    assert reasons["anna/one.mp4"] == (
        "anna/one.mp4: its music gives features that are not numbers (NaN)."
    )


def test_features_of_another_width_are_left_out(
    table: Callable[[str], Path], bases: Bases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    widths = iter((12, 13))

    def other_width(*_: object, **__: object):
        yield from ()
        return np.ones((1, next(widths)), np.float32)

    monkeypatch.setattr(videos, "listening", other_width)
    path = table("video,split\nanna/one.mp4,train\nben/two.mp4,test\n")
    with pytest.raises(WorldError, match="0 usable pairs to test on"):
        read(path, bases, tmp_path)


@pytest.fixture
def table(folder: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = folder / "list.csv"
        path.write_text(text)
        return path

    return write


def test_a_table_says_sound_split_and_tags(
    table: Callable[[str], Path], bases: Bases, tmp_path: Path
):
    path = table(
        "video,audio,source,split,tags\n"
        "silent.mp4,ben/two.mp4,x,train,happy:0.5;sad\n"
        "anna/one.mp4,,y,test,\n"
    )
    pairs = read(path, bases, tmp_path, known_tags=("happy", "sad"))
    assert [(e.name, e.split, dict(e.tags)) for e in pairs.examples] == [
        ("silent.mp4", "train", {"happy": 0.5, "sad": 1.0}),
        ("anna/one.mp4", "test", {}),
    ]
    assert len(pairs.examples[0].music) == 1  # twelve seconds of sound, four of picture
    assert pairs.facts["cut"] == [{"file": "silent.mp4", "picture": 1, "music": 2, "kept": 1}]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("film,split\na.mp4,train\n", "no column `video`"),
        ("video,split\na.mp4,learn\n", "line 2: the split 'learn'"),
        ("video,split\na.mp4,train\nb.mp4,\n", "none to 1, as b.mp4"),
        ("video,tags\na.mp4,happy:2\n", "'2' is no number"),
        ("video\n\n,\n", "line 3: no video"),
        ("video\n", "lists no video"),
    ],
)
def test_bad_tables_are_refused(table: Callable[[str], Path], text: str, reason: str):
    with pytest.raises(WorldError, match=reason):
        list_videos(table(text))


def test_what_cannot_succeed_is_refused_before_decoding(
    table: Callable[[str], Path],
    bases: Bases,
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(videos, "watching", lambda *_, **__: pytest.fail("decoded"))
    path = table("video,source,split\nanna/one.mp4,a,train\nben/two.mp4,a,test\n")
    with pytest.raises(WorldError, match="'a' in two splits"):
        read(path, bases, tmp_path)
    with pytest.raises(WorldError, match="unknown tags: 'hapy'"):
        read(table("video,tags\nanna/one.mp4,hapy\n"), bases, tmp_path, known_tags=("happy",))
    with pytest.raises(WorldError, match=r"too few .* instead of 8 for train.*3 left out"):
        finish(read_videos(folder, bases, kept=tmp_path))
    with pytest.raises(WorldError, match=r"Segments of 1 s are too short.* hears 2\.98 s"):
        read(folder, bases, tmp_path, segment_s=1.0)
    with pytest.raises(WorldError, match="no folder or table"):
        list_videos(tmp_path / "absent")


def test_a_table_of_measuring_pairs_is_understood(table: Callable[[str], Path]):
    path = table("id,file,source_repo,split,top_tags\np1,anna/one.mp4,r/x,shared,drums:0.5\n")
    row = list_videos(path)[0]
    assert (row.name, row.source, row.split, dict(row.tags)) == ("p1", "r/x", "", {"drums": 0.5})
