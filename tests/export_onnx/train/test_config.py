from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from export_onnx.train.config import find_config, read_config
from inference.errors import WorldError


def test_the_shipped_settings_are_understood() -> None:
    config = read_config(find_config("starter"))
    assert config.name == "starter"
    assert config.tower.embedding > config.tower.affinity


@pytest.mark.parametrize(
    "text",
    [
        "colour = 3",
        "[fit]\nsped = 1",
        "[fit]\nsteps = 'many'",
        "[fit]\nsteps = true",
        "fit = 3",
        "=",
        "name = 3",
    ],
)
def test_what_is_not_known_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorldError, match="settings"):
        read_config(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="absent"):
        read_config(tmp_path / "absent.toml")
