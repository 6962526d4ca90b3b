from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from editor_app.cli import app
from resources import DEMO
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import CLIP, valid

SONG = sorted((DEMO / "music").glob("*.ogg"))[0]


def test_a_preset_or_target_that_is_not_there_is_answered_with_those_that_are() -> None:
    for wrong, known in (("--duck", "podcast"), ("--target", "ebu-r128")):
        told = CliRunner().invoke(app, ["mix", "a.mp4", "b.ogg", "-o", "c.mp4", wrong, "x"])
        assert told.exit_code == 2
        assert known in told.output


def test_a_mix_says_what_it_did(cuesmith: Cuesmith, tmp_path: Path) -> None:
    out, stems = tmp_path / "mixed.mp4", tmp_path / "stems"
    words = (CLIP, SONG, "-o", out, "--duck", "podcast", "--aside", "--stems", stems, "--json")
    found = cuesmith("mix", *words).json
    assert valid(found, "mix")
    assert out.is_file()
    assert [one["part"] for one in found["stems"]] == ["music", "original", "lane"]
    assert all(Path(one["path"]).stat().st_size > 1000 for one in found["stems"])
    assert found["loudness_after_lufs"] == pytest.approx(-14, abs=0.3)
    assert found["true_peak_dbtp"] <= -1.0


def test_a_mix_left_alone_ducks_nothing(cuesmith: Cuesmith, tmp_path: Path) -> None:
    ran = cuesmith("mix", CLIP, SONG, "-o", tmp_path / "a.mp4", "--duck", "off", "--json").json
    assert (ran["depth_db"], ran["ducked"], ran["ducked_s"]) == (0, [], 0)
    words = ("-o", tmp_path / "a.mp4", "--depth", 3, "--target", "none")
    shown = cuesmith("mix", CLIP, SONG, *words).out
    assert "Loudness" in shown


def test_what_cannot_be_written_is_said_before_anything_is_watched(
    newcomer: Cuesmith, tmp_path: Path
) -> None:
    ran = newcomer("mix", CLIP, SONG, "-o", tmp_path / "nowhere" / "a.mp4")
    assert ran.code == 1
    assert "is not there" in ran.err
    assert not (newcomer.data / "cache").exists()
