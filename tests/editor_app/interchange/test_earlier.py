"""Music written onto a file that has music of ours from before: it takes that one's place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from editor_app.interchange.cut import Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.formats.kdenlive_tracks import renumber
from editor_app.interchange.mlt import properties
from editor_app.interchange.music import Music, music_of
from editor_app.interchange.ours import STEM_TRACK, is_our_track, ours, track_of_role
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import write_cut
from editor_app.interchange.writing import child, xml_bytes
from editor_app.interchange.xml_tree import read_tree
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


def test_a_timeline_of_nothing_but_our_music_can_be_scored_again(tmp_path: Path) -> None:
    once = tmp_path / "once.fcpxml"
    write_cut(Cut("black", RATE, (Piece(Fraction(0), Fraction(8)),)), FIRST, once)
    scored = read(once)
    assert (scored.pieces, scored.sounds, len(scored.earlier)) == ((), (), 2)
    write_cut(scored, SECOND, tmp_path / "twice.fcpxml", original=once)
    assert list(map(row, read(tmp_path / "twice.fcpxml").earlier)) == [("three.wav", 1, 6)]


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


def test_a_file_that_was_described_in_our_clip_is_described_in_its_users(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.xml", tmp_path / "twice.xml"
    write_cut(CUT, music(("one", 0.0, 2.0)), once)
    root = read_tree(once)
    audio = next(one for one in root.iter("audio") if one.find("track") is not None)
    song = next(one for one in audio.iter("file") if "one.wav" in (one.findtext("pathurl") or ""))
    track = child(audio, "track")
    item = child(track, "clipitem", id="mine")
    for tag, frames in (("start", 150), ("end", 175), ("in", 0), ("out", 25)):
        child(item, tag, frames)
    child(item, "file", id=song.get("id"))
    once.write_bytes(xml_bytes(root))
    write_cut(read(once), SECOND, twice, original=once)
    assert ("one.wav", 6, 1) in map(row, read(twice).sounds)


def test_a_song_of_ours_that_is_used_elsewhere_stays_in_the_bin(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.kdenlive", tmp_path / "twice.kdenlive"
    write_cut(CUT, FIRST, once)
    # Somebody laid the first song on a track of their own, too: its tractor has another name.
    root = read_tree(once)
    names = [one for one in root.iter("property") if one.text == "Cuesmith 1"]
    names[0].text = "Keep"
    once.write_bytes(xml_bytes(root))
    write_cut(read(once), SECOND, twice, original=once)
    bin_clips = [one.get("producer") for one in read_tree(twice).findall("playlist[1]/entry")]
    kept = [one for one in read_tree(twice).findall("producer") if one.get("id") in bin_clips]
    songs = {Path(one.findtext("property[@name='resource']") or "").name for one in kept}
    assert songs == {"film.mov", "one.wav", "three.wav", "mixed.wav"}


def test_whatever_speaks_of_tracks_of_kdenlive_by_number_follows() -> None:
    def leaf(track: int) -> dict[str, str]:
        return {"data": f"{track}:0:-1", "leaf": "clip", "type": "Leaf"}

    group = {"children": [leaf(0), {"children": [leaf(1), leaf(2)], "type": "AVSplit"}]}
    timeline = Element("tractor")
    said = {"x.activeTrack": "2", "x.audioTarget": "1", "x.videoTarget": "-1",
            "x.groups": json.dumps([group, leaf(1)])}  # fmt: skip
    for name, text in said.items():
        child(timeline, "property", text, name=name)
    for lower, upper in ((0, 1), (0, 2), (0, 3)):
        joined = child(timeline, "transition")
        properties(joined, a_track=lower, b_track=upper)
    renumber(timeline, lambda one: None if one == 2 else one - (one > 2))
    held = {one.get("name"): one.text for one in timeline.findall("property")}
    assert (held["x.activeTrack"], held["x.audioTarget"], held["x.videoTarget"]) == (
        "1",
        "-1",
        "-1",
    )
    inside = {"children": [leaf(1)], "type": "AVSplit"}
    assert json.loads(held["x.groups"] or "") == [{"children": [leaf(0), inside]}]
    joins = [one.findtext("property[@name='b_track']") for one in timeline.findall("transition")]
    assert joins == ["1", "2"]
