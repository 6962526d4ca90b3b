"""Files that have moved are found by name, size, timecode and the folders they lie in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from editor_app.interchange.cut import Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.relink import file_timecode, find, missing, relink, usable
from inference.progress import finish

ONE = Fraction(1)


def cut_of(*refs: MediaRef, into: Fraction = Fraction(0)) -> Cut:
    pieces = tuple(Piece(Fraction(n), ONE, ref, into) for n, ref in enumerate(refs))
    return Cut("c", Fraction(25), pieces, (SoundPiece(Fraction(0), ONE, refs[0], into),))


def file(path: Path, size: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def found(cut: Cut, folder: Path, **starts: int) -> dict[str, Path]:
    def start(path: Path) -> Fraction | None:
        at = starts.get(path.parent.name)
        return None if at is None else Fraction(at)

    by_ref = finish(find(cut, folder, read_timecode=start))
    return {ref.name: path for ref, path in by_ref.items()}


def test_what_is_there_is_not_missing(tmp_path: Path) -> None:
    here = MediaRef("a.mov", file(tmp_path / "a.mov"))
    gone = MediaRef("b.mov", tmp_path / "b.mov")
    cut = cut_of(here, gone)
    assert missing(cut) == (gone,)
    assert finish(find(cut_of(here), tmp_path)) == {}


def test_a_proxy_is_used_where_the_file_is_not(tmp_path: Path) -> None:
    proxy = file(tmp_path / "proxy" / "a.mov")
    ref = MediaRef("a.mov", tmp_path / "a.mov", proxy=proxy)
    assert usable(ref) == proxy
    assert missing(cut_of(ref)) == (ref,)
    assert usable(MediaRef("a.mov", file(tmp_path / "a.mov"), proxy=proxy)) == tmp_path / "a.mov"
    assert usable(MediaRef("x")) is None


def test_a_name_is_found_whatever_its_letters(tmp_path: Path) -> None:
    path = file(tmp_path / "deep" / "er" / "CLIP.MOV")
    assert found(cut_of(MediaRef("clip.mov")), tmp_path) == {"clip.mov": path}


def test_a_reel_is_found_by_its_stem_and_a_name_with_an_ending_is_not(tmp_path: Path) -> None:
    path = file(tmp_path / "A001.mxf")
    assert found(cut_of(MediaRef("take 1", reel="A001")), tmp_path) == {"take 1": path}
    assert found(cut_of(MediaRef("A001.mov")), tmp_path) == {}


def test_of_several_the_size_decides(tmp_path: Path) -> None:
    file(tmp_path / "1" / "C1.MP4", 5)
    right = file(tmp_path / "2" / "C1.MP4", 9)
    assert found(cut_of(MediaRef("C1.MP4", size_bytes=9)), tmp_path) == {"C1.MP4": right}


def test_of_several_the_timecode_decides(tmp_path: Path) -> None:
    for name in ("card1", "card2", "card3"):
        file(tmp_path / name / "C1.MP4")
    told = MediaRef("C1.MP4", start_s=Fraction(7200))
    starts = {"card1": 3600, "card2": 7200, "card3": 0}
    assert found(cut_of(told), tmp_path, **starts)["C1.MP4"].parent.name == "card2"
    # A list of events says only where in the reel it cuts: the last file that begins before it.
    used = cut_of(MediaRef("C1.MP4"), into=Fraction(3700))
    assert found(used, tmp_path, **starts)["C1.MP4"].parent.name == "card1"


def test_of_several_the_folders_decide(tmp_path: Path) -> None:
    file(tmp_path / "a" / "day 1" / "C1.MP4")
    right = file(tmp_path / "a" / "day 2" / "C1.MP4")
    ref = MediaRef("C1.MP4", url="file://localhost/D%3A/shoot/day%202/C1.MP4")
    assert found(cut_of(ref), tmp_path) == {"C1.MP4": right}


def test_a_renamed_file_is_found_by_its_size_alone(tmp_path: Path) -> None:
    path = file(tmp_path / "renamed.mov", 77)
    assert found(cut_of(MediaRef("a.mov", size_bytes=77)), tmp_path) == {"a.mov": path}
    file(tmp_path / "other.mov", 77)
    assert found(cut_of(MediaRef("a.mov", size_bytes=77)), tmp_path) == {}


def test_places_counted_from_midnight_are_counted_from_the_file(tmp_path: Path) -> None:
    path = file(tmp_path / "A001.mov")
    ref = MediaRef("A001", reel="A001")
    cut = relink(
        cut_of(ref, into=Fraction(3610)), {ref: path}, read_timecode=lambda _: Fraction(3600)
    )
    (piece,) = cut.pieces
    assert piece.source is not None
    assert (piece.source.path, piece.source.start_s, piece.source_in_s) == (path, 3600, 10)
    assert cut.sounds[0].source_in_s == 10


@pytest.mark.parametrize("start", [None, Fraction(9999)])
def test_a_file_without_a_timecode_that_fits_stays_as_it_is(
    start: Fraction | None, tmp_path: Path
) -> None:
    ref = MediaRef("A001")
    cut = cut_of(ref, into=Fraction(30))
    moved = relink(cut, {ref: tmp_path / "x.mov"}, read_timecode=lambda _: start)
    assert moved.pieces[0].source_in_s == 30


def test_the_timecode_of_a_real_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        stream.metadata["timecode"] = "01:00:00:12"
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    assert file_timecode(path) == 3600 + Fraction(12, 25)
    assert file_timecode(tmp_path / "none.mov") is None
    assert file_timecode(file(tmp_path / "bad.mov")) is None
