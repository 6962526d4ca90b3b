"""Which files can be written, and what they can carry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from editor_app.score.encoding import Codec
from editor_app.score.errors import RenderError

_MP4 = frozenset(
    {"h264", "hevc", "av1", "libdav1d", "vp9", "mpeg4", "mpeg2video", "mpeg1video"}
)  # fmt: skip
# Without temporal noise shaping: ffmpeg's now and then puts out a few samples 2 dB too high.
_AAC = ("-c:a", "aac", "-b:a", "192k", "-aac_tns", "0")
_AAC_ALONE = ("-c:a", "aac", "-b:a", "256k", "-aac_tns", "0")


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file, as arguments of the encoder.

    `pictures` are the codecs whose pictures it takes unchanged; None means any. `codecs` are
    those that new pictures may be made with, the usual one first. `lossy` says that the sound
    changes by being coded.
    """

    muxer: str
    pictures: frozenset[str] | None
    sound: tuple[str, ...] = _AAC
    codecs: tuple[Codec, ...] = ("h264", "h265")
    extra: tuple[str, ...] = ()
    lossy: bool = True

    def takes(self, codec: str) -> bool:
        return self.pictures is None or codec in self.pictures


# The index goes to the front ("faststart"), so that playing can begin before all is loaded.
_FAST = ("-movflags", "+faststart")

VIDEO_FILES = MappingProxyType(
    {
        ".mp4": Container("mp4", _MP4, extra=_FAST),
        ".m4v": Container("mp4", _MP4, extra=_FAST),
        ".mov": Container("mov", _MP4 | {"prores", "dnxhd", "mjpeg", "qtrle"}, extra=_FAST),
        ".mkv": Container("matroska", None),
        ".webm": Container(
            "webm",
            frozenset({"vp8", "vp9", "av1", "libdav1d", "libvpx", "libvpx-vp9"}),
            sound=("-c:a", "libopus", "-b:a", "160k"),
            codecs=("vp9",),
        ),
    }
)

_NONE = frozenset[str]()

SOUND_FILES = MappingProxyType(
    {
        ".wav": Container(
            "wav", _NONE, sound=("-c:a", "pcm_f32le"), extra=("-rf64", "auto"), lossy=False
        ),
        ".flac": Container(
            "flac", _NONE, sound=("-c:a", "flac", "-sample_fmt", "s32"), lossy=False
        ),
        ".m4a": Container("ipod", _NONE, sound=_AAC_ALONE, extra=_FAST),
        ".mp3": Container("mp3", _NONE, sound=("-c:a", "libmp3lame", "-b:a", "256k")),
    }
)


def container_of(out: Path, known: MappingProxyType[str, Container]) -> Container:
    """Return the kind of file that a name asks for; RenderError when it is none of `known`."""
    container = known.get(out.suffix.lower())
    if container is None:
        raise RenderError(
            f"{out.name} is no kind of file that can be written here.",
            remedy=f"Choose a name that ends in {', '.join(known)}.",
            path=out,
        )
    return container
