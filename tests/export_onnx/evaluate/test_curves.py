from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import confusion_matrix

from export_onnx.data.pairs import Example, PairSet
from export_onnx.evaluate.bias import balanced, preferences
from export_onnx.evaluate.curves import at_tempo, brighter, embed_together, turned_hue
from export_onnx.evaluate.rollout import attention_of, rank_correlations, shown
from export_onnx.models.mvpt import MvptTower, TowerShape
from export_onnx.train.family import Towers, embed_pairs


def test_tempo_moves_what_happens() -> None:
    music = np.arange(10, dtype=np.float32)[:, None]
    pairs = PairSet("p", (Example("a", "s", "test", music, music),), 6.0, {})
    faster, slower, same = (at_tempo(pairs, r).examples[0].music[:, 0] for r in (1.3, 0.7, 1.0))
    assert np.array_equal(same, music[:, 0])
    assert faster[3] == pytest.approx(3.9)
    assert slower[3] == pytest.approx(2.1)
    assert faster[-1] == 9.0
    assert np.array_equal(at_tempo(pairs, 1.3).examples[0].picture, music)


@pytest.mark.parametrize("context", [0, 1, 3, 100])
def test_windows_together_tell_what_they_tell_alone(
    context: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("export_onnx.evaluate.curves.SEGMENTS_AT_ONCE", 12)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    shape = TowerShape(inputs=5, embedding=8, affinity=8, emotions=0, width=16, layers=1, heads=2)
    sides = [MvptTower(shape, mean=torch.zeros(5), scale=torch.ones(5)) for _ in range(2)]
    lengths = (6, 1, 7, 6, 4)
    rows = [rng.standard_normal((2, n, 5)).astype(np.float32) for n in lengths]
    examples = tuple(Example(f"{i}", "s", "test", *r) for i, r in enumerate(rows))
    pairs, towers = PairSet("p", examples, 6.0, {}), Towers(*sides, 5, 5, 8)
    alone = embed_pairs(towers, pairs, context=context)
    for one, other in zip(embed_together(towers, pairs, context=context), alone, strict=True):
        assert [len(s) for s in one.segments] == list(lengths)
        for together, apart in zip(one.segments, other.segments, strict=True):
            assert together == pytest.approx(apart, abs=1e-5)
        assert one.tracks == pytest.approx(other.tracks, abs=1e-5)


def test_light_and_hue_change_alone() -> None:
    frames = np.zeros((1, 4, 4, 3), np.uint8)
    frames[..., 0] = 100
    assert brighter(frames, 1.3)[0, 0, 0].tolist() == [130, 0, 0]
    assert brighter(frames + 150, 1.3).max() == 255
    assert np.array_equal(turned_hue(frames, 1.3), frames)  # red is hue 0
    green = frames[..., [1, 0, 2]]
    turned = turned_hue(green, 1.3)
    assert turned.max() == green.max()
    assert turned[0, 0, 0, 2] > 0


def test_preferences_agree_with_sklearn() -> None:
    rng = np.random.default_rng(3)
    candidates = rng.standard_normal((40, 6)).astype(np.float32)
    kinds = ["x", "y"] * 20
    queries, groups = rng.standard_normal((50, 6)).astype(np.float32), ["g", "h"] * 25
    told = preferences(queries, groups, candidates, kinds)
    cosine = queries @ (candidates / np.linalg.norm(candidates, axis=1, keepdims=True)).T
    first = [kinds[i] for i in cosine.argmax(1)]
    code = {"g": 0, "h": 1}, {"x": 0, "y": 1}
    wanted = confusion_matrix([code[0][g] for g in groups], [code[1][k] for k in first])
    assert told.shares == pytest.approx(100 * wanted / wanted.sum(1, keepdims=True))
    assert told.queries == (25, 25)


def test_candidates_are_balanced() -> None:
    kinds = ["a"] * 30 + ["b"] * 4
    kept = [kinds[i] for i in balanced(kinds)]
    assert kept == ["a"] * 4 + ["b"] * 4


def test_attention_is_the_rollout_of_the_layers() -> None:
    torch.manual_seed(0)
    shape = TowerShape(inputs=5, embedding=8, affinity=8, emotions=0, width=16, layers=2, heads=2)
    tower = MvptTower(shape, mean=torch.zeros(5), scale=torch.ones(5)).eval()
    layers: list[np.ndarray] = []
    for block in tower.blocks:
        block.register_forward_hook(lambda _m, _i, out: layers.append(out[1][0].numpy()))
    told = attention_of(tower, np.random.default_rng(0).standard_normal((6, 5)))
    joined = np.eye(7)
    for weights in layers:
        joined = (0.5 * weights + 0.5 * np.eye(7)) @ joined
    assert told == pytest.approx(joined[0, 1:] / joined[0, 1:].sum(), abs=1e-5)
    assert shown(np.array([0.1, 0.3, 0.2], np.float32)) == pytest.approx((0.0, 1.0, 0.5))


def test_rank_correlations_agree_with_scipy() -> None:
    from scipy.stats import spearmanr  # noqa: PLC0415

    rng = np.random.default_rng(0)
    left, right = rng.integers(0, 5, (2, 20)).astype(np.float32)
    found = rank_correlations([left, np.ones(20, np.float32)], [right, right])
    assert found[0] == pytest.approx(spearmanr(left, right).statistic)
    assert np.isnan(found[1])
