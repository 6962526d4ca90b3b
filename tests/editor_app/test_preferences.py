from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.preferences import (
    MAX_RECENT,
    Preferences,
    PreferencesError,
    read_preferences,
    write_preferences,
)
from editor_app.settings import DATA_VARIABLE, preferences_path, settings

SAMPLE = Path(__file__).parents[1] / "data" / "preferences-1.json"
FULL = Preferences(
    theme="light",
    library=Path("/music/library"),
    device="cpu",
    target="podcast",
    language="de",
    autosave_s=60,
    shortcuts={"suggest": ("Ctrl+G",), "fill_cut": ()},
    recent=(Path("/films/harbour.mp4"),),
    window={"geometry": "AdnQywAD"},
    rest={"colour_of_the_future": "mauve"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "preferences.json"


def test_without_a_file_the_choices_are_ours(path: Path) -> None:
    assert read_preferences(path) == Preferences()
    assert not path.exists()


def test_the_first_version_is_read(path: Path) -> None:
    assert read_preferences(SAMPLE) == FULL


def test_what_is_written_is_read_again_with_what_others_wrote(path: Path) -> None:
    write_preferences(FULL, path)
    assert read_preferences(path) == FULL
    assert [one.name for one in path.parent.iterdir()] == ["preferences.json"]


def test_a_newer_file_is_neither_read_nor_written_over(path: Path) -> None:
    path.parent.mkdir()
    newer = json.dumps({"format": "cuesmith-preferences", "version": 2, "theme": "mauve"})
    path.write_text(newer)
    with pytest.raises(PreferencesError, match="newer version"):
        read_preferences(path)
    with pytest.raises(PreferencesError, match="newer version"):
        write_preferences(FULL, path)
    assert path.read_text() == newer


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"format": "cuesmith-preferences"}',
        b'{"format": "cuesmith-preferences", "version": "1"}',
        b'{"format": "something-else", "version": 1}',
        b"[" * 100_000,
        b" " * (1024**2 + 1),
    ],
)
def test_a_damaged_file_is_said_and_kept_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(PreferencesError) as told:
        read_preferences(path)
    assert path.name in told.value.what
    assert told.value.remedy
    write_preferences(FULL, path)
    assert read_preferences(path) == FULL
    assert path.with_suffix(".bak").read_bytes() == content


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(json.loads(SAMPLE.read_text()))), Json))
def test_values_that_make_no_sense_become_ours(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("preferences") / "preferences.json"
    written = {**values, "format": "cuesmith-preferences", "version": 1}
    path.write_text(json.dumps(written), "utf-8")
    found = read_preferences(path)
    assert found.theme in {"dark", "light"}
    assert found.device
    assert 5 <= found.autosave_s <= 3600
    write_preferences(found, path)
    again = read_preferences(path)
    assert replace(again, rest={}) == replace(found, rest={})


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(PreferencesError, match="could not be saved") as told:
        write_preferences(FULL, blocked / "preferences.json")
    assert told.value.remedy


def test_recent_files_are_few_unique_and_newest_first() -> None:
    found = Preferences()
    for number in (*range(12), 5):
        found = found.with_recent(Path(f"/films/{number}.mp4"))
    assert len(found.recent) == MAX_RECENT
    assert [one.stem for one in found.recent[:3]] == ["5", "11", "10"]
    assert found.without_recent(Path("/films/5.mp4")).recent[0].stem == "11"


def test_settings_follow_the_preferences_and_the_command_line_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    assert preferences_path() == tmp_path / "preferences.json"
    chosen = settings(preferences=FULL)
    assert (chosen.library, chosen.device) == (Path("/music/library"), "cpu")
    assert chosen.cache == tmp_path / "cache"
    named = settings(library=Path("/other"), device="cuda", preferences=FULL)
    assert (named.library, named.device) == (Path("/other"), "cuda")
    assert settings().library == tmp_path / "library"
