"""The shipped base graphs against the original networks, and the encoders around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inference.towers.bases import MusicEncoder, VisualEncoder
from inference.towers.pack import Pack, read_pack

ROOT = Path(__file__).parents[3]
GOLDENS = ROOT / "tests" / "data" / "goldens"
STARTER = ROOT / "resources" / "packs" / "starter"


@pytest.fixture
def pack(make_pack: Callable[..., Path], base_graphs: dict[str, bytes]) -> Pack:
    return read_pack(make_pack(graphs=base_graphs))


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def test_pictures_match_the_original_as_closely_as_int8_allows(pack: Pack) -> None:
    golden = np.load(GOLDENS / "visual.npz")
    frames = golden["quarter_frames"].repeat(4, 1).repeat(4, 2)
    embedding, probabilities = VisualEncoder(pack, device="cpu", threads=1).encode(frames)
    # int8: 0.990 to 0.998 on these frames; float32 agrees to 1e-6 (tests/export_onnx/bases).
    assert (cosine(embedding, golden["embedding"]) > 0.985).all()
    np.testing.assert_array_equal(probabilities.argmax(1), golden["logits"].argmax(1))


def test_sound_matches_the_original_as_closely_as_int8_allows(pack: Pack) -> None:
    golden = np.load(GOLDENS / "music.npz")
    waveform = (golden["samples"] / 32767).astype(np.float32)
    embedding, tags = MusicEncoder(pack, device="cpu", threads=1).encode(waveform)
    # int8 filter banks: 0.9985 on these patches; float32 agrees to 2e-4 (tests/export_onnx/bases).
    assert (cosine(embedding, golden["embedding"]) > 0.995).all()
    expected = 1 / (1 + np.exp(-golden["logits"]))
    np.testing.assert_allclose(tags[:, :50], expected, atol=0.03)
    np.testing.assert_array_equal(tags[:, :50].argmax(1), expected.argmax(1))


def test_batches_do_not_change_the_numbers(pack: Pack) -> None:
    rng = np.random.default_rng(5)
    frames = rng.integers(0, 256, (11, 224, 224, 3), np.uint8)
    encoder = VisualEncoder(pack, device="cpu", threads=1)
    together, probabilities = encoder.encode(frames)
    alone = np.concatenate([encoder.encode(frames[i : i + 1])[0] for i in (0, 10)])
    assert together.shape == (11, 1280)
    assert probabilities.shape == (11, 1000)
    np.testing.assert_allclose(together[[0, 10]], alone, atol=1e-5)
    np.testing.assert_allclose(probabilities.sum(1), 1, atol=1e-5)


def test_nothing_in_gives_nothing_out_of_the_right_width(pack: Pack) -> None:
    none = np.zeros((0, 224, 224, 3), np.uint8)
    embedding, probabilities = VisualEncoder(pack, device="cpu", threads=1).encode(none)
    assert (embedding.shape, probabilities.shape) == ((0, 1280), (0, 1000))
    quiet = np.zeros((0, 47616), np.float32)
    embedding, tags = MusicEncoder(pack, device="cpu", threads=1).encode(quiet)
    assert (embedding.shape, tags.shape) == ((0, 200), (0, 86))


def test_word_lists_name_every_output() -> None:
    tags = (STARTER / "music_tags.txt").read_text(encoding="utf-8").splitlines()
    labels = (STARTER / "visual_labels.txt").read_text(encoding="utf-8").splitlines()
    assert len(tags) == len(set(tags)) == 86
    assert len(labels) == 1000
    assert {"guitar", "mtt:guitar", "mtt:vocals", "mtt:piano", "mtt:drums"} <= set(tags)


def test_the_bases_stay_small_and_carry_their_licences() -> None:
    graphs = [STARTER / "visual_base.onnx", STARTER / "music_base.onnx"]
    assert sum(path.stat().st_size for path in graphs) <= 12_000_000
    assert "Apache License" in (STARTER / "LICENSE-efficientnet-lite.txt").read_text("utf-8")
    assert "Pompeu Fabra" in (STARTER / "LICENSE-musicnn.txt").read_text("utf-8")
