"""A cut with our music as a project of OpenShot (.osp).

Levels, fades and ducking are curves of volume, with one point a corner. OpenShot mixes what lies
over one another, so a dissolve is a clip that grows visible over the one before it. Where the cut
came from OpenShot, our layers are added to that document and all of it stays.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

from editor_app.interchange.anchors import anchor_json
from editor_app.interchange.cut import ZERO, Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.earlier.openshot import take_out
from editor_app.interchange.errors import not_understood
from editor_app.interchange.mlt import USUAL_SIZE
from editor_app.interchange.music import Music, MusicClip, levels_of, notes_on
from editor_app.interchange.ours import MARK, is_our_track
from editor_app.interchange.tracks import tracks_of, with_next
from editor_app.interchange.writing import place_named, write_whole
from editor_app.interchange.xml_tree import read_bytes

Data = dict[str, Any]
Corners = list[tuple[Fraction, float]]

_LAYER_STEP = 1_000_000
_LINEAR = 1
_VERSION = "2.6.1"


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    `original` is the .osp that the cut was read from.

    Raises
    ------
    TimelineError, RenderError
        If the original is damaged, or the file cannot be written.
    """
    project = _opened(original, path) if original is not None else _made(cut)
    take_out(project)
    writer = _Writer(project, cut.frame_rate)
    if original is None:
        writer.picture(cut)
    for track in tracks_of(cut, music, with_own=original is None):
        if track.audible:
            layer = writer.layer(track.name)
            for clip in track.clips:
                writer.sound(clip, layer)
    own = cut.markers if original is None else ()
    for marker in (*own, *music.markers):
        writer.marker(marker.at_s, marker.name)
    text = json.dumps(project, indent=1, ensure_ascii=False)
    write_whole(text.encode("utf-8", "surrogateescape"), path)
    return tuple(dict.fromkeys([*writer.notes, *notes_on(music, beats=False, stem=False)]))


