"""Towers to ONNX, and proof that the graph says what the trained tower says."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper
from torch import Tensor, nn
from torch.export import Dim

from export_onnx.bases.graphs import forget_traces
from export_onnx.models.mvpt import MvptTower
from inference.towers.session import Arrays, open_session

OUTPUTS = ("segments", "track", "emotions", "attention")
LENGTHS = (1, 2, 7, 30, 301)
LONGEST = 4096
OPSET = 20


class _Door(nn.Module):
    """The tower with plain tensors as outputs, those of `OUTPUTS` that it has."""

    def __init__(self, tower: nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.tower, self.names = tower, names

    def forward(self, base: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        out = self.tower(base, mask)
        return tuple(getattr(out, name) for name in self.names)


def door_names(tower: nn.Module, inputs: int) -> tuple[str, ...]:
    """The outputs a tower of `inputs` columns has: `OUTPUTS`, without emotions where T is 0."""
    with torch.no_grad():
        out = tower.eval()(torch.zeros(1, 2, inputs), torch.ones(1, 2))
    return tuple(name for name in OUTPUTS if getattr(out, name).shape[-1])


def export_tower(tower: nn.Module, path: Path, *, inputs: int = 0, feels: bool = True) -> None:
    """Write the tower as ONNX: base (1, L, D) and mask (1, L) in, L free.

    D is `inputs`, or what the shape of the tower says. Without `feels` emotions are left out.
    """
    inputs = inputs or tower.shape.inputs  # type: ignore[assignment, union-attr]
    names = tuple(n for n in door_names(tower, inputs) if feels or n != "emotions")
    length = Dim("length", min=1, max=LONGEST)
    example = (torch.randn(1, 9, inputs), torch.ones(1, 9))
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # packages it can do without
    with warnings.catch_warnings():
        # The exporter warns of its own internals; what counts is checked by `graph_error`.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Door(tower, names).eval(),
            example,
            str(path),
            input_names=["base", "mask"],
            output_names=list(names),
            dynamic_shapes={"base": {1: length}, "mask": {1: length}},
            dynamo=True,
            external_data=False,
            opset_version=OPSET,
            verbose=False,
        )
    forget_traces(path)
    _forget_fixed_lengths(path)


def _forget_fixed_lengths(path: Path) -> None:
    """Take out the shapes noted for LSTMs: the exporter writes the example's length into them."""
    model = onnx.load(str(path))
    if any(node.op_type == "LSTM" for node in model.graph.node):
        del model.graph.value_info[:]
        onnx.save(model, str(path))


@torch.no_grad()
def round_to_half(tower: nn.Module) -> None:
    """Round the weights to float16 in place, so that storing them so later loses nothing more."""
    for weight in tower.parameters():
        weight.copy_(weight.half().float())


def halve_weights(source: Path, target: Path) -> None:
    """Store the tables that are float16 already as such, cast back when the graph is loaded.

    Arithmetic stays float32. Meant for towers that went through `round_to_half`.
    """
    _store_weights(source, target, _as_half)


def round_weights_to_half(source: Path, target: Path) -> None:
    """Store weight matrices as float16, rounded; made float32 when the graph is loaded."""
    _store_weights(source, target, _rounded_to_half)


def byte_weights(source: Path, target: Path) -> None:
    """Store weight matrices as int8 with a scale per row, made float32 when the graph is loaded.

    Arithmetic stays float32; what is lost is the rounding of each weight to 255 steps of its row.
    """
    _store_weights(source, target, _as_bytes)


Stored = tuple[list[TensorProto], list[NodeProto]]


def _store_weights(
    source: Path, target: Path, store: Callable[[str, NDArray[np.float32]], Stored | None]
) -> None:
    """Replace large float32 tables by what `store` makes of them and the nodes that undo it."""
    model = onnx.load(str(source))
    graph, undone = model.graph, []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 1024:
            continue
        stored = store(tensor.name, onnx.numpy_helper.to_array(tensor))
        if stored is not None:
            graph.initializer.remove(tensor)
            graph.initializer.extend(stored[0])
            undone.extend(stored[1])
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*undone, *nodes])
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _as_half(name: str, exact: NDArray[np.float32]) -> Stored | None:
    values = exact.astype(np.float16)
    if not np.array_equal(values.astype(np.float32), exact):
        return None  # a table that is no weight (standardising, sinusoids) keeps its digits
    return _cast_back(name, values)


def _rounded_to_half(name: str, exact: NDArray[np.float32]) -> Stored | None:
    return _cast_back(name, exact.astype(np.float16)) if _is_matrix(exact) else None


def _is_matrix(table: NDArray[np.float32]) -> bool:
    """Whether a table is one matrix or several (an LSTM's); standards and biases are rows."""
    return table.ndim >= 2 and table.shape[-2] > 1


def _cast_back(name: str, values: NDArray[np.float16]) -> Stored:
    tensor = onnx.numpy_helper.from_array(values, f"{name}_half")
    return [tensor], [helper.make_node("Cast", [tensor.name], [name], to=TensorProto.FLOAT)]


def _as_bytes(name: str, exact: NDArray[np.float32]) -> Stored | None:
    if not _is_matrix(exact):
        return None
    scale = np.maximum(np.abs(exact).max(-1, keepdims=True), 1e-12).astype(np.float32) / 127
    values = np.round(exact / scale).astype(np.int8)
    parts = [
        onnx.numpy_helper.from_array(values, f"{name}_bytes"),
        onnx.numpy_helper.from_array(scale, f"{name}_scale"),
    ]
    # Not DequantizeLinear: the library would undo that anew in every run.
    exactly = f"{name}_whole"
    cast = helper.make_node("Cast", [parts[0].name], [exactly], to=TensorProto.FLOAT)
    return parts, [cast, helper.make_node("Mul", [exactly, parts[1].name], [name])]


def graph_error(
    tower: MvptTower, path: Path, *, lengths: Sequence[int] = LENGTHS, seed: int = 0
) -> float:
    """Largest absolute difference of any output to the tower's, over several lengths."""
    session = open_session(path.read_bytes(), device="cpu", threads=1)
    rng = np.random.default_rng(seed)
    return float(np.max([_difference(tower, session.run, rng, length) for length in lengths]))


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
    differences = [np.abs(got[n] - w.numpy()).max() for n, w in zip(OUTPUTS, wanted, strict=True)]
    return float(np.max(differences))
