from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.operations.lanes import Lanes
from editor_app.operations.preferring import Preferring
from editor_app.preferences import Preferences, PreferencesError, read_preferences


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "preferences.json"


def test_what_is_chosen_is_told_and_written(qtbot, lanes: Lanes, path: Path) -> None:
    preferring = Preferring(Preferences(), path, lanes)
    light = replace(Preferences(), theme="light")
    with qtbot.waitSignal(preferring.changed) as changed:
        preferring.change(light)
    assert changed.args == [Preferences(), light]
    assert preferring.now == light
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: read_preferences(path) == light)


def test_the_same_again_is_no_change(qtbot, lanes: Lanes, path: Path) -> None:
    preferring = Preferring(Preferences(), path, lanes)
    with qtbot.assertNotEmitted(preferring.changed, wait=50):
        preferring.change(Preferences())
    assert not path.exists()


def test_what_cannot_be_written_is_told_and_holds_all_the_same(
    qtbot, lanes: Lanes, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    preferring = Preferring(Preferences(), file / "preferences.json", lanes)
    light = replace(Preferences(), theme="light")
    with qtbot.waitSignal(preferring.failed) as failed:
        preferring.change(light)
    assert isinstance(failed.args[0], PreferencesError)
    assert preferring.now == light


def test_the_last_word_is_written_when_the_lanes_close(qapp, path: Path) -> None:
    lanes = Lanes()
    preferring = Preferring(Preferences(), path, lanes)
    preferring.keep_at_end(replace(Preferences(), window={"geometry": "abc"}))
    assert lanes.close(10.0)
    assert read_preferences(path).window == {"geometry": "abc"}


def test_nobody_is_told_when_the_last_word_cannot_be_written(qtbot, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    lanes = Lanes()
    preferring = Preferring(Preferences(), file / "preferences.json", lanes)
    preferring.keep_at_end(replace(Preferences(), theme="light"))
    assert lanes.close(10.0)
