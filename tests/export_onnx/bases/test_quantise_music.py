"""The int8 filter banks against the float graph they replace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
pytest.importorskip("musicnn")

from export_onnx.bases.distil import Head  # noqa: E402
from export_onnx.bases.graphs import export_graph  # noqa: E402
from export_onnx.bases.music import MusicBaseGraph  # noqa: E402
from export_onnx.bases.musicnn import PATCH_SAMPLES  # noqa: E402
from export_onnx.bases.quantise_music import quantise_music  # noqa: E402
from inference.towers.session import open_session  # noqa: E402


def sounds(count: int, seed: int) -> np.ndarray:
    """Plucked chords over noise, each patch with another pitch and tempo."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(PATCH_SAMPLES) / 16000
    patches = []
    for _ in range(count):
        period_s, pitch_hz = rng.uniform(0.2, 0.8), rng.uniform(80, 400)
        envelope = np.exp(-(time_s % period_s) * 6)
        tones = sum(np.sin(2 * np.pi * pitch_hz * k * time_s) / k for k in range(1, 9))
        patches.append(0.1 * envelope * tones + 0.01 * rng.normal(size=PATCH_SAMPLES))
    return np.array(patches, np.float32)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("music")
    exact, rough = folder / "exact.onnx", folder / "int8.onnx"
    head = Head(("mtt:x",), np.zeros((1706, 1), np.float32), np.zeros(1, np.float32))
    export_graph(
        MusicBaseGraph(head),
        torch.zeros((2, PATCH_SAMPLES)),
        exact,
        door="waveform",
        outputs=("embedding", "tags"),
    )
    quantise_music(exact, rough, waveforms=sounds(8, seed=1))
    return exact, rough


def test_other_sounds_than_the_calibration_stay_close(graphs: tuple[Path, Path]) -> None:
    waveforms = sounds(4, seed=2)
    wanted, got = (
        open_session(path, device="cpu", threads=1).run({"waveform": waveforms}) for path in graphs
    )
    a, b = wanted["embedding"], got["embedding"]
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    assert cosine.min() > 0.99
    assert np.abs(wanted["tags"] - got["tags"]).max() < 0.05


def test_products_of_two_weights_fit_into_sixteen_bits(graphs: tuple[Path, Path]) -> None:
    stored = {
        value.name: onnx.numpy_helper.to_array(value)
        for value in onnx.load(str(graphs[1])).graph.initializer
    }
    for name in ("timbral_0_weight", "timbral_1_weight"):
        assert stored[name].dtype == np.int8
        assert 2 * 255 * int(np.abs(stored[name].astype(int)).max()) <= 2**15 - 1
    assert not [name for name in stored if name.startswith("net.trunk.timbral")]
