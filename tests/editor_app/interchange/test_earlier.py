"""Music written onto a file that has music of ours from before: it takes that one's place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.cut import Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.music import Music, music_of
from editor_app.interchange.ours import STEM_TRACK, is_our_track, ours, track_of_role
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import write_cut
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix
from inference.values import Span

RATE = Fraction(25)
IN_DOCUMENT = [".fcpxml", ".xml", ".otio", ".kdenlive", ".mlt", ".osp"]
NAMED = [one for one in IN_DOCUMENT if one != ".fcpxml"]
KINDS = [*IN_DOCUMENT, ".aaf", ".edl"]
FILM = MediaRef("film.mov", Path("/media/film.mov"), duration_s=Fraction(40), frame_rate=RATE)
CUT = Cut(
    "A cut",
    RATE,
    (Piece(Fraction(0), Fraction(8), FILM, Fraction(2), name="film"),),
    (SoundPiece(Fraction(0), Fraction(8), FILM, Fraction(2), kind="dialogue", track="Dialogue"),),
    size=(640, 360),
)


def music(*songs: tuple[str, float, float]) -> Music:
    """Return music of songs (name, start, length), and the same mixed."""
    cues = (
        Cue(Path(f"/music/{name}.wav"), name, "X", at_s, long_s, 4.0, downbeats_s=(4.5,))
        for name, at_s, long_s in songs
    )
    return music_of(Mix(Span(0.0, 8.0), tuple(cues)), RATE, stem=Path("/music/mixed.wav"))


FIRST = music(("one", 0.0, 5.0), ("two", 4.0, 4.0))
SECOND = music(("three", 1.0, 6.0))


def row(sound: SoundPiece) -> tuple[str, Fraction, Fraction]:
    return sound.source.name, sound.start_s, sound.duration_s


def read(path: Path) -> Cut:
    return read_cut(path, rate=RATE if path.suffix == ".edl" else None)


@pytest.mark.parametrize("suffix", KINDS)
def test_new_music_takes_the_place_of_the_earlier(suffix: str, tmp_path: Path) -> None:
    own, once, twice = (tmp_path / f"{name}{suffix}" for name in ("own", "once", "twice"))
    write_cut(CUT, music(), own)
    write_cut(read(own), FIRST, once, original=own)
    scored = read(once)
    assert sorted(map(row, scored.earlier)) == [("one.wav", 0, 5), ("two.wav", 4, 4)]
    assert {one.kind for one in scored.earlier} == {"music"}
    assert all(is_our_track(one.track) for one in scored.earlier)
    assert (scored.sounds, scored.pieces) == (read(own).sounds, read(own).pieces)
    assert scored.dropped == read(own).dropped

    write_cut(scored, SECOND, twice, original=once)
    again = read(twice)
    assert list(map(row, again.earlier)) == [("three.wav", 1, 6)]
    assert (again.sounds, again.pieces) == (scored.sounds, scored.pieces)
    if suffix != ".aaf":  # it has no marks
        assert [one.at_s for one in again.markers] == [1]


@pytest.mark.parametrize("suffix", IN_DOCUMENT)
def test_writing_twice_leaves_what_writing_once_does(suffix: str, tmp_path: Path) -> None:
    own, once, direct, twice = (tmp_path / f"{name}{suffix}" for name in "abcd")
    write_cut(CUT, music(), own)
    write_cut(CUT, FIRST, once, original=own)
    write_cut(CUT, SECOND, direct, original=own)
    write_cut(CUT, SECOND, twice, original=once)
    assert twice.read_text() == direct.read_text()


@pytest.mark.parametrize("suffix", NAMED)
def test_a_clip_that_somebody_laid_beside_ours_stays(suffix: str, tmp_path: Path) -> None:
    once, twice = tmp_path / f"once{suffix}", tmp_path / f"twice{suffix}"
    write_cut(CUT, music(("one", 0.0, 2.0), ("mine", 3.0, 2.0)), once)
    once.write_text(unmarked(once.read_text(), suffix, "mine"))
    scored = read(once)
    assert list(map(row, scored.earlier)) == [("one.wav", 0, 2)]
    assert ("mine.wav", 3, 2) in map(row, scored.sounds)
    write_cut(scored, SECOND, twice, original=once)
    again = read(twice)
    assert list(map(row, again.earlier)) == [("three.wav", 1, 6)]
    assert ("mine.wav", 3, 2) in map(row, again.sounds)


@pytest.mark.parametrize("suffix", NAMED)
def test_where_an_editor_dropped_the_marks_the_name_of_the_track_tells(
    suffix: str, tmp_path: Path
) -> None:
    once, twice = tmp_path / f"once{suffix}", tmp_path / f"twice{suffix}"
    write_cut(CUT, FIRST, once)
    once.write_text(unmarked(once.read_text(), suffix, ""))
    write_cut(read(once), SECOND, twice, original=once)
    again = read(twice)
    assert list(map(row, again.earlier)) == [("three.wav", 1, 6)]
    assert again.sounds == read(once).sounds


@pytest.mark.parametrize("suffix", IN_DOCUMENT)
def test_a_track_that_got_another_name_is_its_users_own(suffix: str, tmp_path: Path) -> None:
    once, twice = tmp_path / f"once{suffix}", tmp_path / f"twice{suffix}"
    write_cut(CUT, music(("one", 0.0, 2.0)), once)
    once.write_text(once.read_text().replace("Cuesmith 1", "Keep this"))
    scored = read(once)
    assert (scored.earlier, len(scored.sounds)) == ((), 2)
    write_cut(scored, SECOND, twice, original=once)
    assert ("one.wav", 0, 2) in map(row, read(twice).sounds)


@pytest.mark.parametrize("suffix", KINDS)
def test_earlier_music_goes_along_into_another_kind_as_what_it_is(
    suffix: str, tmp_path: Path
) -> None:
    once, other = tmp_path / "once.fcpxml", tmp_path / f"other{suffix}"
    write_cut(CUT, FIRST, once)
    scored = read(once)
    both = replace(scored, sounds=(*scored.sounds, *scored.earlier))
    write_cut(both, music(), other)
    assert sorted(map(row, read(other).earlier)) == sorted(map(row, scored.earlier))


def unmarked(text: str, suffix: str, song: str) -> str:
    """Take the mark off the clips of a song (of all: ""), as an editor might that saves a file."""
    if suffix == ".xml":
        mark, clip = r"<comments>.*?</comments>\s*", rf"(<name>{song}.*?</clipitem>)"
        return re.sub(clip, lambda m: re.sub(mark, "", m[0], flags=re.S), text, flags=re.S)
    if suffix in (".mlt", ".kdenlive"):
        mark = r'<property name="cuesmith:music">1</property>\s*'
        clip = r"<(producer|chain) .*?</\1>"
        return re.sub(
            clip, lambda m: re.sub(mark, "", m[0]) if f"/{song}" in m[0] else m[0], text, flags=re.S
        )
    data = json.loads(text)
    for one in walk(data):
        names = {one.get("name"), one.get("title")}
        if song in names or not song:
            one.pop("cuesmith", None)
            if "metadata" in one:
                one["metadata"] = {}
    return json.dumps(data)


def walk(value: object) -> list[dict[str, object]]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [one for part in inside for one in walk(part)]
    return [value, *found] if isinstance(value, dict) else found


def test_what_is_ours() -> None:
    assert is_our_track("Cuesmith 12")
    assert is_our_track(STEM_TRACK)
    assert not any(map(is_our_track, ("Cuesmith", "My Cuesmith 1", "Cuesmith 1 of mine", "")))
    assert ours("Cuesmith 1", [True, False]) == [True, False]
    assert ours("Cuesmith 1", [False, False]) == [True, True]
    assert ours("Music", [True]) == [False]
    assert track_of_role("music.Cuesmith 2.Cuesmith 2-1") == "Cuesmith 2"
    assert track_of_role("music.music-1") == ""
