"""Opening media files: what every reader of this room needs to agree on.

Time 0 of a file is the earliest start among its picture and sound streams, as for players and
the `ffmpeg` command; a stream that begins later keeps its distance. Codec priming before 0 is
not heard.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from inference.errors import MediaError

# Formats that are lists of other files, or that take any text for a film.
_NOT_MEDIA = frozenset({"hls", "concat", "concatf", "dash", "sdp", "tty", "ffmetadata", "imf"})
_LFS_MARK = b"version https://git-lfs"
_IO_LIMIT_S = 15.0
_REPLACE = "Choose another file, or make it again from its source."

DECODE_ERRORS = (av.FFmpegError, ValueError, ArithmeticError, EOFError, OSError)
"""What the decoder raises for damaged data; never a bug of ours."""


def check_file(path: Path) -> int:
    """Return the size in bytes of a readable plain file; MediaError says why it is not one."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(
                f"{path.name} is not a file.", remedy="Choose a media file.", path=path
            )
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError as error:
        remedy = "Connect the disk it is on, or choose it again."
        raise MediaError(f"{path.name} is not there.", remedy=remedy, path=path) from error
    except (OSError, ValueError) as error:
        remedy = "Check the disk and that you may read the file."
        raise MediaError(f"{path.name} cannot be read.", remedy=remedy, path=path) from error
    if not head:
        raise MediaError(f"{path.name} is empty (0 bytes).", remedy="Copy it again.", path=path)
    if head.startswith(_LFS_MARK):
        what = f"{path.name} is only a Git LFS pointer, not the media itself."
        raise MediaError(what, remedy="Fetch it with “git lfs pull”.", path=path)
    return status.st_size


def damaged(path: Path, why: str = "is damaged, cut short, or not media") -> MediaError:
    """Build the error for a file whose content cannot be used."""
    return MediaError(f"{path.name} {why}.", remedy=_REPLACE, path=path)


@contextmanager
def open_media(path: Path) -> Iterator[InputContainer]:
    """Open a local media file for reading, whatever its extension; MediaError when it is none."""
    check_file(path)
    try:
        # The prefix keeps a name with a colon from being taken for a network protocol.
        container = av.open(
            f"file:{path.absolute()}",
            metadata_errors="replace",
            timeout=_IO_LIMIT_S,
            container_options={"protocol_whitelist": "file"},
        )
    except (*DECODE_ERRORS, MemoryError) as error:
        raise damaged(path) from error
    with container:
        if container.format.name in _NOT_MEDIA:
            raise damaged(path, "is a text or a list, not media")
        yield container


def is_picture(stream: Stream) -> bool:
    """Say whether `stream` is moving picture: cover art and thumbnails are not."""
    still = Disposition.attached_pic | Disposition.timed_thumbnails
    return isinstance(stream, VideoStream) and not stream.disposition & still


def picture_stream(container: InputContainer) -> VideoStream | None:
    """Return the picture stream that players show: the default one, else the first."""
    streams = [s for s in container.streams.video if is_picture(s)]
    return min(streams, key=lambda s: not s.disposition & Disposition.default, default=None)


def sound_streams(container: InputContainer) -> list[AudioStream]:
    """Return the sound streams that have a decoder, a sample rate and channels."""
    return [
        s for s in container.streams.audio if s.codec_context is not None and s.rate and s.channels
    ]


def wanted_streams(container: InputContainer) -> list[Stream]:
    """Return the picture stream and the sound streams."""
    picture = picture_stream(container)
    return [*([picture] if picture else []), *sound_streams(container)]


def origin_s(container: InputContainer) -> float:
    """Return the time stamp, in seconds, of time 0 of the file (see the head of this module)."""
    starts = [
        float(s.start_time * s.time_base)
        for s in wanted_streams(container)
        if s.start_time is not None and s.time_base is not None
    ]
    return max(0.0, min(starts, default=0.0))


def packets(container: InputContainer, streams: Sequence[Stream]) -> Iterator[Packet[Stream]]:
    """Demux `streams`, skipping over read errors; a container that only repeats errors ends."""
    failures = 0
    iterator = container.demux(*streams)
    while failures < 100:
        try:
            yield next(iterator)
        except StopIteration:
            return
        except DECODE_ERRORS:
            failures += 1
            iterator = container.demux(*streams)
