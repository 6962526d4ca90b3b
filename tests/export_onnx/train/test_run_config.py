from __future__ import annotations

import math
from pathlib import Path

import pytest

pytest.importorskip("torch")

from export_onnx.train.family import FAMILIES, DataSettings, family_module, read_run_config
from inference.errors import WorldError

CONFIGS = Path(__file__).parents[3] / "export_onnx" / "configs"
SHIPPED = [path for path in sorted(CONFIGS.glob("*.toml")) if path.stem != "starter"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_configuration_can_be_run(path: Path) -> None:
    config = read_run_config(path)
    assert config.family in FAMILIES
    family = family_module(config.family)
    assert min(family.least_pairs(config.model).values()) > 0
    everything = ("joy", "happy", "valence", "arousal", "cluster:calm")
    family.check_run(config, everything, name="some videos")
    assert config.fit.data_on_device == path.stem.endswith("-gpu")


def test_shares_are_those_of_the_parts() -> None:
    assert DataSettings(train_share=0.7, check_share=0.1).shares == (0.7, 0.1, 0.2)
    assert DataSettings(train_share=0.9, check_share=0.1).shares == (0.9, 0.1, 0.0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("segment_s", 0.0),
        ("segment_s", math.nan),
        ("train_share", 1.0),
        ("check_share", 0.0),
        ("check_share", 0.3),
        ("longest_s", 0.5),
        ("label", -2),
        ("most", -1),
        ("seed", -1),
    ],
)
def test_no_pairs_can_be_made_with(key: str, value: float) -> None:
    with pytest.raises(WorldError, match=f"setting {key} is"):
        DataSettings(**{key: value})  # type: ignore[arg-type]


def test_lists_of_words_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('family = "mvpt"\n[data]\nown_tags = ["party"]\n', encoding="utf-8")
    config = read_run_config(path)
    assert config.data.own_tags == ("party",)
    assert (config.name, config.version) == ("mine", "0.1.0")
    path.write_text('family = "mvpt"\n[data]\nown_tags = [3]\n', encoding="utf-8")
    with pytest.raises(WorldError, match="own_tags should be of type str"):
        read_run_config(path)
