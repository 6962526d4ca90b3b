"""The audio branch of the emotion paper from the waveform on: front end and ConvNet.

Li & Kumar, ISMIR 2019, section 3.1.2: 12 kHz, log-mel of 96 bands, frames of 42.7 ms (512 samples)
with 50 % overlap, a VGG-like ConvNet. The text leaves the sizes of figure 2 to the figure; here
they are the five blocks of Choi, Fazekas & Sandler, "Automatic tagging using deep convolutional
neural networks", ISMIR 2016, whose front end is the same, their pools shortened from 29 s.

Packs hear 16 kHz, so the change of rate is in the graph too: one front end for training and
running.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from export_onnx.bases.musicnn import HOP, WINDOW, fourier_kernels, mel_filters
from export_onnx.models.emotion import LATENT, Branch
from inference.values import Floats

RATE_HZ = 12_000
UP, DOWN = 3, 4
"""12 kHz of 16 kHz: three samples for every four."""
REACH = 32
"""Samples of the 16 kHz side that the resampler looks at to each side."""
PASS = 0.92
"""The resampler's edge, as a share of 6 kHz."""
LEAST_POWER = 1e-6
SOUND_CHANNELS = (32, 128, 128, 192, 256)
SOUND_POOLS = ((4, 2), (4, 2), (4, 2), (5, 3), (1, 4))
"""Frames, bands: 469 x 96 (10 s) become 1 x 1."""


def resampling_kernels() -> Floats:
    """Windowed sincs (3, 1, 2 * REACH + 4), one for each of the three samples made of four."""
    offset = np.arange(-REACH, REACH + DOWN)
    phases = []
    for phase in range(UP):
        apart = offset - phase * DOWN / UP
        edge = PASS * UP / DOWN
        window = np.where(np.abs(apart) < REACH, np.cos(np.pi * apart / (2 * REACH)) ** 2, 0.0)
        kernel = edge * np.sinc(edge * apart) * window
        phases.append(kernel / kernel.sum())
    return np.array(phases, np.float32)[:, None]


class LogMel12k(nn.Module):
    """Waveform (n, samples) at 16 kHz -> log-mel (n, frames, 96) at 12 kHz.

    ln(power + 1e-6). The end is padded by reflection, as the start.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("sinc", torch.from_numpy(resampling_kernels()))
        self.register_buffer("fourier", torch.from_numpy(fourier_kernels()))
        self.register_buffer("mel", torch.from_numpy(mel_filters(RATE_HZ)[..., None]))

    def forward(self, waveform: Tensor) -> Tensor:
        slow = self.resample(waveform)[:, None]
        padded = F.pad(slow, (WINDOW // 2, WINDOW // 2), mode="reflect")
        spectrum = F.conv1d(padded, self.fourier, stride=HOP)  # type: ignore[arg-type]
        real, imaginary = torch.chunk(spectrum.square(), 2, dim=1)
        mel = F.conv1d(real + imaginary, self.mel)  # type: ignore[arg-type]
        return torch.log(mel + LEAST_POWER).transpose(1, 2)

    def resample(self, waveform: Tensor) -> Tensor:
        """Samples at 12 kHz, three for every whole four at 16 kHz."""
        padded = F.pad(waveform[:, None], (REACH, REACH))
        phases = F.conv1d(padded, self.sinc, stride=DOWN)  # type: ignore[arg-type]
        return phases.transpose(1, 2).flatten(1)


def frames_of(samples: int) -> int:
    """Frames that `LogMel12k` makes of so many samples at 16 kHz."""
    return 1 + (samples // DOWN * UP) // HOP


class SoundTrunk(nn.Module):
    """Log-mel (n, frames, 96) -> latent (n, 256), by the paper's VGG-like ConvNet.

    Convolutions of 3 x 3, batch normalisation, ReLU, pooling; what is left of time and bands is
    averaged. `pools_for` fits the pools to shorter sound than 10 s.
    """

    def __init__(
        self,
        channels: Sequence[int] = SOUND_CHANNELS,
        pools: Sequence[tuple[int, int]] = SOUND_POOLS,
        *,
        latent: int = LATENT,
    ) -> None:
        super().__init__()
        self.norm_in = nn.BatchNorm2d(1)
        blocks: list[nn.Module] = []
        for before, after, pool in zip((1, *channels[:-1]), channels, pools, strict=True):
            blocks += [
                nn.Conv2d(before, after, 3, padding=1),
                nn.BatchNorm2d(after),
                nn.ReLU(),
                nn.MaxPool2d(pool),
            ]
        self.blocks = nn.Sequential(*blocks)
        self.dense = nn.Linear(channels[-1], latent)

    def forward(self, log_mel: Tensor) -> Tensor:
        maps = self.blocks(self.norm_in(log_mel[:, None]))
        return F.relu(self.dense(maps.mean((2, 3))))


def pools_for(frames: int) -> tuple[tuple[int, int], ...]:
    """`SOUND_POOLS`, in time no longer than what is left of `frames`."""
    pools = []
    for time, bands in SOUND_POOLS:
        pools.append((max(1, min(time, frames)), bands))
        frames //= pools[-1][0]
    return tuple(pools)


class SoundBase(nn.Module):
    """Music base of a pack: waveform (n, samples), 16 kHz -> latent (n, 256), tags 0..1 (n, T)."""

    def __init__(self, branch: Branch) -> None:
        super().__init__()
        self.front = LogMel12k()
        self.branch = branch

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        latent, logits = self.branch(self.front(waveform))
        return latent, logits.sigmoid()


def new_sound_branch(tags: int, *, samples: int, latent: int = LATENT) -> Branch:
    """A fresh branch for patches of so many samples at 16 kHz."""
    trunk = SoundTrunk(pools=pools_for(frames_of(samples)), latent=latent)
    return Branch(trunk, latent=latent, tags=tags)
