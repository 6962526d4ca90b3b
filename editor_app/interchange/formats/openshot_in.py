"""OpenShot projects (.osp): JSON with clips on layers, times in seconds, drawn curves for the rest.

read(path) -> Montage
Source: the files of OpenShot 2.0 to 3.2; github.com/OpenShot/openshot-qt, classes/project_data.py.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from editor_app.interchange.cut import ZERO, Marker, MediaRef
from editor_app.interchange.errors import not_understood
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import (
    Clip,
    Edges,
    Lane,
    Montage,
    Sequence,
    Stretch,
    join,
    put,
    retimed,
)
from editor_app.interchange.ours import MARK
from editor_app.interchange.places import place
from editor_app.interchange.times import (
    TimeError,
    bounded,
    fraction,
    frame_rate,
    is_number,
    speed,
    whole,
)
from editor_app.interchange.xml_tree import read_bytes

Data = dict[str, Any]


def read(path: Path) -> Montage:
    """Read a project; `TimelineError` where it is none."""
    try:
        data = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise not_understood(path, "its JSON is broken, or nested deeper than any cut") from None
    if not isinstance(data, dict) or not isinstance(data.get("clips"), list):
        raise not_understood(path, "it is no project of OpenShot")
    version = data.get("version")
    said = version.get("openshot-qt", "") if isinstance(version, dict) else ""
    montage = Montage(f"OpenShot {said}".strip()[:40], tops=["osp"])
    try:
        montage.sequences["osp"] = _Project(data, path.parent).sequence(path.stem)
    except TimeError as error:
        raise not_understood(path, str(error)) from None
    return montage


class _Project:
    def __init__(self, data: Data, folder: Path) -> None:
        self._data = data
        self._folder = folder
        rate = _dict(data.get("fps"))
        below = whole(_number(rate, "den", 1)) or 1
        self._rate = frame_rate(Fraction(whole(_number(rate, "num", 30)), below))
        self._files = {str(one.get("id")): one for one in _dicts(data.get("files"))}
        self._media: dict[str, MediaRef] = {}

    def sequence(self, name: str) -> Sequence:
        made = Sequence(name, self._rate)
        width, height = self._data.get("width"), self._data.get("height")
        if isinstance(width, int) and isinstance(height, int) and 0 < min(width, height) <= 65_536:
            made.size = (width, height)
        lanes = self._lanes(made)
        clips = sorted(_dicts(self._data.get("clips")), key=lambda one: _sortable(one, "position"))
        for clip in clips:
            if made.tally.clip():
                with made.tally.guarded():
                    self._lay(clip, lanes, made)
        edges = {number: Edges(picture) for number, (picture, _) in lanes.items()}
        for one in _dicts(self._data.get("effects")):
            with made.tally.forgiving("a transition"):
                number = _int(one, "layer")
                if number in lanes:
                    self._transition(one, lanes[number][0], edges[number])
        for mark in _dicts(self._data.get("markers")):
            with made.tally.forgiving("a marker"):
                name = str(mark.get("name") or "")[:1000]
                made.markers.append(Marker(self._frame_s(_number(mark, "position", 0)), name))
        return made

    def _lanes(self, made: Sequence) -> dict[int, tuple[Lane, Lane]]:
        """Return picture and sound of each layer, by its number, the lowest first."""
        labels = {_int(one, "number"): str(one.get("label") or "") for one in self._layers()}
        used = {_int(one, "layer") for one in _dicts(self._data.get("clips"))}
        lanes = {}
        for at, number in enumerate(sorted(used), start=1):
            name = labels.get(number, "") or f"Track {at}"
            lanes[number] = (Lane("picture", name=name), Lane("sound", name=name))
            made.lanes += lanes[number]
        return lanes

    def _layers(self) -> list[Data]:
        return _dicts(self._data.get("layers"))

    def _lay(self, said: Data, lanes: dict[int, tuple[Lane, Lane]], made: Sequence) -> None:
        picture, sound = lanes[_int(said, "layer")]
        first_s = self._frame_s(_number(said, "start", 0))
        last_s = self._frame_s(_number(said, "end", 0))
        clip = Clip(self._frame_s(_number(said, "position", 0)), last_s - first_s)
        clip.name = str(said.get("title") or "")[:1000]
        clip.source = self._source(said)
        clip.source_in_s = ZERO if clip.source.still else first_s
        clip.drawn = _is_small(said)
        fades = _fades(_points(said, "alpha"), first_s, last_s, self._rate)
        parts = self._parts(clip, said, first_s, made)
        for part in parts:
            if clip.source.has_picture and _switch(said, "has_video"):
                put(picture, part)
            if clip.source.has_sound and _switch(said, "has_audio"):
                self._lay_sound(part, said, sound, made)
        if parts and _switch(said, "has_video") and clip.source.has_picture:
            parts[0].dissolve_in_s = min(fades.in_s, parts[0].duration_s)
            if fades.out_s:
                join(picture, parts[-1], None, (clip.end_s - fades.out_s, clip.end_s))

    def _lay_sound(self, part: Clip, said: Data, sound: Lane, made: Sequence) -> None:
        if part.frozen or part.speed <= 0 or part.source is None:
            return
        heard = Clip(part.start_s, part.duration_s, part.source, "", part.source_in_s)
        heard.speed, heard.name = part.speed, part.name
        heard.kind = kind_of(track=sound.name, file=part.source.name)
        heard.marked = said.get(MARK) is True
        first_s = self._frame_s(_number(said, "start", 0))
        last_s = self._frame_s(_number(said, "end", 0))
        fades = _fades(_points(said, "volume"), first_s, last_s, self._rate)
        heard.fade_in_s = min(fades.in_s, heard.duration_s)
        heard.fade_out_s = min(fades.out_s, heard.duration_s)
        if not fades.level:
            made.tally.note("Levels that change within a clip are left out.")
        factor = fades.most
        heard.gain_db = max(-96.0, min(20 * math.log10(factor), 24.0)) if factor > 0 else -96.0
        put(sound, heard)

    def _parts(self, clip: Clip, said: Data, first_s: Fraction, made: Sequence) -> list[Clip]:
        """Return a clip as several where its time is drawn as a curve."""
        drawn = sorted(_points(said, "time"))
        if len(drawn) < 2 or clip.source is None or clip.source.still:
            return [clip]
        if any(_int(one, "interpolation") == 0 for one in _raw_points(said, "time")):
            made.tally.note("Smooth changes of speed are taken as straight ones.")
        points = [((at - 1) / self._rate, (to - 1) / self._rate) for at, to in drawn]
        return [_stretched(clip, one) for one in retimed(points, first_s, clip.duration_s)] or [
            clip
        ]

    def _source(self, said: Data) -> MediaRef:
        key = str(said.get("file_id") or "")
        file = _dict(self._files.get(key)) or _dict(said.get("reader"))
        if key not in self._media or not key:
            self._media[key] = self._media_ref(file, str(said.get("title") or "unnamed"))
        return self._media[key]

    def _media_ref(self, file: Data, title: str) -> MediaRef:
        url = file.get("path") if isinstance(file.get("path"), str) else ""
        found = place(str(url), self._folder) if url else None
        still = file.get("has_single_image") is True or file.get("media_type") == "image"
        rate = _dict(file.get("fps"))
        length = fraction(_number(file, "duration", 0))
        return MediaRef(
            name=(found.name if found else "") or title,
            path=found.path if found else None,
            url=str(url),
            duration_s=bounded(length) if length > 0 and not still else None,
            frame_rate=_ratio(rate),
            size_bytes=_size(file),
            has_picture=file.get("has_video") is not False,
            has_sound=file.get("has_audio") is not False and not still,
            still=still,
        )

    def _transition(self, said: Data, lane: Lane, edges: Edges) -> None:
        """Let the clip come in slowly that begins where a transition does, or fade out with it."""
        start_s = self._frame_s(_number(said, "position", 0))
        length_s = self._frame_s(_number(said, "end", 0)) - self._frame_s(_number(said, "start", 0))
        end_s = start_s + length_s
        if length_s <= 0:
            return
        coming, going = edges.beginning(start_s, start_s), edges.ending(end_s, end_s)
        if coming is not None:
            coming.dissolve_in_s = min(length_s, coming.duration_s)
        elif going is not None:
            join(lane, going, None, (start_s, end_s))

    def _frame_s(self, value: float) -> Fraction:
        """Return a time at the nearest frame: it is written as a float."""
        return bounded(round(fraction(value) * self._rate) / self._rate)


@dataclass(frozen=True, slots=True)
class _Fades:
    """What a curve does at the ends of a clip; `level` says that it stays at `most` between."""

    in_s: Fraction
    out_s: Fraction
    most: float
    level: bool


def _fades(
    curve: list[tuple[Fraction, Fraction]], first_s: Fraction, last_s: Fraction, rate: Fraction
) -> _Fades:
    """Find the fades in a curve of points (frame of the source, counted from 1; factor)."""
    points = sorted(((at - 1) / rate, to) for at, to in curve)
    most = max((to for _, to in points), default=Fraction(1))
    if most <= 0 or len(points) < 2:
        return _Fades(ZERO, ZERO, float(most), level=True)
    full = [at for at, to in points if to >= most * Fraction(99, 100)]
    rises, falls = (to <= most / 100 for to in (points[0][1], points[-1][1]))
    in_s = max(full[0] - first_s, ZERO) if rises else ZERO
    out_s = max(last_s - full[-1], ZERO) if falls else ZERO
    inside = [to for at, to in points if full[0] <= at <= full[-1]]
    ends = (rises or points[0][0] >= full[0]) and (falls or points[-1][0] <= full[-1])
    level = ends and all(to >= most * Fraction(99, 100) for to in inside)
    return _Fades(bounded(in_s), bounded(out_s), float(most), level)


def _stretched(clip: Clip, one: Stretch) -> Clip:
    part = Clip(clip.start_s + one.offset_s, one.duration_s, clip.source, "", one.source_s)
    part.frozen, part.speed = one.speed == 0, speed(one.speed) or Fraction(1)
    part.name, part.drawn = clip.name, clip.drawn
    return part


def _is_small(said: Data) -> bool:
    """Whether a clip is made smaller than the picture, so that it hides only a part of it."""
    scales = [_points(said, name) for name in ("scale_x", "scale_y")]
    return all(points and all(value < 1 for _, value in points) for points in scales)


def _switch(said: Data, name: str) -> bool:
    points = _points(said, name)
    return not points or points[0][1] != 0


def _points(said: Data, name: str) -> list[tuple[Fraction, Fraction]]:
    corners = [_dict(one.get("co")) for one in _raw_points(said, name)[:10_000]]
    return [(fraction(_number(one, "X", 1)), fraction(_number(one, "Y", 1))) for one in corners]


def _raw_points(said: Data, name: str) -> list[Data]:
    return _dicts(_dict(said.get(name)).get("Points"))


def _dict(value: object) -> Data:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[Data]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _number(said: Data, name: str, default: float) -> float:
    value = said.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
        raise TimeError(f"“{name}” is no number")
    if not math.isfinite(value):
        raise TimeError(f"“{name}” is no number")
    return value


def _sortable(said: Data, name: str) -> float:
    try:
        return _number(said, name, 0)
    except TimeError:
        return 0


def _int(said: Data, name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) and abs(value) < 1 << 62 else 0


def _size(file: Data) -> int:
    text = str(file.get("file_size") or "0")
    return int(text) if is_number(text) else 0


def _ratio(rate: Data) -> Fraction | None:
    above, below = _int(rate, "num"), _int(rate, "den")
    found = Fraction(above, below) if above > 0 and below > 0 else None
    return found if found is not None and 1 <= found <= 1000 else None
