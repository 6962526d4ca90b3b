from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from export_onnx.data.pairs import (
    Example,
    PairSet,
    cut_to_shorter,
    fault_of,
    require_pairs,
    split_by_source,
    windows,
    without_faults,
)
from inference.errors import WorldError


def example(name: str, split: str = "train", segments: int = 3, **tags: float) -> Example:
    sides = np.ones((segments, 4), np.float32), np.ones((segments, 2), np.float32)
    return Example(name, name, split, *sides, tags)


def test_no_source_is_in_two_splits_and_shares_are_kept():
    sources = [f"s{i // 3}" for i in range(300)]
    splits = split_by_source(sources, seed=4)
    of_source: dict[str, set[str]] = {}
    for source, split in zip(sources, splits, strict=True):
        of_source.setdefault(source, set()).add(split)
    assert all(len(found) == 1 for found in of_source.values())
    assert [splits.count(s) for s in ("train", "check", "test")] == [240, 30, 30]
    assert splits == split_by_source(sources, seed=4) != split_by_source(sources, seed=5)


def test_few_sources_still_reach_every_split():
    assert set(split_by_source(["a", "b", "c"], seed=0)) == {"train", "check", "test"}
    assert set(split_by_source(["a"] * 9 + ["b"], seed=0, shares=(0.9, 0.0, 0.1))) == {
        "train",
        "test",
    }
    with pytest.raises(ValueError, match="shares"):
        split_by_source(["a"], seed=0, shares=(0.5, 0.1, 0.1))


def test_parts_widths_and_tags():
    pairs = PairSet("p", (example("a", sad=1.0), example("b", "test")), 6.0, {"seed": 1})
    assert [e.name for e in pairs.part("test").examples] == ["b"]
    assert (pairs.picture_dim, pairs.music_dim) == (4, 2)
    table = pairs.tag_table(pairs.tag_names())
    assert table[0, 0] == 1
    assert np.isnan(table[1, 0])
    stacked, mask = windows(pairs, 5, side="picture")
    assert stacked.shape == (2, 5, 4)
    assert mask.sum() == 6


def test_wrong_shapes_and_splits_are_bugs():
    one = example("a")
    other = Example("b", "b", "train", np.ones((2, 5), np.float32), one.music)
    with pytest.raises(ValueError, match="dimensions"):
        PairSet("p", (one, other), 6.0, {})
    with pytest.raises(ValueError, match="split"):
        example("a", "training")


def test_faults_are_named():
    good = np.ones((2, 3), np.float32)
    assert fault_of(good) is None
    assert "NaN" in str(fault_of(good * np.nan))
    assert "no segment" in str(fault_of(good[:0]))
    assert "3 dimensions" in str(fault_of(good, 4))
    assert "beyond all measure" in str(fault_of(good * 1e20))
    assert [len(side) for side in cut_to_shorter(good, good[:1])] == [1, 1]


def test_examples_that_cannot_be_learnt_from_are_left_out_and_told():
    good = example("a")
    alone = Example("b", "b", "train", good.picture, good.music[:0])
    bad = Example("c", "c", "train", good.picture, good.music * np.nan)
    pairs = PairSet("p", (good, alone, bad), 6.0, {"seed": 1})
    kept = without_faults(pairs)
    assert [e.name for e in kept.examples] == ["a", "b"]
    assert kept.facts["faulty"] == [
        {"file": "c", "reason": "its music gives features that are not numbers (NaN)"}
    ]
    assert without_faults(kept) is kept


def test_too_few_pairs_are_refused_with_both_numbers():
    pairs = PairSet("mine", (example("a"),), 6.0, {})
    require_pairs(pairs, least={"train": 1})
    with pytest.raises(WorldError, match="mine has 1 usable pairs to learn from, and 8"):
        require_pairs(pairs, least={"train": 8})
    left_out = replace(pairs, facts={"skipped": [{"file": "x.mp4", "reason": "no sound"}]})
    with pytest.raises(WorldError, match=r"8 are needed; 1 were left out, first x\.mp4 \(no sound"):
        require_pairs(left_out, least={"train": 8})
