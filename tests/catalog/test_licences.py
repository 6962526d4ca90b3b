from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import LibraryError
from catalog.licences import classify, is_sidecar, read_sidecar, stated_for


@pytest.mark.parametrize(
    ("text", "family", "cleared"),
    [
        ("CC0", "public-domain", "yes"),
        ("CC0-1.0", "public-domain", "yes"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "public-domain", "yes"),
        ("Public Domain", "public-domain", "yes"),
        ("CC-BY-4.0", "attribution", "yes"),
        ("CC BY 3.0 (Somebody)", "attribution", "yes"),
        ("https://creativecommons.org/licenses/by/4.0/", "attribution", "yes"),
        ("Creative Commons Attribution 3.0", "attribution", "yes"),
        ("MIT", "attribution", "yes"),
        ("CC-BY-SA-3.0 (Obsidian Shell)", "share-alike", "care"),
        ("http://creativecommons.org/licenses/by-sa/3.0/", "share-alike", "care"),
        ("Creative Commons Attribution-ShareAlike 3.0", "share-alike", "care"),
        (
            "Licensed to the public under http://creativecommons.org/licenses/by-sa/2.0/de/ "
            "verify at http://www.jamendo.com/album/32199/",
            "share-alike",
            "care",
        ),
        ("GPL-2+", "share-alike", "care"),
        ("GPLv3", "share-alike", "care"),
        ("Free Art License 1.2", "share-alike", "care"),
        ("CC-BY-NC-4.0", "non-commercial", "no"),
        ("CC BY-NC-SA 3.0", "non-commercial", "no"),
        ("Attribution-NonCommercial 4.0", "non-commercial", "no"),
        ("http://creativecommons.org/licenses/by-nc-nd/3.0/", "non-commercial", "no"),
        ("CC-BY-ND-4.0", "no-derivatives", "no"),
        ("Attribution-NoDerivatives", "no-derivatives", "no"),
        ("(C) 2010 Big Label. All rights reserved.", "all-rights", "no"),
        ("Doug Kaufman (C) 2007", "unknown", "unknown"),
        ("Drascula licence (free, keep unmodified credits)", "unknown", "unknown"),
        ("", "unknown", "unknown"),
    ],
)
def test_families(text, family, cleared):
    found = classify(text)
    assert (found.family, found.cleared) == (family, cleared)
    assert found.text == text


def test_a_table_beside_the_songs(tmp_path: Path):
    table = tmp_path / "LICENSE.csv"
    table.write_text(
        "\ufefffile,title,artist,license,source,vocals\n"
        'Red.OGG,"Red, again",Ann,CC0,http://x,yes\n,nobody,,,,\nblue,Blue,,,,\n',
        encoding="utf-8",
    )
    stated = read_sidecar(table)
    red = stated_for(tmp_path / "red.ogg", stated)
    assert red == {
        "title": "Red, again",
        "artist": "Ann",
        "licence": "CC0",
        "source": "http://x",
        "vocals": "yes",
    }
    assert stated_for(tmp_path / "Blue.mp3", stated) == {"title": "Blue"}
    assert stated_for(tmp_path / "green.mp3", stated) == {}


@pytest.mark.parametrize("name", ["red.ogg.license.toml", "red.license.toml"])
def test_a_file_beside_one_song(tmp_path: Path, name: str):
    assert is_sidecar(name)
    (tmp_path / name).write_text('licence = "CC-BY-4.0"\nattribution = "Red by Ann"\n')
    stated = stated_for(tmp_path / "red.ogg", read_sidecar(tmp_path / name))
    assert stated == {"licence": "CC-BY-4.0", "attribution": "Red by Ann"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.license.toml", b"= ="),
        ("licences.csv", b"file,title\n\xff\xfe\n"),
        ("licences.csv", b"file,title\n" + b'"' + b"x" * 200_000),
    ],
)
def test_a_broken_sidecar_is_named(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LibraryError, match=name):
        read_sidecar(tmp_path / name)


def test_other_files_are_no_sidecars():
    assert not is_sidecar("LICENSE.txt")
    assert not is_sidecar("songs.csv")
