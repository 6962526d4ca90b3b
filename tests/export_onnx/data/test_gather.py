from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.data.gather import (
    Bases,
    change_light,
    listen_to_all,
    look_at_stills,
    open_bases,
    read_picture,
    read_ratings,
)
from export_onnx.train.material import split_songs
from inference.errors import PackError, WorldError
from inference.progress import finish

PACK = Path(__file__).parents[3] / "resources" / "packs" / "starter"


@pytest.fixture(scope="module")
def bases() -> Bases:
    return open_bases(PACK)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Lake_1.png"
    pixels = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    cv2.imwrite(str(path), pixels)
    return path


def test_stills_are_seen_once_and_kept(bases: Bases, picture: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    stills = finish(look_at_stills([picture], bases, kept, variants=1))
    assert stills.embeddings.shape == (2, 1, 1280)
    assert stills.descriptors.shape == (2, 1, 9)
    assert not np.allclose(stills.embeddings[0], stills.embeddings[1])
    picture.unlink()
    again = finish(look_at_stills([picture], bases, kept, variants=1))
    assert np.array_equal(again.embeddings, stills.embeddings)


def test_one_bad_song_is_told_and_left_out(bases: Bases, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ogg"
    bad.write_bytes(b"no music")
    told: list[str] = []
    songs = finish(
        listen_to_all([bad], bases, tmp_path / "kept"), lambda step: told.append(step.doing)
    )
    assert songs == {}
    assert "bad.ogg" in told[0]


def test_changed_light_keeps_the_picture_a_picture(picture: Path) -> None:
    pixels = read_picture(picture)
    changed = change_light(pixels, np.random.default_rng(1))
    assert changed.shape == pixels.shape == (224, 224, 3)
    assert changed.dtype == np.uint8
    assert not np.array_equal(changed, pixels)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="absent"):
        read_picture(tmp_path / "absent.jpg")
    with pytest.raises(WorldError, match="ratings"):
        read_ratings(tmp_path)
    with pytest.raises(PackError, match="bases"):
        open_bases(tmp_path)


def test_packages_are_held_out_whole() -> None:
    songs = {f"p{i % 5}__{i}.ogg": np.zeros((1, 1), np.float32) for i in range(40)}
    train, held = split_songs(songs, 0.25, seed=1)
    packages = [{name.split("__")[0] for name in part} for part in (train, held)]
    assert not packages[0] & packages[1]
    assert len(held) >= 10
