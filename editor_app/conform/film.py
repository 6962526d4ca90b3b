"""A cut written as one film, so that whatever takes a film takes a cut.

Every file is read from front to back where the cut uses it so, whether it is there itself or only
its smaller stand-in. The film has exactly as many pictures as the cut; its sound loses nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from editor_app.conform.pictures import Shelf, frame_count, pictures
from editor_app.conform.reel import Planes
from editor_app.conform.sounds import Sounds
from editor_app.interchange.cut import Cut
from editor_app.interchange.errors import LostFilesError, TimelineError
from editor_app.interchange.relink import usable
from editor_app.score.errors import write_error
from editor_app.score.mix import RATE_HZ
from editor_app.score.output import publish, workplace
from inference.errors import MediaError
from inference.media.probe import probe
from inference.progress import Progress, Work
from inference.values import Floats

Purpose = Literal["watching", "keeping"]

WATCHED_HEIGHT = 360
"""Enough for the models, which see 224 pixels, and for a viewer beside a timeline."""

USUAL_SIZE = (1920, 1080)
SUFFIX = ".mkv"
_BT709 = 1
_OPTIONS = {
    # The window seeks in it: a whole picture every second costs little at this size.
    "watching": {"preset": "ultrafast", "crf": "24", "g": "25"},
    # As good as when a trimmed film is made anew (`score.encoding`).
    "keeping": {"preset": "medium", "crf": "18"},
}


@dataclass(frozen=True, slots=True)
class Conformed:
    """The film that was written; `notes` are sentences on what of the cut it does not have."""

    path: Path
    frames: int
    notes: tuple[str, ...]


def conform(
    cut: Cut, out: Path, *, purpose: Purpose = "watching", keeps_music: bool = False
) -> Work[Conformed]:
    """Write a cut as a film (Matroska: H.264 and FLAC) to `out`.

    What is missing is black, or silent, and said. For "watching" it is small and quickly made; for
    "keeping" it has the size of the cut and the quality of an export.

    Raises
    ------
    TimelineError
        There is no file in it, or (`LostFilesError`) not one of them is there.
    RenderError
        `out` cannot be written.
    """
    _require_any(cut)
    size = film_size(cut, purpose)
    sounds = Sounds(cut, keeps_music=keeps_music)
    with workplace(out) as folder, Shelf(size) as shelf:
        made = folder / f"cut{SUFFIX}"
        try:
            with closing(_written(cut, shelf, sounds, made, purpose)) as steps:
                for done in steps:
                    yield Progress(done / frame_count(cut), "Putting the cut together")
            publish(made, out)
        except (OSError, av.FFmpegError) as error:
            raise write_error(OSError(*error.args[:2]), out) from error
    notes = (*cut.dropped, *shelf.missing.values(), *sounds.notes.values())
    return Conformed(out, frame_count(cut), tuple(dict.fromkeys(notes)))


def film_size(cut: Cut, purpose: Purpose) -> tuple[int, int]:
    """Return the even (width, height) of the film: the cut's own shape, or its largest file's."""
    width, height = cut.size or _largest(cut) or USUAL_SIZE
    if purpose == "watching" and height > WATCHED_HEIGHT:
        width, height = round(width * WATCHED_HEIGHT / height), WATCHED_HEIGHT
    return max(2, width // 2 * 2), max(2, height // 2 * 2)


def _largest(cut: Cut) -> tuple[int, int] | None:
    sizes = []
    for source in dict.fromkeys(one.source for one in cut.pieces if one.source):
        path = usable(source)
        try:
            shown = probe(path).video if path else None
        except MediaError:
            continue
        sizes += [(shown.width, shown.height)] if shown else []
    return max(sizes, key=lambda one: one[0] * one[1], default=None)


def _require_any(cut: Cut) -> None:
    if any(usable(source) for source in cut.media):
        return
    if not cut.media:
        raise TimelineError(
            f"The cut “{cut.name}” shows no file: it is black, or drawn by its editor.",
            remedy="Render it in your editor, and open the film.",
        )
    names = ", ".join(source.name for source in cut.media[:3])
    more = " …" if len(cut.media) > 3 else ""
    raise LostFilesError(
        f"None of the files of the cut “{cut.name}” is there ({names}{more}).",
        remedy="Connect their disk, or name a folder they lie in.",
    )


def _written(
    cut: Cut, shelf: Shelf, sounds: Sounds, out: Path, purpose: Purpose
) -> Generator[int, None, None]:
    """Write the film; give how many pictures are written, now and then."""
    # Bit-exact: the same cut gives the same file, whose content is what analyses are kept under.
    with av.open(str(out), "w", format="matroska", options={"fflags": "+bitexact"}) as container:
        stream = _picture_stream(container, cut.frame_rate, shelf.size, purpose)
        sound = None if sounds.is_silent else _sound_stream(container)
        blocks, samples = sounds.blocks(), 0
        for number, picture in enumerate(pictures(cut, shelf), start=1):
            _add_picture(container, stream, picture, number - 1)
            while sound is not None and samples / RATE_HZ < number / cut.frame_rate:
                block = next(blocks, None)
                if block is None:
                    break
                _add_sound(container, sound, block, samples)
                samples += len(block)
            if number % 16 == 0:
                yield number
        for ended in (stream, sound):
            if ended is not None:
                container.mux(ended.encode(None))


def _picture_stream(
    container: OutputContainer, rate: Fraction, size: tuple[int, int], purpose: Purpose
) -> VideoStream:
    stream = container.add_stream("libx264", rate=rate, options=dict(_OPTIONS[purpose]))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.codec_context.colorspace = _BT709
    stream.codec_context.color_primaries = _BT709
    stream.codec_context.color_trc = _BT709
    return stream


def _sound_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("flac", rate=RATE_HZ)
    stream.layout = "stereo"
    stream.format = "s16"
    return stream


def _add_picture(
    container: OutputContainer, stream: VideoStream, picture: Planes, number: int
) -> None:
    frame = VideoFrame.from_ndarray(picture, format="yuv420p")
    frame.pts, frame.time_base = number, 1 / Fraction(stream.average_rate or 25)
    container.mux(stream.encode(frame))


def _add_sound(container: OutputContainer, stream: AudioStream, block: Floats, at: int) -> None:
    whole = np.clip(np.round(block * 32767), -32768, 32767).astype(np.int16)
    frame = AudioFrame.from_ndarray(whole.reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, at, Fraction(1, RATE_HZ)
    container.mux(stream.encode(frame))
