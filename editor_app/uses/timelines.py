"""Timelines on the command line: what one holds as plain data, and one made into another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from editor_app.interchange.cut import Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.reading import cut_of, read_montage, timelines
from editor_app.interchange.relink import find_below, is_there, relink, usable
from editor_app.interchange.times import timecode
from inference.progress import Work

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """A timeline as it was read, with its media looked for."""

    cut: Cut
    timelines: tuple[str, ...]
    found: int = 0


def open_timeline(
    path: Path, *, timeline: str = "", rate: Fraction | None = None, media: Path | None = None
) -> Work[Opened]:
    """Read a timeline, and look below `media` for files that are not where it says.

    Raises
    ------
    TimelineError
        See `read_cut`; also where `media` is no folder.
    """
    montage = read_montage(path, rate=rate)
    cut = cut_of(montage, path, timeline=timeline)
    found: dict[MediaRef, Path] = {}
    if media is not None:
        found = yield from find_below(cut, media)
        cut = relink(cut, found)
    return Opened(cut, timelines(montage), len(found))


def convert(cut: Cut, out: Path) -> tuple[str, ...]:
    """Write a cut as another program reads it; returns what that could not carry.

    Music that we laid on it goes along.

    Raises
    ------
    TimelineError
        The ending of `out` is of no kind that can be written.
    """
    from editor_app.interchange.music import NO_MUSIC  # noqa: PLC0415  (loads the mixer's values)
    from editor_app.interchange.writers import write_cut  # noqa: PLC0415

    whole = replace(cut, sounds=(*cut.sounds, *cut.earlier), earlier=())
    return write_cut(whole, NO_MUSIC, out)


def info_json(opened: Opened) -> dict[str, Any]:
    """Return what a timeline holds as plain data; see docs/schema/timeline-info.json."""
    cut = opened.cut
    media = {ref: number for number, ref in enumerate(cut.media)}
    width, height = cut.size or (None, None)
    return {
        "name": cut.name,
        "format": cut.format,
        "timelines": list(opened.timelines),
        "frame_rate": str(cut.frame_rate),
        "drop_frame": cut.drop_frame,
        "start_timecode": _code(cut, Fraction(0)),
        "duration_s": _seconds(cut.duration_s),
        "width": width,
        "height": height,
        "clips_in": cut.clips_in,
        "clips_understood": cut.clips_understood,
        "pieces": [_piece_json(one, cut, media) for one in cut.pieces],
        "sounds": [_sound_json(one, cut, media) for one in cut.sounds],
        "earlier_music": len(cut.earlier),
        "markers": [
            {"at_s": _seconds(one.at_s), "name": one.name, "note": one.note} for one in cut.markers
        ],
        "media": [_media_json(ref) for ref in media],
        "dropped": list(cut.dropped),
    }


def _piece_json(piece: Piece, cut: Cut, media: dict[MediaRef, int]) -> dict[str, Any]:
    return {
        "start_s": _seconds(piece.start_s),
        "duration_s": _seconds(piece.duration_s),
        "timecode": _code(cut, piece.start_s),
        "media": None if piece.source is None else media[piece.source],
        "source_in_s": _seconds(piece.source_in_s),
        "speed": _seconds(piece.speed),
        "frozen": piece.frozen,
        "dissolve_in_s": _seconds(piece.dissolve_in_s),
        "name": piece.name,
    }


def _sound_json(sound: SoundPiece, cut: Cut, media: dict[MediaRef, int]) -> dict[str, Any]:
    return {
        "start_s": _seconds(sound.start_s),
        "duration_s": _seconds(sound.duration_s),
        "timecode": _code(cut, sound.start_s),
        "media": media[sound.source],
        "source_in_s": _seconds(sound.source_in_s),
        "speed": _seconds(sound.speed),
        "gain_db": round(sound.gain_db, 2),
        "fade_in_s": _seconds(sound.fade_in_s),
        "fade_out_s": _seconds(sound.fade_out_s),
        "kind": sound.kind,
        "track": sound.track,
        "name": sound.name,
    }


def _media_json(ref: MediaRef) -> dict[str, Any]:
    best = usable(ref)
    return {
        "name": ref.name,
        "url": ref.url,
        "path": None if ref.path is None else str(ref.path),
        "there": is_there(ref),
        "proxy": None if best is None or best == ref.path else str(best),
        "start_timecode_s": _seconds(ref.start_s),
        "duration_s": None if ref.duration_s is None else _seconds(ref.duration_s),
    }


def _code(cut: Cut, time_s: Fraction) -> str:
    return timecode(time_s + cut.start_timecode_s, cut.frame_rate, drop=cut.drop_frame)


def _seconds(value: Fraction) -> float:
    return round(float(value), _DIGITS)
