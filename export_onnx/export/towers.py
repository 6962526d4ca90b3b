"""Towers to ONNX, and proof that the graph says what the trained tower says."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.export import Dim

from export_onnx.bases.graphs import forget_traces
from export_onnx.models.mvpt import MvptTower
from inference.towers.session import Arrays, open_session

OUTPUTS = ("segments", "track", "emotions", "attention")
LENGTHS = (1, 2, 7, 30, 120)
LONGEST = 4096
OPSET = 20


class _Door(nn.Module):
    """The tower with plain tensors as outputs, in the order of `OUTPUTS`."""

    def __init__(self, tower: MvptTower) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, base: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        out = self.tower(base, mask)
        return out.segments, out.track, out.emotions, out.attention


def export_tower(tower: MvptTower, path: Path) -> None:
    """Write the tower as ONNX: base (1, L, D) and mask (1, L) in, L free."""
    length = Dim("length", min=1, max=LONGEST)
    example = (torch.randn(1, 9, tower.shape.inputs), torch.ones(1, 9))
    with warnings.catch_warnings():
        # The exporter warns of its own internals; what counts is checked by `graph_error`.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Door(tower).eval(),
            example,
            str(path),
            input_names=["base", "mask"],
            output_names=list(OUTPUTS),
            dynamic_shapes={"base": {1: length}, "mask": {1: length}},
            dynamo=True,
            external_data=False,
            opset_version=OPSET,
            verbose=False,
        )
    forget_traces(path)


@torch.no_grad()
def round_to_half(tower: MvptTower) -> None:
    """Round the weights to float16 in place, so that storing them so later loses nothing more."""
    for weight in tower.parameters():
        weight.copy_(weight.half().float())


def halve_weights(source: Path, target: Path) -> None:
    """Store the tables that are float16 already as such, cast back when the graph is loaded.

    Arithmetic stays float32. Meant for towers that went through `round_to_half`.
    """
    model = onnx.load(str(source))
    graph, casts = model.graph, []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 1024:
            continue
        exact = onnx.numpy_helper.to_array(tensor)
        values = exact.astype(np.float16)
        if not np.array_equal(values.astype(np.float32), exact):
            continue  # a table that is no weight (standardising, sinusoids) keeps its digits
        stored = f"{tensor.name}_half"
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(onnx.numpy_helper.from_array(values, stored))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*casts, *nodes])
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def graph_error(
    tower: MvptTower, path: Path, *, lengths: Sequence[int] = LENGTHS, seed: int = 0
) -> float:
    """Largest absolute difference of any output to the tower's, over several lengths."""
    session = open_session(path.read_bytes(), device="cpu", threads=1)
    rng = np.random.default_rng(seed)
    return max(_difference(tower, session.run, rng, length) for length in lengths)


def _difference(
    tower: MvptTower,
    run: Callable[[Arrays], dict[str, NDArray[Any]]],
    rng: np.random.Generator,
    length: int,
) -> float:
    mean, scale = tower.mean.numpy(), tower.scale.numpy()  # type: ignore[operator]
    base = (mean + scale * rng.standard_normal((1, length, tower.shape.inputs))).astype(np.float32)
    mask = np.ones((1, length), np.float32)
    if length > 2:
        mask[0, -1] = 0.0
    with torch.no_grad():
        wanted = tower(torch.from_numpy(base), torch.from_numpy(mask))
    got = run({"base": base, "mask": mask})
    return max(
        float(np.abs(got[n] - w.numpy()).max()) for n, w in zip(OUTPUTS, wanted, strict=True)
    )
