"""The int8 recipe on a small network of the same kinds of layers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
pytest.importorskip("efficientnet_lite_pytorch")

from export_onnx.bases.graphs import export_graph  # noqa: E402
from export_onnx.bases.quantise import quantise_visual  # noqa: E402
from export_onnx.bases.visual import VisualBaseGraph  # noqa: E402
from inference.towers.session import open_session  # noqa: E402


class Small(torch.nn.Module):  # type: ignore[misc, name-defined]
    """Stem, depthwise layer, shortcut and classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 8, 3, stride=8)
        self.depthwise = torch.nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self._fc = torch.nn.Linear(8, 10)

    def extract_features(self, x: torch.Tensor) -> torch.Tensor:  # type: ignore[name-defined]
        x = torch.nn.functional.relu6(self.stem(x) * 3 + 1)
        return x + self.depthwise(x)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, np.ndarray]:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("quantised")
    exact, rough = folder / "exact.onnx", folder / "int8.onnx"
    frames = np.random.default_rng(1).integers(0, 256, (32, 28, 28, 3), np.uint8)
    frames = frames.repeat(8, 1).repeat(8, 2)
    export_graph(
        VisualBaseGraph(Small()),
        torch.from_numpy(frames[:2]),
        exact,
        door="frames",
        outputs=("embedding", "probabilities"),
    )
    quantise_visual(exact, rough, frames=frames)
    return exact, rough, frames


def test_close_to_float_and_smaller_steps_than_int8(graphs: tuple[Path, Path, np.ndarray]) -> None:
    frames = graphs[2]
    wanted, got = (
        open_session(path, device="cpu", threads=1).run({"frames": frames}) for path in graphs[:2]
    )
    error = np.abs(got["embedding"] - wanted["embedding"]).max()
    assert error < 0.02 * np.ptp(wanted["embedding"])
    # The embedding is given out before it is rounded to 256 steps for the classifier.
    assert len(np.unique(got["embedding"])) > 200
    np.testing.assert_allclose(got["probabilities"].sum(1), 1, atol=1e-5)


def test_pixels_enter_as_they_are(graphs: tuple[Path, Path, np.ndarray]) -> None:
    nodes = onnx.load(str(graphs[1])).graph.node
    assert not {"Cast", "Sub", "Div"} & {node.op_type for node in nodes}
    first = next(node for node in nodes if "frames" in node.input)
    assert first.op_type == "Transpose"
    follower = next(node for node in nodes if first.output[0] in node.input)
    assert follower.op_type == "DequantizeLinear"
