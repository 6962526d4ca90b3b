from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.data.gather import Bases, listen_to_all, open_bases
from export_onnx.train.material import split_songs
from inference.errors import PackError
from inference.progress import finish

PACK = Path(__file__).parents[3] / "resources" / "packs" / "starter"


@pytest.fixture(scope="module")
def bases() -> Bases:
    return open_bases(PACK)


def test_one_bad_song_is_told_and_left_out(bases: Bases, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ogg"
    bad.write_bytes(b"no music")
    told: list[str] = []
    songs = finish(
        listen_to_all([bad], bases, tmp_path / "kept"), lambda step: told.append(step.doing)
    )
    assert songs == {}
    assert "bad.ogg" in told[0]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="bases"):
        open_bases(tmp_path)


def test_packages_are_held_out_whole() -> None:
    songs = {f"p{i % 5}__{i}.ogg": np.zeros((1, 1), np.float32) for i in range(40)}
    train, held = split_songs(songs, 0.25, seed=1)
    packages = [{name.split("__")[0] for name in part} for part in (train, held)]
    assert not packages[0] & packages[1]
    assert len(held) >= 10
