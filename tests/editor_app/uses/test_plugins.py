from __future__ import annotations

import sys
from pathlib import Path

import pytest

from editor_app.uses.plugins import install, plugin, plugins
from inference.errors import WorldError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folders are those of Linux")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path


def test_the_newest_version_that_was_started_gets_it(home: Path) -> None:
    for version in ("3.4", "3.10", "2.83"):
        (home / "config/blender" / version).mkdir(parents=True)
    target = install(plugin("blender"))
    assert target == home / "config/blender/3.10/scripts/addons/cuesmith_blender.py"
    assert target.read_bytes() == plugin("blender").file.read_bytes()
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_resolve_looks_in_its_utility_scripts(home: Path) -> None:
    (home / "share/DaVinciResolve").mkdir(parents=True)
    assert install(plugin("resolve")) == (
        home / "share/DaVinciResolve/Fusion/Scripts/Utility/Cuesmith.py"
    )


def test_an_editor_that_is_not_there_is_said(home: Path) -> None:
    for one in plugins():
        assert one.folders == ()
        with pytest.raises(WorldError, match="was not found"):
            install(one)
    named = home / "scripts"
    assert install(plugin("resolve"), named).parent == named
    with pytest.raises(WorldError, match="no plugin for “avid”"):
        plugin("avid")


def test_a_folder_that_cannot_be_written_is_said(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(WorldError, match="cannot be written"):
        install(plugin("blender"), home / "file" / "addons")
