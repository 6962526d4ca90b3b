"""The two large filter banks of the music base in int8; all else stays float32.

They are 80 % of the work: 204 filters of 7 by 38 and of 7 by 67, of which only the maximum over
frequency is used. Three things make eight bits enough:

- batch normalisation with a negative factor turns the maximum into a minimum, so such filters
  are negated and their output is measured downwards from the top of its range;
- each filter is scaled so that its own largest output is 1: every channel uses all 256 steps.
  Clipping cannot hurt, for the extreme of clipped values is the clipped extreme;
- the mean error of each channel on calibration sound is put into its final offset.

Weights have 7 bits: two products of uint8 and 7-bit weights fit into int16, so processors without
VNNI, which add such pairs in int16, get the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from export_onnx.bases.musicnn import MELS, TF_EPSILON, TIMBRAL_WIDTHS
from inference.towers.session import open_session
from inference.values import Floats

WEIGHT_STEPS = 63
BIAS_STEPS = 2.0**28
HEADROOM = 1.1  # a filter may answer a little louder than ever in calibration
BATCH = 4
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Bank:
    """The chain of nodes of one filter bank, as exported."""

    conv: NodeProto
    relu: NodeProto
    norm: NodeProto
    peak: NodeProto
    name: str
    width: int


def quantise_music(exact: Path, out: Path, *, waveforms: Floats) -> None:
    """Write the form of the graph `exact` with int8 filter banks; `waveforms` is (n, 47616)."""
    model = onnx.load(str(exact))
    banks = [_find_bank(model, i, width) for i, width in enumerate(TIMBRAL_WIDTHS)]
    entry = banks[0].conv.input[0]
    seen = _observe(model, banks, waveforms)
    _quantise_entry(model, entry, seen[entry])
    for bank in banks:
        _replace(model, bank, peaks=seen[bank.relu.output[0]], entry=entry)
    _sort(model)
    _correct_means(model, banks, seen, waveforms)
    _drop_unused(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(out))


def _find_bank(model: onnx.ModelProto, i: int, width: int) -> Bank:
    weight = f"net.trunk.timbral.{i}.conv.weight"
    conv = next(node for node in model.graph.node if weight in node.input)
    relu = _follower(model, conv.output[0], "Relu")
    norm = _follower(model, relu.output[0], "BatchNormalization")
    peak = _follower(model, norm.output[0], "ReduceMax")
    return Bank(conv, relu, norm, peak, name=f"timbral_{i}", width=MELS - width + 1)


def _follower(model: onnx.ModelProto, tensor: str, kind: str) -> NodeProto:
    nodes: list[NodeProto] = list(model.graph.node)
    return next(node for node in nodes if tensor in node.input and node.op_type == kind)


def _observe(model: onnx.ModelProto, banks: list[Bank], waveforms: Floats) -> dict[str, Array]:
    """What calibration sound does: range of the entry, range of peaks and mean map per channel.

    By tensor: the entry -> (minimum, maximum); a bank's ReLU -> (2, channels), the largest of its
    maxima and of its minima over frequency; a bank's output -> (channels,), its mean.
    """
    wanted = [banks[0].conv.input[0]]
    wanted += [tensor for bank in banks for tensor in (bank.relu.output[0], bank.peak.output[0])]
    runs = [
        _probe(model, wanted, waveforms[i : i + BATCH]) for i in range(0, len(waveforms), BATCH)
    ]
    seen: dict[str, Array] = {
        wanted[0]: np.array(
            [min(run[wanted[0]].min() for run in runs), max(run[wanted[0]].max() for run in runs)]
        )
    }
    for bank in banks:
        name, final = bank.relu.output[0], bank.peak.output[0]
        highs = np.max([run[name].max(3).max((0, 2)) for run in runs], axis=0)
        lows = np.max([run[name].min(3).max((0, 2)) for run in runs], axis=0)
        seen[name] = np.stack([highs, lows])
        seen[final] = np.mean([run[final].mean((0, 2)) for run in runs], axis=0)
    return seen


def _probe(model: onnx.ModelProto, tensors: list[str], waveforms: Floats) -> dict[str, Array]:
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    for tensor in tensors:
        kind = onnx.TensorProto.FLOAT
        probe.graph.output.append(helper.make_tensor_value_info(tensor, kind, None))
    session = open_session(probe.SerializeToString(), device="cpu")
    return dict(session.run({"waveform": waveforms}))


def _quantise_entry(model: onnx.ModelProto, entry: str, extent: Array) -> None:
    """Eight bits for the normalised log-mel, with an exact zero for the padding."""
    low, high = min(0.0, float(extent[0])), max(0.0, float(extent[1]))
    scale = (high - low) / 255
    _store(model, f"{entry}_scale", np.array(scale, np.float32))
    _store(model, f"{entry}_zero", np.array(round(-low / scale), np.uint8))
    for kind, source, target in (
        ("QuantizeLinear", entry, f"{entry}_codes"),
        ("DequantizeLinear", f"{entry}_codes", f"{entry}_rounded"),
    ):
        inputs = [source, f"{entry}_scale", f"{entry}_zero"]
        model.graph.node.append(helper.make_node(kind, inputs, [target]))


def _replace(model: onnx.ModelProto, bank: Bank, *, peaks: Array, entry: str) -> None:
    """Put quantised convolution, integer maximum and one affine step in place of the chain."""
    weight, bias = (_load(model, name) for name in bank.conv.input[1:3])
    gain, offset = _norm_as_affine(model, bank.norm)
    up = gain >= 0
    top = np.maximum(np.where(up, peaks[0], peaks[1]) * HEADROOM, 1e-3)
    factor = np.where(up, 1.0, -1.0) / top
    entry_step, shift = float(_load(model, f"{entry}_scale")), bias * factor + ~up
    # A filter that hardly reacts must not get steps so small that its offset leaves int32.
    codes, steps = _codes(
        weight * factor[:, None, None, None], floor=np.abs(shift) / entry_step / BIAS_STEPS
    )
    bias_step = steps * entry_step
    name = bank.name
    _store(model, f"{name}_weight", codes)
    _store(model, f"{name}_steps", steps)
    _store(model, f"{name}_weight_zero", np.zeros(len(steps), np.int8))
    _store(model, f"{name}_bias", np.round(shift / bias_step).astype(np.int32))
    _store(model, f"{name}_bias_steps", bias_step.astype(np.float32))
    _store(model, f"{name}_bias_zero", np.zeros(len(steps), np.int32))
    _store(model, f"{name}_out_step", np.array(1 / 255, np.float32))
    _store(model, f"{name}_out_zero", np.array(0, np.uint8))
    # The code of an upward channel is e / top, of a downward one 1 - e / top, for an extreme e.
    _store(model, f"{name}_gain", _column(gain / factor))
    _store(model, f"{name}_offset", _column(offset + np.where(up, 0.0, gain * top)))
    _store(model, f"{name}_last_axis", np.array([3], np.int64))
    for node in (bank.conv, bank.relu, bank.norm, bank.peak):
        model.graph.node.remove(node)
    model.graph.node.extend(_nodes(bank, f"{entry}_rounded"))


def _nodes(bank: Bank, source: str) -> list[NodeProto]:
    n = bank.name
    out_codes = [f"{n}_out_step", f"{n}_out_zero"]
    conv = helper.make_node("Conv", [source, f"{n}_w", f"{n}_b"], [f"{n}_conv"], pads=[3, 0, 3, 0])
    pool = helper.make_node("MaxPool", [f"{n}_codes"], [f"{n}_peaks"], kernel_shape=[1, bank.width])
    return [
        helper.make_node(
            "DequantizeLinear",
            [f"{n}_weight", f"{n}_steps", f"{n}_weight_zero"],
            [f"{n}_w"],
            axis=0,
        ),
        helper.make_node(
            "DequantizeLinear",
            [f"{n}_bias", f"{n}_bias_steps", f"{n}_bias_zero"],
            [f"{n}_b"],
            axis=0,
        ),
        conv,
        helper.make_node("QuantizeLinear", [f"{n}_conv", *out_codes], [f"{n}_codes"]),
        pool,
        helper.make_node("DequantizeLinear", [f"{n}_peaks", *out_codes], [f"{n}_shares"]),
        helper.make_node("Squeeze", [f"{n}_shares", f"{n}_last_axis"], [f"{n}_map"]),
        helper.make_node("Mul", [f"{n}_map", f"{n}_gain"], [f"{n}_scaled"]),
        helper.make_node("Add", [f"{n}_scaled", f"{n}_offset"], [bank.peak.output[0]]),
    ]


def _norm_as_affine(model: onnx.ModelProto, norm: NodeProto) -> tuple[Array, Array]:
    """Batch normalisation as x * gain + offset."""
    gamma, beta, mean, variance = (_load(model, name).astype(np.float64) for name in norm.input[1:])
    gain = gamma / np.sqrt(variance + TF_EPSILON)
    return gain, beta - mean * gain


def _codes(weight: Array, *, floor: Array) -> tuple[Array, Array]:
    """Per-channel 7-bit codes and their steps, none below `floor`."""
    steps = np.maximum(np.abs(weight).max((1, 2, 3)) / WEIGHT_STEPS, floor + 1e-12)
    codes = np.round(weight / steps[:, None, None, None]).astype(np.int8)
    return codes, steps.astype(np.float32)


def _correct_means(
    model: onnx.ModelProto, banks: list[Bank], seen: dict[str, Array], waveforms: Floats
) -> None:
    outputs = [bank.peak.output[0] for bank in banks]
    runs = [
        _probe(model, outputs, waveforms[i : i + BATCH]) for i in range(0, len(waveforms), BATCH)
    ]
    for bank, output in zip(banks, outputs, strict=True):
        error = np.mean([run[output].mean((0, 2)) for run in runs], axis=0) - seen[output]
        _store(model, f"{bank.name}_offset", _load(model, f"{bank.name}_offset") - _column(error))


def _column(values: Array) -> Array:
    return np.asarray(values, np.float32)[:, None]


def _load(model: onnx.ModelProto, name: str) -> Array:
    stored = next(value for value in model.graph.initializer if value.name == name)
    return np.asarray(numpy_helper.to_array(stored))


def _store(model: onnx.ModelProto, name: str, values: Array) -> None:
    kept = [value for value in model.graph.initializer if value.name != name]
    del model.graph.initializer[:]
    model.graph.initializer.extend([*kept, numpy_helper.from_array(values, name)])


def _sort(model: onnx.ModelProto) -> None:
    """Put every node after those whose outputs it takes."""
    ready = {value.name for value in (*model.graph.initializer, *model.graph.input)} | {""}
    waiting, done = list(model.graph.node), []
    while waiting:
        now = [node for node in waiting if ready.issuperset(node.input)]
        if not now:
            raise ValueError("the graph has a circle")
        ready.update(name for node in now for name in node.output)
        done += now
        waiting = [node for node in waiting if not ready.issuperset(node.output)]
    del model.graph.node[:]
    model.graph.node.extend(done)


def _drop_unused(model: onnx.ModelProto) -> None:
    used = {name for node in model.graph.node for name in node.input}
    for value in [value for value in model.graph.initializer if value.name not in used]:
        model.graph.initializer.remove(value)
    del model.graph.value_info[:]
