from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.conform.film import WATCHED_HEIGHT
from editor_app.interchange.cut import SoundPiece
from editor_app.score.export import ExportRequest, export
from editor_app.score.render import RenderSettings
from editor_app.uses.films import (
    CUTS,
    UNPACKED,
    Given,
    film_of,
    film_of_cut,
    key_of,
    named,
    whole_file,
)
from inference.media.probe import probe
from inference.progress import finish
from inference.values import VideoAnalysis
from resources import DEMO
from tests.editor_app.conform.making import a_cut, counted, frames, numbers, of, otio, piece
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid

CLIP = DEMO / "clip.mp4"


def test_a_film_is_itself(tmp_path: Path) -> None:
    given = finish(film_of(CLIP, tmp_path))
    assert (given.film, given.cut, given.notes) == (CLIP, None, ())


def test_a_cut_becomes_a_film_that_is_kept(tmp_path: Path) -> None:
    film = counted(tmp_path / "a.mp4", 30)
    cut = a_cut(piece(0, 3, film, 4), piece(3, 2, tmp_path / "gone.mp4"))
    given = finish(film_of_cut(tmp_path / "trip.otio", cut, tmp_path / "cache"))
    assert numbers(given.film)[:3] == [4, 5, 6]
    assert given.notes == ("gone.mp4 is not there.",)
    assert given.film.parent == tmp_path / "cache" / CUTS
    before = given.film.stat().st_mtime_ns
    again = finish(film_of_cut(tmp_path / "trip.otio", cut, tmp_path / "cache"))
    assert again == given
    assert given.film.stat().st_mtime_ns == before


def test_a_bundle_is_a_film_whatever_lies_packed_in_it(tmp_path: Path) -> None:
    bundle = bundled(tmp_path)
    given = finish(film_of(bundle, tmp_path / "cache"))
    assert numbers(given.film)[:4] == [4, 5, 6, 0]
    assert (given.notes, given.missing) == ((), 0)
    # Unpacked again it is the same film.
    shutil.rmtree(tmp_path / "cache" / UNPACKED)
    assert finish(film_of(bundle, tmp_path / "cache")).film == given.film


def test_a_bundle_is_exported_as_a_film(tmp_path: Path) -> None:
    bundle, out = bundled(tmp_path), tmp_path / "out" / "trip.mp4"
    out.parent.mkdir()
    settings = RenderSettings(target=None, duck=None)
    asked = ExportRequest(bundle, (), settings, film=out, timeline=bundle)
    finish(export(asked))
    assert numbers(out)[:4] == [4, 5, 6, 0]
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def bundled(folder: Path) -> Path:
    """Return a bundle of a film and a cut of it, the film itself gone."""
    film = counted(folder / "a.mp4", 30)
    cut = otio(folder / "a.otio", [(film, 4, 3), (film, 0, 3)])
    with zipfile.ZipFile(folder / "trip.otioz", "w") as archive:
        archive.writestr("content.otio", cut.read_text().replace(str(film), "media/a.mp4"))
        archive.write(film, "media/a.mp4")
    film.unlink()
    return folder / "trip.otioz"


def test_another_cut_or_another_file_is_another_film(tmp_path: Path) -> None:
    film = counted(tmp_path / "a.mp4", 10)
    cut = a_cut(piece(0, 3, film))
    other = a_cut(piece(0, 4, film))
    before = key_of(cut)
    assert key_of(other) != before
    counted(film, 12)
    assert key_of(cut) != before


def test_a_whole_untouched_file_is_used_as_it_is() -> None:
    length = Fraction(probe(CLIP).duration_s)
    whole = replace(piece(0, 1, CLIP), duration_s=length)
    sound = SoundPiece(frames(0), length, of(CLIP))
    assert whole_file(a_cut(whole, sounds=(sound,))) == CLIP
    for touched in (
        a_cut(whole),
        a_cut(replace(whole, speed=Fraction(2)), sounds=(sound,)),
        a_cut(replace(whole, duration_s=length - 1), sounds=(sound,)),
        a_cut(whole, sounds=(replace(sound, gain_db=-3.0),)),
        a_cut(whole, whole, sounds=(sound,)),
    ):
        assert whole_file(touched) is None


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of the demo clip in three pieces, told by another editor."""
    folder = tmp_path_factory.mktemp("trip")
    return otio(folder / "trip.otio", [(CLIP, 250, 50), (CLIP, 0, 50), (CLIP, 500, 50)])


def test_a_timeline_is_suggested_for_as_a_film_is(cuesmith: Cuesmith, trip: Path) -> None:
    ran = cuesmith("suggest", trip, "--segments", "--json")
    assert ran.code == 0, ran.err
    assert valid(ran.json, "suggest")
    assert ran.json["video"] == str(trip)
    assert ran.json["duration_s"] == pytest.approx(6.0, abs=0.05)
    assert len(ran.json["suggestions"]) == 10


def test_a_timeline_is_written_at_its_full_size(
    cuesmith: Cuesmith, trip: Path, tmp_path: Path
) -> None:
    out = tmp_path / "trip.mp4"
    ran = cuesmith("score", trip, "-o", out, "--json")
    assert ran.code == 0, ran.err
    assert valid(ran.json, "score")
    written, source = probe(out), probe(CLIP)
    assert written.duration_s == pytest.approx(6.0, abs=0.05)
    assert written.video is not None
    assert source.video is not None
    assert (written.video.width, written.video.height) == (source.video.width, source.video.height)
    assert [path.name for path in tmp_path.iterdir()] == ["trip.mp4"]


def test_a_timeline_that_cannot_be_read_is_one_sentence(cuesmith: Cuesmith, tmp_path: Path) -> None:
    bad = tmp_path / "bad.otio"
    bad.write_text("{")
    ran = cuesmith("suggest", bad)
    assert ran.code == 1
    assert "bad.otio" in ran.err
    assert "Traceback" not in ran.err


def test_an_analysis_is_told_under_the_name_of_the_timeline(trip: Path) -> None:
    given = Given(trip, CLIP)
    video = VideoAnalysis(probe(CLIP), None, None, "pack")  # type: ignore[arg-type]
    assert named(given, video).info.path == trip


def test_a_timeline_is_mixed_and_filled_as_a_film_is(
    cuesmith: Cuesmith, trip: Path, tmp_path: Path
) -> None:
    mixed, filled = tmp_path / "mixed.mp4", tmp_path / "filled.mp4"
    ran = cuesmith("mix", trip, "Awakening", "-o", mixed, "--json")
    assert ran.code == 0, ran.err
    ran = cuesmith("fill", trip, "-o", filled, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["video"] == str(trip)
    for made in (mixed, filled):
        shown = probe(made).video
        assert shown is not None
        assert shown.height > WATCHED_HEIGHT
        assert probe(made).duration_s == pytest.approx(6.0, abs=0.05)


def test_files_that_have_moved_are_looked_for(cuesmith: Cuesmith, tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk" / "day 1"
    elsewhere.mkdir(parents=True)
    shutil.copy(CLIP, elsewhere / "beach.mp4")
    moved = otio(tmp_path / "moved.otio", [(tmp_path / "gone" / "beach.mp4", 0, 100)])
    assert "beach.mp4" in cuesmith("suggest", moved).err
    ran = cuesmith("suggest", moved, "--media", tmp_path / "disk", "--json")
    assert ran.code == 0, ran.err
    assert "is not there" not in ran.err
    refused = cuesmith("suggest", moved, "--media", tmp_path / "none")
    assert refused.code == 1
    assert "is no folder" in refused.err
