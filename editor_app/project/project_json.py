"""A project as plain JSON values, and back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

from editor_app.project.cue import MAX_SPEED, MIN_SPEED, Cue, GainPoints
from editor_app.project.edits import MAX_DUCK_DB
from editor_app.project.laying import relaid
from editor_app.project.timeline import Film, Laid, Lane, Level, Project, Timeline
from editor_app.project.untrusted import (
    Fields,
    UntrustedError,
    checked_number,
    fields_of,
)
from editor_app.score.duck import DEFAULT, PRESETS
from editor_app.score.moment import Song
from editor_app.score.targets import TARGETS
from inference.values import Span

MAX_S = 1e7
"""Times beyond this, four months, are taken for damage."""

_MAX_DB = 200.0
MAX_CUES = 20_000
_MAX_LANES = 64
_MAX_BEATS = 500_000
_MAX_POINTS = 100_000
_MAX_ID = 2**53  # beyond, other readers of JSON lose digits
_MAX_SLIDERS = 1000

T = TypeVar("T")


def to_plain(project: Project, folder: Path) -> dict[str, Any]:
    """Return a project as JSON values; media are named relative to `folder` too."""
    songs = list(dict.fromkeys(one.song for one in project.timeline.laid))
    return {
        "film": None if project.film is None else _film(project.film, folder),
        "songs": [_song(song, folder) for song in songs],
        "timeline": _timeline(project.timeline, songs),
        "target": project.target,
        "attributes": dict(project.attributes),
    }


def from_plain(found: Mapping[str, Any], folder: Path) -> Project:
    """Return the project in JSON values; relative names begin at `folder`.

    Raises
    ------
    UntrustedError
        If they are not those of a project.
    """
    fields = Fields(dict(found), "")
    songs = _each(fields, "songs", MAX_CUES, lambda song: _song_of(song, folder))
    target = fields.text("target")
    sliders = fields.fields("attributes")
    if len(sliders.values) > _MAX_SLIDERS:
        raise UntrustedError("attributes are too many")
    return Project(
        film=fields.optional("film", lambda name: _film_of(fields.fields(name), folder)),
        timeline=_timeline_of(fields.fields("timeline"), songs),
        target=target if target in TARGETS else next(iter(TARGETS)),
        attributes={name: sliders.number(name, least=-1, most=1) for name in sliders.values},
    )


def _film(film: Film, folder: Path) -> dict[str, Any]:
    return {
        **_place(film.path, folder),
        "duration_s": film.duration_s,
        "frames_per_s": film.frames_per_s,
        "size_bytes": film.size_bytes,
        "content_key": film.content_key,
        "timeline": None if film.timeline is None else _place(film.timeline, folder),
        "media": None if film.media is None else _place(film.media, folder),
    }


def _film_of(film: Fields, folder: Path) -> Film:
    return Film(
        path=_path_of(film, folder),
        duration_s=film.number("duration_s", least=0, most=MAX_S),
        frames_per_s=film.number("frames_per_s", least=0, most=10_000),
        size_bytes=film.whole("size_bytes", least=0, most=_MAX_ID),
        content_key=film.text("content_key"),
        timeline=film.optional("timeline", lambda name: _path_of(film.fields(name), folder)),
        media=film.optional("media", lambda name: _path_of(film.fields(name), folder)),
    )


def _song(song: Song, folder: Path) -> dict[str, Any]:
    return {
        **_place(song.path, folder),
        "duration_s": song.duration_s,
        "moment_s": song.moment_s,
        "title": song.title,
        "artist": song.artist,
        "loudness_lufs": song.loudness_lufs,
        "bpm": song.bpm,
        "beats_s": list(song.beats_s),
        "downbeats_s": list(song.downbeats_s),
        "content_key": song.content_key,
    }


def _song_of(song: Fields, folder: Path) -> Song:
    def optional(name: str, least: float, most: float) -> float | None:
        return song.optional(name, lambda name: song.number(name, least=least, most=most))

    return Song(
        path=_path_of(song, folder),
        duration_s=song.number("duration_s", least=1e-3, most=MAX_S),
        moment_s=song.number("moment_s", least=0, most=MAX_S),
        title=song.text("title"),
        artist=song.text("artist"),
        loudness_lufs=optional("loudness_lufs", -_MAX_DB, _MAX_DB),
        bpm=optional("bpm", 0, 10_000),
        beats_s=_beats_of(song, "beats_s"),
        downbeats_s=_beats_of(song, "downbeats_s"),
        content_key=song.text("content_key"),
    )


def _beats_of(song: Fields, name: str) -> tuple[float, ...]:
    # In order, for they are searched by halving.
    return tuple(sorted(song.numbers(name, most=_MAX_BEATS, least=-MAX_S, greatest=MAX_S)))


def _timeline(timeline: Timeline, songs: Sequence[Song]) -> dict[str, Any]:
    row = {song: at for at, song in enumerate(songs)}
    kept = timeline.kept
    return {
        "duration_s": timeline.duration_s,
        "lanes": [{"name": o.name, "muted": o.muted, "solo": o.solo} for o in timeline.lanes],
        "cues": [_cue(one, row[one.song]) for one in timeline.laid],
        "original": _level(timeline.original),
        "music": _level(timeline.music),
        "duck_depth_db": timeline.duck_depth_db,
        "ducking": timeline.ducking,
        "duck_music": timeline.duck_music,
        "kept_s": None if kept is None else [kept.start_s, kept.end_s],
        "next_id": timeline.next_id,
    }


def _timeline_of(fields: Fields, songs: Sequence[Song]) -> Timeline:
    lanes = _each(fields, "lanes", _MAX_LANES, _lane_of)
    if not lanes:
        raise UntrustedError("lanes are missing")
    laid = _each(fields, "cues", MAX_CUES, lambda cue: _laid_of(cue, songs, len(lanes)))
    ids = {one.id for one in laid}
    if len(ids) < len(laid):
        raise UntrustedError("two cues have the same id")
    timeline = Timeline(
        duration_s=fields.number("duration_s", least=0, most=MAX_S),
        lanes=lanes,
        laid=laid,
        original=_level_of(fields.fields("original")),
        music=_level_of(fields.fields("music")),
        duck_depth_db=fields.number("duck_depth_db", least=0, most=MAX_DUCK_DB),
        ducking=_ducking_of(fields),
        duck_music=fields.flag("duck_music"),
        kept=fields.optional("kept_s", lambda name: _span_of(fields, name)),
        next_id=max(fields.whole("next_id", least=1, most=_MAX_ID), *(i + 1 for i in (0, *ids))),
    )
    return relaid(timeline)


def _ducking_of(fields: Fields) -> str:
    name = fields.text("ducking")
    return name if name in PRESETS else DEFAULT


def _lane_of(lane: Fields) -> Lane:
    return Lane(lane.text("name"), lane.flag("muted"), lane.flag("solo"))


def _level(level: Level) -> dict[str, Any]:
    return {"gain_db": level.gain_db, "muted": level.muted}


def _level_of(level: Fields) -> Level:
    return Level(level.number("gain_db", least=-_MAX_DB, most=_MAX_DB), level.flag("muted"))


def _span_of(fields: Fields, name: str) -> Span:
    ends_s = fields.numbers(name, most=2, least=0, greatest=MAX_S)
    if len(ends_s) != 2 or ends_s[0] >= ends_s[1]:
        raise UntrustedError(f"{name} is no stretch of time")
    return Span(*ends_s)


def _cue(laid: Laid, song: int) -> dict[str, Any]:
    cue = laid.cue
    return {
        "id": laid.id,
        "lane": laid.lane,
        "song": song,
        "start_s": cue.start_s,
        "duration_s": cue.duration_s,
        "source_in_s": cue.source_in_s,
        "gain_db": cue.gain_db,
        "fade_in_s": cue.fade_in_s,
        "fade_out_s": cue.fade_out_s,
        "speed": cue.speed,
        "gain_points": [list(point) for point in cue.gain_points],
        "pinned": laid.pinned,
        "seam": laid.seam,
    }


def _laid_of(fields: Fields, songs: Sequence[Song], lanes: int) -> Laid:
    def seconds(name: str, *, least: float = 0.0) -> float:
        return fields.number(name, least=least, most=MAX_S)

    song = songs[fields.whole("song", least=0, most=len(songs) - 1)]
    cue = Cue(
        song.path,
        song.title,
        song.artist,
        start_s=seconds("start_s"),
        duration_s=seconds("duration_s", least=1e-3),
        source_in_s=seconds("source_in_s"),
        gain_db=fields.number("gain_db", least=-_MAX_DB, most=_MAX_DB),
        fade_in_s=seconds("fade_in_s"),
        fade_out_s=seconds("fade_out_s"),
        bpm=song.bpm,
        downbeats_s=song.downbeats_s,
        speed=fields.number("speed", least=MIN_SPEED, most=MAX_SPEED),
        gain_points=_gain_points_of(fields),
    )
    return Laid(
        fields.whole("id", least=1, most=_MAX_ID),
        fields.whole("lane", least=0, most=lanes - 1),
        cue,
        song,
        pinned=fields.flag("pinned"),
        seam=fields.optional("seam", lambda name: fields.number(name, least=0, most=1)),
    )


def _gain_points_of(fields: Fields) -> GainPoints:
    where = "gain_points"
    points: dict[float, float] = {}
    for item in fields.items(where, most=_MAX_POINTS):
        if not isinstance(item, list) or len(item) != 2:
            raise UntrustedError(f"{where} has what is no point")
        at_s = checked_number(item[0], where, least=0, most=MAX_S)
        points[at_s] = checked_number(item[1], where, least=-_MAX_DB, most=_MAX_DB)
    return tuple(sorted(points.items()))


def _each(fields: Fields, name: str, most: int, read: Callable[[Fields], T]) -> tuple[T, ...]:
    items = fields.items(name, most=most)
    return tuple(read(fields_of(item, f"{name}[{at}]")) for at, item in enumerate(items))


def _place(path: Path, folder: Path) -> dict[str, Any]:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolving links would name another)
    try:
        near = Path(os.path.relpath(absolute, folder)).as_posix()
    except ValueError:  # on another drive
        near = None
    return {"path": str(absolute), "near": near}


def _path_of(fields: Fields, folder: Path) -> Path:
    """Return the file beside the project, where there is one, else the one named absolutely."""
    near = fields.optional("near", fields.text)
    if near is not None and _is_relative(near):
        beside = Path(os.path.normpath(folder / near))
        # Unlike a path's own method this takes names that no system would accept.
        if os.path.isfile(beside):  # noqa: PTH113
            return beside
    return Path(os.path.normpath(folder / fields.text("path")))


def _is_relative(name: str) -> bool:
    """Whether a name begins nowhere of its own, on no system: no drive, no server, no root."""
    return bool(name) and not (
        PurePosixPath(name).root or PureWindowsPath(name).drive or PureWindowsPath(name).root
    )
