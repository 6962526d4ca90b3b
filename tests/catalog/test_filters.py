from __future__ import annotations

from pathlib import Path

import pytest

from catalog.filters import Filters, text_query
from catalog.library import Library

SONGS = (
    # title, artist, words, bpm, key, duration, stated, heard, cleared
    ("Red Ölsand", "Ann", "folk slow", 60.0, "A minor", 100, None, 0.9, "yes"),
    ("Blue", "Bob Marsh", "rock", 125.0, "C major", 200, None, 0.1, "care"),
    ("Green", "Cleo", "folk-rock", 90.0, None, 300, 0.0, 0.9, "no"),
    ("Grey", "Dan", "", None, "a minor", 400, None, None, "unknown"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("filters")) as opened:
        with opened._database.transaction() as connection:
            for i, values in enumerate(SONGS, 1):
                connection.execute(
                    "INSERT INTO tracks (id, path, size, mtime_ns, content_key, title, artist, "
                    "words, bpm, key, duration_s, stated_vocals, heard_vocals, cleared, "
                    "bpm_confidence, key_confidence, beats_s, downbeats_s, energy) VALUES "
                    "(?, ?, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, x'', x'', x'')",
                    (i, f"/m/{i}.mp3", str(i), *values),
                )
                connection.execute("INSERT INTO tags VALUES (?, 'guitar', ?)", (i, i / 10))
        yield opened


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(), "Red Blue Green Grey"),
        (Filters(bpm=(115, 130)), "Red Blue"),
        (Filters(bpm=(115, 130), bpm_folded=False), "Blue"),
        (Filters(bpm=(60, 63)), "Red Blue"),
        (Filters(keys=frozenset({"A Minor"})), "Red Grey"),
        (Filters(duration_s=(150, 300)), "Blue Green"),
        (Filters(vocals="yes"), "Red"),
        (Filters(vocals="no"), "Blue Green"),
        (Filters(cleared=frozenset({"yes", "care"})), "Red Blue"),
        (Filters(words=frozenset({"Folk"})), "Red"),
        (Filters(words=frozenset({"folk", "slow"})), "Red"),
        (Filters(tags={"guitar": 0.3}), "Green Grey"),
        (Filters(tags={"banjo": 0.0}), ""),
        (Filters(text="olsand"), "Red"),
        (Filters(text="mar blu"), "Blue"),
        (Filters(text='"; DROP TABLE tracks; --'), ""),
        (Filters(text="NEAR(rock"), ""),
        (Filters(text="rock"), "Blue Green"),
        (Filters(text="…"), ""),
        (Filters(text="folk", cleared=frozenset({"no"}), bpm=(40, 50)), "Green"),
    ],
)
def test_filters(library, filters, titles):
    found = [track.title.split()[0] for track in library.tracks(filters)]
    assert found == titles.split()


def test_missing_songs_do_not_pass(library):
    database = library._database
    database.rows("UPDATE tracks SET missing = 1 WHERE id = 1")
    assert len(list(library.tracks(Filters()))) == 3
    assert len(list(library.tracks())) == 4
    database.rows("UPDATE tracks SET missing = 0 WHERE id = 1")


def test_what_is_known_of_a_track(library):
    green = library.get(3)
    assert (green.vocals, green.tags, green.words) == (0.0, {"guitar": 0.3}, ("folk-rock",))
    assert green.path == Path("/m/3.mp3")
    assert library.get(99) is None


def test_text_queries_quote_what_was_typed():
    assert text_query('AND "x" ol') == '"AND"* "x"* "ol"*'
    assert text_query(" *^ ") == ""
