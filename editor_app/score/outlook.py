"""What an export would meet: the picture's fate, the room on the disk, files already there."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from editor_app.score.containers import SOUND_FILES, VIDEO_FILES, container_of
from editor_app.score.encoding import Encoding, Quality
from editor_app.score.errors import RenderError
from editor_app.score.export import ExportRequest
from editor_app.score.output import check_target
from editor_app.score.picture import Picture, look_at, not_carried, why_reencode
from inference.media.probe import require_picture

# The raw mix, float32 in two channels, lies beside the target while a file is made.
_SPOOL_BYTES_PER_S = 384_000
_FILM_SOUND_BYTES_PER_S = 24_000
_SOUND_BYTES_PER_S = {".wav": 384_000, ".flac": 290_000, ".m4a": 32_000, ".mp3": 32_000}
_BITS_PER_PIXEL: dict[Quality, float] = {"best": 0.15, "good": 0.09, "small": 0.05}
_RESERVE = 1.15
"""The estimate is coarse where pictures are made anew; warn rather too early."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known before an export begins.

    `picture_reason` says why the picture has to be made anew; None when it stays as it is, or
    no film is written. `has_sound` is whether the film brings sound of its own. `needed_bytes`
    is an estimate of the most room taken at any time. `existing` are files that would be
    replaced. `losses` are sentences on what the new film will not have. `problem` says, with what
    to do, why it cannot begin.
    """

    has_sound: bool = True
    picture_reason: str | None = None
    needed_bytes: int = 0
    free_bytes: int | None = None
    existing: tuple[Path, ...] = ()
    losses: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def is_roomy(self) -> bool:
        return self.free_bytes is None or self.needed_bytes <= self.free_bytes


def outlook(request: ExportRequest) -> Outlook:
    """Look at the film and the folder; takes as long as opening the film.

    Raises
    ------
    MediaError
        If the film cannot be read.
    """
    picture = look_at(request.video)
    reason = _picture_reason(request, picture)
    return Outlook(
        has_sound=bool(picture.info.audio),
        picture_reason=reason,
        needed_bytes=_needed_bytes(request, picture, is_new=reason is not None),
        free_bytes=_free_bytes(request),
        existing=tuple(path for path in request.files if path.is_file()),
        losses=not_carried(picture, is_new=reason is not None) if request.film else (),
        problem=_problem(request),
    )


def _picture_reason(request: ExportRequest, picture: Picture) -> str | None:
    if request.film is None:
        return None
    container = container_of(request.film, VIDEO_FILES)
    settings = request.settings
    return why_reencode(picture, settings.span, container, wanted=settings.encoding)


def _problem(request: ExportRequest) -> str | None:
    try:
        for path in request.files:
            check_target(path, request.video, request.cues)
            if not os.access(path.parent, os.W_OK):
                raise RenderError(
                    f"You may not write to {path.parent}.", remedy="Choose another folder."
                )
        for _, out in request.parts:
            container_of(out, VIDEO_FILES if out == request.film else SOUND_FILES)
    except (RenderError, OSError) as error:
        return str(error)
    return None


def _free_bytes(request: ExportRequest) -> int | None:
    try:
        return shutil.disk_usage(request.files[0].parent).free if request.files else None
    except OSError:
        return None


def _needed_bytes(request: ExportRequest, picture: Picture, *, is_new: bool) -> int:
    """Sum of the files, and what lies beside the largest of them while it is made."""
    span = request.settings.span
    length_s = span.duration_s if span else picture.end_s
    sounds = sum(
        _SOUND_BYTES_PER_S.get(out.suffix.lower(), 0) * length_s
        for part, out in request.parts
        if part != "film"
    )
    beside = _SPOOL_BYTES_PER_S * length_s if request.parts else 0.0
    film = 0.0
    if request.film is not None:
        pictures = _new_bytes(request, picture, length_s) if is_new else picture.info.size_bytes
        film = pictures + _FILM_SOUND_BYTES_PER_S * length_s
        beside += pictures if is_new else 0.0
    return round((sounds + film + beside) * _RESERVE)


def _new_bytes(request: ExportRequest, picture: Picture, length_s: float) -> float:
    shown = require_picture(picture.info)
    quality = (request.settings.encoding or Encoding("h264")).quality
    pixels = shown.width * shown.height * max(1.0, shown.frames_per_s) * length_s
    return pixels * _BITS_PER_PIXEL[quality] / 8