def _opened(original: Path, out: Path) -> Data:
    try:
        data = json.loads(read_bytes(original).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise not_understood(original, "its JSON is broken") from None
    lists = ("clips", "files", "layers")
    if not isinstance(data, dict) or not all(isinstance(data.get(one), list) for one in lists):
        raise not_understood(original, "it is no project of OpenShot")
    if not isinstance(data.get("markers"), list):
        data["markers"] = []
    anchor_json(data, original.parent, out)
    return data


def _made(cut: Cut) -> Data:
    width, height = cut.size or USUAL_SIZE
    rate = cut.frame_rate
    shape = Fraction(width, height)
    return {
        "id": "CUESMITH",
        "fps": {"num": rate.numerator, "den": rate.denominator},
        "display_ratio": {"num": shape.numerator, "den": shape.denominator},
        "pixel_ratio": {"num": 1, "den": 1},
        "width": width,
        "height": height,
        "sample_rate": 48_000,
        "channels": 2,
        "channel_layout": 3,
        "settings": {},
        "clips": [],
        "effects": [],
        "files": [],
        "duration": float(cut.duration_s),
        "scale": 15.0,
        "tick_pixels": 100,
        "playhead_position": 0,
        "profile": f"{width}x{height}",
        "layers": [],
        "markers": [],
        "progress": [],
        "history": {"undo": [], "redo": []},
        "version": {"openshot-qt": _VERSION, "libopenshot": "0.2.7"},
    }


class _Writer:
    def __init__(self, project: Data, rate: Fraction) -> None:
        self._project = project
        self._rate = rate
        self._ids = count(1)
        self._taken = {str(one.get("id")) for kind in ("clips", "files", "layers", "markers")
                       for one in project[kind] if isinstance(one, dict)}  # fmt: skip
        self._files: dict[tuple[MediaRef, bool], Data] = {}
        self.notes: list[str] = []

    def layer(self, name: str) -> int:
        """Add a layer above all others; returns its number."""
        layers = self._project["layers"]
        numbers = [one.get("number") for one in layers if isinstance(one, dict)]
        number = max([0, *(one for one in numbers if isinstance(one, int))]) + _LAYER_STEP
        layers.append(
            {"id": self._new("L"), "label": name, "number": number, "y": 0, "lock": False}
        )
        return number

    def picture(self, cut: Cut) -> None:
        layer = self.layer("V1")
        for piece, after in with_next(cut.pieces):
            if piece.source is None:
                continue
            more_s = after.dissolve_in_s if after is not None else ZERO
            self._piece(piece, piece.source, more_s, layer)

    def _piece(self, piece: Piece, source: MediaRef, more_s: Fraction, layer: int) -> None:
        length_s = piece.duration_s + more_s
        first_s = self._first(source, piece.source_in_s, piece.speed)
        made = self._clip(
            piece.name, source, piece.start_s, (first_s, length_s), layer, sound=False
        )
        if piece.frozen:
            held = self._frame(piece.source_in_s)
            made["time"] = self._line([(first_s, held), (first_s + length_s, held)])
        elif piece.speed != 1:
            made["time"] = self._pace(source, piece.speed, first_s + length_s)
        if piece.dissolve_in_s:
            until_s = first_s + piece.dissolve_in_s
            made["alpha"] = self._line([(first_s, 0.0), (until_s, 1.0)])
            self.notes.append("Dissolves are clips that grow visible, and no transitions.")

    def sound(self, clip: MusicClip, layer: int) -> None:
        sound = clip.sound
        first_s = self._first(sound.source, sound.source_in_s, sound.speed)
        span = (first_s, sound.duration_s)
        made = self._clip(sound.name, sound.source, sound.start_s, span, layer, sound=True)
        made["volume"] = self._volume(clip, sound, first_s)
        if is_our_track(sound.track):
            made[MARK] = made["reader"][MARK] = True
        if sound.speed != 1:
            made["time"] = self._pace(sound.source, sound.speed, first_s + sound.duration_s)

    def marker(self, at_s: Fraction, name: str) -> None:
        self._project["markers"].append(
            {"id": self._new("M"), "position": float(at_s), "icon": "blue.png", "name": name}
        )

    def _volume(self, clip: MusicClip, sound: SoundPiece, first_s: Fraction) -> Data:
        points = levels_of(clip) or ((ZERO, sound.gain_db),)
        line = [(first_s + time, _factor(value)) for time, value in points]
        return self._line(line)

    def _first(self, source: MediaRef, in_s: Fraction, speed: Fraction) -> Fraction:
        """Return where a use begins, in the time of the clip as it is played."""
        if speed > 0:
            return in_s / speed
        return ((source.duration_s or in_s) - in_s) / -speed

    def _pace(self, source: MediaRef, speed: Fraction, end_s: Fraction) -> Data:
        """Return the curve of time: which frame of the file each frame of the clip shows.

        It ends on a frame on which the speed comes out even, at or after the end of the clip.
        """
        begin = ZERO if speed > 0 else source.duration_s or ZERO
        steps = math.ceil(end_s * self._rate / speed.denominator)
        last_s = steps * speed.denominator / self._rate
        return self._line(
            [(ZERO, self._frame(begin)), (last_s, self._frame(begin + last_s * speed))]
        )

    def _line(self, corners: Corners) -> Data:
        return {
            "Points": [
                {"co": {"X": self._frame(time), "Y": value}, "interpolation": _LINEAR}
                for time, value in corners
            ]
        }

    def _frame(self, time_s: Fraction) -> float:
        """Return the number of a frame, counted from 1."""
        return float(round(time_s * self._rate) + 1)

    def _clip(
        self,
        name: str,
        source: MediaRef,
        at_s: Fraction,
        span: tuple[Fraction, Fraction],
        layer: int,
        *,
        sound: bool,
    ) -> Data:
        file = self._file(source, sound=sound)
        first_s, length_s = span
        made: Data = {
            "id": self._new("C"),
            "file_id": file["id"],
            "title": name or source.name,
            "layer": layer,
            "position": float(at_s),
            "start": float(first_s),
            "end": float(first_s + length_s),
            "duration": file["duration"],
            "reader": file,
            "effects": [],
            "has_audio": self._line([(ZERO, 1.0 if sound else 0.0)]),
            "has_video": self._line([(ZERO, 0.0 if sound else 1.0)]),
            "alpha": self._line([(ZERO, 1.0)]),
            "scale": 1,
            "gravity": 4,
            "anchor": 0,
            "mixing": 0,
        }
        self._project["clips"].append(made)
        return made

    def _file(self, source: MediaRef, *, sound: bool) -> Data:
        key = (source, sound)
        if key not in self._files:
            rate = source.frame_rate or self._rate
            length_s = source.duration_s or ZERO
            picture = source.has_picture and not sound
            self._files[key] = {
                "id": self._new("F"),
                "path": place_named(source),
                "media_type": _media_type(source, sound=sound),
                "type": "FFmpegReader",
                "duration": float(length_s),
                "video_length": str(round(length_s * rate)),
                "fps": {"num": rate.numerator, "den": rate.denominator},
                "video_timebase": {"num": rate.denominator, "den": rate.numerator},
                "pixel_ratio": {"num": 1, "den": 1},
                "has_video": picture or source.still,
                "has_audio": sound and source.has_sound and not source.still,
                "has_single_image": source.still,
                "sample_rate": 48_000,
                "channels": 2,
                "channel_layout": 3,
            }
            self._project["files"].append(self._files[key])
        return self._files[key]

    def _new(self, kind: str) -> str:
        return next(name for n in self._ids if (name := f"CUESMITH{kind}{n}") not in self._taken)


def _media_type(source: MediaRef, *, sound: bool) -> str:
    if source.still:
        return "image"
    return "audio" if sound else "video"


def _factor(value_db: float) -> float:
    return round(math.pow(10, value_db / 20), 6) if value_db > -60 else 0.0
