"""Another model pack is chosen in the settings; what is kept for good follows what is in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from editor_app.preferences import Preferences, read_preferences, write_preferences
from editor_app.settings import USUAL_PACK, preferences_path
from editor_app.widgets.settings.dialog import SettingsDialog
from tests.editor_app.uses.packs import other_pack
from tests.end_to_end.window.conftest import Program


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return other_pack(tmp_path / "other")


def want(program: Program, pack: Path) -> None:
    preferring = program.furniture.preferring
    preferring.change(replace(preferring.now, coming_pack=pack))


def wait_for_pack(program: Program, pack: Path | None) -> None:
    wanted = replace(program.furniture.preferring.now, pack=pack, coming_pack=None)
    program.person.wait(lambda: program.furniture.preferring.now == wanted)
    program.person.wait(lambda: read_preferences(preferences_path()).pack == pack)


def test_it_is_kept_once_it_is_in_use_and_there_is_a_way_back(
    program: Program, other: Path
) -> None:
    want(program, other)
    assert program.desk.engines.settings.pack == USUAL_PACK
    wait_for_pack(program, other)
    assert program.desk.engines.settings.pack == other
    want(program, USUAL_PACK)
    wait_for_pack(program, None)
    assert program.desk.engines.settings.pack == USUAL_PACK


def test_a_broken_one_is_told_and_the_old_one_is_kept(program: Program, other: Path) -> None:
    (other / "video_tower.onnx").write_bytes(b"damaged")
    want(program, other)
    program.person.wait(lambda: program.notices)
    assert "video_tower.onnx" in program.notices[0].what
    wait_for_pack(program, None)
    want(program, other)
    program.person.wait(lambda: program.desk.changing.target is None)


def test_a_pack_is_taken_in_by_the_settings_and_a_refusal_outlives_them(
    program: Program, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, packing = program.person, program.desk.packing
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    person.press("Ctrl+,")
    dialog = program.cuesmith.window.findChild(SettingsDialog)
    dialog.tabs.setCurrentIndex(1)
    add = person.see(QPushButton, "settings_pack_add")
    add.menu().actions()[0].trigger()
    person.wait(lambda: dialog.preferences.coming_pack is not None)
    assert dialog.preferences.coming_pack.parent == program.data / "packs"
    dialog.reject()
    person.wait(lambda: program.cuesmith.window.findChild(SettingsDialog) is None)
    packing.install(other / "music_tower.onnx")
    person.wait(lambda: program.notices)
    assert "music_tower.onnx" in program.notices[0].what


def test_a_change_that_the_end_cut_off_goes_on_at_the_next_start(
    start, data: Path, other: Path
) -> None:
    write_preferences(Preferences(coming_pack=other), preferences_path())
    program = start()
    wait_for_pack(program, other)


def test_ending_the_program_does_not_give_the_change_up(start, data: Path, other: Path) -> None:
    write_preferences(Preferences(coming_pack=other), preferences_path())
    program = start()
    program.end()
    assert read_preferences(preferences_path()).coming_pack == other
