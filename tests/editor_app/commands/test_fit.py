from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jsonschema import Draft202012Validator

from tests.editor_app.conftest import Cuesmith
from tests.editor_app.score.made_songs import song_sound, written_song

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schema" / "fit.json"


def valid(value: object) -> bool:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(value)
    return True


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return written_song(tmp_path, song_sound())


def test_a_file_is_fitted_in_several_ways(newcomer: Cuesmith, song: Path) -> None:
    out = song.parent / "short.wav"
    found = newcomer("fit", song, "--length", 27, "-o", out, "--variants", 3, "--json").json
    assert valid(found)
    files = [Path(one["path"]) for one in found["variants"]]
    assert files[0] == out
    assert len(files) == len(set(files)) > 1
    for file in files:
        info = soundfile.info(file)
        assert (info.frames, info.samplerate, info.channels) == (27 * 48_000, 48_000, 2)
    assert not list(out.parent.glob(".cuesmith-*"))


def test_a_song_of_the_library_is_named_by_its_title(cuesmith: Cuesmith, tmp_path: Path) -> None:
    out = tmp_path / "long.flac"
    listed = cuesmith("library", "list", "--json").json["tracks"]
    title = listed[0]["title"]
    found = cuesmith("fit", title, "--length", 70.49, "--fps", 25, "-o", out, "--json").json
    assert found["song"]["title"] == title
    assert found["variants"][0]["length_s"] == pytest.approx(70.48)
    sound, _ = soundfile.read(out)
    assert np.abs(sound).max() > 0.01


def test_text_names_the_seams(newcomer: Cuesmith, song: Path) -> None:
    said = newcomer("fit", song, "--length", 27, "-o", song.parent / "a.wav").out
    assert "seam" in said
    assert "%" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--length", 3, "-o", "a.wav"), "cannot be fitted to 3 s"),
        (("--length", 30, "-o", "a.mp3"), "no name of a sound file"),
        (("--length", 30, "-o", "nowhere/a.wav"), "is not there"),
        (("--length", 30, "-o", "song.wav"), "one of the files it is made from"),
    ],
)
def test_what_cannot_be_is_said(
    newcomer: Cuesmith, song: Path, options: tuple[object, ...], words: str
) -> None:
    *rest, name = options
    done = newcomer("fit", song, *rest, song.parent / str(name))
    assert done.code == 1
    assert words in done.err
