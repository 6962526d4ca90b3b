"""The encoder: moviepy's ffmpeg as a child process that is fed through a pipe."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO

import numpy as np

from editor_app.score.containers import Container
from editor_app.score.encoding import PictureEncoder
from editor_app.score.errors import RenderError, disk_full
from editor_app.score.mix import RATE_HZ
from inference.progress import Progress, Work

# Nothing an input says may make the encoder open anything but the files it is given.
_LOCAL = ("-protocol_whitelist", "file,pipe")
_SOUND_PIPE = ("-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", "pipe:0")
_TO_709 = "scale=out_color_matrix=bt709:out_range=tv"
_TAG_709 = (
    *("-color_range", "tv", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "bt709"),
)
_POLL_S = 0.03
_LAST_WORDS = 2_000


def mux_arguments(
    picture: Path, stream: int, *, shift_s: float, container: Container, out: Path
) -> list[str]:
    """Arguments that copy one picture stream and encode the sound that comes through the pipe.

    Every stream is named: left alone, the encoder prefers whichever sound has most channels.
    `shift_s` is added to the time stamps of the picture.
    """
    return [
        *("-itsoffset", f"{shift_s:.6f}", *_LOCAL, "-i", f"file:{picture.absolute()}"),
        *(*_LOCAL, *_SOUND_PIPE),
        *("-map", f"0:{stream}", "-map", "1:a:0", "-map_metadata", "0", "-map_chapters", "0"),
        *("-c:v", "copy", *container.sound, *container.extra),
        *("-f", container.muxer, f"file:{out.absolute()}"),
    ]


def sound_arguments(container: Container, out: Path) -> list[str]:
    """Arguments that write the sound that comes through the pipe to a file of its own."""
    return [
        *(*_LOCAL, *_SOUND_PIPE, *container.sound, *container.extra),
        *("-f", container.muxer, f"file:{out.absolute()}"),
    ]


def picture_arguments(
    size: tuple[int, int],
    rate: Fraction,
    *,
    is_709: bool,
    encoder: PictureEncoder,
    muxer: str,
    out: Path,
) -> list[str]:
    """Arguments that encode the RGB pictures that come through the pipe."""
    filters = [*((_TO_709,) if is_709 else ()), *encoder.filters]
    return [
        *encoder.before,
        *(*_LOCAL, "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}"),
        *("-r", f"{rate.numerator}/{rate.denominator}", "-i", "pipe:0"),
        *(("-vf", ",".join(filters)) if filters else ()),
        *(*encoder.codec, *(_TAG_709 if is_709 else ())),
        *("-f", muxer, f"file:{out.absolute()}"),
    ]


def ffmpeg_command(arguments: Sequence[str]) -> list[str]:
    """Return the whole command; it says nothing but errors and asks for nothing."""
    import imageio_ffmpeg  # noqa: PLC0415  (takes time, and only rendering needs it)

    return [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *arguments]


def encode(
    arguments: Sequence[str], blocks: Iterable[np.ndarray], *, total: int, doing: str, out: Path
) -> Work[None]:
    """Feed `blocks` (`total` rows in all) to the encoder; closing ends it at once.

    Raises
    ------
    RenderError
        If it fails; `out` is the file that the user asked for.
    """
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            ffmpeg_command(arguments), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            yield from _feed(child, blocks, total=total, doing=doing)
        finally:
            _end(child)
        if child.returncode:
            raise _failure(child.returncode, log, out)


def _feed(
    child: subprocess.Popen[bytes], blocks: Iterable[np.ndarray], *, total: int, doing: str
) -> Work[None]:
    pipe = child.stdin
    if pipe is None:
        raise AssertionError("the encoder was started with a pipe")
    fed = 0
    try:
        for block in blocks:
            pipe.write(block.data)
            fed += len(block)
            yield Progress(min(1.0, fed / total), doing)
        pipe.close()
    except BrokenPipeError:
        pass  # it has ended before its input has; its exit status says why
    while child.poll() is None:
        yield Progress(1.0, doing)
        _wait(child, _POLL_S)


def _wait(child: subprocess.Popen[bytes], time_s: float) -> None:
    try:
        child.wait(time_s)
    except subprocess.TimeoutExpired:
        return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave no process and no pipe behind."""
    if child.poll() is None:
        child.kill()
    child.wait()
    if child.stdin is not None and not child.stdin.closed:
        try:
            child.stdin.close()
        except BrokenPipeError:
            return


def _failure(status: int, log: IO[bytes], out: Path) -> RenderError:
    log.seek(0)
    words = log.read()[-_LAST_WORDS:].decode("utf-8", "replace").strip()
    # A file that reached the size allowed ends the process by a signal (SIGXFSZ, 25).
    if status == -25 or "No space left" in words or "File too large" in words:
        return disk_full(out)
    last = words.splitlines()[-1] if words else f"it ended with status {status}"
    return RenderError(
        f"{out} could not be encoded: {last}.",
        remedy="Choose another kind of file (.mkv takes most), or check the video.",
        path=out,
    )
