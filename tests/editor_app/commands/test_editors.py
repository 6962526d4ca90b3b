from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from resources import DEMO
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid

CLIP = DEMO / "clip.mp4"


def test_cues_are_placed_without_a_film_being_written(cuesmith: Cuesmith) -> None:
    found = cuesmith("place", CLIP, "--per-scene", "--json").json
    assert valid(found, "place")
    assert len(found["cues"]) > 1
    assert found["stem"] is None
    times = [at for at, _ in found["duck"]]
    assert times == sorted(times)
    assert min(gain for _, gain in found["duck"]) == pytest.approx(-12.0)
    starts = [cue["start_s"] for cue in found["cues"]]
    assert starts == sorted(starts)
    assert "from" in cuesmith("place", CLIP).out


def test_the_stem_is_the_music_as_placed(cuesmith: Cuesmith, tmp_path: Path) -> None:
    stem = tmp_path / "music.wav"
    found = cuesmith("place", CLIP, "--track", "Awakening", "--stem", stem, "--json").json
    assert found["stem"] == str(stem)
    (cue,) = found["cues"]
    sound, rate = soundfile.read(stem, always_2d=True)
    assert len(sound) / rate == pytest.approx(found["duration_s"], abs=0.05)
    loud = np.abs(sound[: int(cue["duration_s"] * rate)]).max()
    assert 0.01 < loud <= 1.0


def test_editors_are_listed_and_their_plugins_installed(newcomer: Cuesmith, tmp_path: Path) -> None:
    found = newcomer("editors", "list", "--json").json
    assert valid(found, "editors-list")
    assert [one["name"] for one in found["editors"]] == ["blender", "resolve"]
    assert "Blender" in newcomer("editors", "list").out
    made = newcomer("editors", "install", "blender", "--to", tmp_path / "addons", "--json").json
    assert valid(made, "editors-install")
    assert Path(made["file"]).is_file()
    refused = newcomer("editors", "install", "avid")
    assert refused.code == 1
    assert "cuesmith open FILE" in refused.err
