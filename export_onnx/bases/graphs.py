"""From a torch module to one ONNX file whose batch is dynamic."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

OPSET = 20


def export_graph(
    net: nn.Module, example: Tensor, path: Path, *, door: str, outputs: tuple[str, ...]
) -> None:
    """Write `net`, whose forward() takes one parameter called `door`, with a free first axis."""
    batch = torch.export.Dim("n", min=1, max=4096)
    path.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations, nothing of ours
        torch.onnx.export(
            net.eval(),
            (example,),
            str(path),
            dynamo=True,
            opset_version=OPSET,
            input_names=[door],
            output_names=list(outputs),
            dynamic_shapes={door: {0: batch}},
            external_data=False,
            verbose=False,
        )
    forget_traces(path)


def forget_traces(path: Path) -> None:
    """Take out of a graph what the exporter noted of the machine: sources, their folders, types."""
    model = onnx.load(str(path))
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info):
        del part.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, str(path))
