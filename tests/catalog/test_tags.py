from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from catalog.tags import names_from_file, read_tags, with_stated, words_of


@pytest.fixture(scope="module")
def tagged(tmp_path_factory) -> Path:
    """A short tone with tags, made once."""
    path = tmp_path_factory.mktemp("tags") / "05_-_other name.mp3"
    fields = {
        "title": "Red Sky",
        "artist": "Ann",
        "album": "Skies",
        "genre": "Folk Rock",
        "date": "2011-05-01",
        "comment": "slow, dreamy http://creativecommons.org/licenses/by-sa/3.0/ slow",
    }
    metadata = [part for name, text in fields.items() for part in ("-metadata", f"{name}={text}")]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i"]
    tone = "sine=frequency=440:duration=0.3"
    subprocess.run([*command, tone, *metadata, str(path)], check=True)
    return path


def test_reads_what_the_file_says(tagged):
    tags = read_tags(tagged)
    assert (tags.title, tags.artist, tags.album) == ("Red Sky", "Ann", "Skies")
    assert (tags.genre, tags.year) == ("Folk Rock", 2011)
    assert tags.words[:4] == ("folk", "rock", "slow", "dreamy")
    assert len(set(tags.words)) == len(tags.words)
    assert (tags.licence.family, tags.licence.cleared) == ("share-alike", "care")
    assert tags.attribution == "“Red Sky” by Ann"


def test_what_a_person_stated_wins_key_by_key(tagged):
    tags = with_stated(
        read_tags(tagged), {"licence": "CC0", "genre": "Drone", "vocals": "yes (female singer)"}
    )
    assert (tags.title, tags.genre, tags.licence.cleared) == ("Red Sky", "Drone", "yes")
    assert tags.vocals == 1.0
    assert {"folk", "drone"} <= set(tags.words)
    assert with_stated(tags, {}) is tags
    assert with_stated(tags, {"vocals": "who knows"}).vocals is None
    assert with_stated(tags, {"attribution": "Ann!"}).attribution == "Ann!"


@pytest.mark.parametrize(
    ("name", "artist", "title"),
    [
        ("Ann - Red.mp3", "Ann", "Red"),
        ("03 - Ann - Red - Live.mp3", "Ann", "Red - Live"),
        ("07. Red.ogg", "", "Red"),
        ("12_blue_sky.flac", "", "blue sky"),
        ("1999.mp3", "", "1999"),
        ("99 Luftballons.mp3", "", "Luftballons"),
        (" - .mp3", "", "-"),
    ],
)
def test_the_file_name_stands_in(name, artist, title):
    assert names_from_file(Path(name)) == (artist, title)


def test_files_without_readable_tags(tmp_path):
    for name, content in {"empty.mp3": b"", "rubbish.flac": b"\x00" * 99, "x.wav": b"RIFF"}.items():
        (tmp_path / name).write_bytes(content)
        assert read_tags(tmp_path / name).title == Path(name).stem
    assert read_tags(tmp_path / "absent.mp3").title == "absent"


def test_words():
    assert words_of("Hip-Hop, Hip-Hop", "the 90s; D'Angelo") == ("hip-hop", "the", "s", "d'angelo")


@pytest.mark.shared
def test_no_file_of_the_nasty_ones_stops_the_reader(shared):
    files = [path for path in (shared / "nasty").rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        tags = read_tags(path)
        assert tags.title
        "".join((tags.title, tags.artist, *tags.words)).encode("utf-8")
