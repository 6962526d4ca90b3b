from __future__ import annotations

import numpy as np
import pytest

from editor_app.score.song_ends import SILENT_DB, song_ends
from inference.features.structure_rows import BANDS, BANDS_PER_S, Rows
from inference.values import Floats

SILENCE_DB = -70.0


def rows(level_db: Floats) -> Rows:
    """A song whose bands are all as loud as this, 20 a second."""
    none = np.zeros(0, np.float32)
    bands = np.repeat(level_db[:, None], BANDS, axis=1).astype(np.float32)
    chroma = np.ones((len(level_db), 12), np.float32)
    silent = np.zeros((0, 2), np.float32)
    return Rows(
        len(level_db) / BANDS_PER_S, chroma, bands, np.zeros(1, np.int8), none, none, silent
    )


def held(seconds: float, level_db: float = -20.0) -> Floats:
    return np.full(round(seconds * BANDS_PER_S), level_db, np.float32)


def dying(seconds: float, db_per_s: float = 20.0) -> Floats:
    steps = np.arange(round(seconds * BANDS_PER_S)) / BANDS_PER_S
    return np.maximum(-20.0 - db_per_s * steps, SILENCE_DB).astype(np.float32)


def test_a_song_that_dies_away_has_a_tail() -> None:
    ends = song_ends(rows(np.concatenate((held(10), dying(4)))))
    assert ends.natural
    assert ends.tail_s == pytest.approx(10.5, abs=0.15)
    assert ends.end_s == pytest.approx(12.3, abs=0.3)


def test_a_loop_just_stops() -> None:
    ends = song_ends(rows(held(10)))
    assert not ends.natural
    assert (ends.start_s, ends.tail_s, ends.end_s) == (0, 10, 10)


def test_silence_around_a_song_is_not_of_it() -> None:
    quiet = held(3, SILENCE_DB)
    ends = song_ends(rows(np.concatenate((quiet, held(10), dying(4), quiet))))
    assert ends.start_s == pytest.approx(2.93)
    assert ends.natural
    assert ends.end_s < 15.6


def test_silence_is_silent() -> None:
    ends = song_ends(rows(held(10, SILENCE_DB)))
    assert ends.peak_db < SILENT_DB
    assert ends.end_s == 10
