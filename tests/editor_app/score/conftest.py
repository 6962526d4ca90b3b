"""Tiny films and songs, and ears that are not ours."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

RATE = 48_000
CLIP_S = 8.0


def ffmpeg(*arguments: str) -> str:
    """Run the bundled ffmpeg; return what it says."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as ffmpeg's own filter measures them."""
    said = ffmpeg("-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-")
    summary = said[said.rindex("Summary") :]
    loudness = re.search(r"I:\s+(\S+) LUFS", summary)
    peak = re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loudness
    assert peak
    return float(loudness[1]), float(peak[1])


def _film(
    path: Path, *sound: str, picture: tuple[str, ...] = ("-c:v", "libx264", "-g", "12")
) -> Path:
    lavfi = f"testsrc2=s=160x90:r=25:d={CLIP_S}"
    ffmpeg(
        "-v", "error", "-f", "lavfi", "-i", lavfi, *sound, *picture, "-t", str(CLIP_S), str(path)
    )
    return path


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("score_media")


@pytest.fixture(scope="session")
def film(media: Path) -> Path:
    """Eight seconds with quiet noise for its own sound."""
    noise = f"anoisesrc=c=pink:a=0.1:r=48000:d={CLIP_S}:seed=3"
    return _film(media / "film.mp4", "-f", "lavfi", "-i", noise, "-ac", "2", "-c:a", "aac")


@pytest.fixture(scope="session")
def surround_film(media: Path) -> Path:
    noise = f"anoisesrc=c=pink:a=0.3:r=48000:d={CLIP_S}:seed=5"
    spread = "pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0"
    return _film(media / "surround.mkv", "-f", "lavfi", "-i", noise, "-af", spread, "-c:a", "ac3")


@pytest.fixture(scope="session")
def mute_film(media: Path) -> Path:
    return _film(media / "mute.mp4")


@pytest.fixture(scope="session")
def old_film(media: Path) -> Path:
    """A codec that mp4 cannot carry."""
    return _film(media / "old.avi", picture=("-c:v", "msmpeg4v2", "-q:v", "3"))


def music(seconds: float, *, rate: int, channels: int, gain: float, seed: int = 0) -> np.ndarray:
    """Pink-like noise with a drum on every half second: something a limiter has to work on."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate)
    spectrum = np.fft.rfft(rng.standard_normal((count, channels)), axis=0)
    spectrum /= np.sqrt(np.arange(1, len(spectrum) + 1))[:, None]
    noise = np.fft.irfft(spectrum, n=count, axis=0)
    time = np.arange(count) / rate
    drum = np.exp(-(time % 0.5) * 40) * np.sin(2 * np.pi * 90 * (time % 0.5))
    mixed = noise / np.abs(noise).max() * 0.5 + drum[:, None] * 0.5
    return (mixed * gain).astype(np.float32)


@pytest.fixture(scope="session")
def song(media: Path) -> Callable[..., Path]:
    """Give the path of a song with these properties."""

    def make(
        seconds: float = 12.0, *, rate: int = RATE, channels: int = 2, gain: float = 0.9
    ) -> Path:
        path = media / f"song_{seconds}_{rate}_{channels}_{gain}.wav"
        if not path.exists():
            samples = music(seconds, rate=rate, channels=channels, gain=gain)
            soundfile.write(path, samples, rate, subtype="FLOAT")
        return path

    return make


@pytest.fixture(scope="session")
def tone(media: Path) -> Path:
    """Twelve seconds of 1 kHz at -20 dBFS."""
    path = media / "tone.wav"
    samples = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(12 * RATE) / RATE)
    soundfile.write(path, np.stack([samples, samples], axis=1), RATE, subtype="FLOAT")
    return path


@pytest.fixture(scope="session")
def click(media: Path) -> Path:
    """Six seconds at 44.1 kHz, silent but for one click at 2.000 s."""
    path = media / "click.wav"
    samples = np.zeros(6 * 44_100)
    samples[2 * 44_100] = 0.9
    soundfile.write(path, samples, 44_100, subtype="FLOAT")
    return path
