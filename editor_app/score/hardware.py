"""Which encoders in this machine's hardware work, found out by encoding a few pictures."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import IO

from editor_app.score.encoder import ffmpeg_command, picture_arguments
from editor_app.score.encoding import DEVICES, Codec, Device, Encoding, picture_encoder
from inference.progress import Progress, Work

_CODECS: tuple[Codec, ...] = ("h264", "h265")
_SIZE = (320, 192)  # the smallest that all of them take
_PICTURES = 4
_PATIENCE_S = 15.0
"""A driver that has not answered by then is left alone."""
_POLL_S = 0.02


def usable_encodings() -> Work[tuple[Encoding, ...]]:
    """Try every encoder that this kind of machine could have; give those that encode.

    That a driver is there says little: cards without an encoder have one too.
    """
    wanted = [Encoding(codec, device) for device in _devices() for codec in _CODECS]
    usable = []
    with tempfile.TemporaryFile() as pictures:
        pictures.write(bytes(_SIZE[0] * _SIZE[1] * 3 * _PICTURES))
        for number, encoding in enumerate(wanted):
            yield Progress(number / len(wanted), "Trying the encoders")
            if (yield from _encodes(encoding, pictures, number / len(wanted))):
                usable.append(encoding)
    return tuple(usable)


def _devices() -> tuple[Device, ...]:
    return DEVICES.get("linux" if sys.platform.startswith("linux") else sys.platform, ())


def _encodes(encoding: Encoding, pictures: IO[bytes], fraction: float) -> Work[bool]:
    pictures.seek(0)
    arguments = picture_arguments(
        _SIZE,
        Fraction(25),
        is_709=False,
        encoder=picture_encoder(encoding, muxer="null"),
        muxer="null",
        out=Path("nowhere"),
    )
    child = subprocess.Popen(
        ffmpeg_command(arguments),
        stdin=pictures,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    give_up_s = time.monotonic() + _PATIENCE_S
    try:
        while child.poll() is None and time.monotonic() < give_up_s:
            yield Progress(fraction, "Trying the encoders")
            time.sleep(_POLL_S)
        return child.returncode == 0
    finally:
        child.kill()
        child.wait()
