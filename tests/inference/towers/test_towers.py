"""Towers hand the graph a batch of one with a full mask and give back one sequence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inference.errors import DeviceError
from inference.towers.pack import Pack, read_pack
from inference.towers.towers import MusicTower, VideoTower

TINY = Path(__file__).parents[2] / "data" / "towers" / "tiny_tower.onnx"


@pytest.fixture
def pack(make_pack: Callable[..., Path]) -> Pack:
    graph = TINY.read_bytes()
    return read_pack(make_pack(graphs={"video_tower": graph, "music_tower": graph}))


@pytest.mark.parametrize("tower", [VideoTower, MusicTower])
@pytest.mark.parametrize("length", [1, 7, 500])
def test_a_sequence_of_any_length(
    pack: Pack, tower: type[VideoTower] | type[MusicTower], length: int
) -> None:
    base = np.random.default_rng(length).normal(size=(length, 4)).astype(np.float32)
    out = tower(pack, device="cpu", threads=1).embed(base)
    np.testing.assert_array_equal(out.segments, base)
    np.testing.assert_allclose(out.track, base.mean(0), atol=1e-6)
    np.testing.assert_allclose(out.emotions, 1 / (1 + np.exp(-base[:, :2])), atol=1e-6)
    np.testing.assert_allclose(out.attention, np.full(length, 1 / length), atol=1e-6)


def test_the_device_asked_for_is_the_device_used(pack: Pack) -> None:
    assert VideoTower(pack, device="cpu").session.device == "cpu"
    with pytest.raises(DeviceError):
        VideoTower(pack, device="abacus")
