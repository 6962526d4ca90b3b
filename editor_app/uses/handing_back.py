"""The user's cut with our music on it, as a timeline for their editor."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from editor_app.interchange.cut import ZERO, Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.music import Music, music_of
from editor_app.interchange.writers import write_cut
from editor_app.project.cue import Cue
from editor_app.project.timecode import exact_rate
from editor_app.score.export import ExportRequest
from editor_app.score.mix import Mix
from editor_app.score.render import RenderSettings
from inference.media.probe import probe, require_picture
from inference.values import Span


def hand_back(request: ExportRequest, out: Path) -> tuple[str, ...]:
    """Write the timeline of an export; return what its file cannot carry.

    It shows `request.cut`, or the one film there is, and is as long as that, whatever part of it is
    exported. The music that was written
    beside it is laid on it too, silent, as the safe way.

    Raises
    ------
    MediaError, TimelineError, RenderError
        The film, or the timeline the cut came from, cannot be read, or `out` cannot be written.
    """
    cut = request.cut or cut_of_film(request.video)
    music = _music(cut, request.cues, request.settings, stem=request.music)
    return write_cut(cut, music, out, original=request.timeline)


def _music(
    cut: Cut, cues: tuple[Cue, ...], settings: RenderSettings, *, stem: Path | None
) -> Music:
    mix = Mix(
        Span(0.0, float(cut.duration_s)), cues, None, settings.speech, settings.duck,
        settings.own_music,
    )  # fmt: skip
    # A part of the film alone would lie in the wrong place.
    whole = stem if settings.span is None else None
    return music_of(mix, cut.frame_rate, stem=whole)


def cut_of_film(path: Path) -> Cut:
    """Return the cut that shows one film from beginning to end.

    Raises
    ------
    MediaError
        It cannot be read, or has no picture.
    """
    info = probe(path)
    shown = require_picture(info)
    rate = exact_rate(shown.frames_per_s)
    length_s = Fraction(round(Fraction(info.duration_s) * rate)) / rate
    source = MediaRef(
        path.name, path.absolute(), duration_s=length_s, frame_rate=rate,
        size_bytes=info.size_bytes, has_sound=bool(info.audio),
    )  # fmt: skip
    sound = SoundPiece(ZERO, length_s, source, kind="unknown", track="A1", name=path.stem)
    return Cut(
        path.stem,
        rate,
        (Piece(ZERO, length_s, source, name=path.stem),),
        (sound,) if info.audio else (),
        size=(shown.width, shown.height),
    )
