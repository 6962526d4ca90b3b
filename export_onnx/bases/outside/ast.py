"""AST, the Audio Spectrogram Transformer, as a music base, out of the files transformers writes.

Gong, Chung & Glass, "AST: Audio Spectrogram Transformer", Interspeech 2021. Log-mel of 128 bands,
10 ms apart, in patches of 16 by 16 every 10; two tokens in front, whose mean is the embedding; 527
AudioSet classes. Files: config.json (`model_type` "audio-spectrogram-transformer", `id2label`),
preprocessor_config.json (`mean`, `std`) and model.safetensors.

A pack hears 2.98 s at once, a third of what the published weights were trained on. As the authors'
own code does for shorter input (`ast_models.py`), the middle of the table of positions is used
then, rather than silence up to ten seconds: a quarter of the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from export_onnx.bases.outside.clip_files import CONFIG, read_preprocessing
from export_onnx.bases.outside.facts import Facts, read_facts
from export_onnx.bases.outside.transformer import Encoder, Shape, shape_from
from export_onnx.bases.outside.weights import (
    Tensors,
    building,
    fill,
    joined,
    read_tensors,
    renamed,
    shape_of,
)
from export_onnx.export.pack import PATCH_SAMPLES, SAMPLE_RATE_HZ
from inference.errors import PackError

KIND = "audio-spectrogram-transformer"
WINDOW, HOP, FOURIER = 400, 160, 512
LOWEST_HZ = 20.0
PREEMPHASIS = 0.97
FLOOR = float(np.finfo(np.float32).eps)
MEAN, DEVIATION = -4.2677393, 4.5689974
"""Of log-mel on AudioSet: ASTFeatureExtractor's defaults."""
MUSIC_LABELS = (("Singing", "Humming"), ("Musical instrument", "Scary music"))
"""First and last of the stretches of AudioSet's classes that say something of music."""

_NAMES = (
    (r"^encoder\.layer\.|^layers\.", "encoder."),
    (r"\.layernorm_before\.", ".norm_1."),
    (r"\.layernorm_after\.", ".norm_2."),
    (r"\.attention\.attention\.(query|key|value)\.", r".attend_in.\1."),
    (r"\.attention\.([qkv])_proj\.", r".attend_in.\1."),
    (r"\.attend_in\.([qkv])[a-z]+\.", r".attend_in.\1."),
    (r"\.attention\.output\.dense\.|\.attention\.o_proj\.", ".attend_out."),
    (r"\.intermediate\.dense\.|\.mlp\.fc1\.", ".widen."),
    (r"\.output\.dense\.|\.mlp\.fc2\.", ".narrow."),
    (r"^embeddings\.patch_embeddings\.projection\.", "patches."),
    (r"^embeddings\.position_embeddings$", "positions"),
    (r"^layernorm\.", "norm_out."),
)

Doubles = NDArray[np.float64]


class FilterBank(nn.Module):
    """Waveform (n, samples) at 16 kHz -> log-mel (n, bands, frames), as Kaldi's fbank has it.

    Removing the mean of each window, pre-emphasis and the Hann window are linear, so they lie in
    the kernels of the one convolution that is the Fourier transform.
    """

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.register_buffer("fourier", torch.from_numpy(fourier_kernels()[:, None]).float())
        self.register_buffer("mel", torch.from_numpy(mel_filters(bands)[..., None]).float())

    def forward(self, waveform: Tensor) -> Tensor:
        spectrum = F.conv1d(waveform[:, None], self.fourier, stride=HOP)  # type: ignore[arg-type]
        real, imaginary = torch.chunk(spectrum.square(), 2, dim=1)
        mel = F.conv1d(real + imaginary, self.mel)  # type: ignore[arg-type]
        return torch.log(torch.clamp(mel, min=FLOOR))


