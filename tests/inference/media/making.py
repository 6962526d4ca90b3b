"""Tiny media made for the tests."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np

TICK = Fraction(1, 1000)


def flat(level: int, *, width: int = 160, height: int = 90) -> np.ndarray:
    return np.full((height, width, 3), level, np.uint8)


def write_video(
    path: Path,
    pictures: Iterable[np.ndarray],
    *,
    rate: int = 25,
    times_s: list[float] | None = None,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    tone_hz: float | None = None,
) -> Path:
    """Write pictures (uint8 RGB) at a fixed rate, or at `times_s` each."""
    pictures = list(pictures)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, options=options or {"crf": "12"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixels
        if times_s is not None:
            stream.time_base = stream.codec_context.time_base = TICK
        sound = None
        if tone_hz is not None:
            sound = out.add_stream("aac", rate=44100, layout="mono")
        for i, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = i if times_s is None else round(times_s[i] / TICK)
            frame.time_base = Fraction(1, rate) if times_s is None else TICK
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound is not None:
            _write_tone(out, sound, tone_hz, len(pictures) / rate)
    return path


def _write_tone(out, stream, tone_hz: float, duration_s: float) -> None:
    samples = np.sin(2 * np.pi * tone_hz * np.arange(int(duration_s * 44100)) / 44100) * 0.5
    for start in range(0, len(samples), 1024):
        block = samples[None, start : start + 1024].astype(np.float32)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 44100, start, Fraction(1, 44100)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def ffmpeg(*arguments: str | Path) -> bytes:
    """Run the bundled ffmpeg and return its standard output."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout
