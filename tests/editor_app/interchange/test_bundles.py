"""Bundles with media in them: unpacked once and whole, and nothing outside is ever written."""

from __future__ import annotations

import json
import stat
import struct
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange import bundles
from editor_app.interchange.bundles import listed, unpacked
from editor_app.interchange.cut import Cut, MediaRef, Piece
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.music import NO_MUSIC, Music, music_of
from editor_app.interchange.reading import read_cut
from editor_app.interchange.relink import missing
from editor_app.interchange.writers import write_cut
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix
from inference.progress import finish
from inference.values import Span

RATE = Fraction(25)
FILM = b"film " * 2000


def timeline(*urls: str) -> str:
    """Return a timeline of a second out of each file."""

    def time(value: int) -> dict[str, object]:
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": value}

    span = {"OTIO_SCHEMA": "TimeRange.1", "start_time": time(0), "duration": time(25)}
    clips = [
        {
            "OTIO_SCHEMA": "Clip.1", "source_range": span,
            "media_reference": {"OTIO_SCHEMA": "ExternalReference.1", "target_url": url},
        }
        for url in urls
    ]  # fmt: skip
    track = {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": clips}
    stack = {"OTIO_SCHEMA": "Stack.1", "children": [track]}
    return json.dumps({"OTIO_SCHEMA": "Timeline.1", "name": "trip", "tracks": stack})


def bundle(path: Path, *urls: str, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.otio", timeline(*urls))
        for name, data in files.items():
            archive.writestr(f"media/{name}.mov", data)
    return path


def paths(cut: Cut) -> list[Path | None]:
    return [piece.source.path if piece.source else None for piece in cut.pieces]


def test_media_of_a_bundle_are_there_and_unpacked_once(tmp_path: Path) -> None:
    packed = bundle(
        tmp_path / "trip.otioz", "media/a.mov", "media/a%20b.mov", a=FILM, **{"a b": b"x"}
    )
    cut = read_cut(packed)
    assert missing(cut) == ()
    assert cut.dropped == ()
    assert paths(cut) == [None, None]
    there = tmp_path / "cache"
    made = finish(unpacked(cut, there))
    assert paths(made) == [there / "media/a.mov", there / "media/a b.mov"]
    assert (there / "media/a.mov").read_bytes() == FILM
    assert sorted(path.name for path in (there / "media").iterdir()) == ["a b.mov", "a.mov"]
    before = (there / "media/a.mov").stat()
    assert before.st_mtime_ns == packed.stat().st_mtime_ns
    assert finish(unpacked(cut, there)) == made
    assert (there / "media/a.mov").stat().st_ino == before.st_ino
    # What is half there, of a run that was killed, is made again.
    (there / "media/a.mov").write_bytes(FILM[:10])
    finish(unpacked(cut, there))
    assert (there / "media/a.mov").read_bytes() == FILM


EVIL = ["media/../../evil.mov", "/evil.mov", "media/..\\..\\evil.mov", "media//evil.mov",
        "C:/evil.mov", "media/./evil.mov", "../evil.mov"]  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_leads_elsewhere_is_left_in_the_bundle(name: str, tmp_path: Path) -> None:
    packed = tmp_path / "in" / "trip.otioz"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.otio", timeline(name, "media/a.mov"))
        archive.writestr(name, b"evil")
        archive.writestr("media/a.mov", FILM)
    cut = read_cut(packed)
    assert "not safe to unpack" in " ".join(cut.dropped)
    made = finish(unpacked(cut, tmp_path / "in" / "cache" / "key"))
    assert made.pieces[1].source is not None
    assert made.pieces[1].source.path == tmp_path / "in" / "cache" / "key" / "media/a.mov"
    assert not [one for one in tmp_path.rglob("*") if "evil" in one.name]


def changed(packed: Path, offset: int, value: bytes) -> None:
    """Change the entry of media/a.mov in the list of files, and its own head alike."""
    data = bytearray(packed.read_bytes())
    for mark, at in ((b"PK\x01\x02", offset), (b"PK\x03\x04", offset - 2)):
        name = data.rfind(b"media/a.mov") if mark == b"PK\x01\x02" else data.find(b"media/a.mov")
        head = data.rfind(mark, 0, name)
        data[head + at : head + at + len(value)] = value
    packed.write_bytes(bytes(data))


def test_links_encrypted_and_strangely_packed_files_are_left(tmp_path: Path) -> None:
    link = tmp_path / "link.otioz"
    with zipfile.ZipFile(link, "w") as archive:
        archive.writestr("content.otio", timeline("media/a.mov"))
        one = zipfile.ZipInfo("media/a.mov")
        one.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(one, "/etc/passwd")
    locked = bundle(tmp_path / "locked.otioz", "media/a.mov", a=FILM)
    changed(locked, 8, b"\x01\x00")
    strange = bundle(tmp_path / "strange.otioz", "media/a.mov", a=FILM)
    changed(strange, 10, b"\x63\x00")
    for packed in (link, locked, strange):
        cut = read_cut(packed)
        assert len(missing(cut)) == 1, packed.name
        assert finish(unpacked(cut, tmp_path / "cache")) == cut
    assert not (tmp_path / "cache").exists()


def test_a_bomb_is_left_in_the_bundle(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.otioz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.otio", timeline("media/a.mov"))
        archive.writestr("media/a.mov", b"\0" * (8 << 20))
    assert listed(bomb).files == {}
    assert len(missing(read_cut(bomb))) == 1


def test_files_that_share_their_bytes_are_left_in_the_bundle(tmp_path: Path) -> None:
    packed = bundle(tmp_path / "b.otioz", "media/a.mov", a=FILM)
    data = packed.read_bytes()
    start = data.find(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    last = data.rfind(b"PK\x01\x02")
    directory = data[start:end] + data[last:end].replace(b"a.mov", b"b.mov")
    count, size = struct.pack("<HH", 3, 3), struct.pack("<L", len(directory))
    tail = data[end : end + 8] + count + size + data[end + 16 :]
    packed.write_bytes(data[:start] + directory + tail)
    assert len(zipfile.ZipFile(packed).namelist()) == 3
    assert listed(packed).files == {}


def test_a_list_of_too_many_files_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = bundle(tmp_path / "b.otioz", "media/a.mov", a=FILM)
    monkeypatch.setattr(bundles, "_MOST_DIRECTORY", 100)
    with pytest.raises(TimelineError, match="more files"):
        read_cut(packed)


def test_a_damaged_film_counts_as_not_there_and_leaves_nothing(tmp_path: Path) -> None:
    packed = bundle(tmp_path / "b.otioz", "media/a.mov", "media/b.mov", a=FILM, b=b"whole")
    packed.write_bytes(packed.read_bytes().replace(b"film film", b"film milf", 1))
    made = finish(unpacked(read_cut(packed), tmp_path / "cache"))
    assert [ref.name for ref in missing(made)] == ["a.mov"]
    assert [path.name for path in (tmp_path / "cache/media").iterdir()] == ["b.mov"]


def test_where_there_is_no_room_it_is_said_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = bundle(tmp_path / "b.otioz", "media/a.mov", a=FILM)
    monkeypatch.setattr(bundles.shutil, "disk_usage", lambda _: type("Full", (), {"free": 5}))
    with pytest.raises(TimelineError, match="no room"):
        finish(unpacked(read_cut(packed), tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("suffix", [".mlt", ".otio", ".fcpxml"])
def test_for_a_timeline_of_another_kind_media_are_unpacked_beside_it(
    suffix: str, tmp_path: Path
) -> None:
    packed = bundle(tmp_path / "trip.otioz", "media/a.mov", a=FILM)
    out = tmp_path / f"for my editor{suffix}"
    cut = finish(unpacked(read_cut(packed), tmp_path / "cache"))
    write_cut(cut, NO_MUSIC, out, original=packed)
    (path,) = paths(read_cut(out))
    assert path == tmp_path / "for my editor files" / "media/a.mov"
    assert path.read_bytes() == FILM


def songs(folder: Path, *names: str) -> Music:
    cues = []
    for start_s, name in enumerate(names):
        song = folder / name
        song.parent.mkdir(exist_ok=True)
        song.write_text(name)
        cues.append(Cue(song, name, "X", start_s / 4, 0.2))
    return music_of(Mix(Span(0.0, 1.0), tuple(cues)), RATE)


def test_a_bundle_keeps_its_films_and_gets_new_songs_for_old(tmp_path: Path) -> None:
    packed = bundle(tmp_path / "trip.otioz", "media/a.mov", a=FILM)
    once, twice = tmp_path / "once.otioz", tmp_path / "twice.otioz"
    # One is called as the film in the bundle is, and two are called alike.
    first = songs(tmp_path, "x/a.mov", "y/01.wav", "z/01.wav")
    write_cut(read_cut(packed), first, once, original=packed)
    back = finish(unpacked(read_cut(once), tmp_path / "cache"))
    assert [path.read_bytes() for path in paths(back) if path] == [FILM]
    with zipfile.ZipFile(once) as archive:
        names = [one.source.packed_name for one in read_cut(once).earlier]
        said = [archive.read(name).decode() for name in names]
    assert said == ["x/a.mov", "y/01.wav", "z/01.wav"]
    write_cut(read_cut(once), songs(tmp_path, "x/new.wav"), twice, original=once)
    with zipfile.ZipFile(twice) as archive:
        assert sorted(archive.namelist()) == [
            "content.otio", "media/a.mov", "media/new.wav", "version.txt"
        ]  # fmt: skip
        assert archive.read("media/a.mov") == FILM


def test_what_a_bundle_of_ours_names_on_the_disk_is_found(tmp_path: Path) -> None:
    film = tmp_path / "100% a.mov"
    film.write_bytes(b"x")
    cut = Cut("c", RATE, (Piece(Fraction(0), Fraction(1), MediaRef(film.name, film)),))
    write_cut(cut, NO_MUSIC, tmp_path / "c.otioz")
    assert paths(read_cut(tmp_path / "c.otioz")) == [film]
