"""Static int8 of the visual base, with its bias corrected and its preprocessing made free.

Weights per channel, activations per tensor from real frames (entropy calibration). Depthwise
networks shift their means when quantised; putting each channel's mean back, layer after layer,
removes most of the loss (Nagel, van Baalen, Blankevoort & Welling, "Data-free quantization
through weight equalization and bias correction", ICCV 2019, the empirical variant).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from export_onnx.bases.visual import DEVIATION, MEAN
from inference.values import Frames

BATCH = 8
CORRECTION_FRAMES = 72
Array = NDArray[Any]


class _Batches(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, frames: Frames) -> None:
        self._batches = iter([{"frames": part} for part in _batches(frames)])

    def get_next(self) -> dict[str, Frames] | None:
        return next(self._batches, None)


def _batches(frames: Frames) -> list[Frames]:
    """Whole batches only: the calibrator stacks them."""
    return [frames[i : i + BATCH] for i in range(0, len(frames) - BATCH + 1, BATCH)]


def quantise_visual(exact: Path, out: Path, *, frames: Frames) -> None:
    """Write the int8 form of the graph `exact` to `out`; `frames` (n, 224, 224, 3), n >= 8."""
    with TemporaryDirectory() as scratch:
        prepared, rough = Path(scratch) / "prepared.onnx", Path(scratch) / "rough.onnx"
        quant_pre_process(str(exact), str(prepared))
        original = onnx.load(str(prepared))
        first_input = next(node for node in original.graph.node if node.op_type == "Conv").input[0]
        quantize_static(
            str(prepared),
            str(rough),
            _Batches(frames[::2]),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Clip", "Add", "Gemm"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Entropy,
            extra_options={"TensorQuantOverrides": {first_input: [_pixel_scale()]}},
        )
        quantised = onnx.load(str(rough))
    feed_pixels_directly(quantised, first_input)
    keep_float(quantised, "embedding")
    correct_bias(quantised, original, frames=frames[::2][:CORRECTION_FRAMES])
    onnx.checker.check_model(quantised)
    onnx.save(quantised, str(out))


def _pixel_scale() -> dict[str, Array]:
    """The quantisation under which a uint8 pixel is its own code: (x - 127) / 128."""
    return {
        "scale": np.array(1.0 / DEVIATION, np.float32),
        "zero_point": np.array(int(MEAN), np.uint8),
    }


def feed_pixels_directly(model: onnx.ModelProto, first_input: str) -> None:
    """Cut out cast, subtraction, division and quantisation, which together change nothing."""
    nodes = {output: node for node in model.graph.node for output in node.output}
    quantise = next(node for node in model.graph.node if node.input[0] == first_input)
    transpose = next(node for node in model.graph.node if node.op_type == "Transpose")
    dead, name = [quantise], first_input
    while name != transpose.output[0]:
        dead.append(nodes[name])
        name = nodes[name].input[0]
    cast = nodes[transpose.input[0]]
    transpose.input[0] = cast.input[0]
    transpose.output[0] = quantise.output[0]
    for node in [*dead, cast]:
        model.graph.node.remove(node)
    used = {name for node in model.graph.node for name in node.input}
    for value in [value for value in model.graph.initializer if value.name not in used]:
        model.graph.initializer.remove(value)


def keep_float(model: onnx.ModelProto, output: str) -> None:
    """Give an output out before it is rounded for the layer that follows."""
    restore = next(node for node in model.graph.node if node.output[0] == output)
    rounding = next(node for node in model.graph.node if node.output[0] == restore.input[0])
    source = next(node for node in model.graph.node if node.output[0] == rounding.input[0])
    for node in model.graph.node:
        names = [f"{output}_rounded" if name == output else name for name in node.input]
        del node.input[:]
        node.input.extend(names)
    restore.output[0] = f"{output}_rounded"
    source.output[0] = rounding.input[0] = output


def correct_bias(quantised: onnx.ModelProto, original: onnx.ModelProto, *, frames: Frames) -> None:
    """Put each channel's mean back to that of `original`, first layer first, in place."""
    stored = {value.name: value for value in quantised.graph.initializer}
    nodes = {output: node for node in quantised.graph.node for output in node.output}
    wanted = _means_by_weight(original, frames)
    for conv in [node for node in quantised.graph.node if node.op_type == "Conv"]:
        weight = nodes[conv.input[1]].input[0].removesuffix("_quantized")
        bias, scale = (stored[name] for name in nodes[conv.input[2]].input[:2])
        [mean] = _channel_means(quantised, [conv.output[0]], frames)
        steps = (wanted[weight] - mean) / numpy_helper.to_array(scale)
        corrected = np.round(numpy_helper.to_array(bias) + steps).astype(np.int32)
        bias.CopyFrom(numpy_helper.from_array(corrected, bias.name))


def _means_by_weight(model: onnx.ModelProto, frames: Frames) -> dict[str, Array]:
    """Channel means before the activation of each convolution, by the name of its weight."""
    convs = [node for node in model.graph.node if node.op_type == "Conv"]
    means = _channel_means(model, [conv.output[0] for conv in convs], frames)
    return {conv.input[1]: mean for conv, mean in zip(convs, means, strict=True)}


def _channel_means(model: onnx.ModelProto, tensors: Sequence[str], frames: Frames) -> list[Array]:
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    del probe.graph.output[:]
    axes = numpy_helper.from_array(np.array([0, 2, 3], np.int64), "mean_axes")
    probe.graph.initializer.append(axes)
    for tensor in tensors:
        mean = f"{tensor}_mean"
        probe.graph.node.append(
            helper.make_node("ReduceMean", [tensor, axes.name], [mean], keepdims=0)
        )
        probe.graph.output.append(
            helper.make_tensor_value_info(mean, onnx.TensorProto.FLOAT, [None])
        )
    session = _plain_session(probe)
    runs = [session.run(None, {"frames": part}) for part in _batches(frames)]
    return [np.mean(np.stack(values), axis=0) for values in zip(*runs, strict=True)]


def _plain_session(model: onnx.ModelProto) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