def fourier_kernels() -> Doubles:
    """Cosines, then sines (2 * 257, 400), behind what Kaldi does to a window first."""
    centre = np.eye(WINDOW) - 1.0 / WINDOW
    emphasis = np.eye(WINDOW) - PREEMPHASIS * np.eye(WINDOW, k=-1)
    emphasis[0, 0] -= PREEMPHASIS  # the first sample counts as its own forerunner
    prepare = np.hanning(WINDOW)[:, None] * (emphasis @ centre)
    angle = 2 * np.pi * np.outer(np.arange(FOURIER // 2 + 1), np.arange(WINDOW)) / FOURIER
    return np.asarray(np.concatenate([np.cos(angle) @ prepare, np.sin(angle) @ prepare]))


def mel_filters(bands: int) -> Doubles:
    """Filters (bands, 257), triangles on Kaldi's mel scale, 1127 ln(1 + Hz / 700), peak 1."""
    edges = np.linspace(_mel(np.array(LOWEST_HZ)), _mel(np.array(SAMPLE_RATE_HZ / 2)), bands + 2)
    bins = _mel(np.arange(FOURIER // 2 + 1) * SAMPLE_RATE_HZ / FOURIER)
    ramps = edges[:, None] - bins
    widths = np.diff(edges)[:, None]
    rising, falling = -ramps[:-2] / widths[:-1], ramps[2:] / widths[1:]
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)))


def _mel(hz: NDArray[Any]) -> Doubles:
    return np.asarray(1127.0 * np.log1p(hz / 700.0))


@dataclass(frozen=True, slots=True)
class Grid:
    """How patches lie: side, steps over frequency and time, and how many fit in each."""

    side: int
    step_bands: int
    step_frames: int
    rows: int
    columns: int


class Ast(nn.Module):
    """Normalised log-mel (n, bands, frames) -> embedding (n, width), class logits (n, classes)."""

    def __init__(self, shape: Shape, grid: Grid, *, classes: int) -> None:
        super().__init__()
        steps = (grid.step_bands, grid.step_frames)
        self.patches = nn.Conv2d(1, shape.width, grid.side, stride=steps)
        self.firsts = nn.Parameter(torch.zeros(1, 2, shape.width))
        self.positions = nn.Parameter(torch.zeros(1, 2 + grid.rows * grid.columns, shape.width))
        self.encoder = Encoder(shape)
        self.norm_out = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.norm_classes = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.classes = nn.Linear(shape.width, classes)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        patches = self.patches(mel[:, None]).flatten(2).transpose(1, 2)
        firsts = self.firsts.expand(patches.shape[0], -1, -1)
        x = self.encoder(torch.cat([firsts, patches], 1) + self.positions)
        embedding = self.norm_out(x[:, :2]).mean(1)
        return embedding, self.classes(self.norm_classes(embedding))


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A model as read: network, statistics of its log-mel, and which classes speak of music."""

    net: Ast
    bands: int
    mean: float
    deviation: float
    labels: tuple[str, ...]
    kept: tuple[int, ...]


class AstBaseGraph(nn.Module):
    """Waveform (n, 47616) at 16 kHz -> embedding (n, width), tag probabilities (n, T)."""

    def __init__(self, heard: Heard) -> None:
        super().__init__()
        self.bank, self.net = FilterBank(heard.bands), heard.net
        self.mean, self.deviation = heard.mean, heard.deviation
        self.register_buffer("kept", torch.tensor(heard.kept))

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        mel = (self.bank(waveform) - self.mean) / (2.0 * self.deviation)
        embedding, logits = self.net(mel)
        return embedding, torch.sigmoid(logits[:, self.kept])


def read_ast(folder: Path) -> Heard:
    """Read the AST model in `folder`.

    Raises
    ------
    PackError
        If a file is absent or damaged, or the model is of another kind, rate or length.
    """
    config, sound = read_facts(folder / CONFIG), read_preprocessing(folder)
    _refuse_others(config, sound, folder)
    tensors = read_tensors(folder)
    with building(folder):
        return _built(tensors, config, sound, folder)


def _built(tensors: Tensors, config: Facts, sound: Facts, folder: Path) -> Heard:
    named = joined(renamed(tensors, _NAMES, prefix="audio_spectrogram_transformer."))
    named |= renamed(tensors, _HEAD, prefix="classifier.")
    named["firsts"] = _firsts(named, folder)
    bands = config.whole("num_mel_bins", 128)
    grid = _grid(config, named, bands, folder)
    named["positions"] = _middle(named["positions"], config, grid, folder)
    classes, _ = shape_of(named, "classes.weight", folder)
    net = Ast(_shape(named, config, folder), grid, classes=classes)
    fill(net, named, folder)
    labels = _labels(config, classes)
    kept = music_classes(labels)
    mean, deviation = sound.number("mean", MEAN), sound.above_zero("std", DEVIATION)
    return Heard(net.eval(), bands, mean, deviation, tuple(labels[i] for i in kept), kept)


_HEAD = ((r"^layernorm\.", "norm_classes."), (r"^dense\.", "classes."))


def _refuse_others(config: Facts, sound: Facts, folder: Path) -> None:
    if config.get("model_type") != KIND:
        raise _other(folder, f"model_type {config.get('model_type')!r}")
    if (rate_hz := sound.whole("sampling_rate", SAMPLE_RATE_HZ)) != SAMPLE_RATE_HZ:
        raise _other(folder, f"a rate of {rate_hz} Hz")
    if not sound.get("do_normalize", True):
        raise _other(folder, "log-mel that is not normalised")


def _firsts(named: Tensors, folder: Path) -> Tensor:
    names = ("embeddings.cls_token", "embeddings.distillation_token")
    for name in names:
        shape_of(named, name, folder)
    return torch.cat([named.pop(name) for name in names], 1)


def _grid(config: Facts, named: Tensors, bands: int, folder: Path) -> Grid:
    side = shape_of(named, "patches.weight", folder)[-1]
    down, along = (config.whole(f"{name}_stride", 10) for name in ("frequency", "time"))
    frames = 1 + (PATCH_SAMPLES - WINDOW) // HOP
    return Grid(side, down, along, (bands - side) // down + 1, (frames - side) // along + 1)


def _middle(positions: Tensor, config: Facts, grid: Grid, folder: Path) -> Tensor:
    """The middle columns of a table made for longer sounds, the two first tokens kept."""
    width = positions.shape[-1]
    firsts, table = positions[:, :2], positions[0, 2:]
    columns = len(table) // max(1, grid.rows)
    if grid.rows < 1 or columns * grid.rows != len(table) or columns < grid.columns:
        raise _other(folder, f"{len(table)} positions, too few for {PATCH_SAMPLES} samples")
    start = columns // 2 - grid.columns // 2
    cut = table.reshape(grid.rows, columns, width)[:, start : start + grid.columns]
    return torch.cat([firsts, cut.reshape(1, -1, width)], 1)


def _shape(named: Tensors, config: Facts, folder: Path) -> Shape:
    return shape_from(
        named,
        folder,
        heads=config.whole("num_attention_heads", 12),
        activation=config.word("hidden_act", "gelu"),
        epsilon=config.above_zero("layer_norm_eps", 1e-12),
    )


def _labels(config: Facts, classes: int) -> list[str]:
    names = config.part("id2label")
    return [str(names.get(str(i), f"class {i}")) for i in range(classes)]


def music_classes(labels: Sequence[str]) -> tuple[int, ...]:
    """Indices of the classes that say something of music; all, where AudioSet's names are not.

    "Music" itself and "Speech" are true of most segments, and so tell nothing.
    """
    stretches = [
        range(labels.index(first), labels.index(last) + 1)
        for first, last in MUSIC_LABELS
        if first in labels and last in labels
    ]
    return tuple(i for stretch in stretches for i in stretch) or tuple(range(len(labels)))


def _other(folder: Path, what: str) -> PackError:
    return PackError(
        f"The model in {folder} has {what}, which cannot be built here.",
        remedy="Use an AST trained on AudioSet, as MIT/ast-finetuned-audioset-10-10-0.4593.",
        path=folder,
    )
