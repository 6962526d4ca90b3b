from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.data.gather import open_bases
from export_onnx.data.stills import change_light, look_at_stills, read_picture, read_ratings
from inference.errors import WorldError
from inference.progress import finish
from resources import PACKS


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Lake_1.png"
    pixels = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    cv2.imwrite(str(path), pixels)
    return path


def test_stills_are_seen_once_and_kept(picture: Path, tmp_path: Path) -> None:
    bases, kept = open_bases(PACKS / "starter"), tmp_path / "kept"
    stills = finish(look_at_stills([picture], bases, kept, variants=1))
    assert stills.embeddings.shape == (2, 1, 1280)
    assert stills.descriptors.shape == (2, 1, 9)
    assert not np.allclose(stills.embeddings[0], stills.embeddings[1])
    picture.unlink()
    again = finish(look_at_stills([picture], bases, kept, variants=1))
    assert np.array_equal(again.embeddings, stills.embeddings)


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
