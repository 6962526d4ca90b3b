"""The command `goldens`: reference outputs of the original networks, for the parity tests.

Pictures go through the efficientnet-lite package itself, in float64, with its weights. Sound goes
through `listen_in_float64`, a second implementation of musicnn written from the package's
`models.py` and `extractor.py` in numpy alone; it shares no code with the exported graph except
the reader of the weights.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from export_onnx.bases.calibration import read_frames, read_patches
from export_onnx.bases.checkpoint import Tensors
from export_onnx.bases.musicnn import read_weights
from export_onnx.bases.visual import load_efficientnet
from inference.values import Floats, Frames

Doubles = NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--pictures", type=Path, required=True, help="folder with a film or two")
    parser.add_argument("--song", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Write visual.npz and music.npz; inputs are kept coarse so that the files stay small."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    small = read_frames(arguments.pictures)[[3, 17], ::4, ::4]
    embedding, logits = look_in_float64(small.repeat(4, 1).repeat(4, 2))
    np.savez_compressed(
        arguments.out / "visual.npz", quarter_frames=small, embedding=embedding, logits=logits
    )
    patch = np.round(read_patches(arguments.song)[1] * 32767).astype(np.int16)
    samples = np.stack([patch, np.zeros_like(patch)])
    heard = [listen_in_float64(row / 32767.0, read_weights("MSD_musicnn")) for row in samples]
    np.savez_compressed(
        arguments.out / "music.npz",
        samples=samples,
        embedding=np.stack([row[0] for row in heard]).astype(np.float32),
        logits=np.stack([row[1] for row in heard]).astype(np.float32),
    )


@torch.no_grad()
def look_in_float64(frames: Frames) -> tuple[Floats, Floats]:
    """Embedding (n, 1280) and class logits (n, 1000) by the original package."""
    net: Any = load_efficientnet().double()
    scaled = (frames.astype(np.float64) - 127.0) / 128.0
    x = torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy())
    embedding = net._avg_pooling(net.extract_features(x)).flatten(1)
    return embedding.numpy().astype(np.float32), net(x).numpy().astype(np.float32)


def listen_in_float64(waveform: Doubles, weights: Tensors) -> tuple[Doubles, Doubles]:
    """Embedding (200,) and tag logits (50,) of a waveform (samples,) at 16 kHz."""
    x = _norm(log_mel(waveform)[..., None], weights, 0)[..., 0]
    front = np.concatenate([_conv_max(x, weights, i) for i in range(5)], axis=1)
    first = _conv(_pad(front, 3, 3), weights, 5)[:, 0]
    second = _conv(_pad(first, 3, 3), weights, 6)[:, 0] + first
    third = _conv(_pad(second, 3, 3), weights, 7)[:, 0] + second
    maps = np.concatenate([front, first, second, third], axis=1)
    pooled = np.stack([maps.max(0), maps.mean(0)], axis=1).ravel()
    dense = _dense(_norm(pooled, weights, 9), weights, "dense")
    embedding = _norm(np.maximum(dense, 0), weights, 10)
    return embedding, _dense(embedding, weights, "dense_1")


def log_mel(waveform: Doubles) -> Doubles:
    """Librosa's melspectrogram (16 kHz, 512, 256, 96) and the package's float16 and logarithm."""
    padded = np.pad(waveform, 256, mode="reflect")
    frames = sliding_window_view(padded, 512)[::256] * np.hanning(513)[:-1]
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    mel = (power @ _triangles().T).astype(np.float16).astype(np.float64)
    return np.log10(10000 * mel + 1)


def _triangles() -> Doubles:
    """Slaney's filters one by one, as the Auditory Toolbox draws them."""
    step = np.log(6.4) / 27
    top = 15 + np.log(8000 / 1000) / step
    mels = np.linspace(0, top, 98)
    hz = np.array([m * 200 / 3 if m < 15 else 1000 * np.exp((m - 15) * step) for m in mels])
    bins = np.arange(257) * 16000 / 512
    rows = [
        np.interp(bins, [low, mid, high], [0, 2 / (high - low), 0], left=0, right=0)
        for low, mid, high in zip(hz[:-2], hz[1:-1], hz[2:], strict=True)
    ]
    return np.stack(rows)


def _conv_max(x: Doubles, weights: Tensors, i: int) -> Doubles:
    """One front-end filter bank, its maximum over frequency: (frames, 96) -> (frames, filters)."""
    rows = weights[_numbered("conv2d", i) + "/kernel"].shape[0]
    before, after = (3, 3) if i < 2 else ((rows - 1) // 2, rows // 2)
    return np.asarray(_conv(_pad(x, before, after), weights, i).max(1))


def _conv(x: Doubles, weights: Tensors, i: int) -> Doubles:
    """Valid convolution, ReLU, batch normalisation: (rows, columns) -> (rows, columns, filters)."""
    name = _numbered("conv2d", i)
    kernel = weights[f"{name}/kernel"].astype(np.float64)[:, :, 0]
    windows = sliding_window_view(x, kernel.shape[:2])
    out = np.tensordot(windows, kernel, axes=([2, 3], [0, 1])) + weights[f"{name}/bias"]
    return _norm(np.maximum(out, 0), weights, i + 1)


def _norm(x: Doubles, weights: Tensors, i: int) -> Doubles:
    name = _numbered("batch_normalization", i)
    gamma, beta, mean, variance = (
        weights[f"{name}/{part}"].astype(np.float64)
        for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    return np.asarray((x - mean) / np.sqrt(variance + 1e-3) * gamma + beta)


def _dense(x: Doubles, weights: Tensors, name: str) -> Doubles:
    return np.asarray(x @ weights[f"{name}/kernel"].astype(np.float64) + weights[f"{name}/bias"])


def _pad(x: Doubles, before: int, after: int) -> Doubles:
    return np.pad(x, ((before, after), (0, 0)))


def _numbered(name: str, i: int) -> str:
    return f"{name}_{i}" if i else name
