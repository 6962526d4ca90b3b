from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from catalog.library import Library
from tests.catalog.helpers import song, take_in
from tests.editor_app.conftest import Cuesmith
from tests.inference.features.sounds import clicks, written

OLD = Path(__file__).resolve().parents[2] / "catalog" / "data" / "library-v3"
SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schema" / "beats.json"


def valid(value: Any) -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(value)
    return value


@pytest.fixture
def owner(newcomer: Cuesmith, tmp_path: Path) -> Cuesmith:
    """Give a command line whose library holds one song, heard with beats at 0, 1, 2 and 3 s."""
    song(tmp_path / "music" / "tune.mp3")
    with Library.open(newcomer.data / "library") as library:
        take_in(library, tmp_path / "music")
    return newcomer


def test_a_song_of_the_library_is_corrected_and_stays_so(owner: Cuesmith) -> None:
    heard = valid(owner("beats", 1, "--json").json)
    assert heard["beats_s"] == [0, 1, 2, 3]
    assert heard["corrected"] == {"tempo": 1, "shift_ms": 0, "bar_shift": 0}
    fixed = valid(owner("beats", 1, "--double", "--shift-ms", 40, "--bar", 1, "--json").json)
    assert fixed["bpm"] == 2 * heard["bpm"]
    assert fixed["beats_s"][:3] == [0.04, 0.54, 1.04]
    assert fixed["downbeats_s"][0] == 0.54
    again = owner("beats", 1, "--shift-ms", 0, "--json").json
    assert again["corrected"] == {"tempo": 2, "shift_ms": 0, "bar_shift": 1}
    assert owner("beats", 1, "--json").json == again
    assert owner("beats", 1, "--reset", "--json").json == heard


def test_what_was_corrected_is_told(owner: Cuesmith) -> None:
    assert "Corrected" not in owner("beats", "tune").out
    said = owner("beats", "tune", "--half", "--shift-ms", -20, "--bar", 1).out
    assert "half the tempo, beats moved by -20 ms, bars moved by +1 beats" in said


def test_a_library_of_an_older_format_is_brought_up_to_date(newcomer: Cuesmith) -> None:
    shutil.copytree(OLD, newcomer.data / "library")
    assert newcomer("beats", "Blue Note", "--json").json["beats_s"] == []


def test_any_file_is_heard_but_not_corrected(newcomer: Cuesmith, tmp_path: Path) -> None:
    file = written(tmp_path / "clicks.wav", clicks(np.arange(0.3, 12, 0.5), 12))
    found = valid(newcomer("beats", file, "--json").json)
    assert found["bpm"] == pytest.approx(120, abs=0.1)
    assert found["beats_s"][0] == pytest.approx(0.3, abs=0.01)
    assert found["corrected"] is None
    refused = newcomer("beats", file, "--half")
    assert refused.code == 1
    assert "not in the library" in refused.err


def test_music_without_a_beat_is_said_to_have_none(newcomer: Cuesmith, tmp_path: Path) -> None:
    file = written(tmp_path / "silence.wav", np.zeros(80_000, np.float32))
    assert valid(newcomer("beats", file, "--json").json)["bpm"] is None
    assert "no beat was found" in newcomer("beats", file).out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("beats", "nothing"), "no library"),
        (("beats", "1", "--half", "--double"), "either half or double"),
    ],
)
def test_what_cannot_be_is_refused(newcomer: Cuesmith, words: tuple, sentence: str) -> None:
    ran = newcomer(*words)
    assert ran.code != 0
    assert sentence in ran.err


def test_a_shift_of_many_seconds_is_refused(owner: Cuesmith) -> None:
    refused = owner("beats", 1, "--shift-ms", 99_000)
    assert refused.code == 1
    assert "ten seconds" in refused.err
