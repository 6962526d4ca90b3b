"""Another pack is taken in behind the window, or said why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor_app.operations.jobs import Jobs
from editor_app.operations.packing import Packing
from editor_app.settings import DATA_VARIABLE
from tests.editor_app.uses.packs import other_pack, zipped


@pytest.fixture
def packing(jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Packing:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return Packing(jobs, lambda: tmp_path / "library")


def test_the_packs_that_are_there_are_listed(qtbot, packing: Packing) -> None:
    with qtbot.waitSignal(packing.listed, timeout=10_000) as told:
        packing.look()
    assert [one.name for one in told.args[0]] == ["starter"]


def test_a_zip_is_taken_in_and_is_in_the_list(qtbot, packing: Packing, tmp_path: Path) -> None:
    source = zipped(other_pack(tmp_path / "other"), tmp_path / "other.zip")
    with (
        qtbot.waitSignal(packing.listed, timeout=20_000) as listed,
        qtbot.waitSignal(packing.installed, timeout=20_000) as told,
    ):
        job = packing.install(source)
        assert job.title == "Checking the model pack other.zip"
    (folder,) = told.args
    assert folder in [one.folder for one in listed.args[0]]


def test_a_damaged_one_is_refused_with_the_reason(qtbot, packing: Packing, tmp_path: Path) -> None:
    source = other_pack(tmp_path / "other")
    (source / "music_tower.onnx").write_bytes(b"damaged")
    with qtbot.waitSignal(packing.refused, timeout=20_000) as told:
        packing.install(source)
    assert "music_tower.onnx" in str(told.args[0])
