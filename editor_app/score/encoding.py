"""How pictures that cannot stay as they are are made anew: codec, who encodes, how good."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Codec = Literal["h264", "h265", "vp9"]
Device = Literal["software", "nvenc", "qsv", "amf", "vaapi", "videotoolbox"]
Quality = Literal["best", "good", "small"]

# Constant quality everywhere: the size follows the picture. At 18 with x264 eyes take the copy for
# the source; the other encoders' numbers mean about the same.
_X264: dict[Quality, int] = {"best": 18, "good": 22, "small": 27}
_X265: dict[Quality, int] = {"best": 20, "good": 24, "small": 29}
_VP9: dict[Quality, int] = {"best": 24, "good": 30, "small": 36}
_APPLE: dict[Quality, int] = {"best": 75, "good": 62, "small": 48}
_RENDER_NODE = "/dev/dri/renderD128"
# Players of one large maker show H.265 in mp4 and mov only under this name.
_APPLE_TAG = ("-tag:v", "hvc1")


@dataclass(frozen=True, slots=True)
class Encoding:
    """One way to encode pictures; `device` is what does the work."""

    codec: Codec
    device: Device = "software"
    quality: Quality = "best"


@dataclass(frozen=True, slots=True)
class PictureEncoder:
    """Arguments of the encoder: before its input, its last filters, and the codec's own."""

    before: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    codec: tuple[str, ...] = ()


def picture_encoder(encoding: Encoding, *, muxer: str) -> PictureEncoder:
    """Return the arguments for `encoding` in a file written by `muxer`."""
    tag = _APPLE_TAG if encoding.codec == "h265" and muxer in ("mp4", "mov") else ()
    made = _MAKERS[encoding.device](encoding)
    return PictureEncoder(made.before, made.filters, (*made.codec, *tag))


def _software(encoding: Encoding) -> PictureEncoder:
    quality = encoding.quality
    arguments = {
        "h264": ("libx264", "-preset", "medium", "-crf", str(_X264[quality])),
        "h265": (
            *("libx265", "-preset", "medium", "-crf", str(_X265[quality])),
            *("-x265-params", "log-level=error"),
        ),
        "vp9": (
            *("libvpx-vp9", "-crf", str(_VP9[quality]), "-b:v", "0"),
            *("-row-mt", "1", "-cpu-used", "4"),
        ),
    }
    return PictureEncoder(codec=("-c:v", *arguments[encoding.codec], "-pix_fmt", "yuv420p"))


def _nvenc(encoding: Encoding) -> PictureEncoder:
    quality = ("-preset", "p5", "-rc", "vbr", "-cq", _scale(encoding), "-b:v", "0")
    return PictureEncoder(codec=("-c:v", _name(encoding), *quality, "-pix_fmt", "yuv420p"))


def _qsv(encoding: Encoding) -> PictureEncoder:
    quality = ("-preset", "medium", "-global_quality", _scale(encoding))
    return PictureEncoder(codec=("-c:v", _name(encoding), *quality, "-pix_fmt", "nv12"))


def _amf(encoding: Encoding) -> PictureEncoder:
    level = _scale(encoding)
    quality = ("-quality", "quality", "-rc", "cqp", "-qp_i", level, "-qp_p", level)
    return PictureEncoder(codec=("-c:v", _name(encoding), *quality, "-pix_fmt", "nv12"))


def _vaapi(encoding: Encoding) -> PictureEncoder:
    return PictureEncoder(
        before=("-vaapi_device", _RENDER_NODE),
        filters=("format=nv12", "hwupload"),
        codec=("-c:v", _name(encoding), "-rc_mode", "CQP", "-qp", _scale(encoding)),
    )


def _videotoolbox(encoding: Encoding) -> PictureEncoder:
    quality = ("-q:v", str(_APPLE[encoding.quality]))
    return PictureEncoder(codec=("-c:v", _name(encoding), *quality, "-pix_fmt", "nv12"))


def _name(encoding: Encoding) -> str:
    return f"{'hevc' if encoding.codec == 'h265' else 'h264'}_{encoding.device}"


def _scale(encoding: Encoding) -> str:
    table = _X265 if encoding.codec == "h265" else _X264
    return str(table[encoding.quality])


_MAKERS = MappingProxyType(
    {
        "software": _software,
        "nvenc": _nvenc,
        "qsv": _qsv,
        "amf": _amf,
        "vaapi": _vaapi,
        "videotoolbox": _videotoolbox,
    }
)

DEVICES: MappingProxyType[str, tuple[Device, ...]] = MappingProxyType(
    {
        "linux": ("nvenc", "qsv", "vaapi", "amf"),
        "win32": ("nvenc", "qsv", "amf"),
        "darwin": ("videotoolbox",),
    }
)
"""Which hardware can be there at all, by `sys.platform`."""
