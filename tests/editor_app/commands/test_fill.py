from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from editor_app.cli import app
from editor_app.commands.fill import _change, _pin, _seconds
from editor_app.interchange.music import NO_MUSIC
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import write_cut
from editor_app.uses.handing_back import cut_of_film
from inference.values import Span
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import CLIP, valid


def test_a_film_is_filled_and_says_why(cuesmith: Cuesmith, tmp_path: Path) -> None:
    words = ("--songs", "per-scene", "--stretch", 3, "--pin", "0:10-0:15=silence", "--json")
    found = cuesmith("fill", CLIP, "-o", tmp_path / "a.mp4", *words).json
    assert valid(found, "fill")
    assert (tmp_path / "a.mp4").is_file()
    edges = [(one["start_s"], one["end_s"]) for one in found["stretches"]]
    assert edges[0][0] == 0
    assert edges[-1][1] == pytest.approx(found["duration_s"])
    assert all(a[1] == b[0] for a, b in pairwise(edges))
    (silent,) = [one for one in found["stretches"] if one["song"] is None]
    assert (silent["start_s"], silent["end_s"], silent["pinned"]) == (10, 15, True)
    assert not any(cue["start_s"] < 15 and cue["start_s"] >= 10 for cue in found["cues"])
    assert found["changes"] >= found["least_changes"] == 2
    for one in found["stretches"]:
        assert one["reasons"]
    assert any(one["cuts"] for one in found["stretches"])


def test_one_song_for_all_is_shown_to_people(cuesmith: Cuesmith, tmp_path: Path) -> None:
    shown = cuesmith("fill", CLIP, "-o", tmp_path / "a.mp4", "--songs", "one").out
    assert "0 changes of song" in shown
    assert "A beat falls on" in shown
    assert "no other song fits better" in shown


def test_a_cut_whose_film_has_moved_comes_back_filled(cuesmith: Cuesmith, tmp_path: Path) -> None:
    """The timeline alone: its own kind, its pictures where they were, our songs where they lie."""
    film, cut = tmp_path / "then" / "clip.mp4", tmp_path / "cut.otio"
    film.parent.mkdir()
    shutil.copy(CLIP, film)
    write_cut(cut_of_film(film), NO_MUSIC, cut)
    film.parent.rename(tmp_path / "now")
    scored = tmp_path / "scored.otio"
    words = ("--media", tmp_path / "now", "--songs", "per-scene", "--json")
    found = cuesmith("fill", cut, "--timeline", scored, *words).json
    assert valid(found, "fill")
    assert "out" not in found
    assert Path(found["stem"]).is_file()
    back = read_cut(scored)
    ours = back.earlier
    assert [str(one.source.path) for one in ours] == [cue["path"] for cue in found["cues"]]
    for sound, cue in zip(ours, found["cues"], strict=True):
        assert float(sound.start_s) == pytest.approx(cue["start_s"], abs=float(1 / back.frame_rate))
    assert back.pieces == read_cut(cut).pieces


def test_film_and_timeline_are_written_together(cuesmith: Cuesmith, tmp_path: Path) -> None:
    film, scored = tmp_path / "a.mp4", tmp_path / "a.mlt"
    shown = cuesmith("fill", CLIP, "-o", film, "--timeline", scored, "--songs", "one").out
    assert film.is_file()
    assert scored.is_file()
    assert "a music.wav" in shown
    assert str(scored) in shown


def test_a_timeline_of_no_known_kind_is_refused_before_the_film_is_watched(
    cuesmith: Cuesmith, tmp_path: Path
) -> None:
    ran = cuesmith("fill", CLIP, "-o", tmp_path / "a.mp4", "--timeline", tmp_path / "a.doc")
    assert ran.code == 1
    assert "a.doc is of no kind that can be written" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_pins_that_contradict_are_refused_at_once(cuesmith: Cuesmith, tmp_path: Path) -> None:
    pins = ("--pin", "0-20=1", "--pin", "10-30=2")
    ran = cuesmith("fill", CLIP, "-o", tmp_path / "a.mp4", *pins)
    assert ran.code == 1
    assert "Two pins contradict each other" in ran.err
    assert not (tmp_path / "a.mp4").exists()
    late = cuesmith("fill", CLIP, "-o", tmp_path / "a.mp4", "--pin", "1000-1010=1")
    assert "outside the film" in late.err


def test_something_to_write_has_to_be_named() -> None:
    assert CliRunner().invoke(app, ["fill", "a.mp4"]).exit_code == 2


@pytest.mark.parametrize("words", [("--songs", "2"), ("--songs", "all"), ("--pin", "10=a")])
def test_what_is_not_understood_says_how_to_write_it(words: tuple[str, str]) -> None:
    told = CliRunner().invoke(app, ["fill", "a.mp4", "-o", "c.mp4", *words])
    assert told.exit_code == 2


def test_the_slider_and_pins_as_they_are_written() -> None:
    assert [_change(text) for text in ("one", "0.25", "per-scene")] == [0.0, 0.25, 1.0]
    assert _seconds("75.5") == _seconds("1:15.5") == _seconds("0:01:15.5") == 75.5
    pin = _pin("0:10-1:00=Some = song - live@1:05")
    assert (pin.span, pin.wanted, pin.moment_s) == (Span(10, 60), "Some = song - live", 65)
    assert _pin("1-2=None").wanted is None


def test_only_songs_that_are_asked_for_fill_the_film(cuesmith: Cuesmith, tmp_path: Path) -> None:
    words = ("--timeline", tmp_path / "a.otio", "--songs", "per-scene", "--json")
    asked = ("--bpm", "60-80", "--attribute", "drums=+0.5")
    found = cuesmith("fill", CLIP, *words, *asked).json
    songs = [one["song"] for one in found["stretches"]]
    assert songs
    for song in songs:
        assert any(60 <= song["bpm"] * factor <= 80 for factor in (0.5, 1, 2))
    moved = [one for one in found["stretches"] if "slider" in {r["about"] for r in one["reasons"]}]
    assert moved == found["stretches"]
    unknown = cuesmith("fill", CLIP, *words, "--attribute", "gitar=1")
    assert "knows no attribute “gitar”" in unknown.err
