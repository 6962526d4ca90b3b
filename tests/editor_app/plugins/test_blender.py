"""The add-on in the real program, without a window."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import shutil
import stat
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from editor_app.settings import DATA_VARIABLE
from resources import DEMO, EDITORS
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid

ADDON = EDITORS / "blender" / "cuesmith_blender.py"
SCRIPT = Path(__file__).with_name("in_blender.py")
FPS = 25


@pytest.fixture(scope="module")
def addon() -> Any:
    """The add-on as a module, with as much of Blender as its classes are made of."""
    bpy = types.SimpleNamespace(
        types=types.SimpleNamespace(
            AddonPreferences=object, PropertyGroup=object, Operator=object, Panel=object
        ),
        props=types.SimpleNamespace(StringProperty=lambda **_: None, FloatProperty=lambda: None),
    )
    spec = importlib.util.spec_from_file_location("cuesmith_blender", ADDON)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bpy"] = bpy  # type: ignore[assignment]
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["bpy"]
    return module


def a_cue(**changed: object) -> dict[str, object]:
    cue = {
        "path": "/song.ogg", "title": "Song", "artist": "", "start_s": 10.0, "duration_s": 20.0,
        "source_in_s": 5.0, "gain_db": -6.0, "fade_in_s": 2.0, "fade_out_s": 4.0,
    }  # fmt: skip
    return {**cue, **changed}


def test_the_level_of_a_cue_is_drawn(addon: Any) -> None:
    duck = [[15.0, 0.0], [15.25, -12.0], [18.0, -12.0], [19.0, 0.0]]
    level = dict(addon.level_of(a_cue(gain_points=[[0.0, 0.0], [20.0, -3.0]]), duck))
    assert level[10.0] == -math.inf
    assert level[11.0] == pytest.approx(-6 - 0.15 + 20 * math.log10(math.sin(math.pi / 4)))
    assert level[12.0] == pytest.approx(-6.3)
    assert level[15.25] == pytest.approx(-18 - 0.7875)
    assert level[26.0] == pytest.approx(-6 - 2.4)
    assert level[30.0] == -math.inf
    assert sorted(level) == list(level)


@pytest.fixture(scope="module")
def blender() -> str:
    found = shutil.which("blender")
    if found is None:
        pytest.skip("Blender is not installed")
    return found


def test_songs_are_suggested_and_put_in(blender: str, cuesmith: Cuesmith, tmp_path: Path) -> None:
    answer, called = tmp_path / "answer.json", tmp_path / "cuesmith"
    called.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m editor_app.cli "$@"\n')
    called.chmod(called.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, DATA_VARIABLE: str(cuesmith.data), "CUESMITH_COMMAND": str(called)}
    # Blender has a Python of its own.
    environment.pop("PYTHONPATH", None)
    command = [
        blender, "-b", "--factory-startup", "--python-exit-code", "7", "--python", SCRIPT, "--",
        ADDON, DEMO / "clip.mp4", answer,
    ]  # fmt: skip
    ran = subprocess.run(
        [str(one) for one in command],
        env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(answer.read_text())
    first, last = found["range"]
    assert first == 101
    cut = tmp_path / "cut.otio"
    cut.write_text(json.dumps(found["timeline"]))
    same = cuesmith("suggest", cut, "--json").json
    assert [one[0] for one in found["songs"]] == [str(one["id"]) for one in same["suggestions"]]
    assert same["duration_s"] == pytest.approx((last - first) / FPS, abs=1 / FPS)
    placed = cuesmith("place", cut, "--track", found["songs"][1][0], "--json").json
    assert valid(placed, "place")
    assert len(found["inserted"]) == len(placed["cues"]) >= 1
    assert found["left"] == ["own", "later"]
    assert found["heard"] == ["clip", "own"]
    for strip, cue in zip(found["inserted"], placed["cues"], strict=True):
        assert Path(strip["file"]) == Path(cue["path"])
        assert abs(strip["start"] - (first + cue["start_s"] * FPS)) <= 1
        assert abs(strip["end"] - (first + (cue["start_s"] + cue["duration_s"]) * FPS)) <= 1
        assert strip["skipped_s"] == pytest.approx(cue["source_in_s"], abs=1 / FPS)
        assert strip["channel"] != 2
        assert {way for _, _, way in strip["volume"]} == {"LINEAR"}
        loudest = max(volume for _, volume, _ in strip["volume"])
        assert loudest == pytest.approx(10 ** (cue["gain_db"] / 20), rel=0.01)
        assert strip["volume"][-1][1] == pytest.approx(0.0, abs=1e-3)
