from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from export_onnx.data.pairs import Example, PairSet
from export_onnx.data.store import read_pairs, write_pairs
from export_onnx.data.worlds import World, make_world
from inference.errors import WorldError


def test_what_was_written_is_read(tmp_path: Path):
    pairs, _ = make_world(World(tracks=6, segments=4))
    alone = Example("x", "x", "train", pairs.examples[0].picture, np.zeros((0, 48), np.float32))
    pairs = PairSet("w", (*pairs.examples, alone), pairs.segment_s, pairs.facts)
    write_pairs(pairs, tmp_path / "w.pairs.npz")
    again = read_pairs(tmp_path / "w.pairs.npz")
    for old, new in zip(pairs.examples, again.examples, strict=True):
        assert (old.name, old.source, old.split) == (new.name, new.source, new.split)
        assert np.array_equal(old.picture, new.picture)
        assert np.array_equal(old.music, new.music)
        assert dict(old.tags) == dict(new.tags)
    assert again.segment_s == pairs.segment_s
    assert again.facts["made_up"]["seed"] == 0


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "w.pairs.npz"
    path.write_bytes(content)
    with pytest.raises(WorldError, match=r"w\.pairs\.npz"):
        read_pairs(path)


def test_lengths_that_do_not_fit_are_refused(tmp_path: Path):
    pairs, _ = make_world(World(tracks=3, segments=4))
    path = tmp_path / "w.pairs.npz"
    write_pairs(pairs, path)
    with np.load(path) as stored:
        tables = {name: stored[name] for name in stored.files}
    np.savez(path, **tables | {"music": tables["music"][1:]})
    with pytest.raises(WorldError, match="lengths"):
        read_pairs(path)
