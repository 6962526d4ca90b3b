"""The torch modules and their float32 graphs against the original networks (goldens)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("efficientnet_lite_pytorch")
pytest.importorskip("musicnn")

from export_onnx.bases.distil import Head  # noqa: E402
from export_onnx.bases.goldens import listen_in_float64, log_mel  # noqa: E402
from export_onnx.bases.graphs import export_graph  # noqa: E402
from export_onnx.bases.music import MusicBaseGraph, tag_names  # noqa: E402
from export_onnx.bases.musicnn import PATCH_SAMPLES, LogMel, read_labels, read_weights  # noqa: E402
from export_onnx.bases.visual import VisualBaseGraph, load_efficientnet  # noqa: E402
from inference.towers.session import open_session  # noqa: E402

GOLDENS = Path(__file__).parents[2] / "data" / "goldens"
PARITY = 1e-3


def relative(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.abs(ours - theirs).max() / np.abs(theirs).max())


def test_visual_graph_equals_the_package(tmp_path: Path) -> None:
    golden = np.load(GOLDENS / "visual.npz")
    frames = golden["quarter_frames"].repeat(4, 1).repeat(4, 2)
    path = tmp_path / "visual.onnx"
    export_graph(
        VisualBaseGraph(load_efficientnet()),
        torch.from_numpy(frames),
        path,
        door="frames",
        outputs=("embedding", "probabilities"),
    )
    session = open_session(path, device="cpu", threads=1)
    out = session.run({"frames": frames[:1]})
    assert relative(out["embedding"], golden["embedding"][:1]) < PARITY
    raised = np.exp(golden["logits"][:1] - golden["logits"][:1].max())
    assert relative(out["probabilities"], raised / raised.sum()) < PARITY


def test_music_graph_equals_the_numpy_original(tmp_path: Path) -> None:
    golden = np.load(GOLDENS / "music.npz")
    waveform = (golden["samples"] / 32767).astype(np.float32)
    head = Head(("mtt:x",), np.zeros((1706, 1), np.float32), np.zeros(1, np.float32))
    path = tmp_path / "music.onnx"
    example = torch.from_numpy(waveform)
    export_graph(
        MusicBaseGraph(head), example, path, door="waveform", outputs=("embedding", "tags")
    )
    out = open_session(path, device="cpu", threads=1).run({"waveform": waveform[:1]})
    assert relative(out["embedding"], golden["embedding"][:1]) < PARITY
    expected = 1 / (1 + np.exp(-golden["logits"][:1]))
    assert relative(out["tags"][:, :50], expected) < PARITY
    assert out["tags"][0, 50] == pytest.approx(0.5)
    assert tag_names(head)[-1] == "mtt:x"


def test_goldens_are_what_the_numpy_original_says() -> None:
    golden = np.load(GOLDENS / "music.npz")
    embedding, logits = listen_in_float64(np.zeros(PATCH_SAMPLES), read_weights("MSD_musicnn"))
    np.testing.assert_allclose(embedding, golden["embedding"][1], atol=1e-5)
    np.testing.assert_allclose(logits, golden["logits"][1], atol=1e-5)


def test_log_mel_of_a_tone_peaks_in_its_band_and_equals_the_original() -> None:
    tone = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(PATCH_SAMPLES) / 16000)
    ours = LogMel()(torch.from_numpy(tone.astype(np.float32))[None])[0].numpy()
    assert ours.shape == (187, 96)
    # 1000 Hz is mel 15 of 45.2 on Slaney's scale, hence band 15 / 45.2 * 97 - 1.
    assert ours.mean(0).argmax() == 31
    assert relative(ours, log_mel(tone)) < PARITY


def test_labels_are_the_packages() -> None:
    msd, mtt = read_labels("MSD_musicnn"), read_labels("MTT_musicnn")
    assert (len(msd), len(mtt)) == (50, 50)
    assert (msd[0], msd[-1]) == ("rock", "happy")
    assert (mtt[0], mtt[-1]) == ("guitar", "choral")
